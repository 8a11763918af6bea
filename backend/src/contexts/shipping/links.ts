/**
 * Customers' links to shipments, as staff may see them. A token is made anew whenever it is to be shown; of links from
 * before tokens were made, a sealed copy lies beside the shipment.
 */
import { z } from 'zod';
import { hashOfToken, tokensUnder } from '../../kernel/tracking-token.ts';
import type { Sql } from '../../platform/database.ts';
import type { Platform } from '../../platform/platform.ts';
import { open, seal } from '../../platform/secrets.ts';
import { job } from '../../platform/work/jobs.ts';
import type { Plan } from './shipment.ts';

type Linked = Pick<Plan, 'shipmentId' | 'tokenHash'>;

export type Links = {
  /** By what the link of a new shipment will be known. */
  hashFor(shipmentId: string): string;
  /** The tokens of shipments' links; one that was made under another key of the installation is left out. */
  tokensOf(sql: Sql, shipments: readonly Linked[]): Promise<Map<string, string>>;
};

/** The address of a shipment's page; where its token cannot be told, that of the page where its customer finds it. */
export const trackingUrl = (token: string | undefined): string => (token === undefined ? '/track' : `/track/${token}`);

const placeOf = (shipmentId: string): string => `tracking-token:${shipmentId}`;

const secretKeyOf = ({ config }: Pick<Platform, 'config'>): string => {
  if (config.secretKey === undefined) throw new Error('tracking links need GANTRY_SECRET_KEY');
  return config.secretKey;
};

type KeptRow = { id: string; token: string | null; sealed: string | null };
const kept = `
  SELECT id, tracking_token AS token, sealed_token AS sealed FROM shipments
  WHERE id = ANY($1::text[]) AND (tracking_token IS NOT NULL OR sealed_token IS NOT NULL)`;

/** Opens the links of an installation. */
export const openLinks = (platform: Pick<Platform, 'config'>): Links => {
  const secretKey = secretKeyOf(platform);
  const tokenFor = tokensUnder(secretKey);
  const keptTokens = async (sql: Sql, ids: readonly string[]): Promise<[string, string][]> =>
    (await sql.rows<KeptRow>(kept, [...ids])).map(({ id, token, sealed }) => [
      id,
      token ?? open(secretKey, placeOf(id), sealed ?? ''),
    ]);
  return {
    hashFor: (shipmentId) => hashOfToken(tokenFor(shipmentId)),
    tokensOf: async (sql, shipments) => {
      const made = new Map(shipments.map(({ shipmentId }) => [shipmentId, tokenFor(shipmentId)]));
      const others = shipments.filter(({ shipmentId, tokenHash }) => {
        const token = made.get(shipmentId);
        return token === undefined || hashOfToken(token) !== tokenHash;
      });
      for (const { shipmentId } of others) made.delete(shipmentId);
      if (others.length === 0) return made;
      const found = await keptTokens(
        sql,
        others.map(({ shipmentId }) => shipmentId),
      );
      return new Map([...made, ...found]);
    },
  };
};

const atOnce = 500;
const waiting = `
  SELECT id, tracking_token AS token FROM shipments WHERE tracking_token IS NOT NULL LIMIT ${atOnce} FOR UPDATE SKIP LOCKED`;
const hide = `
  UPDATE shipments s SET token_hash = r.hash, sealed_token = r.sealed, tracking_token = NULL,
    plan = (s.plan - 'trackingToken') || jsonb_build_object('tokenHash', r.hash)
  FROM unnest($1::text[], $2::text[], $3::text[]) AS r (id, hash, sealed) WHERE s.id = r.id`;

const hideSome = (database: Platform['database'], secretKey: string): Promise<number> =>
  database.transaction(async (tx) => {
    const rows = await tx.rows<{ id: string; token: string }>(waiting);
    if (rows.length > 0)
      await tx.run(
        hide,
        rows.map(({ id }) => id),
        rows.map(({ token }) => hashOfToken(token)),
        rows.map(({ id, token }) => seal(secretKey, placeOf(id), token)),
      );
    return rows.length;
  });

/** Takes the tokens out of rows that were written while they still had them. */
export const hideTokens = (platform: Pick<Platform, 'config' | 'database'>) => {
  const secretKey = secretKeyOf(platform);
  return job({
    name: 'shipping.hide_tokens',
    title: 'Takes tokens of tracking links out of old rows',
    payload: z.object({}),
    lane: 'slow',
    every: 3_600_000,
    run: async () => {
      while ((await hideSome(platform.database, secretKey)) > 0);
    },
  });
};

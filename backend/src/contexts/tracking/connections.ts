/** Carrier connections: configured by people, remembered by the receiver, their secrets sealed with the tower's key. */

import { isDeepStrictEqual } from 'node:util';
import type { Json } from '@gantry/prisma/client';
import { type Connection, connectionConfigured } from '@gantry/shared/events/connections';
import type { Evolve } from '../../kernel/decider.ts';
import { Refusal } from '../../kernel/errors.ts';
import type { Transaction } from '../../platform/database.ts';
import type { Thread } from '../../platform/event-log.ts';
import { applyAll, type Change, commit, type Held, type Stream } from '../../platform/execute.ts';
import type { Platform } from '../../platform/platform.ts';
import { open, seal } from '../../platform/secrets.ts';

const evolve: Evolve<Connection> = (state, fact) =>
  fact.name === connectionConfigured.name ? connectionConfigured.payload.parse(fact.payload) : state;

type Row = {
  name: string;
  label: string;
  adapter: string;
  mapping: unknown;
  signature: unknown;
  mappingVersion: number;
};
const connectionOf = ({ name, label, adapter, mapping, signature, mappingVersion }: Row): Connection =>
  connectionConfigured.payload.parse({ name, label, adapter, mapping, signature, mappingVersion });

const load = async (tx: Transaction, ids: readonly string[]): Promise<Map<string, Held<Connection>>> => {
  await tx.$queryRawUnsafe('SELECT 1 FROM carrier_connections WHERE name = ANY($1::text[]) ORDER BY name FOR UPDATE', [
    ...ids,
  ]);
  const rows = await tx.carrierConnection.findMany({ where: { name: { in: [...ids] } } });
  return new Map(rows.map((row) => [row.name, { version: row.version, state: connectionOf(row) }]));
};
const save = async (tx: Transaction, changes: readonly Change<Connection>[]): Promise<void> => {
  for (const { id, before, after } of changes) {
    const { name: _, ...columns } = after.state;
    const row = {
      ...columns,
      mapping: columns.mapping as Json,
      signature: columns.signature as Json,
      version: after.version,
    };
    if (before) await tx.carrierConnection.update({ where: { name: id }, data: row });
    else await tx.carrierConnection.create({ data: { ...row, name: id, secret: '' } });
  }
};
export const carrierConnections: Stream<Connection> = { name: 'carrier_connection', evolve, load, save };

export type Configuration = Omit<Connection, 'mappingVersion' | 'label'> & {
  label?: string | undefined;
  secret?: string | undefined;
};

const place = (name: string): string => `connection:${name}`;

/** Configures a connection. The same again changes nothing; a new mapping is a new mapping version. */
export const configure = async (
  platform: Platform,
  configuration: Configuration,
  thread: Thread,
): Promise<Connection> => {
  const { secret, label, ...rest } = configuration;
  const connection = await commit(platform, async (tx) => {
    const now = platform.clock.now();
    const [outcome] = await applyAll({ tx, now }, carrierConnections, [
      {
        id: rest.name,
        thread,
        decide: (state) => {
          if (!state && secret === undefined)
            throw new Refusal('invalid', 'invalid', 'Some fields are not valid', [
              { path: 'secret', message: 'needed the first time' },
            ]);
          const same = state && isDeepStrictEqual(state.mapping, rest.mapping);
          const next = {
            ...rest,
            label: label ?? state?.label ?? rest.name,
            mappingVersion: (state?.mappingVersion ?? 0) + (same ? 0 : 1),
          };
          return state && isDeepStrictEqual(state, next) ? [] : [connectionConfigured(next)];
        },
      },
    ]);
    if (!outcome?.ok) throw outcome?.error;
    if (secret !== undefined)
      await tx.carrierConnection.update({
        where: { name: rest.name },
        data: { secret: seal(platform.config.secretKey ?? '', place(rest.name), secret) },
      });
    if (!outcome.state) throw new Error('a configured connection has a state');
    return outcome.state;
  });
  platform.signals.raise('connections');
  return connection;
};

export type Opened = { connection: Connection; secret: string };
export type ConnectionBook = { find(name: string): Promise<Opened | undefined> };

/** Connections as the webhook receiver needs them: with the secret opened, remembered for seconds, forgotten on change. */
export const createConnectionBook = (platform: Platform): ConnectionBook => {
  const known = new Map<string, { until: number; opened: Opened | undefined }>();
  platform.signals.on('connections', () => known.clear());
  return {
    find: async (name) => {
      const now = Date.now();
      const hit = known.get(name);
      if (hit && hit.until > now) return hit.opened;
      const row = await platform.database.prisma.carrierConnection.findUnique({ where: { name } });
      const opened = row
        ? { connection: connectionOf(row), secret: open(platform.config.secretKey ?? '', place(name), row.secret) }
        : undefined;
      if (known.size > 1_000) known.clear();
      known.set(name, { until: now + 5_000, opened });
      return opened;
    },
  };
};

/** All connections, by name. */
export const listConnections = async (platform: Platform): Promise<Connection[]> =>
  (await platform.database.prisma.carrierConnection.findMany({ orderBy: { name: 'asc' } })).map(connectionOf);

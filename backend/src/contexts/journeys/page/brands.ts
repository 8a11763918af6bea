/** Brands of tracking pages: a stream per channel, `default` for all others. The logo's bytes lie beside the state. */
import { isDeepStrictEqual } from 'node:util';
import { type Brand, brandConfigured } from '@gantry/shared/events/brands';
import type { Evolve } from '../../../kernel/decider.ts';
import type { Transaction } from '../../../platform/database.ts';
import type { Thread } from '../../../platform/event-log.ts';
import { applyAll, type Change, commit, type Held, type Stream } from '../../../platform/execute.ts';
import type { Platform } from '../../../platform/platform.ts';
import { drawnAnew } from './logo.ts';

const evolve: Evolve<Brand> = (state, fact) =>
  fact.name === brandConfigured.name ? brandConfigured.payload.parse(fact.payload) : state;

const load = async (tx: Transaction, ids: readonly string[]): Promise<Map<string, Held<Brand>>> => {
  await tx.$queryRawUnsafe('SELECT 1 FROM brands WHERE channel = ANY($1::text[]) ORDER BY channel FOR UPDATE', [
    ...ids,
  ]);
  const rows = await tx.brand.findMany({
    where: { channel: { in: [...ids] } },
    select: { channel: true, data: true, version: true },
  });
  return new Map(
    rows.map(({ channel, data, version }) => [channel, { version, state: brandConfigured.payload.parse(data) }]),
  );
};
const save = async (tx: Transaction, changes: readonly Change<Brand>[]): Promise<void> => {
  for (const { id, before, after } of changes) {
    const row = { data: after.state, version: after.version };
    if (before) await tx.brand.update({ where: { channel: id }, data: row, select: { channel: true } });
    else await tx.brand.create({ data: { ...row, channel: id }, select: { channel: true } });
  }
};
export const brands: Stream<Brand> = { name: 'brand', evolve, load, save };

/** What people say of a brand. `logo`: a data: URL, null to remove it, undefined to keep it. */
export type BrandSaid = Omit<Brand, 'hasLogo' | 'logoVersion'> & { logo?: string | null | undefined };

/** The logo there is, held still: a brand that is only now made by somebody else has no row that could be locked. */
const logoIn = async (tx: Transaction, channel: string): Promise<Buffer | null> => {
  await tx.$queryRawUnsafe('SELECT pg_advisory_xact_lock(hashtextextended($1, 11)) IS NULL', channel);
  const row = await tx.brand.findUnique({ where: { channel }, select: { logo: true } });
  return row?.logo ? Buffer.from(row.logo) : null;
};

const keepLogo = async (tx: Transaction, channel: string, logo: Buffer | null): Promise<void> => {
  await tx.brand.update({
    where: { channel },
    data: { logo: logo && new Uint8Array(logo) },
    select: { channel: true },
  });
};

const sameLogo = (a: Buffer | null, b: Buffer | null): boolean => (a === null || b === null ? a === b : a.equals(b));

/**
 * Configures the brand of a channel. The same again changes nothing; a new logo is a new version of it. Throws a Refusal
 * for `logo` when it is no picture we take.
 */
export const configureBrandOf = async (
  platform: Platform,
  { logo: said, ...rest }: BrandSaid,
  thread: Thread,
): Promise<Brand> => {
  const drawn = said ? await drawnAnew(said) : null;
  return commit(platform, async (tx) => {
    const { channel } = rest;
    const before = await logoIn(tx, channel);
    const logo = said === undefined ? before : drawn;
    const changed = !sameLogo(before, logo);
    const [outcome] = await applyAll({ tx, now: platform.clock.now() }, brands, [
      {
        id: channel,
        thread,
        decide: (state) => {
          const logoVersion = (state?.logoVersion ?? 0) + (changed ? 1 : 0);
          const next = brandConfigured.payload.parse({ ...rest, hasLogo: logo !== null, logoVersion });
          return state && isDeepStrictEqual(state, next) ? [] : [brandConfigured(next)];
        },
      },
    ]);
    if (!outcome?.ok) throw outcome?.error;
    if (!outcome.state) throw new Error('a configured brand has a state');
    if (changed) await keepLogo(tx, channel, logo);
    return outcome.state;
  });
};

/** The brand of a channel's pages: its own, else the default, else none. */
export const brandFor = async (platform: Platform, channel: string): Promise<Brand | null> => {
  const rows = await platform.database.prisma.brand.findMany({
    where: { channel: { in: [channel, 'default'] } },
    select: { channel: true, data: true },
  });
  const row = rows.find((one) => one.channel === channel) ?? rows[0];
  return row ? brandConfigured.payload.parse(row.data) : null;
};

/** All brands, by channel. */
export const allBrands = async (platform: Platform): Promise<Brand[]> => {
  const rows = await platform.database.prisma.brand.findMany({ orderBy: { channel: 'asc' }, select: { data: true } });
  return rows.map(({ data }) => brandConfigured.payload.parse(data));
};

/** The logo of a channel as PNG, with its version; undefined when it has none. */
export const logoOf = async (
  platform: Platform,
  channel: string,
): Promise<{ png: Buffer; version: number } | undefined> => {
  const row = await platform.database.prisma.brand.findUnique({ where: { channel } });
  return row?.logo
    ? { png: Buffer.from(row.logo), version: brandConfigured.payload.parse(row.data).logoVersion }
    : undefined;
};

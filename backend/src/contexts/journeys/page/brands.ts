/** Brands of tracking pages: a stream per channel, `default` for all others. The logo's bytes lie beside the state. */
import { isDeepStrictEqual } from 'node:util';
import { type Brand, type BrandEvent, brandConfigured, brandEvents } from '@gantry/shared/events/brands';
import { fold } from '../../../kernel/decider.ts';
import type { Sql } from '../../../platform/database.ts';
import type { Thread } from '../../../platform/log/event-log.ts';
import type { Platform } from '../../../platform/platform.ts';
import { rowStore } from '../../../platform/write/row-store.ts';
import { allDone, stream } from '../../../platform/write/stream.ts';
import { hold, transact } from '../../../platform/write/transact.ts';
import { drawnAnew } from './logo.ts';

const brandRows = rowStore<Brand, BrandEvent, { channel: string; data: unknown }>({
  table: 'brands',
  key: 'channel',
  keyColumn: 'channel',
  columns: { data: 'json' },
  row: (data) => ({ channel: data.channel, data }),
  state: ({ data }) => brandConfigured.payload.parse(data),
});
export const brandStream = stream('brand', brandEvents, {
  evolve: fold<Brand, BrandEvent>({ 'tracking.brand_configured': { begin: (brand) => brand } }),
  store: brandRows,
});

/** What people say of a brand. `logo`: a data: URL, null to remove it, undefined to keep it. */
export type BrandSaid = Omit<Brand, 'hasLogo' | 'logoVersion'> & { logo?: string | null | undefined };

const logoIn = async (sql: Sql, channel: string): Promise<Buffer | null> => {
  const [row] = await sql.rows<{ logo: Buffer | null }>('SELECT logo FROM brands WHERE channel = $1', channel);
  return row?.logo ?? null;
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
  const { channel } = rest;
  return transact(platform, hold(brandStream, [channel]), async ({ tx, apply }) => {
    const before = await logoIn(tx, channel);
    const logo = said === undefined ? before : drawn;
    const changed = !sameLogo(before, logo);
    const decide = (state: Brand | undefined): BrandEvent[] => {
      const logoVersion = (state?.logoVersion ?? 0) + (changed ? 1 : 0);
      const next = brandConfigured.payload.parse({ ...rest, hasLogo: logo !== null, logoVersion });
      return state && isDeepStrictEqual(state, next) ? [] : [brandConfigured(next)];
    };
    const [outcome] = allDone(await apply(brandStream, [{ id: channel, thread, decide }]));
    if (!outcome?.state) throw new Error('a configured brand has a state');
    if (changed) await tx.run('UPDATE brands SET logo = $2 WHERE channel = $1', channel, logo);
    return outcome.state;
  });
};

/** The brand of a channel's pages: its own, else the default, else none. */
export const brandFor = async (sql: Sql, channel: string): Promise<Brand | null> => {
  const found = await brandRows.byIds(sql, [channel, 'default']);
  return found.get(channel) ?? found.get('default') ?? null;
};

/** All brands, by channel. */
export const allBrands = (sql: Sql): Promise<Brand[]> => brandRows.list(sql, 'ORDER BY channel');

/** The logo of a channel as PNG, with its version; undefined when it has none. */
export const logoOf = async (sql: Sql, channel: string): Promise<{ png: Buffer; version: number } | undefined> => {
  const [brand, png] = await Promise.all([brandRows.byIds(sql, [channel]), logoIn(sql, channel)]);
  const version = brand.get(channel)?.logoVersion;
  return png && version !== undefined ? { png, version } : undefined;
};

/**
 * Brands of tracking pages: a stream for each channel of a merchant, `default` for all others it has. The logo's bytes lie
 * beside the state.
 */
import { isDeepStrictEqual } from 'node:util';
import { mainMerchant } from '@gantry/shared/caller';
import { type Brand, type BrandEvent, brandConfigured, brandEvents } from '@gantry/shared/events/brands';
import { fold } from '../../../kernel/decider.ts';
import type { Sql } from '../../../platform/database.ts';
import type { Thread } from '../../../platform/log/event-log.ts';
import type { Platform } from '../../../platform/platform.ts';
import { rowStore } from '../../../platform/write/row-store.ts';
import { allDone, stream } from '../../../platform/write/stream.ts';
import { hold, transact } from '../../../platform/write/transact.ts';
import { drawnAnew } from './logo.ts';

/** Whose channel, and which. */
export type BrandName = { merchant?: string | undefined; channel: string };

/** The brand of a channel has its name; before that of another merchant than `main` stands the merchant's. */
const idOf = ({ merchant = mainMerchant, channel }: BrandName): string =>
  merchant === mainMerchant ? channel : `${merchant}/${channel}`;

const brandRows = rowStore<Brand, BrandEvent, { id: string; merchant: string; data: unknown }>({
  table: 'brands',
  key: 'id',
  // Older than merchants are.
  keyColumn: 'channel',
  columns: { merchant: 'text', data: 'json' },
  fixed: ['merchant'],
  row: (data) => ({ id: idOf(data), merchant: data.merchant ?? mainMerchant, data }),
  state: ({ data }) => brandConfigured.payload.parse(data),
});
export const brandStream = stream('brand', brandEvents, {
  evolve: fold<Brand, BrandEvent>({ 'tracking.brand_configured': { begin: (brand) => brand } }),
  store: brandRows,
  merchantOf: ({ merchant }) => merchant ?? mainMerchant,
});

/** What people say of a brand. `logo`: a data: URL, null to remove it, undefined to keep it. */
export type BrandSaid = Omit<Brand, 'hasLogo' | 'logoVersion'> & { logo?: string | null | undefined };

const logoIn = async (sql: Sql, id: string): Promise<Buffer | null> => {
  const [row] = await sql.rows<{ logo: Buffer | null }>('SELECT logo FROM brands WHERE channel = $1', id);
  return row?.logo ?? null;
};

const sameLogo = (a: Buffer | null, b: Buffer | null): boolean => (a === null || b === null ? a === b : a.equals(b));

/**
 * Configures the brand of a channel. The same again changes nothing; a new logo is a new version of it. Throws a Refusal
 * for `logo` when it is no picture we take.
 */
export const configureBrandOf = async (
  platform: Platform,
  { logo: said, merchant, ...about }: BrandSaid,
  thread: Thread,
): Promise<Brand> => {
  const drawn = said ? await drawnAnew(said) : null;
  // What was configured before there were merchants says the same without one.
  const rest = merchant === undefined || merchant === mainMerchant ? about : { merchant, ...about };
  const id = idOf(rest);
  return transact(platform, hold(brandStream, [id]), async ({ tx, apply }) => {
    const before = await logoIn(tx, id);
    const logo = said === undefined ? before : drawn;
    const changed = !sameLogo(before, logo);
    const decide = (state: Brand | undefined): BrandEvent[] => {
      const logoVersion = (state?.logoVersion ?? 0) + (changed ? 1 : 0);
      const next = brandConfigured.payload.parse({ ...rest, hasLogo: logo !== null, logoVersion });
      return state && isDeepStrictEqual(state, next) ? [] : [brandConfigured(next)];
    };
    const [outcome] = allDone(await apply(brandStream, [{ id, thread, decide }]));
    if (!outcome?.state) throw new Error('a configured brand has a state');
    if (changed) await tx.run('UPDATE brands SET logo = $2 WHERE channel = $1', id, logo);
    return outcome.state;
  });
};

/** The brand of a channel's pages: its own, else its merchant's default, else none. */
export const brandFor = async (sql: Sql, named: BrandName): Promise<Brand | null> => {
  const ids = [idOf(named), idOf({ ...named, channel: 'default' })];
  const found = await brandRows.byIds(sql, ids);
  return ids.map((id) => found.get(id)).find((brand) => brand !== undefined) ?? null;
};

/** The brands of merchants (null: of all), by channel. */
export const brandsOf = (sql: Sql, merchants: readonly string[] | null): Promise<Brand[]> =>
  brandRows.list(sql, 'WHERE $1::text[] IS NULL OR merchant = ANY($1) ORDER BY merchant, channel', merchants);

/** The logo of a channel as PNG, with its version; undefined when it has none. */
export const logoOf = async (sql: Sql, named: BrandName): Promise<{ png: Buffer; version: number } | undefined> => {
  const id = idOf(named);
  const [brand, png] = await Promise.all([brandRows.byIds(sql, [id]), logoIn(sql, id)]);
  const version = brand.get(id)?.logoVersion;
  return png && version !== undefined ? { png, version } : undefined;
};

/** A channel as papers in its parcels show it: name, addresses, and the logo of its own brand or of its merchant's default. */
export const sellerOf = async (
  sql: Sql,
  { merchant, channel }: { merchant: string; channel: string },
): Promise<{ name: string; website: string | null; supportUrl: string | null; logo: Buffer | null } | null> => {
  const brand = await brandFor(sql, { merchant, channel });
  if (!brand) return null;
  const { name, website, supportUrl } = brand;
  return { name, website, supportUrl, logo: brand.hasLogo ? await logoIn(sql, idOf(brand)) : null };
};

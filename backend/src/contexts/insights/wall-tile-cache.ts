/**
 * The wall's tiles as they travel: each from the function that computes it, all shared by whoever sees the same merchants
 * and asks within a second.
 */
import type { TileName, WallTiles } from '@gantry/shared/api/wall';
import type { WallTileOf } from '@gantry/shared/live';
import { createCache } from '../../platform/cache.ts';
import { headOf } from '../../platform/log/event-log.ts';
import type { Platform } from '../../platform/platform.ts';
import type { MerchantsAsked } from '../tracking/public.ts';

/** How each tile is computed. */
export type WallTileSources = { [Name in TileName]: (merchants: MerchantsAsked) => Promise<WallTiles[Name]> };

/** The tiles, and the log position they are at least as new as. */
export type ComputedTiles = { seq: number; tiles: WallTiles };

const shareMs = 900;
/** So many different sets of merchants are remembered at a time. */
const mostKept = 200;

const compute = async (
  platform: Platform,
  sources: WallTileSources,
  merchants: MerchantsAsked,
): Promise<ComputedTiles> => {
  const seq = await headOf(platform.database);
  const [numbers, exceptions, atRisk, carriers, warehouses, floor] = await Promise.all([
    sources.numbers(merchants),
    sources.exceptions(merchants),
    sources.atRisk(merchants),
    sources.carriers(merchants),
    sources.warehouses(merchants),
    sources.floor(merchants),
  ]);
  return { seq, tiles: { numbers, exceptions, atRisk, carriers, warehouses, floor } };
};

/** Computes all tiles together, at most once a second; what failed is tried again by the next who asks. */
export const createTileCache = (
  platform: Platform,
  sources: WallTileSources,
): ((merchants: MerchantsAsked) => Promise<ComputedTiles>) => {
  const load = (key: string) => compute(platform, sources, JSON.parse(key));
  const kept = createCache({ ttlMs: shareMs, most: mostKept, load });
  return (merchants) => kept.get(JSON.stringify(merchants));
};

/** One tile as it travels. */
export const tileOf = <Name extends TileName>(
  tile: Name,
  data: WallTiles[Name],
  { seq, asOf }: { seq: number; asOf: string },
): WallTileOf<Name> => ({ tile, seq, asOf, data });

/** The wall's tiles, composed of what contexts say of themselves. What compares with yesterday is asked once a minute only. */
import type { WallTiles } from '@gantry/shared/api/wall';
import { createCache } from '../../platform/cache.ts';
import type { Platform } from '../../platform/platform.ts';
import { openTrashCount } from '../../platform/trash/figures.ts';
import { growingNow } from '../../platform/trash/growth.ts';
import type { Carriers } from '../carriers/public.ts';
import type { AtRisk, RiskQuestion } from '../forecast/public.ts';
import type { FloorTiles } from '../fulfillment/public.ts';
import type { OrderTiles } from '../orders/public.ts';
import type { DayCounts, DaySoFar, MerchantsAsked, Tracking, TrackingTiles } from '../tracking/public.ts';
import { ordersBacklog, parcelsBacklog, unallocatedOf } from './wall-backlog.ts';
import type { WallTileSources } from './wall-tile-cache.ts';

/** What the wall asks other contexts: their tiles, and names for what the tiles speak of. */
export type TileSources = {
  platform: Platform;
  carriers: Carriers;
  tracking: Tracking;
  tiles: {
    tracking: TrackingTiles;
    orders: OrderTiles;
    floor: FloorTiles;
    forecast: { atRisk(now: Date, question: RiskQuestion): Promise<{ total: number; items: AtRisk[] }> };
  };
};

const dayMs = 86_400_000;
const mostRows = 12;
const midnightOf = (now: Date): Date => new Date(Math.floor(now.getTime() / dayMs) * dayMs);
const dayBefore = ({ now, midnight }: DaySoFar): DaySoFar => ({
  now: new Date(now.getTime() - dayMs),
  midnight: new Date(midnight.getTime() - dayMs),
});

const rateOf = (counts: DayCounts | undefined): number | null =>
  counts && counts.promised > 0 ? counts.onTime / counts.promised : null;

type Yesterday = { of(at: DaySoFar, merchants: MerchantsAsked): Promise<DayCounts | undefined> };

/** The counts at the same minute a day ago; undefined when there was nothing to count yet. */
const openYesterday = ({ tracking }: TileSources['tiles']): Yesterday => {
  const kept = createCache({
    ttlMs: 120_000,
    most: 200,
    load: async (key: string) => {
      const { minute, merchants }: { minute: number; merchants: MerchantsAsked } = JSON.parse(key);
      const now = new Date(minute * 60_000);
      const then = dayBefore({ now, midnight: midnightOf(now) });
      return (await tracking.hadShipments(then.now, merchants)) ? tracking.dayCounts(then, merchants) : undefined;
    },
  });
  return {
    of: ({ now }, merchants) => kept.get(JSON.stringify({ minute: Math.floor(now.getTime() / 60_000), merchants })),
  };
};

const numbers = async (
  { platform, tiles }: TileSources,
  yesterday: Yesterday,
  merchants: MerchantsAsked,
): Promise<WallTiles['numbers']> => {
  const now = platform.clock.now();
  const at = { now, midnight: midnightOf(now) };
  const [counts, before, orders, demand, byStatus, risk, trashOpen, growing] = await Promise.all([
    tiles.tracking.dayCounts(at, merchants),
    yesterday.of(at, merchants),
    tiles.orders.backlog(merchants),
    tiles.orders.unallocated(merchants),
    tiles.tracking.liveByStatus(merchants),
    tiles.forecast.atRisk(now, { most: 1, merchants }),
    openTrashCount(platform.database, merchants),
    growingNow(platform.database, merchants),
  ]);
  const pair = (name: keyof DayCounts) => ({ now: counts[name], yesterday: before ? before[name] : null });
  return {
    moving: pair('moving'),
    delivered: pair('delivered'),
    onTimeRate: { now: rateOf(counts), yesterday: rateOf(before) },
    // What was at risk a day ago depends on scans of that time; the rows no longer say.
    atRisk: { now: risk.total, yesterday: null },
    exceptionsOpen: pair('exceptions'),
    trashOpen,
    trashGrowsSince: growing[0]?.since ?? null,
    backlog: [...ordersBacklog(orders), ...parcelsBacklog(byStatus)],
    unallocated: unallocatedOf(demand),
  };
};

const atRisk = async (
  { platform, tracking, tiles }: TileSources,
  merchants: MerchantsAsked,
): Promise<WallTiles['atRisk']> => {
  const { total, items } = await tiles.forecast.atRisk(platform.clock.now(), { most: mostRows, merchants });
  const rows = await tracking.rows(items.map(({ shipmentId }) => shipmentId));
  const shown = items.flatMap((item) => {
    const row = rows.get(item.shipmentId);
    if (!row) return [];
    const { orderNumber, carrier, status, destination, promisedDay } = row;
    return [{ ...item, orderNumber, carrier, status, destination, promisedDay: promisedDay ?? '' }];
  });
  return { total, items: shown };
};

const carriersPulse = async (
  { platform, carriers, tiles }: TileSources,
  merchants: MerchantsAsked,
): Promise<WallTiles['carriers']> => {
  const now = platform.clock.now();
  const [known, pulse] = await Promise.all([carriers.connections.list(), tiles.tracking.pulse(now, merchants)]);
  return known.map(({ connection: { name, label } }) => {
    const mine = new Map(pulse.filter(({ carrier }) => carrier === name).map((one) => [one.minute, one]));
    const perMinute = Array.from({ length: 30 }, (_, i) => mine.get(29 - i)?.scans ?? 0);
    const newest = mine.get(Math.min(...mine.keys()));
    return {
      carrier: name,
      label,
      perMinute,
      eventsPerMinute: perMinute.slice(-5).reduce((sum, n) => sum + n, 0) / 5,
      lagSeconds:
        newest && newest.minute < 5 && newest.lagSeconds !== null ? Math.max(0, Math.round(newest.lagSeconds)) : null,
      lastEventAt: newest?.lastAt ?? null,
    };
  });
};

const warehouses = async ({ tiles }: TileSources, merchants: MerchantsAsked): Promise<WallTiles['warehouses']> =>
  (await tiles.tracking.warehouses(merchants)).flatMap(({ warehouse, waiting, moving, origin }) => {
    const { city, latitude, longitude } = origin;
    if (latitude === undefined || longitude === undefined) return [];
    return [{ name: warehouse, label: city, at: { latitude, longitude }, waiting, moving }];
  });

/** How each tile is computed. */
export const wallTiles = (sources: TileSources): WallTileSources => {
  const yesterday = openYesterday(sources.tiles);
  return {
    numbers: (merchants) => numbers(sources, yesterday, merchants),
    exceptions: (merchants) => sources.tiles.tracking.openExceptions(mostRows, merchants),
    atRisk: (merchants) => atRisk(sources, merchants),
    carriers: (merchants) => carriersPulse(sources, merchants),
    warehouses: (merchants) => warehouses(sources, merchants),
    floor: (merchants) => sources.tiles.floor.floor(merchants),
  };
};

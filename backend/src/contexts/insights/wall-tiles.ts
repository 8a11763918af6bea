/** The wall's tiles, composed of what contexts say of themselves. What compares with yesterday is asked once a minute only. */
import type { WallTiles } from '@gantry/shared/api/wall';
import { statusFacts, type TrackingStatus } from '@gantry/shared/vocabulary/tracking-status';
import { createCache } from '../../platform/cache.ts';
import type { Platform } from '../../platform/platform.ts';
import { openTrashCount } from '../../platform/trash.ts';
import type { Carriers } from '../carriers/public.ts';
import type { AtRisk } from '../forecast/public.ts';
import type { DayCounts, DaySoFar, Tracking, TrackingTiles } from '../tracking/public.ts';
import type { WallTileSources } from './wall-tile-cache.ts';

/** What the wall asks other contexts: their tiles, and names for what the tiles speak of. */
export type TileSources = {
  platform: Platform;
  carriers: Carriers;
  tracking: Tracking;
  tiles: {
    tracking: TrackingTiles;
    shipping: { toShip(): Promise<number> };
    forecast: { atRisk(now: Date, most: number): Promise<{ total: number; items: AtRisk[] }> };
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

const stageOf = (status: TrackingStatus): string => {
  const { nature } = statusFacts[status];
  if (nature === 'ground') return 'Waiting for carrier';
  if (status === 'out_for_delivery') return 'Out for delivery';
  if (status === 'available_for_pickup') return 'To be collected';
  if (status === 'delivery_attempted') return 'To be tried again';
  return nature === 'overlay' ? 'Held up' : 'On the way';
};
const stages = [
  'Orders to ship',
  'Waiting for carrier',
  'On the way',
  'Held up',
  'Out for delivery',
  'To be tried again',
  'To be collected',
];

const backlogOf = (toShip: number, byStatus: ReadonlyMap<TrackingStatus, number>) => {
  const counts = new Map<string, number>([['Orders to ship', toShip]]);
  for (const [status, n] of byStatus) counts.set(stageOf(status), (counts.get(stageOf(status)) ?? 0) + n);
  return stages.map((stage) => ({ stage, count: counts.get(stage) ?? 0 }));
};

type Yesterday = { of(at: DaySoFar): Promise<DayCounts | undefined> };

/** The counts at the same minute a day ago; undefined when there was nothing to count yet. */
const openYesterday = ({ tracking }: TileSources['tiles']): Yesterday => {
  const kept = createCache({
    ttlMs: 120_000,
    most: 2,
    load: async (minute: number) => {
      const now = new Date(minute * 60_000);
      const then = dayBefore({ now, midnight: midnightOf(now) });
      return (await tracking.hadShipments(then.now)) ? tracking.dayCounts(then) : undefined;
    },
  });
  return { of: ({ now }) => kept.get(Math.floor(now.getTime() / 60_000)) };
};

const numbers = async ({ platform, tiles }: TileSources, yesterday: Yesterday): Promise<WallTiles['numbers']> => {
  const now = platform.clock.now();
  const at = { now, midnight: midnightOf(now) };
  const [counts, before, toShip, byStatus, risk, trashOpen] = await Promise.all([
    tiles.tracking.dayCounts(at),
    yesterday.of(at),
    tiles.shipping.toShip(),
    tiles.tracking.liveByStatus(),
    tiles.forecast.atRisk(now, 1),
    openTrashCount(platform.database),
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
    backlog: backlogOf(toShip, byStatus),
  };
};

const atRisk = async ({ platform, tracking, tiles }: TileSources): Promise<WallTiles['atRisk']> => {
  const { total, items } = await tiles.forecast.atRisk(platform.clock.now(), mostRows);
  const rows = await tracking.rows(items.map(({ shipmentId }) => shipmentId));
  const shown = items.flatMap((item) => {
    const row = rows.get(item.shipmentId);
    if (!row) return [];
    const { orderNumber, carrier, status, destination, promisedDay } = row;
    return [{ ...item, orderNumber, carrier, status, destination, promisedDay: promisedDay ?? '' }];
  });
  return { total, items: shown };
};

const carriersPulse = async ({ platform, carriers, tiles }: TileSources): Promise<WallTiles['carriers']> => {
  const [known, pulse] = await Promise.all([carriers.connections.list(), tiles.tracking.pulse(platform.clock.now())]);
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

const warehouses = async ({ tiles }: TileSources): Promise<WallTiles['warehouses']> =>
  (await tiles.tracking.warehouses()).flatMap(({ warehouse, waiting, moving, origin }) => {
    const { city, latitude, longitude } = origin;
    if (latitude === undefined || longitude === undefined) return [];
    return [{ name: warehouse, label: city, at: { latitude, longitude }, waiting, moving }];
  });

/** How each tile is computed. */
export const wallTiles = (sources: TileSources): WallTileSources => {
  const yesterday = openYesterday(sources.tiles);
  return {
    numbers: () => numbers(sources, yesterday),
    exceptions: () => sources.tiles.tracking.openExceptions(mostRows),
    atRisk: () => atRisk(sources),
    carriers: () => carriersPulse(sources),
    warehouses: () => warehouses(sources),
  };
};

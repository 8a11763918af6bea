/** Figures of the floor for the wall: stations and warehouses against the next cutoff, what is at risk, the backlog by stage. */
import { floorStages, type WallFloor } from '@gantry/shared/api/wall';
import { readBacklog } from './dashboard/backlog.ts';
import type { FloorNeeds } from './needs.ts';
import type { PaceAt } from './pace/pace.ts';
import type { Risks } from './pace/risks.ts';
import { listStations, type PlaceWork, readFloorWork, workOfStation, workOfWarehouse } from './stations/shown.ts';

type MerchantsAsked = readonly string[] | null;

const mostStations = 40;
/** An age from which on work is old: it is older than this many of the backlog's edges, which is a day. */
const agedFrom = 3;

const instant = (ms: number | null | undefined): string | null =>
  ms === null || ms === undefined ? null : new Date(ms).toISOString();

const worked = ({ activeOrders, pace }: { activeOrders: number; pace: PaceAt }) => ({
  activeOrders,
  remainingUnits: pace.remainingUnits,
  unitsPerHour: pace.unitsPerHour,
  projectedAt: instant(pace.projectedAt),
  cutoffAt: instant(pace.nextCutoff?.at),
  atRisk: pace.atRisk,
});

/** The latest first; of which nobody knows when it is done before those. */
const byLateness = (a: PlaceWork, b: PlaceWork): number =>
  (b.pace.projectedAt ?? Number.MAX_SAFE_INTEGER) - (a.pace.projectedAt ?? Number.MAX_SAFE_INTEGER);

export const floorTiles = (
  { platform: { database, clock }, inventory }: Pick<FloorNeeds, 'platform' | 'inventory'>,
  risks: Risks,
) => ({
  floor: async (merchants: MerchantsAsked): Promise<WallFloor> => {
    const now = clock.now();
    const [late, backlog, work, stations] = await Promise.all([
      risks.idsAtRisk({ merchants }),
      readBacklog(database, { merchants, warehouse: null }, now),
      readFloorWork({ sql: database, inventory }, { merchants, now: now.getTime() }),
      listStations(database, null),
    ]);
    const places = work.sites.flatMap(({ warehouse, name }) => {
      const at = workOfWarehouse(work, warehouse);
      return at && (at.activeOrders > 0 || at.pace.unitsPerHour !== null) ? [{ warehouse, name, ...at }] : [];
    });
    const open = stations.filter(({ state }) => state !== 'closed').slice(0, mostStations);
    return {
      atRisk: late.length,
      backlog: floorStages.map((stage) => {
        const those = backlog.filter((row) => row.stage === stage);
        const sum = (some: typeof those): number => some.reduce((n, { orders }) => n + orders, 0);
        return { stage, count: sum(those), aged: sum(those.filter(({ age }) => age >= agedFrom)) };
      }),
      warehouses: places.sort(byLateness).map(({ warehouse, name, ...at }) => ({ warehouse, name, ...worked(at) })),
      stations: open.flatMap(({ station, name, warehouse, state }) => {
        const at = workOfStation(work, { station, warehouse });
        return at ? [{ station, name, warehouse, state, ...worked(at) }] : [];
      }),
    };
  },
});
export type FloorTiles = ReturnType<typeof floorTiles>;

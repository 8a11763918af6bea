/** Which fulfillment orders will be late, as lists, dashboards and the wall ask for it: of all open work, asked at most once a second. */
import { createCache } from '../../../platform/cache.ts';
import type { Platform } from '../../../platform/platform.ts';
import type { Inventory } from '../../inventory/public.ts';
import { paceWindow, type Rates, type Risk, rateOf, risksOf, type Yard, yardOf } from './pace.ts';
import { type DoneAt, readDone, readOpenWork } from './queries.ts';
import type { Hours } from './working-time.ts';

type Needs = { platform: Pick<Platform, 'database' | 'clock'>; inventory: Pick<Inventory, 'sites'> };
/** Whose risks, and where. */
export type RisksAsked = { merchants: readonly string[] | null; warehouse?: string | null | undefined };
type Owned = Risk & { merchant: string; warehouse: string };

export type Risks = {
  /** What open fulfillment orders are due for and whether they will be late, by id; nothing is due of those that are not there. */
  of(asked: RisksAsked): Promise<Map<string, Risk>>;
  /** The ids of those at risk. */
  idsAtRisk(asked: RisksAsked): Promise<string[]>;
};

const keptMs = 900;

/** The pace of stations and warehouses, of all merchants together. */
export const ratesOf = (done: readonly DoneAt[]): Rates => {
  const sums = { stations: new Map<string, number>(), warehouses: new Map<string, number>() };
  const add = (into: Map<string, number>, name: string, units: number): unknown =>
    into.set(name, (into.get(name) ?? 0) + units);
  for (const { warehouse, station, units } of done) {
    add(sums.warehouses, warehouse, units);
    if (station !== null) add(sums.stations, station, units);
  }
  const rates = (of: Map<string, number>) => new Map([...of].filter(([, units]) => rateOf(units) !== null));
  return { stations: rates(sums.stations), warehouses: rates(sums.warehouses) };
};

/** Warehouses at a moment, by name. */
export const yardsOf = (sites: readonly (Hours & { warehouse: string })[], now: number): Map<string, Yard> =>
  new Map(sites.map((site) => [site.warehouse, yardOf(site, now)]));

/** Reckons the risk of all open work as it stands. */
export const readRisks = async ({ platform: { database, clock }, inventory }: Needs): Promise<Map<string, Owned>> => {
  const now = clock.now().getTime();
  const sites = await inventory.sites(database);
  const counted = sites.map((site) => ({ warehouse: site.warehouse, spans: paceWindow(site, now) }));
  const [work, done] = await Promise.all([readOpenWork(database, null), readDone(database, counted, null)]);
  const queue = work.map(({ shipBy, carriers, ...one }) => ({
    ...one,
    shipBy: shipBy === null ? null : shipBy.getTime(),
    carriers: carriers ?? [],
  }));
  const risks = risksOf(queue, ratesOf(done), yardsOf(sites, now));
  return new Map(
    work.flatMap(({ fulfillmentId, merchant, warehouse }) => {
      const risk = risks.get(fulfillmentId);
      return risk ? [[fulfillmentId, { ...risk, merchant, warehouse }] as const] : [];
    }),
  );
};

/** Opens the risks of a process. */
export const openRisks = (needs: Needs): Risks => {
  const kept = createCache({ ttlMs: keptMs, most: 1, load: (_: string) => readRisks(needs) });
  const some = async ({ merchants, warehouse = null }: RisksAsked): Promise<[string, Owned][]> =>
    [...(await kept.get('all'))].filter(
      ([, one]) =>
        (merchants === null || merchants.includes(one.merchant)) && (warehouse === null || one.warehouse === warehouse),
    );
  return {
    of: async (asked) =>
      new Map((await some(asked)).map(([id, { atRisk, dueAt, projectedAt }]) => [id, { atRisk, dueAt, projectedAt }])),
    idsAtRisk: async (asked) => (await some(asked)).flatMap(([id, { atRisk }]) => (atRisk ? [id] : [])),
  };
};

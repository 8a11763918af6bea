/** The operations dashboard: what is behind, what is at risk, and how today compares with the same minute yesterday. */
import { ageBands, type OperationsDashboard } from '@gantry/shared/api/fulfillment/dashboard';
import { floorStages } from '@gantry/shared/api/wall';
import { floorExceptionKinds } from '@gantry/shared/vocabulary/fulfillment';
import { listStations, readFloorWork, shownPace, showStations, workOfWarehouse } from '../stations/shown.ts';
import { ageEdges, type BacklogAsked, hadWork, readBacklog, readExceptions, readShipped } from './backlog.ts';
import type { DashboardNeeds } from './figures.ts';
import { type Counts, dayMs, readSample } from './samples.ts';

const mostSkus = 50;

type Days = { now: Date; midnight: Date };
const daysOf = (now: Date): Days => ({ now, midnight: new Date(Math.floor(now.getTime() / dayMs) * dayMs) });
const before = ({ now, midnight }: Days): Days => ({
  now: new Date(now.getTime() - dayMs),
  midnight: new Date(midnight.getTime() - dayMs),
});

type StageRow = { stage: string; age: number; orders: number; units: number };

const stageOf = <Stage extends string>(stage: Stage, all: readonly StageRow[], yesterday: number | null) => {
  const those = all.filter((row) => row.stage === stage);
  const sum = (some: readonly StageRow[]): number => some.reduce((n, { orders }) => n + orders, 0);
  return {
    stage,
    orders: { now: sum(those), yesterday },
    units: those.reduce((n, { units }) => n + units, 0),
    ages: ageBands.map((band, i) => ({ band, orders: sum(those.filter(({ age }) => age === i)) })),
  };
};

const backlogOf = async (
  { platform: { database }, tiles }: DashboardNeeds,
  asked: BacklogAsked,
  { now, then }: { now: Date; then: Counts | undefined },
): Promise<OperationsDashboard['backlog']> => {
  const [work, standstill] = await Promise.all([
    readBacklog(database, asked, now),
    tiles.orders.standstill({ ...asked, now, edges: ageEdges }),
  ]);
  const was = (name: string): number | null => (then ? (then[name] ?? 0) : null);
  // Orders that stand still are of no warehouse: at one, nobody counted them yesterday.
  const stood = (name: string): number | null => (asked.warehouse === null ? was(`orders_${name}`) : null);
  return [
    stageOf('unallocated', standstill, stood('unallocated')),
    stageOf('held', standstill, stood('held')),
    ...floorStages.flatMap((stage) => (stage === 'held' ? [] : [stageOf(stage, work, was(stage))])),
  ];
};

const spendOf = async (
  { tiles: { shipping } }: DashboardNeeds,
  asked: BacklogAsked,
  days: Days,
): Promise<OperationsDashboard['spend']> => {
  const of = ({ midnight: from, now: to }: Days) => shipping.spend({ ...asked, from, to });
  const [today, yesterday] = await Promise.all([of(days), of(before(days))]);
  const keyOf = ({ carrier, currency }: { carrier: string; currency: string }): string =>
    JSON.stringify([carrier, currency]);
  const now = new Map(today.map((one) => [keyOf(one), one]));
  const then = new Map(yesterday.map((one) => [keyOf(one), one]));
  return [...new Map([...now, ...then])]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, { carrier, currency }]) => ({
      carrier,
      currency,
      today: now.get(key)?.amount ?? 0,
      yesterday: then.get(key)?.amount ?? 0,
    }));
};

const shippedOf = async (
  { platform: { database } }: DashboardNeeds,
  asked: BacklogAsked,
  days: Days,
): Promise<OperationsDashboard['shippedToday']> => {
  const of = ({ midnight: from, now: to }: Days) => readShipped(database, asked, { from, to });
  const then = before(days);
  const [now, known, yesterday] = await Promise.all([of(days), hadWork(database, then.now), of(then)]);
  return { now, yesterday: known ? yesterday : null };
};

const warehousesOf = async (
  { platform: { database: sql }, inventory }: DashboardNeeds,
  { merchants, warehouse }: BacklogAsked,
  now: Date,
): Promise<OperationsDashboard['warehouses']> => {
  const asked = { merchants, warehouse: warehouse ?? undefined, now: now.getTime() };
  const work = await readFloorWork({ sql, inventory }, asked);
  const stations = await showStations({ sql, inventory }, await listStations(sql, warehouse), { work, asked });
  return work.sites.flatMap((site) => {
    const at = workOfWarehouse(work, site.warehouse);
    // Of a closed warehouse only what is left to do there is shown.
    if (!at || (!site.open && at.activeOrders === 0)) return [];
    return [
      {
        warehouse: site.warehouse,
        name: site.name,
        pace: shownPace(at.pace),
        stations: stations.filter((one) => one.warehouse === site.warehouse),
      },
    ];
  });
};

/** Everything the dashboard shows. */
export const operationsOf = async (needs: DashboardNeeds, asked: BacklogAsked): Promise<OperationsDashboard> => {
  const { database, clock } = needs.platform;
  const days = daysOf(clock.now());
  const { now } = days;
  const [then, late] = await Promise.all([readSample(database, asked, before(days).now), needs.risks.idsAtRisk(asked)]);
  const [backlog, shippedToday, exceptions, unallocated, spend, warehouses] = await Promise.all([
    backlogOf(needs, asked, { now, then }),
    shippedOf(needs, asked, days),
    readExceptions(database, asked),
    needs.tiles.orders.demand(asked.merchants, mostSkus),
    spendOf(needs, asked, days),
    warehousesOf(needs, asked, now),
  ]);
  return {
    asOf: now.toISOString(),
    backlog,
    atRisk: { now: late.length, yesterday: then ? (then.at_risk ?? 0) : null },
    shippedToday,
    exceptions: floorExceptionKinds.map((kind) => ({ kind, open: exceptions.get(kind) ?? 0 })),
    unallocated,
    spend,
    warehouses,
  };
};

/** Packing stations as people read them: what each has to do, how fast it is, when it will be done. */
import type * as api from '@gantry/shared/api/fulfillment/packing';
import type { Sql } from '../../../platform/database.ts';
import type { Inventory, Site } from '../../inventory/public.ts';
import { type PaceAt, paceOf, paceWindow, type Worked, type Yard } from '../pace/pace.ts';
import { type DoneAt, type LeftAt, readDone, readLeft } from '../pace/queries.ts';
import { yardsOf } from '../pace/risks.ts';
import { dayBegan } from '../pace/working-time.ts';
import type { Station } from './station.ts';
import { stationRows } from './store.ts';

export type WorkAsked = { merchants: readonly string[] | null; warehouse?: string | undefined; now: number };

/** What is to be done and was done in warehouses, of the merchants asked for. */
export type FloorWork = {
  sites: Site[];
  yards: ReadonlyMap<string, Yard>;
  left: LeftAt[];
  /** In the last 60 working minutes. */
  lately: DoneAt[];
};

/** Reads the work of all warehouses, or of one. */
export const readFloorWork = async (
  { sql, inventory }: { sql: Sql; inventory: Pick<Inventory, 'sites'> },
  { merchants, warehouse, now }: WorkAsked,
): Promise<FloorWork> => {
  const all = await inventory.sites(sql);
  const sites = all.filter((site) => warehouse === undefined || site.warehouse === warehouse);
  const counted = sites.map((site) => ({ warehouse: site.warehouse, spans: paceWindow(site, now) }));
  const [left, lately] = await Promise.all([
    readLeft(sql, merchants, warehouse ?? null),
    readDone(sql, counted, merchants),
  ]);
  return { sites, yards: yardsOf(sites, now), left, lately };
};

type At = { warehouse: string; station: string | null };

const sumOf = (left: readonly LeftAt[], is: (one: At) => boolean): { orders: number; units: number } =>
  left.filter(is).reduce((sum, one) => ({ orders: sum.orders + one.orders, units: sum.units + one.units }), {
    orders: 0,
    units: 0,
  });

/** Work of a place: what is left there, and its pace. */
export type PlaceWork = { activeOrders: number; pace: PaceAt };

const workAt = ({ left, lately }: FloorWork, yard: Yard, is: (one: At) => boolean): PlaceWork => {
  const open = sumOf(left, is);
  const worked: Worked = sumOf(lately, is);
  return { activeOrders: open.orders, pace: paceOf(yard, open.units, worked) };
};

/** The work of a station; undefined where its warehouse is not known. What another warehouse has left of it is not counted. */
export const workOfStation = (work: FloorWork, { station, warehouse }: Pick<Station, 'station' | 'warehouse'>) => {
  const yard = work.yards.get(warehouse);
  return yard && workAt(work, yard, (one) => one.station === station);
};

/** The work of a whole warehouse. */
export const workOfWarehouse = (work: FloorWork, warehouse: string) => {
  const yard = work.yards.get(warehouse);
  return yard && workAt(work, yard, (one) => one.warehouse === warehouse);
};

const instant = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

/** A pace with its times in words. */
export const shownPace = ({ projectedAt, nextCutoff, ...pace }: PaceAt): api.Pace => ({
  ...pace,
  projectedAt: instant(projectedAt),
  nextCutoff: nextCutoff && { carrier: nextCutoff.carrier, at: new Date(nextCutoff.at).toISOString() },
});

const some = `WHERE $1::text IS NULL OR warehouse = $1 ORDER BY warehouse, name, id`;

/** Stations by warehouse and name. */
export const listStations = (sql: Sql, warehouse: string | null): Promise<Station[]> =>
  stationRows.list(sql, some, warehouse);

const readVersions = async (sql: Sql, stations: readonly Station[]): Promise<Map<string, number>> => {
  const rows = await sql.rows<{ id: string; version: number }>(
    'SELECT id, version FROM packing_stations WHERE id = ANY($1::text[])',
    stations.map(({ station }) => station),
  );
  return new Map(rows.map(({ id, version }) => [id, version]));
};

/** Stations as they are read. */
export const showStations = async (
  { sql, inventory }: { sql: Sql; inventory: Pick<Inventory, 'sites'> },
  stations: readonly Station[],
  { work, asked }: { work?: FloorWork | undefined; asked: WorkAsked },
): Promise<api.Station[]> => {
  const floor = work ?? (await readFloorWork({ sql, inventory }, asked));
  const days = floor.sites.map(({ warehouse, timeZone }) => ({
    warehouse,
    spans: [{ from: dayBegan(asked.now, timeZone) - 1, to: asked.now }],
  }));
  const [today, versions] = await Promise.all([readDone(sql, days, asked.merchants), readVersions(sql, stations)]);
  return stations.flatMap((one): api.Station[] => {
    const at = workOfStation(floor, one);
    if (!at) return [];
    const completed = sumOf(today, ({ station }) => station === one.station).orders;
    const { activeOrders, pace } = at;
    return [
      {
        ...one,
        activeOrders,
        completedToday: completed,
        pace: shownPace(pace),
        version: versions.get(one.station) ?? 1,
      },
    ];
  });
};

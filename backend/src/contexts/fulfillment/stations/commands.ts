/** The commands of packing stations: saying what one is, opening, pausing and closing it. */
import { Refusal } from '../../../kernel/errors.ts';
import type { Sql } from '../../../platform/database.ts';
import type { Thread } from '../../../platform/log/event-log.ts';
import { allDone } from '../../../platform/write/stream.ts';
import { hold, transact } from '../../../platform/write/transact.ts';
import type { FloorNeeds } from '../needs.ts';
import { changeStation, type Load, type SaidStation, type StationChange, setStation } from './station.ts';
import { stationStream } from './store.ts';

type Needs = Pick<FloorNeeds, 'platform' | 'inventory'>;

const load = `
  SELECT count(*)::int AS orders, COALESCE(sum(GREATEST(units - packed, 0)), 0)::int AS units
  FROM fulfillment_orders WHERE station = $1 AND open`;

/** Of all merchants: a station is closed for everybody. */
const readLoad = async (tx: Sql, station: string): Promise<Load> =>
  (await tx.rows<Load>(load, station))[0] ?? { orders: 0, units: 0 };

/** Adds a station, or says anew what it is. */
export const saveStation = (
  { platform, inventory }: Needs,
  { said, thread }: { said: SaidStation; thread: Thread },
): Promise<'added' | 'changed' | 'unchanged'> =>
  transact(platform, hold(stationStream, [said.station]), async (unit) => {
    const before = (await unit.load(stationStream, [said.station])).get(said.station);
    const around = {
      isWarehouse: (await inventory.sites(unit.tx)).some(({ warehouse, open }) => open && warehouse === said.warehouse),
      load: await readLoad(unit.tx, said.station),
    };
    const [done] = allDone(
      await unit.apply(stationStream, [{ id: said.station, thread, decide: setStation(said, around) }]),
    );
    if ((done?.facts.length ?? 0) === 0) return 'unchanged';
    return before ? 'changed' : 'added';
  });

/** Changes a station; `expectedVersion` where whoever asks has seen one. */
export const alterStation = (
  { platform }: Pick<Needs, 'platform'>,
  asked: { station: string; change: StationChange; expectedVersion?: number | undefined; thread: Thread },
): Promise<void> => {
  const { station, change, expectedVersion, thread } = asked;
  return transact(platform, hold(stationStream, [station]), async (unit) => {
    const version = (await stationStream.load(unit.tx, [station])).get(station)?.version;
    if (version !== undefined && expectedVersion !== undefined && version !== expectedVersion)
      throw new Refusal('conflict', 'changed_meanwhile', `The station has changed since: it is at ${version} now`);
    const decide = changeStation(change, await readLoad(unit.tx, station));
    allDone(await unit.apply(stationStream, [{ id: station, thread, decide }]));
  });
};

/** A packing station, which is the operator's: state, fold, and what may happen to it. Pure. */
import { type StationEvent, stationSet, stationStateChanged } from '@gantry/shared/events/fulfillment';
import type { StationState } from '@gantry/shared/vocabulary/fulfillment';
import { fold } from '../../../kernel/decider.ts';
import { Refusal } from '../../../kernel/errors.ts';

export type Station = {
  station: string;
  name: string;
  warehouse: string;
  assignedTo: string | null;
  state: StationState;
};
/** What a station is said to be. */
export type SaidStation = Omit<Station, 'state'>;
/** What is changed of one; what is left out stays. */
export type StationChange = {
  state?: StationState | undefined;
  assignedTo?: string | null | undefined;
  name?: string | undefined;
};
/** Open fulfillment orders it has. */
export type Load = { orders: number; units: number };

export const evolveStation = fold<Station, StationEvent>({
  'fulfillment.station_set': { begin: (said, _, before) => ({ ...said, state: before?.state ?? 'open' }) },
  'fulfillment.station_state_changed': (station, { state }) => ({ ...station, state }),
});

const counted = ({ orders, units }: Load): string =>
  `${orders} ${orders === 1 ? 'order' : 'orders'} with ${units} ${units === 1 ? 'unit' : 'units'} to pack`;

const same = (a: SaidStation, b: SaidStation): boolean =>
  a.name === b.name && a.warehouse === b.warehouse && a.assignedTo === b.assignedTo;

/** Says what a station is. It moves to another warehouse only without work, which would stay behind. */
export const setStation =
  (said: SaidStation, { isWarehouse, load }: { isWarehouse: boolean; load: Load }) =>
  (state: Station | undefined): StationEvent[] => {
    if (state && same(state, said)) return [];
    if (!isWarehouse)
      throw new Refusal('invalid', 'invalid', 'Some fields are not valid', [
        { path: 'warehouse', message: 'is no warehouse that is open' },
      ]);
    if (state && state.warehouse !== said.warehouse && load.orders > 0)
      throw new Refusal(
        'conflict',
        'station_has_work',
        `The station has ${counted(load)} in ${state.warehouse}: give them to others first`,
      );
    const { station, name, warehouse, assignedTo } = said;
    return [stationSet({ station, name, warehouse, assignedTo })];
  };

/** Opens, pauses or closes a station, or says who works at it. One that has work left is not closed. */
export const changeStation =
  ({ state: next, ...said }: StationChange, load: Load) =>
  (state: Station | undefined): StationEvent[] => {
    if (!state) throw new Refusal('missing', 'no_such_station', 'There is no such station');
    if (next === 'closed' && state.state !== 'closed' && load.orders > 0)
      throw new Refusal('conflict', 'station_has_work', `The station has ${counted(load)}: give them to others first`);
    const { station, warehouse } = state;
    const after = {
      station,
      warehouse,
      name: said.name ?? state.name,
      assignedTo: said.assignedTo === undefined ? state.assignedTo : said.assignedTo,
    };
    return [
      ...(same(state, after) ? [] : [stationSet(after)]),
      ...(next === undefined || next === state.state ? [] : [stationStateChanged({ station, state: next })]),
    ];
  };

/** The station, where it takes more work. Throws a Refusal. */
export const taking = (state: Station | undefined): Station => {
  if (!state) throw new Refusal('missing', 'no_such_station', 'There is no such station');
  if (state.state !== 'open')
    throw new Refusal(
      'conflict',
      `station_${state.state}`,
      `The station is ${state.state} and takes no more work: open it first`,
    );
  return state;
};

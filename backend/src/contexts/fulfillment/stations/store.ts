/** The only writer of packing stations. */
import { nobodys } from '@gantry/shared/caller';
import { type StationEvent, stationEvents } from '@gantry/shared/events/fulfillment';
import { rowStore } from '../../../platform/write/row-store.ts';
import { stream } from '../../../platform/write/stream.ts';
import { evolveStation, type Station } from './station.ts';

export const stationRows = rowStore<Station, StationEvent>({
  table: 'packing_stations',
  key: 'station',
  columns: { name: 'text', warehouse: 'text', assignedTo: 'text', state: 'text' },
});

export const stationStream = stream('station', stationEvents, {
  evolve: evolveStation,
  store: stationRows,
  merchantOf: () => nobodys,
});

/** The only writer of carrier_connections and status_maps. */
import { nobodys } from '@gantry/shared/caller';
import {
  type Connection,
  type ConnectionEvent,
  connectionConfigured,
  connectionEvents,
} from '@gantry/shared/events/connections';
import { type StatusMapEvent, statusMapEvents } from '@gantry/shared/events/status-maps';
import { rowStore } from '../../platform/write/row-store.ts';
import { stream } from '../../platform/write/stream.ts';
import { evolve as evolveConnection } from './connection.ts';
import { evolve as evolveStatusMap, type StatusMapState } from './status-map.ts';

/** Secrets lie beside the state, in columns that no event speaks of. */
export const connectionRows = rowStore<Connection, ConnectionEvent>({
  table: 'carrier_connections',
  key: 'name',
  keyColumn: 'name',
  columns: {
    label: 'text',
    adapter: 'text',
    mapping: 'json',
    signature: 'json',
    settings: 'json',
    mappingVersion: 'int',
  },
  fixed: ['adapter'],
  state: (row) => connectionConfigured.payload.parse(row),
});

export const connectionStream = stream('carrier_connection', connectionEvents, {
  evolve: evolveConnection,
  store: connectionRows,
  // Carriers are the operator's, and every merchant's parcels go with them.
  merchantOf: () => nobodys,
});

type StatusMapRow = Omit<StatusMapState, 'version'>;

export const statusMapRows = rowStore<StatusMapState, StatusMapEvent, StatusMapRow>({
  table: 'status_maps',
  key: 'name',
  keyColumn: 'name',
  columns: { rows: 'json', changedAt: 'instant' },
  row: ({ version: _, ...row }) => row,
  state: (row, version) => ({ ...row, version }),
});

export const statusMapStream = stream('status_map', statusMapEvents, {
  evolve: evolveStatusMap,
  store: statusMapRows,
  merchantOf: () => nobodys,
});

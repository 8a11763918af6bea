/** The rows of connections with ERPs. The secret, and how the last call went, lie beside the state in columns of their own. */
import { type ErpEvent, erpEvents } from '@gantry/shared/events/erp';
import { rowStore } from '../../../platform/write/row-store.ts';
import { stream } from '../../../platform/write/stream.ts';
import { type ErpConnection, evolve } from './connection.ts';

export const erpRows = rowStore<ErpConnection, ErpEvent>({
  table: 'erp_connections',
  key: 'merchant',
  keyColumn: 'merchant',
  columns: { kind: 'text', url: 'text', keyName: 'text', company: 'text', enabled: 'boolean', since: 'instant' },
});

export const erpStream = stream('erp_connection', erpEvents, {
  evolve,
  store: erpRows,
  merchantOf: ({ merchant }) => merchant,
});

/** The only writer of transfers, and of what they let a warehouse expect. */
import { type TransferEvent, transferEvents } from '@gantry/shared/events/inventory/purchasing';
import type { Sql } from '../../../platform/database.ts';
import { rowStore } from '../../../platform/write/row-store.ts';
import { type Change, stream } from '../../../platform/write/stream.ts';
import { stockIdOf } from '../stock/stock.ts';
import { arrivedOf, evolve, type Transfer } from './transfer.ts';

type Row = Pick<Transfer, 'transferId' | 'merchant' | 'sku' | 'state' | 'expectedOn' | 'sentAt'> & {
  fromWarehouse: string;
  toWarehouse: string;
  content: Pick<Transfer, 'lots' | 'arrivals' | 'discrepancies'>;
};

export const transferRows = rowStore<Transfer, TransferEvent, Row>({
  table: 'transfers',
  key: 'transferId',
  columns: {
    merchant: 'text',
    sku: 'text',
    fromWarehouse: 'text',
    toWarehouse: 'text',
    state: 'text',
    expectedOn: 'text',
    sentAt: 'instant',
    content: 'json',
  },
  fixed: ['merchant', 'sku', 'fromWarehouse', 'toWarehouse', 'expectedOn', 'sentAt'],
  row: ({ from, to, lots, arrivals, discrepancies, ...transfer }) => ({
    ...transfer,
    fromWarehouse: from,
    toWarehouse: to,
    content: { lots, arrivals, discrepancies },
  }),
  state: ({ fromWarehouse, toWarehouse, content, ...row }) => ({
    ...row,
    from: fromWarehouse,
    to: toWarehouse,
    ...content,
  }),
});

const line = '1';
const expect = `
  INSERT INTO expected_supply (source_id, line_id, stock_id, merchant, sku, warehouse, quantity, expected_on)
  SELECT r.source_id, '${line}', r.stock_id, r.merchant, r.sku, r.warehouse, r.quantity, r.expected_on
  FROM jsonb_to_recordset($1::jsonb) AS r (source_id text, stock_id text, merchant text, sku text, warehouse text, quantity int,
    expected_on date) WHERE r.quantity > 0
  ON CONFLICT (source_id, line_id) DO UPDATE SET quantity = EXCLUDED.quantity, expected_on = EXCLUDED.expected_on`;

const save = async (tx: Sql, changes: readonly Change<Transfer, TransferEvent>[]): Promise<void> => {
  await transferRows.save(tx, changes);
  const rows = changes.map(({ after: { state } }) => ({
    source_id: state.transferId,
    stock_id: stockIdOf(state.merchant, state.sku),
    merchant: state.merchant,
    sku: state.sku,
    warehouse: state.to,
    quantity: arrivedOf(state).open,
    expected_on: state.expectedOn,
  }));
  await tx.run(expect, JSON.stringify(rows));
  const done = rows.filter(({ quantity }) => quantity === 0).map(({ source_id }) => source_id);
  if (done.length > 0) await tx.run('DELETE FROM expected_supply WHERE source_id = ANY($1::text[])', done);
};

export const transferStream = stream('transfer', transferEvents, {
  evolve,
  store: { load: transferRows.load, save },
  merchantOf: ({ merchant }) => merchant,
});

/** The only writer of transfers, and of what they let a warehouse expect. */
import { type TransferEvent, transferEvents } from '@gantry/shared/events/inventory/purchasing';
import type { Sql } from '../../../platform/database.ts';
import { rowStore } from '../../../platform/write/row-store.ts';
import { type Change, stream } from '../../../platform/write/stream.ts';
import { saveExpected } from '../purchasing/expected-supply.ts';
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

const save = async (tx: Sql, changes: readonly Change<Transfer, TransferEvent>[]): Promise<void> => {
  await transferRows.save(tx, changes);
  await saveExpected(
    tx,
    changes.map(({ id, after: { state: transfer } }) => ({
      sourceId: id,
      merchant: transfer.merchant,
      warehouse: transfer.to,
      expectedOn: transfer.expectedOn,
      lines: [{ lineId: '1', sku: transfer.sku, quantity: arrivedOf(transfer).open }],
    })),
  );
};

export const transferStream = stream('transfer', transferEvents, {
  evolve,
  store: { load: transferRows.load, save },
  merchantOf: ({ merchant }) => merchant,
});

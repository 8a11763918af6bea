/** The only writer of purchase orders, and of what they still bring. */
import { type PurchaseOrderEvent, purchaseOrderEvents } from '@gantry/shared/events/inventory/purchasing';
import { rowStore } from '../../../platform/write/row-store.ts';
import { type Store, stream } from '../../../platform/write/stream.ts';
import { saveExpected } from './expected-supply.ts';
import { evolve, openOf, type PurchaseOrder } from './purchase-order.ts';

type Row = Omit<PurchaseOrder, 'lines' | 'receipts' | 'discrepancies'> & {
  content: Pick<PurchaseOrder, 'lines' | 'receipts' | 'discrepancies'>;
};

export const purchaseOrderRows = rowStore<PurchaseOrder, PurchaseOrderEvent, Row>({
  table: 'purchase_orders',
  key: 'purchaseOrderId',
  columns: {
    merchant: 'text',
    number: 'text',
    vendor: 'text',
    warehouse: 'text',
    state: 'text',
    expectedOn: 'text',
    placedAt: 'instant',
    content: 'json',
  },
  derived: {
    openDiscrepancies: {
      kind: 'int',
      of: ({ discrepancies }) => discrepancies.filter(({ settled }) => !settled).length,
    },
  },
  fixed: ['merchant', 'number', 'vendor', 'warehouse', 'placedAt'],
  row: ({ lines, receipts, discrepancies, ...order }) => ({ ...order, content: { lines, receipts, discrepancies } }),
  state: ({ content, ...order }) => ({ ...order, ...content }),
});

const store: Store<PurchaseOrder, PurchaseOrderEvent> = {
  load: purchaseOrderRows.load,
  save: async (tx, changes) => {
    await purchaseOrderRows.save(tx, changes);
    await saveExpected(
      tx,
      changes.map(({ id, after: { state: order } }) => ({
        sourceId: id,
        merchant: order.merchant,
        warehouse: order.warehouse,
        expectedOn: order.expectedOn,
        lines: order.lines.map((line) => ({ lineId: line.lineId, sku: line.sku, quantity: openOf(order, line) })),
      })),
    );
  },
};

export const purchaseOrderStream = stream('purchase_order', purchaseOrderEvents, {
  evolve,
  store,
  merchantOf: ({ merchant }) => merchant,
});

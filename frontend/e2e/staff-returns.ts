/** What a tower would answer about returns: a queue of them, one that came in part, what of an order may come back. */
import type { Rma } from '@gantry/shared/api/returns/rma';
import {
  changeReturn,
  countReturns,
  getReturn,
  getReturnable,
  listReturns,
  requestReturn,
} from '@gantry/shared/api/returns/staff';
import { type ReturnState, returnReasons, returnStates } from '@gantry/shared/vocabulary/returns';
import { ago } from './ago.ts';
import type { StaffTower } from './staff-tower.ts';

const line = (lineId: string, sku: string, over: Partial<Rma['lines'][number]> = {}): Rma['lines'][number] => ({
  lineId,
  sku,
  name: 'Mug of blue stoneware',
  quantity: 2,
  reason: 'damaged',
  parts: [],
  received: 0,
  inspected: 0,
  toReceive: 2,
  ...over,
});

/** Return `n` of the queue. */
export const returnRow = (n: number, state: ReturnState = 'requested', over: Partial<Rma> = {}): Rma => ({
  returnId: `rma_${n}`,
  number: n === 1 ? 'RMA-7K3Q9X2M' : `RMA-${String(4_000_000 + n)}Q`,
  merchant: 'main',
  orderId: 'ord_00001',
  orderNumber: `ORD-${3300 + n}`,
  channel: 'shop',
  by: n % 4 === 3 ? 'carrier' : 'customer',
  shipmentId: null,
  state,
  version: 4,
  lines: [line('1', 'MUG-BLUE', { reason: returnReasons[n % returnReasons.length] ?? 'other' })],
  toInspect: [],
  unexpected: [],
  inspections: [],
  note: '',
  reason: null,
  erasedAt: null,
  photos: [],
  warehouse: state === 'requested' ? null : 'madrid',
  way: state === 'requested' ? null : 'drop_off',
  dropOffCode: state === 'requested' ? null : 'K3Q9X2MA',
  carrier: null,
  trackingNumber: null,
  expiresAt: state === 'authorized' ? ago(-500) : null,
  refund: { state: 'not_due', amount: null, lines: [], reference: null, paid: 0 },
  replacements: [],
  toReplace: [],
  requestedAt: ago(n * 3 + 1),
  closedAt: null,
  ...over,
});

/** One of which some came, one unit was found broken, and the rest is to be looked at. */
export const oneReturn: Rma = returnRow(1, 'received', {
  lines: [
    line('1', 'MUG-BLUE', { received: 2, inspected: 1, toReceive: 0 }),
    line('2', 'TEA-SET', {
      name: 'Tea set for two',
      quantity: 1,
      reason: 'no_longer_wanted',
      parts: [
        { sku: 'POT', perUnit: 1 },
        { sku: 'CUP', perUnit: 2 },
      ],
      received: 1,
      toReceive: 0,
    }),
  ],
  toInspect: [
    { lineId: '1', sku: 'MUG-BLUE', name: 'Mug of blue stoneware', quantity: 1 },
    { lineId: '2', sku: 'POT', name: 'Pot', quantity: 1 },
    { lineId: '2', sku: 'CUP', name: 'Cup', quantity: 2 },
    { lineId: null, sku: 'LID-OLIVE', name: 'Lid of olive wood', quantity: 1 },
  ],
  unexpected: [{ sku: 'LID-OLIVE', quantity: 1 }],
  inspections: [
    {
      inspectionId: 'i1',
      at: ago(2),
      lineId: '1',
      sku: 'MUG-BLUE',
      quantity: 1,
      outcome: 'damaged',
      warehouse: 'madrid',
      bin: 'D-1',
      note: 'The handle is off',
    },
  ],
  note: 'One of them arrived without its handle.\nThe set was for somebody who has one.',
  trackingNumber: 'ACME000777',
  carrier: 'acme',
  refund: {
    state: 'due',
    amount: { amount: 1_250, currency: 'EUR' },
    lines: [{ lineId: '1', units: 1, amount: 1_250 }],
    reference: null,
    paid: 0,
  },
  toReplace: [
    { lineId: '1', quantity: 2 },
    { lineId: '2', quantity: 1 },
  ],
});

/** A tower with those returns. */
export const withReturns = (tower: StaffTower): StaffTower =>
  tower
    .on(listReturns, ({ query }) => {
      const all = [oneReturn, ...returnStates.map((state, n) => returnRow(n + 2, state))];
      const [state, q] = [query.get('state'), query.get('q')];
      const items = all.filter((one) => (!state || one.state === state) && (!q || one.number.startsWith(q)));
      return { status: 200, body: { items: query.get('orderId') ? [oneReturn] : items, nextCursor: null } };
    })
    .on(countReturns, { states: returnStates.map((state, n) => ({ state, count: n * 3 + 1 })) })
    .on(getReturn, oneReturn)
    .on(getReturnable, {
      lines: [
        { lineId: '1', sku: 'MUG-BLUE', name: 'Mug of blue stoneware', shipped: 4, returned: 2, returnable: 2 },
        { lineId: '2', sku: 'TEA-SET', name: 'Tea set for two', shipped: 1, returned: 1, returnable: 0 },
      ],
      until: ago(-400),
      why: null,
    })
    .on(requestReturn, oneReturn)
    .on(changeReturn, oneReturn);

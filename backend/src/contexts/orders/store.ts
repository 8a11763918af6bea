/** The only writer of orders. */
import { hold, type OrderEvent, orderCancelled, orderContent, orderEvents } from '@gantry/shared/events/orders';
import { erpCustomerAttached } from '@gantry/shared/events/orders/erp';
import { z } from 'zod';
import { rowStore } from '../../platform/write/row-store.ts';
import { type Store, stream } from '../../platform/write/stream.ts';
import { customerOf, foundBy, provedBy } from './customer.ts';
import { saveDemand } from './demand/demand.ts';
import { evolve, type Order } from './order.ts';
import { nextEnd, overAt, skusOf, stageOf, warehousesOf } from './standing.ts';

export const orderRows = rowStore<Order, OrderEvent>({
  table: 'orders',
  key: 'orderId',
  columns: {
    merchant: 'text',
    channel: 'text',
    externalId: 'text',
    status: 'text',
    content: 'json',
    placedAt: 'instant',
    placedAtZone: 'text',
    cancelledAt: 'instant',
    cancelReason: 'text',
    contradiction: 'text',
    cancelled: 'value',
    allocations: 'value',
    waiting: 'value',
    issued: 'value',
    holds: 'value',
    addressFindings: 'value',
    addressForced: 'boolean',
    reservedUntil: 'instant',
    merge: 'json',
    erp: 'json',
    byHand: 'json',
    saidAt: 'instant',
  },
  derived: {
    number: { kind: 'text', of: ({ content }) => content.number },
    stage: { kind: 'text', of: stageOf },
    heldUntil: { kind: 'instant', of: ({ holds }) => nextEnd(holds) },
    promiseDay: { kind: 'text', of: ({ content }) => content.promise?.day ?? null },
    skus: { kind: 'texts', of: skusOf },
    overAt: { kind: 'instant', of: overAt },
    warehouses: { kind: 'texts', of: warehousesOf },
  },
  fixed: ['merchant', 'channel', 'externalId', 'placedAt', 'placedAtZone'],
  personal: {
    schema: z.object({
      content: orderContent,
      cancelReason: orderCancelled.payload.shape.reason.nullable(),
      holds: z.array(hold),
      erp: z.object({ customerId: erpCustomerAttached.payload.shape.customerId.nullable() }).nullable(),
      byHand: z.object({ said: orderContent.partial() }).nullable(),
    }),
    ownerOf: customerOf,
    hashes: { person_hashes: foundBy, lookup_hashes: provedBy },
  },
});

/** What they wait for is written with them. */
const orderStore: Store<Order, OrderEvent> = {
  ...orderRows,
  save: async (tx, changes) => {
    await orderRows.save(tx, changes);
    await saveDemand(tx, changes);
  },
};

export const orderStream = stream('order', orderEvents, {
  evolve,
  store: orderStore,
  merchantOf: ({ merchant }) => merchant,
  // An order is read to know which stocks, fulfillment orders and shipments a change of it touches.
  heldFirst: true,
});

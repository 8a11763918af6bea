/** The only writer of orders. */
import { type OrderEvent, orderCancelled, orderContent, orderEvents } from '@gantry/shared/events/orders';
import { z } from 'zod';
import { rowStore } from '../../platform/write/row-store.ts';
import { stream } from '../../platform/write/stream.ts';
import { customerOf, foundBy, provedBy } from './customer.ts';
import { evolve, type Order } from './order.ts';

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
  },
  derived: { number: { kind: 'text', of: ({ content }) => content.number } },
  fixed: ['merchant', 'channel', 'externalId', 'placedAt', 'placedAtZone'],
  personal: {
    schema: z.object({ content: orderContent, cancelReason: orderCancelled.payload.shape.reason.nullable() }),
    ownerOf: customerOf,
    hashes: { person_hashes: foundBy, lookup_hashes: provedBy },
  },
});

export const orderStream = stream('order', orderEvents, {
  evolve,
  store: orderRows,
  merchantOf: ({ merchant }) => merchant,
});

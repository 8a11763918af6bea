/** The only writer of returns. */
import {
  type ReturnEvent,
  returnCancelled,
  returnEvents,
  returnInspected,
  returnRequested,
} from '@gantry/shared/events/returns';
import { z } from 'zod';
import { rowStore } from '../../platform/write/row-store.ts';
import { stream } from '../../platform/write/stream.ts';
import { evolve } from './evolve.ts';
import type { Rma } from './rma.ts';

export const returnRows = rowStore<Rma, ReturnEvent>({
  table: 'returns',
  key: 'returnId',
  columns: {
    merchant: 'text',
    number: 'text',
    orderId: 'text',
    orderNumber: 'text',
    channel: 'text',
    by: 'text',
    shipmentId: 'text',
    state: 'text',
    lines: 'value',
    note: 'text',
    photos: 'value',
    warehouse: 'text',
    way: 'text',
    dropOffCode: 'text',
    carrier: 'text',
    trackingNumber: 'text',
    expiresAt: 'instant',
    receipts: 'value',
    received: 'value',
    unexpected: 'value',
    inspections: 'value',
    refund: 'value',
    replacements: 'value',
    reason: 'text',
    requestedAt: 'instant',
    closedAt: 'instant',
  },
  derived: {
    refundState: { kind: 'text', of: ({ refund }) => refund.state },
    /** Whatever is printed on what comes, in capitals: what a scanner reads of it. */
    names: {
      kind: 'texts',
      of: ({ number, orderNumber, trackingNumber, dropOffCode }) =>
        [number, orderNumber, trackingNumber, dropOffCode].flatMap((name) => name?.toUpperCase() ?? []),
    },
  },
  fixed: ['merchant', 'number', 'orderId', 'orderNumber', 'channel', 'by', 'shipmentId', 'requestedAt'],
  personal: {
    schema: z.object({
      note: returnRequested.payload.shape.note,
      reason: returnCancelled.payload.shape.reason.nullable(),
      inspections: z.array(returnInspected.payload.shape.units.element),
    }),
    // Whoever asks for it says whose order it is of.
    ownerOf: ({ orderId }) => ({ orderId }),
  },
});

export const returnStream = stream('return', returnEvents, {
  evolve,
  store: returnRows,
  merchantOf: ({ merchant }) => merchant,
});

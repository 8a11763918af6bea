/** The only writer of fulfillment orders. */
import {
  type FulfillmentEvent,
  fulfillmentEvents,
  pickupHandedOver,
  vendorRejected,
} from '@gantry/shared/events/fulfillment';
import { openStatuses, priorities } from '@gantry/shared/vocabulary/fulfillment';
import { z } from 'zod';
import { rowStore } from '../../platform/write/row-store.ts';
import { stream } from '../../platform/write/stream.ts';
import { evolve, type FulfillmentOrder, pickedOf, unitsOf } from './fulfillment-order.ts';

const amount = (all: readonly { quantity: number }[]): number => all.reduce((sum, { quantity }) => sum + quantity, 0);

const isOpen = ({ status }: FulfillmentOrder): boolean => (openStatuses as readonly string[]).includes(status);

export const fulfillmentRows = rowStore<FulfillmentOrder, FulfillmentEvent>({
  table: 'fulfillment_orders',
  key: 'fulfillmentId',
  columns: {
    merchant: 'text',
    number: 'text',
    orderId: 'text',
    orderNumber: 'text',
    channel: 'text',
    kind: 'text',
    status: 'text',
    priority: 'text',
    assignee: 'text',
    warehouse: 'text',
    vendor: 'text',
    station: 'text',
    held: 'boolean',
    shipBy: 'instant',
    lines: 'value',
    picks: 'value',
    packages: 'value',
    packagesOpened: 'int',
    vendorOrder: 'json',
    pickup: 'json',
    job: 'json',
    plannedAt: 'instant',
    doneAt: 'instant',
  },
  derived: {
    /** Its place in the queue behind what leaves at the same time: the most urgent is 0. */
    rank: { kind: 'int', of: ({ priority }) => priorities.length - 1 - priorities.indexOf(priority) },
    open: { kind: 'boolean', of: isOpen },
    units: { kind: 'int', of: unitsOf },
    picked: { kind: 'int', of: ({ lines, picks }) => lines.reduce((sum, line) => sum + pickedOf({ picks }, line), 0) },
    packed: { kind: 'int', of: ({ packages }) => amount(packages.flatMap(({ units }) => units)) },
    shipmentIds: { kind: 'texts', of: ({ packages }) => packages.flatMap(({ label }) => label?.shipmentId ?? []) },
    trackingNumbers: {
      kind: 'texts',
      of: ({ packages }) => packages.flatMap(({ label }) => label?.trackingNumber ?? []),
    },
    /** When its vendor was to have sent it, or its customer to have collected it: what a clock looks for. */
    expectedOn: { kind: 'text', of: ({ vendorOrder }) => vendorOrder?.expectedOn ?? null },
    expiresAt: { kind: 'instant', of: ({ pickup }) => pickup?.expiresAt ?? null },
  },
  fixed: ['merchant', 'number', 'orderId', 'orderNumber', 'channel', 'kind', 'warehouse', 'vendor', 'plannedAt'],
  personal: {
    schema: z.object({
      vendorOrder: z.object({ reason: vendorRejected.payload.shape.reason.nullable() }).nullable(),
      pickup: z.object({ to: pickupHandedOver.payload.shape.to.unwrap().nullable() }).nullable(),
    }),
    // Whoever plans it says whose order it is of.
    ownerOf: ({ orderId }) => ({ orderId }),
  },
});

export const fulfillmentStream = stream('fulfillment', fulfillmentEvents, {
  evolve,
  store: fulfillmentRows,
  merchantOf: ({ merchant }) => merchant,
});

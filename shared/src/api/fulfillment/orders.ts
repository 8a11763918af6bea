/** The queue of the floor over HTTP: fulfillment orders, their status, who does them, what is at risk. */
import { z } from 'zod';
import { merchantId } from '../../caller.ts';
import { day, instant } from '../../events/define.ts';
import { fulfillmentLine, worker } from '../../events/fulfillment.ts';
import { bin } from '../../events/inventory/places.ts';
import { slug } from '../../vocabulary/channels.ts';
import {
  floorExceptionKinds,
  fulfillmentKinds,
  fulfillmentStatuses,
  pickupStates,
  priorities,
  vendorOrderStates,
} from '../../vocabulary/fulfillment.ts';
import { endpoint, pageOf, pageQuery } from '../endpoint.ts';
import { fulfillmentPackage, together } from './packages.ts';

const about = { area: 'staff', vertical: 'ecommerce' } as const;
const id = z.string().trim().min(1).max(120);
export const fulfillmentId = z.string().regex(/^ful_[0-9a-z]+$/, 'a fulfillment order id, ful_…');

export const fulfillmentOrder = z.object({
  fulfillmentId,
  number: id,
  merchant: merchantId,
  orderId: id,
  orderNumber: id,
  channel: slug,
  kind: z.enum(fulfillmentKinds),
  status: z.enum(fulfillmentStatuses),
  version: z.int().describe('Counts what happened to it: `expectedVersion` of a change'),
  priority: z.enum(priorities),
  assignee: worker.nullable(),
  warehouse: slug.nullable(),
  vendor: slug.nullable(),
  station: slug.nullable(),
  held: z.boolean().describe('Its order is held: it is not picked before that is released'),
  shipBy: instant.nullable(),
  lines: z.array(
    fulfillmentLine.extend({
      pickedQuantity: z.int(),
      packedQuantity: z.int(),
      toPick: z
        .array(z.object({ bin, lot: id, quantity: z.int(), expiresOn: day.nullable() }))
        .describe(
          'Where what is left to be picked is promised, in the order of the walk; only of one that is asked for',
        ),
    }),
  ),
  packages: z.array(fulfillmentPackage),
  trackingNumbers: z.array(id),
  together,
  vendorOrder: z
    .object({
      state: z.enum(vendorOrderStates),
      number: id,
      reference: id.nullable(),
      expectedOn: day.nullable(),
      late: z.boolean(),
      sentAt: instant.nullable(),
    })
    .nullable(),
  pickup: z
    .object({ state: z.enum(pickupStates), readyAt: instant.nullable(), expiresAt: instant.nullable() })
    .nullable(),
  /** By the pace of its station against what it must be ready for; null where the pace is not known yet or nothing is due. */
  risk: z
    .object({
      atRisk: z.boolean(),
      dueAt: instant.describe('The cutoff or ship-by it must be ready for'),
      projectedAt: instant.nullable().describe('When it is ready at the current pace; null where nobody works on it'),
    })
    .nullable(),
  plannedAt: instant,
  doneAt: instant.nullable().describe('When it was shipped, handed over or cancelled'),
});
export type FulfillmentOrder = z.infer<typeof fulfillmentOrder>;

const csv = <T extends readonly [string, ...string[]]>(values: T) =>
  z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(values)).min(1))
    .describe(`One or several, separated by commas: ${values.join(', ')}`);

export const fulfillmentFilter = pageQuery.extend({
  status: csv(fulfillmentStatuses).optional(),
  priority: csv(priorities).optional(),
  kind: csv(fulfillmentKinds).optional(),
  assignee: z.string().max(120).optional().describe('`none` for those that nobody has'),
  warehouse: slug.optional(),
  station: z.string().max(40).optional().describe('`none` for those that no station has'),
  channel: slug.optional(),
  orderId: id.optional(),
  vendor: slug.optional(),
  atRisk: z.enum(['true', 'false']).optional(),
  q: z.string().trim().min(1).max(120).optional().describe('Its number or its order’s, or the beginning of one'),
});
/** Of the floor as well: whoever picks or packs takes the next of the queue. */
export const listFulfillment = endpoint({
  ...about,
  area: 'personal',
  id: 'fulfillment.list',
  method: 'GET',
  path: '/api/logistics/fulfillment',
  summary: 'The queue: what must leave first, first; then by priority',
  query: fulfillmentFilter,
  reply: pageOf(fulfillmentOrder),
});
export const countFulfillment = endpoint({
  ...about,
  id: 'fulfillment.counts',
  method: 'GET',
  path: '/api/logistics/fulfillment/counts',
  summary: 'How many there are of each status, and at risk',
  query: z.object({ warehouse: slug.optional() }),
  reply: z.object({
    statuses: z.array(z.object({ status: z.enum(fulfillmentStatuses), count: z.int() })),
    atRisk: z.int(),
    held: z.int(),
  }),
});
export const getFulfillment = endpoint({
  ...about,
  area: 'personal',
  id: 'fulfillment.get',
  method: 'GET',
  path: '/api/logistics/fulfillment/:fulfillmentId',
  summary: 'One fulfillment order, with where its units are to be picked',
  params: z.object({ fulfillmentId }),
  reply: fulfillmentOrder,
});

const change = z.strictObject({
  status: z.enum(fulfillmentStatuses).optional(),
  priority: z.enum(priorities).optional(),
  assignee: worker.nullable().optional(),
  reason: z.string().trim().max(300).optional(),
  expectedVersion: z.int().min(1).optional().describe('Refused (409) where it has changed since'),
});
export const changeFulfillment = endpoint({
  ...about,
  area: 'personal',
  id: 'fulfillment.change',
  method: 'PATCH',
  path: '/api/logistics/fulfillment/:fulfillmentId',
  summary: 'Advance its status, or change its priority or who does it',
  description:
    'pending -> processing -> picking -> packing -> shipped -> delivered -> returned; shipped -> returned; cancelled from the first four. A step that may not be is a 409 that names what is missing. The status it has already is no change. To cancel, to say it delivered or returned, and its priority need the area staff.',
  params: z.object({ fulfillmentId }),
  body: change,
  refusals: [409],
  reply: fulfillmentOrder,
});
export const changeOfQueue = endpoint({
  ...about,
  area: 'personal',
  id: 'fulfillment.change_by_body',
  scope: 'fulfillment:write',
  method: 'PATCH',
  path: '/api/logistics/fulfillment',
  summary: 'The same, its id in the body',
  body: change.extend({ id: fulfillmentId }),
  refusals: [409],
  reply: fulfillmentOrder,
});
export const changeMany = endpoint({
  ...about,
  id: 'fulfillment.bulk',
  scope: 'fulfillment:write',
  method: 'POST',
  path: '/api/logistics/fulfillment/bulk',
  summary: 'One change of up to 1,000 fulfillment orders; one that fails fails alone',
  body: z.strictObject({
    ids: z.array(fulfillmentId).min(1).max(1_000),
    change: change.omit({ expectedVersion: true }).extend({ station: slug.nullable().optional() }),
  }),
  reply: z.object({
    rows: z.array(
      z.object({
        fulfillmentId,
        outcome: z.enum(['changed', 'unchanged', 'refused']),
        code: z.string().nullable(),
        message: z.string().nullable(),
      }),
    ),
  }),
});
export const splitFulfillment = endpoint({
  ...about,
  id: 'fulfillment.split',
  method: 'POST',
  path: '/api/logistics/fulfillment/:fulfillmentId/split',
  summary: 'Let units that are not picked yet go on in a fulfillment order of their own',
  params: z.object({ fulfillmentId }),
  body: z.strictObject({
    lines: z
      .array(z.strictObject({ lineId: id, sku: id, quantity: z.int().min(1).max(1e9) }))
      .min(1)
      .max(500),
    expectedVersion: z.int().min(1).optional(),
  }),
  success: 201,
  refusals: [409],
  reply: z.object({ from: fulfillmentOrder, to: fulfillmentOrder }),
});

export const floorException = z.object({
  exceptionId: id,
  kind: z.enum(floorExceptionKinds),
  merchant: merchantId,
  fulfillmentId,
  number: id,
  orderId: id,
  sku: id.nullable(),
  quantity: z.int().nullable(),
  warehouse: slug.nullable(),
  vendor: slug.nullable(),
  parcel: z.string().nullable().describe('Carrier and number of a parcel that should not have left'),
  at: instant,
  settledAt: instant.nullable(),
});
export const listFloorExceptions = endpoint({
  ...about,
  id: 'fulfillment.exceptions',
  method: 'GET',
  path: '/api/logistics/fulfillment/exceptions',
  summary: 'Short picks, late vendors, pickups that nobody collected; newest first',
  query: pageQuery.extend({ kind: z.enum(floorExceptionKinds).optional(), open: z.enum(['true', 'false']).optional() }),
  reply: pageOf(floorException),
});
export const settleFloorException = endpoint({
  ...about,
  id: 'fulfillment.settle_exception',
  method: 'POST',
  path: '/api/logistics/fulfillment/exceptions/:exceptionId/settle',
  summary: 'Say that it is dealt with',
  params: z.object({ exceptionId: id }),
  reply: floorException,
});

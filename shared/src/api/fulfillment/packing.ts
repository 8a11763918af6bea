/** Packing stations over HTTP: what each has to do, how fast it is, units scanned into packages, labels on them. */
import { z } from 'zod';
import { instant } from '../../events/define.ts';
import { clientScanId, worker } from '../../events/fulfillment.ts';
import { givenMoney } from '../../values/money.ts';
import { slug } from '../../vocabulary/channels.ts';
import { stationStates } from '../../vocabulary/fulfillment.ts';
import { endpoint } from '../endpoint.ts';
import { givenParcel } from '../shipping.ts';
import { fulfillmentId, fulfillmentOrder } from './orders.ts';

const about = { area: 'personal', vertical: 'ecommerce' } as const;
const id = z.string().trim().min(1).max(120);

/** See docs/floor.md: remaining units / units per hour over the last 60 working minutes, in the hours of the shifts. */
export const pace = z.object({
  remainingUnits: z.int().describe('Not packed yet'),
  unitsPerHour: z.number().nullable().describe('Over the last 60 working minutes; null where none were worked'),
  ordersPerHour: z.number().nullable(),
  projectedAt: instant.nullable().describe('When all of it is done at this pace; null where that is not known'),
  nextCutoff: z.object({ carrier: slug.nullable(), at: instant }).nullable(),
  atRisk: z.boolean().nullable().describe('Whether it will not be done by the cutoff; null where that is not known'),
});
export type Pace = z.infer<typeof pace>;
export const station = z.object({
  station: slug,
  name: z.string(),
  warehouse: slug,
  state: z.enum(stationStates),
  assignedTo: worker.nullable(),
  activeOrders: z.int(),
  completedToday: z.int().describe('Shipped or ready since midnight, by the clock of its warehouse'),
  pace,
  version: z.int(),
});
export type Station = z.infer<typeof station>;

export const listStations = endpoint({
  ...about,
  id: 'fulfillment.stations',
  scope: 'fulfillment:read',
  method: 'GET',
  path: '/api/logistics/stations',
  summary: 'Packing stations with their workload; numbers are of the merchants the caller sees',
  query: z.object({ warehouse: slug.optional() }),
  reply: z.object({ items: z.array(station) }),
});
export const saveStation = endpoint({
  ...about,
  area: 'manager',
  operator: true,
  id: 'fulfillment.save_station',
  scope: 'fulfillment:write',
  method: 'POST',
  path: '/api/logistics/stations',
  summary: 'Add a packing station, or say anew what it is',
  body: z.strictObject({
    station: slug,
    name: z.string().trim().min(1).max(60),
    warehouse: slug,
    assignedTo: worker.nullable().default(null),
  }),
  success: 201,
  alsoAnswers: { 200: 'It was there: changed, or unchanged' },
  refusals: [409],
  reply: station,
});
export const changeStation = endpoint({
  ...about,
  area: 'staff',
  operator: true,
  id: 'fulfillment.change_station',
  scope: 'fulfillment:write',
  method: 'PATCH',
  path: '/api/logistics/stations/:station',
  summary: 'Open, pause or close a station, or say who works at it',
  description: 'One that has work left is not closed: it is given to others first (409 says how much).',
  params: z.object({ station: slug }),
  body: z.strictObject({
    state: z.enum(stationStates).optional(),
    assignedTo: worker.nullable().optional(),
    name: z.string().trim().min(1).max(60).optional(),
    expectedVersion: z.int().min(1).optional(),
  }),
  refusals: [409],
  reply: station,
});
export const assignToStation = endpoint({
  ...about,
  area: 'staff',
  id: 'fulfillment.assign_station',
  scope: 'fulfillment:write',
  method: 'POST',
  path: '/api/logistics/stations/:station/orders',
  summary: 'Give fulfillment orders to a station, or take them from another; one that fails fails alone',
  params: z.object({ station: slug }),
  body: z.strictObject({ ids: z.array(fulfillmentId).min(1).max(1_000) }),
  refusals: [409],
  reply: z.object({
    station,
    rows: z.array(
      z.object({
        fulfillmentId,
        outcome: z.enum(['assigned', 'unchanged', 'refused']),
        from: slug.nullable(),
        code: z.string().nullable(),
        message: z.string().nullable(),
      }),
    ),
  }),
});

export const openPackage = endpoint({
  ...about,
  id: 'fulfillment.open_package',
  scope: 'fulfillment:write',
  method: 'POST',
  path: '/api/logistics/fulfillment/:fulfillmentId/packages',
  summary: 'Open a package in `packing`; with `everything`, all that is not packed yet is put in it',
  params: z.object({ fulfillmentId }),
  body: z.strictObject({
    packageId: id.optional().describe('The caller’s own name for it: the same again opens none'),
    parcel: givenParcel.default({}),
    everything: z.boolean().default(false),
    together: z
      .boolean()
      .default(true)
      .describe('With merged orders: for all that are packed in this warehouse, who leave in one parcel then'),
    station: slug.optional(),
  }),
  success: 201,
  alsoAnswers: { 200: 'It was open already' },
  refusals: [409],
  reply: z.object({ packageId: id, fulfillment: fulfillmentOrder }),
});
export const changePackage = endpoint({
  ...about,
  id: 'fulfillment.change_package',
  scope: 'fulfillment:write',
  method: 'PATCH',
  path: '/api/logistics/fulfillment/:fulfillmentId/packages/:packageId',
  summary: 'Say what a package weighs and measures',
  params: z.object({ fulfillmentId, packageId: id }),
  body: z.strictObject({ parcel: givenParcel }),
  refusals: [409],
  reply: fulfillmentOrder,
});
export const removePackage = endpoint({
  ...about,
  id: 'fulfillment.remove_package',
  scope: 'fulfillment:write',
  method: 'DELETE',
  path: '/api/logistics/fulfillment/:fulfillmentId/packages/:packageId',
  summary: 'Take a package away; what was in it is to be packed again, its label is called off',
  params: z.object({ fulfillmentId, packageId: id }),
  refusals: [409],
  reply: fulfillmentOrder,
});
const packBody = z
  .strictObject({
    clientScanId,
    packageId: id,
    barcode: z.string().min(1).max(200).optional(),
    sku: id.optional(),
    quantity: z.int().min(1).max(1_000_000).optional(),
    station: slug.optional(),
  })
  .refine(({ barcode, sku }) => (barcode === undefined) !== (sku === undefined), {
    path: ['barcode'],
    message: 'a scan names a barcode or a SKU, one of the two',
  });
const packReply = z.object({
  outcome: z.enum(['counted', 'before']),
  sku: id,
  quantity: z.int(),
  packageId: id,
  fulfillment: fulfillmentOrder,
});
export const packScan = endpoint({
  ...about,
  id: 'fulfillment.pack',
  scope: 'fulfillment:write',
  method: 'POST',
  path: '/api/logistics/fulfillment/:fulfillmentId/packs',
  summary: 'Scan a picked unit into a package; the wrong one is refused',
  params: z.object({ fulfillmentId }),
  body: packBody,
  refusals: [409],
  reply: packReply,
});
export const unpackScan = endpoint({
  ...about,
  id: 'fulfillment.unpack',
  scope: 'fulfillment:write',
  method: 'POST',
  path: '/api/logistics/fulfillment/:fulfillmentId/unpacks',
  summary: 'Take a unit out of a package again',
  params: z.object({ fulfillmentId }),
  body: packBody,
  refusals: [409],
  reply: packReply,
});
export const labelPackage = endpoint({
  ...about,
  id: 'fulfillment.label_package',
  scope: 'fulfillment:write',
  method: 'PUT',
  path: '/api/logistics/fulfillment/:fulfillmentId/packages/:packageId/label',
  summary: 'Put a label on a package: it becomes a shipment, followed from then on',
  description: 'The same label again changes nothing; another one is refused until the first is taken off.',
  params: z.object({ fulfillmentId, packageId: id }),
  body: z.strictObject({
    carrier: slug,
    service: z.string().trim().min(1).max(60),
    trackingNumber: id,
    cost: givenMoney.optional(),
  }),
  refusals: [409],
  reply: z.object({ shipmentId: id, trackingUrl: z.string(), fulfillment: fulfillmentOrder }),
});
export const unlabelPackage = endpoint({
  ...about,
  id: 'fulfillment.unlabel_package',
  scope: 'fulfillment:write',
  method: 'DELETE',
  path: '/api/logistics/fulfillment/:fulfillmentId/packages/:packageId/label',
  summary: 'Take the label off before the carrier has the parcel: its shipment is cancelled',
  params: z.object({ fulfillmentId, packageId: id }),
  refusals: [409],
  reply: fulfillmentOrder,
});

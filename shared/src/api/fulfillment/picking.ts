/** Picking over HTTP: scans that count once, walks over several orders, what a scanner reads. */
import { z } from 'zod';
import { instant } from '../../events/define.ts';
import { clientScanId, worker } from '../../events/fulfillment.ts';
import { bin, binCode } from '../../events/inventory/places.ts';
import { slug } from '../../vocabulary/channels.ts';
import { walkKinds } from '../../vocabulary/fulfillment.ts';
import { endpoint, pageOf, pageQuery } from '../endpoint.ts';
import { fulfillmentId, fulfillmentOrder } from './orders.ts';

const about = { area: 'personal', vertical: 'ecommerce' } as const;
const id = z.string().trim().min(1).max(120);

/** What a scan names: what was read (a barcode, GS1 or not), or the SKU. */
const what = {
  clientScanId: clientScanId.describe('Of the scanner’s own making: sent twice it counts once'),
  barcode: z.string().min(1).max(200).optional().describe('As it was read, with or without group separators'),
  sku: id.optional(),
  quantity: z.int().min(1).max(1_000_000).optional().describe('Scans of it; 1 when left out'),
};
const named = <T extends z.ZodType<{ barcode?: string | undefined; sku?: string | undefined }>>(schema: T) =>
  schema.refine(({ barcode, sku }) => (barcode === undefined) !== (sku === undefined), {
    path: ['barcode'],
    message: 'a scan names a barcode or a SKU, one of the two',
  });

/** What a scan did. `before`: it was sent before, and this is what was answered then. */
export const scanReply = z.object({
  outcome: z.enum(['counted', 'before']),
  sku: id,
  quantity: z.int().describe('Units that it counted'),
  lineId: id,
  pickedQuantity: z.int().describe('Of the line, afterwards'),
  lineQuantity: z.int(),
  fulfillment: fulfillmentOrder,
});

export const pickScan = endpoint({
  ...about,
  id: 'fulfillment.pick',
  scope: 'fulfillment:write',
  method: 'POST',
  path: '/api/logistics/fulfillment/:fulfillmentId/picks',
  summary: 'Pick by scanning the location, then the SKU',
  description:
    'Counts only in `picking`. A wrong barcode, a wrong bin, or more than the line needs is a 409 whose code says why; it is logged and nothing moves. A case counts as the units it holds.',
  params: z.object({ fulfillmentId }),
  body: named(
    z.strictObject({
      ...what,
      location: z
        .union([z.literal(''), binCode])
        .optional()
        .describe('The bin it was taken from; needed where what is promised lies in bins'),
      lot: id.optional(),
      tote: id.optional(),
    }),
  ),
  refusals: [409],
  reply: scanReply,
});
export const unpickScan = endpoint({
  ...about,
  id: 'fulfillment.unpick',
  scope: 'fulfillment:write',
  method: 'POST',
  path: '/api/logistics/fulfillment/:fulfillmentId/unpicks',
  summary: 'Put back what was picked; a scan too',
  params: z.object({ fulfillmentId }),
  body: named(
    z.strictObject({
      ...what,
      location: z
        .union([z.literal(''), binCode])
        .optional()
        .describe('Where it is put; where it came from when left out'),
    }),
  ),
  refusals: [409],
  reply: scanReply,
});
export const shortPick = endpoint({
  ...about,
  id: 'fulfillment.short_pick',
  scope: 'fulfillment:write',
  method: 'POST',
  path: '/api/logistics/fulfillment/:fulfillmentId/shorts',
  summary: 'Say that units are not in their bin: they are written off there, and looked for elsewhere',
  params: z.object({ fulfillmentId }),
  body: z.strictObject({
    clientScanId,
    lineId: id.optional().describe('Needed where several lines are of the SKU'),
    sku: id,
    location: z.union([z.literal(''), binCode]),
    quantity: z.int().min(1).max(1e9),
  }),
  refusals: [409],
  reply: z.object({
    fulfillment: fulfillmentOrder,
    exceptionId: id,
    elsewhere: z.array(z.object({ warehouse: slug, bin, quantity: z.int() })).describe('Where it is promised now'),
    waiting: z.int().describe('Units that nobody has: the order waits for them'),
  }),
});

export const scanned = z.object({
  kind: z.enum(['product', 'location', 'tote', 'unknown', 'misread']),
  text: z.string(),
  sku: id.nullable(),
  name: z.string().nullable(),
  units: z.int().nullable().describe('That one scan stands for: 12 for a case of twelve'),
  lot: z.string().nullable(),
  expiresOn: z.string().nullable(),
  serial: z.string().nullable(),
  fault: z.string().nullable().describe('What is wrong with a symbol that is misread, where that is known'),
  certain: z.boolean().describe('False where separators were lost and the parts were told apart by the usual order'),
});
export const readBarcode = endpoint({
  ...about,
  id: 'fulfillment.read_barcode',
  scope: 'fulfillment:read',
  method: 'GET',
  path: '/api/logistics/fulfillment/barcodes',
  summary: 'What a scan would be taken for: the test of a scanner',
  query: z.object({ code: z.string().min(1).max(200), warehouse: slug.optional() }),
  reply: scanned,
});

export const walkStop = z.object({
  bin,
  zone: z.string(),
  sku: id,
  name: z.string(),
  lot: id,
  quantity: z.int().describe('Units to take here'),
  totes: z.array(z.object({ fulfillmentId, number: id, tote: id.nullable(), lineId: id, quantity: z.int() })),
});
export const walk = z.object({
  walkId: id,
  kind: z.enum(walkKinds),
  warehouse: slug,
  picker: worker,
  startedAt: instant,
  endedAt: instant.nullable(),
  members: z.array(z.object({ fulfillmentId, number: id, tote: id.nullable(), units: z.int(), picked: z.int() })),
  stops: z.array(walkStop).describe('What is left to take, in the order of the walk: zone, aisle, shelf, bin'),
});
export type Walk = z.infer<typeof walk>;
export const startWalk = endpoint({
  ...about,
  id: 'fulfillment.start_walk',
  scope: 'fulfillment:write',
  method: 'POST',
  path: '/api/logistics/fulfillment/walks',
  summary: 'Pick several orders in one walk; on a cart, each into its tote',
  description: 'The orders must be of one warehouse and may be picked; those in `processing` go on to `picking`.',
  body: z.strictObject({
    kind: z.enum(walkKinds),
    members: z
      .array(z.strictObject({ fulfillmentId, tote: id.optional().describe('Needed on a cart') }))
      .min(1)
      .max(50),
  }),
  success: 201,
  refusals: [409],
  reply: walk,
});
export const getWalk = endpoint({
  ...about,
  id: 'fulfillment.get_walk',
  scope: 'fulfillment:read',
  method: 'GET',
  path: '/api/logistics/fulfillment/walks/:walkId',
  summary: 'A walk and what is left of it',
  params: z.object({ walkId: id }),
  reply: walk,
});
export const listWalks = endpoint({
  ...about,
  id: 'fulfillment.walks',
  scope: 'fulfillment:read',
  method: 'GET',
  path: '/api/logistics/fulfillment/walks',
  summary: 'Walks, newest first',
  query: pageQuery.extend({ open: z.enum(['true', 'false']).optional(), warehouse: slug.optional() }),
  reply: pageOf(walk.omit({ stops: true })),
});
export const endWalk = endpoint({
  ...about,
  id: 'fulfillment.end_walk',
  scope: 'fulfillment:write',
  method: 'POST',
  path: '/api/logistics/fulfillment/walks/:walkId/end',
  summary: 'End a walk; what was not picked stays in its fulfillment orders',
  params: z.object({ walkId: id }),
  reply: walk,
});
export const walkScan = endpoint({
  ...about,
  id: 'fulfillment.walk_pick',
  scope: 'fulfillment:write',
  method: 'POST',
  path: '/api/logistics/fulfillment/walks/:walkId/picks',
  summary: 'Pick in a walk: location, SKU, then the tote it is put in',
  description:
    'On a cart the tote says whose the unit is, and one that does not need it is refused (`wrong_tote`). In a batch without totes units go to the members in the order of the queue.',
  params: z.object({ walkId: id }),
  body: named(
    z.strictObject({
      ...what,
      location: z.union([z.literal(''), binCode]).optional(),
      lot: id.optional(),
      tote: id.optional(),
    }),
  ),
  refusals: [409],
  reply: scanReply.extend({ walk }),
});

export const pickList = endpoint({
  ...about,
  id: 'fulfillment.pick_list',
  scope: 'fulfillment:read',
  method: 'GET',
  path: '/api/logistics/fulfillment/pick-lists',
  summary: 'A pick list as PDF, in the order of the walk: of fulfillment orders, or of a walk',
  query: z.object({
    ids: z.string().max(4_000).optional().describe('Ids of fulfillment orders, separated by commas'),
    walkId: id.optional(),
  }),
  refusals: [404, 409],
  produces: 'application/pdf',
});
export const packingSlip = endpoint({
  ...about,
  id: 'fulfillment.packing_slip',
  scope: 'fulfillment:read',
  method: 'GET',
  path: '/api/logistics/fulfillment/:fulfillmentId/packing-slip',
  summary: 'A packing slip as PDF; without prices unless its channel shows them',
  params: z.object({ fulfillmentId }),
  query: z.object({ packageId: id.optional(), lang: z.string().max(10).optional() }),
  refusals: [404, 409],
  produces: 'application/pdf',
});

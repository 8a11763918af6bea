/**
 * The wall's snapshot: everything on the screen at one position of the log. The live frames and tiles in `live.ts`
 * continue from there. Nothing here names a person.
 */
import { z } from 'zod';
import { day, instant } from '../events/define.ts';
import { point } from '../values/geo.ts';
import { slug } from '../vocabulary/channels.ts';
import { exceptionKinds } from '../vocabulary/exception-kinds.ts';
import { stationStates } from '../vocabulary/fulfillment.ts';
import { trackingStatuses } from '../vocabulary/tracking-status.ts';
import { endpoint } from './endpoint.ts';

/** One parcel on the map. `seq` is the log position its data stands for: a lower one never replaces a higher one. */
export const wallParcel = z.object({
  id: z.string(),
  seq: z.number(),
  status: z.enum(trackingStatuses),
  carrier: slug,
  /** Where it was last seen. */
  at: point,
  /** When it was seen there. */
  since: instant,
  /** Where it goes, and when it should be there if all goes well: screens move it along this line. */
  to: point,
  arriving: instant.nullable(),
  /** Terminal parcels leave the map. */
  gone: z.boolean(),
});
export type WallParcel = z.infer<typeof wallParcel>;

/** A count now, and at the same minute yesterday (null when the tower has no yesterday). */
const counted = z.object({ now: z.number(), yesterday: z.number().nullable() });
export const wallNumbers = z.object({
  moving: counted,
  delivered: counted.describe('Since midnight, UTC'),
  onTimeRate: z
    .object({ now: z.number().nullable(), yesterday: z.number().nullable() })
    .describe('Of those delivered since midnight with a promise'),
  atRisk: counted,
  exceptionsOpen: counted,
  trashOpen: z.number(),
  trashGrowsSince: instant.nullable().optional().describe('Since when the Trash holds more than is usual'),
  /** Orders and shipments by stage of the day's work, in order. */
  backlog: z.array(
    z.object({
      stage: z.string(),
      count: z.number(),
      aged: z.number().nullable().describe('Of these, placed more than a day ago; null where that is not counted'),
    }),
  ),
  /** Units that nothing could be promised of, and the SKUs most of them are of. */
  unallocated: z.object({
    units: z.number(),
    orders: z.number(),
    skus: z.array(z.object({ sku: z.string(), units: z.number() })),
  }),
});
export const wallException = z.object({
  id: z.string(),
  shipmentId: z.string(),
  kind: z.enum(exceptionKinds),
  orderNumber: z.string(),
  carrier: slug,
  place: z.string(),
  openedAt: instant,
  detail: z.string(),
});
export const wallAtRisk = z.object({
  shipmentId: z.string(),
  orderNumber: z.string(),
  carrier: slug,
  status: z.enum(trackingStatuses),
  destination: z.string(),
  promisedDay: day,
  promiseEndsAt: instant,
  expectedAt: instant.describe('When it will get there by our estimate; after promiseEndsAt'),
});
export const wallCarrier = z.object({
  carrier: slug,
  label: z.string(),
  eventsPerMinute: z.number(),
  perMinute: z.array(z.number()).describe('The last 30 minutes, oldest first'),
  lagSeconds: z.number().nullable(),
  lastEventAt: instant.nullable(),
});
export const wallWarehouse = z.object({
  name: slug,
  label: z.string(),
  at: point,
  waiting: z.number(),
  moving: z.number(),
});
/** Work of a station or of a whole warehouse against the next cutoff; see docs/floor.md. */
const floorWork = z.object({
  warehouse: slug,
  name: z.string(),
  activeOrders: z.number(),
  remainingUnits: z.number().describe('Not packed yet'),
  unitsPerHour: z
    .number()
    .nullable()
    .describe('Over the last 60 working minutes; null where nothing was packed in them'),
  projectedAt: instant.nullable().describe('When all of it is done at this pace; null where that is not known'),
  cutoffAt: instant.nullable().describe('When the next carrier fetches'),
  atRisk: z.boolean().nullable().describe('Whether it will not be done by then; null where that is not known'),
});
export const wallStation = floorWork.extend({ station: slug, state: z.enum(stationStates) });
export const floorStages = ['held', 'pending', 'processing', 'picking', 'packing', 'ready'] as const;
export const wallFloor = z.object({
  atRisk: z.number().describe('Fulfillment orders that will not be ready when they must leave'),
  backlog: z
    .array(z.object({ stage: z.enum(floorStages), count: z.number(), aged: z.number() }))
    .describe('Work by where it stands, every stage in this order; `aged`: planned more than a day ago'),
  warehouses: z
    .array(floorWork)
    .describe('Those with work, or with packing in the last 60 working minutes; latest first'),
  stations: z.array(wallStation).describe('Those that are not closed, by warehouse and name; at most 40'),
});
export type WallFloor = z.infer<typeof wallFloor>;
export const tick = z.object({
  seq: z.number(),
  at: instant,
  name: z.string(),
  ref: z.string(),
  text: z.string(),
  status: z.enum(trackingStatuses).nullable(),
});
export type Tick = z.infer<typeof tick>;

/** The tiles that travel whole. Each is at most a second or two old while the light is green. */
export const wallTiles = z.object({
  numbers: wallNumbers,
  exceptions: z.object({ total: z.number(), items: z.array(wallException) }),
  atRisk: z.object({ total: z.number(), items: z.array(wallAtRisk) }),
  carriers: z.array(wallCarrier),
  warehouses: z.array(wallWarehouse),
  floor: wallFloor,
});
export type WallTiles = z.infer<typeof wallTiles>;
export type TileName = keyof WallTiles;
export const tileNames = [
  'numbers',
  'exceptions',
  'atRisk',
  'carriers',
  'warehouses',
  'floor',
] as const satisfies readonly TileName[];

export const wallSnapshot = endpoint({
  id: 'wall.snapshot',
  method: 'GET',
  path: '/api/logistics/wall',
  area: 'personal',
  vertical: 'logistics',
  summary: 'Everything the wall shows, at one position of the log',
  reply: z.object({
    seq: z.number().describe('Log position of the snapshot; live frames continue from it'),
    serverTime: instant,
    network: z.string(),
    merchant: z.string().nullable().describe('The name of the one merchant it shows; null where it shows several'),
    demo: z.boolean(),
    parcels: z.array(wallParcel),
    tiles: wallTiles,
    ticks: z.array(tick).describe('Newest last, at most 30'),
    lastEventAt: instant.nullable(),
  }),
});
export type WallSnapshot = z.infer<(typeof wallSnapshot)['reply']>;

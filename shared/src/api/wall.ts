/**
 * The wall's snapshot: everything on the screen at one position of the log. The live frames and tiles in `live.ts`
 * continue from there. Nothing here names a person.
 */
import { z } from 'zod';
import { day, instant } from '../events/define.ts';
import { point } from '../values/geo.ts';
import { slug } from '../vocabulary/channels.ts';
import { exceptionKinds } from '../vocabulary/exception-kinds.ts';
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
});
export type WallTiles = z.infer<typeof wallTiles>;
export type TileName = keyof WallTiles;
export const tileNames = [
  'numbers',
  'exceptions',
  'atRisk',
  'carriers',
  'warehouses',
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

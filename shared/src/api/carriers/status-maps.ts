/** Status maps over HTTP: what carriers' codes mean, the backlog of codes nobody mapped, and what a change would change. */
import { z } from 'zod';
import { instant } from '../../events/define.ts';
import { statusMapRow } from '../../events/status-maps.ts';
import { carrierAdapterNames } from '../../vocabulary/carriers.ts';
import { slug } from '../../vocabulary/channels.ts';
import { trackingStatuses } from '../../vocabulary/tracking-status.ts';
import { endpoint } from '../endpoint.ts';
import { givenInstant } from '../given-time.ts';
import { replayReport } from '../replay.ts';

export const unmappedCode = z.object({
  map: slug,
  carrier: slug,
  code: z.string(),
  scans: z.number(),
  shipments: z.number(),
  firstSeenAt: instant,
  lastSeenAt: instant,
  example: z.string(),
});
export const unmappedCodes = endpoint({
  id: 'tracking.unmapped_codes',
  method: 'GET',
  path: '/api/logistics/carriers/unmapped-codes',
  area: 'staff',
  vertical: 'logistics',
  summary: 'Carrier codes no map knows, with how many scans wait for one',
  reply: z.object({ items: z.array(unmappedCode) }),
});

export const statusMapSummary = z.object({
  name: slug.describe('The adapter’s name; of the generic adapter, the connection’s'),
  adapter: z.enum(carrierAdapterNames),
  version: z.number(),
  codes: z.number().describe('Rows in force'),
  edited: z.number().describe('Rows people wrote'),
  unmapped: z.number().describe('Codes that wait for a row'),
  changedAt: instant.nullable(),
});
export const listStatusMaps = endpoint({
  id: 'tracking.status_maps',
  method: 'GET',
  path: '/api/logistics/status-maps',
  area: 'staff',
  vertical: 'logistics',
  summary: 'The status maps there are',
  reply: z.object({ items: z.array(statusMapSummary) }),
});

export const shownRow = statusMapRow.extend({
  label: z.string().describe('The carrier’s own words for the code'),
  origin: z.enum(['carrier', 'edited']),
  version: z.number().describe('0: the carrier’s own table'),
  scans: z.number().describe('Scans with this code in the last 90 days'),
});
export const readStatusMap = endpoint({
  id: 'tracking.status_map',
  method: 'GET',
  path: '/api/logistics/status-maps/:name',
  area: 'staff',
  vertical: 'logistics',
  summary: 'One status map: its rows, its backlog, its versions',
  params: z.object({ name: slug }),
  reply: statusMapSummary.extend({
    rows: z.array(shownRow),
    backlog: z.array(unmappedCode),
    versions: z.array(
      z.object({ version: z.number(), at: instant, actor: z.string(), note: z.string(), rows: z.number() }),
    ),
  }),
});

const change = {
  name: slug,
  rows: z
    .array(statusMapRow.extend({ validFrom: givenInstant.nullable().default(null) }).strict())
    .max(500)
    .default([]),
  removed: z
    .array(z.strictObject({ code: z.string().min(1).max(120), pattern: z.string().max(200).default('') }))
    .max(500)
    .default([]),
};
export const previewStatusMap = endpoint({
  id: 'tracking.preview_status_map',
  method: 'POST',
  path: '/api/logistics/status-maps/preview',
  reads: true,
  area: 'staff',
  vertical: 'logistics',
  summary: 'What a change of a map would change, scan by scan and shipment by shipment; nothing is written',
  body: z.strictObject(change),
  refusals: [404],
  reply: z.object({
    scans: z.number().describe('Scans whose meaning would change'),
    shipments: z.number().describe('Shipments whose standing would change'),
    changes: z.array(
      z.object({
        code: z.string(),
        before: z.enum(trackingStatuses).nullable(),
        after: z.enum(trackingStatuses).nullable(),
        scans: z.number(),
      }),
    ),
    examples: z.array(
      z.object({
        shipmentId: z.string(),
        trackingNumber: z.string(),
        before: z.enum(trackingStatuses),
        after: z.enum(trackingStatuses),
      }),
    ),
    limited: z.boolean().describe('True when only the newest shipments were tried'),
  }),
});
export const saveStatusMap = endpoint({
  id: 'tracking.save_status_map',
  operator: true,
  method: 'POST',
  path: '/api/logistics/status-maps',
  area: 'manager',
  vertical: 'logistics',
  summary: 'A new version of a map; waiting scans take their new meaning, others only with `replay`',
  body: z.strictObject({
    ...change,
    note: z.string().trim().max(300).default(''),
    expectedVersion: z.int().min(0).optional().describe('Refused with 409 when somebody was faster'),
    replay: z.boolean().default(false).describe('Scans that had another meaning take the new one too'),
  }),
  success: 201,
  refusals: [404],
  reply: statusMapSummary.extend({ replay: replayReport.nullable() }),
});

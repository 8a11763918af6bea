/** Carrier connections over HTTP: how each is connected, how well it reports, and asking it now. */
import { z } from 'zod';
import {
  connectionConfigured,
  connectionSettings,
  signatureScheme,
  statusMapping,
  webhookMapping,
} from '../events/connections.ts';
import { instant } from '../events/define.ts';
import { carrierAdapterNames } from '../vocabulary/carriers.ts';
import { slug } from '../vocabulary/channels.ts';
import { endpoint } from './endpoint.ts';
import { givenTimeZone } from './given-time.ts';
import { pushEndpoints } from './inbox.ts';
import { shipmentId } from './shipping.ts';

export const webhookEndpoints = pushEndpoints({
  id: 'tracking.webhook',
  path: '/api/logistics/events/webhooks/:carrier',
  vertical: 'logistics',
  summary: 'Scans from a carrier, in its own format, proved as its connection says',
  description:
    'The body is the carrier’s own, read by the adapter of the connection; of a GET, the query is. Carriers that want another answer than this get theirs.',
  connection: 'The name of a carrier connection',
});

export const connection = connectionConfigured.payload.extend({
  webhookPath: z.string().nullable().describe('Where the carrier pushes; null for carriers that can only be asked'),
  hasSecret: z.boolean(),
  credentials: z.array(z.string()).describe('Names of the credentials that are set, never their values'),
});
const givenMapping = webhookMapping
  .extend({
    place: webhookMapping.shape.place.unwrap().strict().default({}),
    timeZone: givenTimeZone
      .optional()
      .describe('IANA zone of times sent without an offset; left out: the place’s zone'),
    statuses: z.record(z.string().min(1).max(120), statusMapping.strict()).describe('Carrier code -> unified status'),
  })
  .strict();
const givenSettings = connectionSettings
  .extend({
    timeZone: givenTimeZone.optional().describe('IANA zone of times sent without one; left out: the place’s zone'),
  })
  .strict();
const credentialName = /^[a-zA-Z][a-zA-Z0-9]{0,39}$/;

export const configureConnection = endpoint({
  id: 'tracking.configure_connection',
  operator: true,
  method: 'PUT',
  path: '/api/logistics/carriers/connections/:name',
  area: 'manager',
  vertical: 'logistics',
  summary: 'Connect a carrier: its adapter, its secret for pushes, its credentials for being asked',
  description:
    'The generic adapter needs `mapping` (which field means what) and may have `signature`; the others know their carrier’s format. Credentials left out are kept.',
  params: z.object({ name: slug }),
  body: z.strictObject({
    label: z.string().trim().min(1).max(80).optional(),
    adapter: z.enum(carrierAdapterNames).default('generic'),
    mapping: givenMapping.optional(),
    signature: signatureScheme.strict().optional(),
    settings: givenSettings.optional(),
    secret: z
      .string()
      .min(16)
      .max(200)
      .optional()
      .describe('Write-only. Required the first time, where the carrier pushes'),
    credentials: z
      .record(z.string().regex(credentialName, 'letters and digits, a letter first, at most 40'), z.string().max(4000))
      .optional()
      .describe('Write-only; an empty text removes one'),
  }),
  reply: connection,
});
export const listConnections = endpoint({
  id: 'tracking.connections',
  method: 'GET',
  path: '/api/logistics/carriers/connections',
  area: 'staff',
  vertical: 'logistics',
  summary: 'Carrier connections',
  reply: z.object({ items: z.array(connection) }),
});

const share = z.number().min(0).max(1).nullable().describe('Null while there is nothing to count');
export const carrierQuality = z.object({
  carrier: slug,
  label: z.string(),
  adapter: z.enum(carrierAdapterNames),
  scans: z.number(),
  pushed: z.number().describe('Scans the carrier pushed'),
  polled: z.number().describe('Scans it told when asked'),
  webhookLoss: share.describe('Scans known only from asking, of all that a poll could confirm'),
  duplicates: share.describe('Repeated pushes of a scan, of all pushed'),
  outOfOrder: share.describe('Scans that came after a later one, of all pushed'),
  reportingLagSeconds: z.object({ p50: z.number().nullable(), p90: z.number().nullable() }),
  unmapped: z.number().describe('Scans whose code no map knows'),
  lastPushAt: instant.nullable(),
  lastPollAt: instant.nullable(),
  pollsToday: z.number().describe('Calls of the installation; 0 for whoever serves only some merchants'),
  pollsPerDay: z.number().nullable().describe('The quota; null when the carrier cannot be asked'),
  lastPollError: z.string().nullable(),
  live: z.number().describe('Live shipments'),
  silent: z.number().describe('Live shipments nobody heard of for thirty days'),
  trashed: z.number().describe('Messages nobody could read, still in the Trash: the operator’s, as the calls are'),
});
export const listCarrierQuality = endpoint({
  id: 'tracking.carrier_quality',
  method: 'GET',
  path: '/api/logistics/carriers/quality',
  area: 'staff',
  vertical: 'logistics',
  summary: 'How well each carrier reports: loss, duplicates, disorder and lag of its webhooks',
  query: z.object({ days: z.coerce.number().int().min(1).max(90).default(30) }),
  reply: z.object({ items: z.array(carrierQuality) }),
});
export const pollNow = endpoint({
  id: 'tracking.poll_now',
  method: 'POST',
  path: '/api/logistics/carriers/connections/:name/poll',
  area: 'staff',
  vertical: 'logistics',
  summary: 'Ask a carrier now, within its quota, for some shipments or for all that are due',
  params: z.object({ name: slug }),
  body: z.strictObject({ shipments: z.array(shipmentId).min(1).max(200).optional() }),
  success: 202,
  reply: z.object({ queued: z.number().describe('Shipments that will be asked for') }),
});

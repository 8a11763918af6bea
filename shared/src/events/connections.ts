/** How a carrier is connected: which adapter reads its webhooks, with which mapping and signature. Secrets live elsewhere. */
import { z } from 'zod';
import { carrierAdapterNames } from '../vocabulary/carriers.ts';
import { slug } from '../vocabulary/channels.ts';
import { actors, statusReasons, trackingStatuses } from '../vocabulary/tracking-status.ts';
import { define, type FactOf } from './define.ts';

/** A path into the carrier's JSON: keys and array indexes joined by dots (`shipment.events`, `ids.0`). Empty: the body itself. */
export const jsonPath = z
  .string()
  .max(200)
  .regex(/^$|^[^.\s]+(\.[^.\s]+)*$/, 'keys joined by dots, e.g. "shipment.events"');

export const statusMapping = z.object({
  status: z.enum(trackingStatuses),
  reason: z.enum(statusReasons).optional(),
  actionRequiredBy: z.enum(actors).optional(),
});

/** Where each part of a scan stands in the carrier's payload. */
export const webhookMapping = z.object({
  events: jsonPath.default('').describe('Path of the list of scans; a single object counts as a list of one'),
  trackingNumber: jsonPath.describe('Looked up in the scan first, then in the whole body'),
  code: jsonPath,
  occurredAt: jsonPath,
  clock: jsonPath.optional().describe('Where the time of day stands, when `occurredAt` is only the date'),
  dateOrder: z
    .enum(['day_first', 'month_first'])
    .optional()
    .describe('How dates with slashes are to be read; without it they are refused'),
  description: jsonPath.optional(),
  place: z
    .object({
      text: jsonPath.optional(),
      city: jsonPath.optional(),
      state: jsonPath.optional(),
      postalCode: jsonPath.optional(),
      country: jsonPath.optional(),
      latitude: jsonPath.optional(),
      longitude: jsonPath.optional(),
    })
    .default({}),
  timeZone: z
    .string()
    .max(60)
    .optional()
    .describe('IANA zone of times sent without an offset; left out: the place’s zone'),
  statuses: z.record(z.string().min(1).max(120), statusMapping).describe('Carrier code -> unified status'),
});
export type WebhookMapping = z.infer<typeof webhookMapping>;

/** How the carrier signs: an HMAC over the raw bytes, alone or after a timestamp. */
export const signatureScheme = z.object({
  algorithm: z.enum(['sha256', 'sha512', 'sha1']).default('sha256'),
  encoding: z.enum(['hex', 'base64']).default('hex'),
  header: z.string().min(1).max(80).toLowerCase().default('x-signature'),
  prefix: z.string().max(20).default(''),
  timestampHeader: z
    .string()
    .min(1)
    .max(80)
    .toLowerCase()
    .optional()
    .describe('When present the signed text is `timestamp.body`'),
  toleranceSeconds: z.int().min(1).max(86_400).default(300),
});
export type SignatureScheme = z.infer<typeof signatureScheme>;

/** What else a connection may be told. Everything has a sensible default of its adapter. */
export const connectionSettings = z.object({
  environment: z.enum(['live', 'test']).default('live'),
  baseUrl: z
    .url()
    .max(200)
    .optional()
    .describe(
      'Where to ask for parcels instead of the carrier’s own address: a gateway, a country’s host, the sandbox',
    ),
  header: z
    .string()
    .min(1)
    .max(80)
    .toLowerCase()
    .optional()
    .describe('Header in which the carrier returns the secret, where it lets you choose one'),
  sourceAddresses: z
    .array(z.union([z.ipv4(), z.ipv6()]))
    .max(20)
    .optional()
    .describe('Only these addresses may push; left out: any'),
  timeZone: z.string().max(60).optional().describe('IANA zone of times sent without one; left out: the place’s zone'),
  pollEveryHours: z
    .number()
    .min(0.25)
    .max(168)
    .default(4)
    .describe('A live parcel not heard of for so long is asked for'),
  pollPerDay: z
    .int()
    .min(0)
    .max(1_000_000)
    .optional()
    .describe('Calls a day; left out: what the carrier allows by default; 0: never ask'),
  pollPerSecond: z.number().min(0.05).max(100).optional(),
});
export type ConnectionSettings = z.infer<typeof connectionSettings>;

export const connectionConfigured = define(
  'tracking.connection_configured',
  z.object({
    name: slug,
    label: z.string().max(80),
    adapter: z.enum(carrierAdapterNames),
    /** Of the generic adapter only; the others know their carrier's format. */
    mapping: webhookMapping.nullable(),
    signature: signatureScheme.nullable(),
    settings: connectionSettings.prefault({}),
    mappingVersion: z.int(),
  }),
);
export const connectionEvents = [connectionConfigured] as const;
export type ConnectionEvent = FactOf<(typeof connectionEvents)[number]>;
export type Connection = FactOf<typeof connectionConfigured>['payload'];

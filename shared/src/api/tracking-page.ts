/**
 * The customer's tracking page over HTTP. Everything in it may be read by whoever has the link: no name, e-mail, phone,
 * street or carrier's free text; city only. Words are keys (status, reason, milestone): the page says them in the
 * customer's language.
 */
import { z } from 'zod';
import { brand, colour, embedOrigin } from '../events/brands.ts';
import { day, instant } from '../events/define.ts';
import { countryCode } from '../values/address.ts';
import { slug } from '../vocabulary/channels.ts';
import {
  actors,
  confidences,
  statusReasons,
  trackingStatuses,
  zoneCertainties,
} from '../vocabulary/tracking-status.ts';
import { endpoint } from './endpoint.ts';

export const milestoneNames = [
  'order_placed',
  'shipped',
  'in_transit',
  'customs',
  'out_for_delivery',
  'delivered',
] as const;
export const milestone = z.object({
  name: z.enum(milestoneNames),
  label: z.string(),
  actualAt: instant.nullable(),
  /** When it is expected, while it has not happened; null when nothing can be said. */
  estimatedAt: instant.nullable(),
});

/** One line of the customer's history. The time is in the clock of the place it happened, with its zone's name. */
export const displayEvent = z.object({
  label: z.string().describe('English; translate from `status` and `reason`'),
  status: z.enum(trackingStatuses),
  reason: z.enum(statusReasons).nullable(),
  at: instant.nullable(),
  zone: z.enum(zoneCertainties),
  timeZone: z.string().nullable(),
  localTime: z
    .string()
    .nullable()
    .describe('The place’s clock, ISO without offset; the only time there is when `at` is null'),
  place: z.string().describe('City and country code, or empty'),
  leg: z.number(),
});

/** A city as customers may see it. */
export const publicCity = z.object({
  city: z.string(),
  country: countryCode.nullable(),
  timeZone: z.string().nullable(),
});

export const pageEta = z.object({
  at: instant,
  low: instant,
  high: instant,
  /** The same as calendar days at the destination: what a sentence says. */
  lowDay: day,
  highDay: day,
  confidence: z.enum(confidences),
  shipments: z.number().describe('How many past shipments it rests on'),
});

export const pageBrand = brand
  .pick({ name: true, accent: true, website: true, supportUrl: true, embedOrigins: true })
  .extend({ logo: z.string().nullable().describe('Path of the logo image') });

/** What a customer may see. */
export const trackingPage = z.object({
  headline: z.string().describe('One English sentence that answers'),
  status: z.enum(trackingStatuses),
  label: z.string(),
  reason: z.enum(statusReasons).nullable(),
  actionRequiredBy: z.enum(actors),
  carrier: z.string(),
  trackingNumber: z.string(),
  origin: publicCity,
  destination: publicCity,
  international: z.boolean(),
  promisedDay: day.nullable(),
  carrierDay: day.nullable().describe('When the carrier expects to deliver; from the first physical scan on'),
  eta: pageEta.nullable(),
  deliveredAt: instant.nullable(),
  endedAt: instant.nullable(),
  silentSince: instant.nullable(),
  milestones: z.array(milestone),
  /** Steps before the carrier has it. */
  preShipment: z.array(
    z.object({
      name: z.enum(['order_placed', 'order_processing', 'label_created', 'info_received']),
      at: instant.nullable(),
    }),
  ),
  legs: z.array(
    z.object({
      number: z.number(),
      carrier: z.string(),
      trackingNumber: z.string(),
      status: z.enum(trackingStatuses).nullable(),
      current: z.boolean(),
    }),
  ),
  events: z.array(displayEvent).describe('Newest first'),
  points: z.array(
    z.object({
      label: z.string(),
      latitude: z.number(),
      longitude: z.number(),
      kind: z.enum(['origin', 'scan', 'destination']),
    }),
  ),
  alsoOrders: z
    .array(z.string())
    .describe('Numbers of other orders in the parcel: orders to one address that were merged'),
  proof: z.object({ signature: z.boolean(), photo: z.boolean() }).nullable(),
  brand: pageBrand.nullable(),
  updatedAt: instant,
});
export type TrackingPage = z.infer<typeof trackingPage>;

const token = z.string().min(1).max(120);
export const publicTracking = endpoint({
  id: 'tracking.public',
  method: 'GET',
  path: '/api/logistics/tracking/:token',
  area: 'public',
  vertical: 'logistics',
  summary: 'What the holder of a tracking link may see',
  params: z.object({ token }),
  refusals: [429],
  reply: trackingPage,
});

export const lookupTracking = endpoint({
  id: 'tracking.lookup',
  method: 'POST',
  path: '/api/logistics/tracking/lookup',
  reads: true,
  area: 'public',
  vertical: 'logistics',
  summary: 'Find a tracking link by order number with an e-mail address or postal code as second factor',
  description:
    'Wrong and absent give the same answer in the same time. Ten tries a quarter of an hour an address, five an order number.',
  body: z
    .strictObject({
      orderNumber: z.string().trim().min(1).max(120),
      email: z.string().trim().min(3).max(200).optional(),
      postalCode: z.string().trim().min(2).max(20).optional(),
    })
    .refine((body) => (body.email === undefined) !== (body.postalCode === undefined), {
      message: 'one of email and postalCode',
      path: ['email'],
    }),
  refusals: [404, 429],
  reply: z.object({ items: z.array(z.object({ token, carrier: z.string(), status: z.enum(trackingStatuses) })) }),
});

export const brandLogo = '/api/logistics/tracking/brands/:channel/logo';
export const configureBrand = endpoint({
  id: 'tracking.configure_brand',
  method: 'PUT',
  path: '/api/logistics/tracking/brands/:channel',
  area: 'manager',
  vertical: 'logistics',
  summary: 'How the tracking page of a channel looks and where it may be embedded; channel `default` for all others',
  params: z.object({ channel: slug }),
  body: z.strictObject({
    name: z.string().trim().min(1).max(80),
    accent: colour.default('#0072b2'),
    website: brand.shape.website.default(null),
    supportUrl: brand.shape.supportUrl.default(null),
    embedOrigins: z.array(embedOrigin).max(20).default([]),
    logo: z
      .string()
      .max(700_000)
      .regex(/^data:image\/(png|jpeg|webp);base64,[A-Za-z0-9+/]+=*$/, 'a data: URL of a PNG, JPEG or WebP image')
      .nullable()
      .optional()
      .describe('Up to 512 kB; kept as PNG, re-encoded. Null removes it, left out keeps it'),
  }),
  reply: brand,
});
export const listBrands = endpoint({
  id: 'tracking.brands',
  method: 'GET',
  path: '/api/logistics/tracking/brands',
  area: 'staff',
  vertical: 'logistics',
  summary: 'Brands of tracking pages',
  reply: z.object({ items: z.array(brand) }),
});

/** A customer looked at the tracking page of a shipment: what they saw, in which language, on what kind of device; never from where. */
import { z } from 'zod';
import { merchantId } from '../caller.ts';
import { personal } from '../values/personal.ts';
import { deviceKinds } from '../vocabulary/devices.ts';
import { trackingStatuses } from '../vocabulary/tracking-status.ts';
import { day, define, type FactOf, instant } from './define.ts';

const id = z.string().min(1).max(120);

/** With what somebody looked: theirs, and gone with them. Empty where they were erased. */
export const looker = z.object({
  language: personal(z.string().max(10), 'empty'),
  device: personal(z.union([z.literal(''), z.enum(deviceKinds)]), 'empty'),
});

export const pageViewed = define(
  'tracking.page_viewed',
  looker.extend({
    shipmentId: id,
    orderId: id,
    merchant: merchantId,
    status: z.enum(trackingStatuses).describe('As the page said it'),
    eta: z.object({ at: instant, low: instant, high: instant }).nullable().describe('As the page said it'),
    promisedDay: day.nullable(),
    deliveredAt: instant.nullable(),
  }),
);
export const pageViewEvents = [pageViewed] as const;
export type PageViewEvent = FactOf<(typeof pageViewEvents)[number]>;

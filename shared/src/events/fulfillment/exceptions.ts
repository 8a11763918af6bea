/** What went wrong on the floor where nothing else tells it, and that somebody has dealt with it. */
import { z } from 'zod';
import { slug } from '../../vocabulary/channels.ts';
import { floorExceptionKinds } from '../../vocabulary/fulfillment.ts';
import { define } from '../define.ts';

const id = z.string().trim().min(1).max(120);
const about = z.object({ fulfillmentId: id });

/** Its vendor has sent what was called off: a parcel is on its way that nobody waits for. Told once for each number. */
export const vendorSentAnyway = define(
  'fulfillment.vendor_sent_anyway',
  about.extend({ carrier: slug, service: z.string().max(60), trackingNumber: id }),
);
/** Somebody has dealt with what went wrong. What happens to the fulfillment order by itself settles it without a word. */
export const exceptionSettled = define(
  'fulfillment.exception_settled',
  about.extend({ exceptionId: id, kind: z.enum(floorExceptionKinds) }),
);

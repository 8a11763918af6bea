/** How a merchant's tracking page looks and where it may be embedded: one brand a channel, `default` for all others. */
import { z } from 'zod';
import { merchantId } from '../caller.ts';
import { slug } from '../vocabulary/channels.ts';
import { define, type FactOf } from './define.ts';

export const colour = z.string().regex(/^#[0-9a-fA-F]{6}$/, 'a colour as #rrggbb');
/** An origin that may show the page in a frame: `https://shop.example`, no path. */
export const embedOrigin = z
  .string()
  .max(200)
  .regex(
    /^https:\/\/(\*\.)?[a-z0-9.-]+(:\d{1,5})?$|^http:\/\/(localhost|127\.0\.0\.1)(:\d{1,5})?$/i,
    'https://host, no path',
  );

export const brand = z.object({
  merchant: merchantId.optional().describe('Whose channel it is; `main` when left out'),
  channel: slug,
  name: z.string().trim().min(1).max(80),
  /** The accent of the page; text on it is chosen by contrast. */
  accent: colour,
  website: z
    .url({ protocol: /^https$/ })
    .max(300)
    .nullable(),
  supportUrl: z
    .url({ protocol: /^https$|^mailto$/ })
    .max(300)
    .nullable(),
  embedOrigins: z.array(embedOrigin).max(20),
  hasLogo: z.boolean(),
  logoVersion: z.int().min(0),
});
export type Brand = z.infer<typeof brand>;
export const brandConfigured = define('tracking.brand_configured', brand);
export const brandEvents = [brandConfigured] as const;
export type BrandEvent = FactOf<(typeof brandEvents)[number]>;

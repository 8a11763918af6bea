/** The logo as an image: public, and no JSON, so it is served beside the declared endpoints. */
import { endpoint } from '@gantry/shared/api/endpoint';
import { brandLogo } from '@gantry/shared/api/tracking-page';
import { merchantId } from '@gantry/shared/caller';
import { slug } from '@gantry/shared/vocabulary/channels';
import type { RequestHandler } from 'express';
import { z } from 'zod';
import { Refusal } from '../../../kernel/errors.ts';
import type { RawRoute } from '../../../platform/http/serve.ts';
import type { Platform } from '../../../platform/platform.ts';
import { logoOf } from './brands.ts';

const noLogo = (): Refusal => new Refusal('missing', 'no_such_logo', 'This channel has no logo');

const brandName = z.object({ channel: slug, merchant: merchantId.optional() });

const send =
  (platform: Platform): RequestHandler =>
  async (request, response) => {
    const named = brandName.safeParse({ channel: request.params.channel, merchant: request.query.merchant });
    const logo = named.success ? await logoOf(platform.database, named.data) : undefined;
    if (!logo) throw noLogo();
    const etag = `"${logo.version}"`;
    response.set({
      'Content-Type': 'image/png',
      ETag: etag,
      // An address that names the version means this picture for ever; without it, ask whether it is still the one.
      'Cache-Control':
        request.query.v === String(logo.version) ? 'public, max-age=31536000, immutable' : 'public, no-cache',
      'X-Content-Type-Options': 'nosniff',
      'Content-Security-Policy': "default-src 'none'; sandbox",
      // Merchants show it in their e-mails and shops.
      'Cross-Origin-Resource-Policy': 'cross-origin',
    });
    const known = (request.get('if-none-match') ?? '')
      .split(',')
      .some((one) => one.trim().replace(/^W\//, '') === etag);
    if (known) response.status(304).end();
    else response.send(logo.png);
  };

const readLogo = endpoint({
  id: 'tracking.brand_logo',
  method: 'GET',
  path: brandLogo,
  area: 'public',
  vertical: 'logistics',
  summary: 'The logo of a channel, as its tracking page and e-mails show it',
  params: z.object({ channel: slug }),
  query: z.object({
    merchant: merchantId.optional().describe('Whose channel it is; `main` when left out'),
    v: z.string().optional().describe('The version: the picture at this address never changes then'),
  }),
  raw: true,
  produces: 'image/png',
  alsoAnswers: { 304: 'Not changed since the ETag that came with If-None-Match' },
});

/** GET /api/logistics/tracking/brands/:channel/logo, among the server's raw routes. */
export const logoRoute = (platform: Platform): RawRoute => ({ endpoints: [readLogo], handler: [send(platform)] });

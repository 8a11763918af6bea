/** The logo as an image: public, and no JSON, so it is served beside the declared endpoints. */
import { brandLogo } from '@gantry/shared/api/tracking-page';
import { slug } from '@gantry/shared/vocabulary/channels';
import type { RequestHandler } from 'express';
import { Refusal } from '../../../kernel/errors.ts';
import type { RawRoute } from '../../../platform/http/server.ts';
import type { Platform } from '../../../platform/platform.ts';
import { logoOf } from './brands.ts';

const noLogo = (): Refusal => new Refusal('missing', 'no_such_logo', 'This channel has no logo');

const send =
  (platform: Platform): RequestHandler =>
  async (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD')
      throw new Refusal('not_allowed', 'method_not_allowed', `${request.method} is not served here`);
    const channel = slug.safeParse(request.params.channel);
    const logo = channel.success ? await logoOf(platform.database, channel.data) : undefined;
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

/** GET /api/logistics/tracking/brands/:channel/logo, for the server's raw handlers. */
export const logoRoute = (platform: Platform): RawRoute => ({
  path: brandLogo,
  handler: [send(platform)],
});

/**
 * Headers of every page, and the language of the customer's. The content policy itself is kit's (vite.config.ts), because
 * it knows the nonces; only who may frame the embedded tracking page is written into it here.
 */
import type { RequestEvent } from '@sveltejs/kit';
import type { Handle } from '@sveltejs/kit/hooks';
import { movedTo } from '#lib/moved.ts';
import { publicOrigin } from '#lib/origin.ts';
import { visitorSpeaker } from '#lib/visitor-speaker.server.ts';

const embed = '/track/[token]/embed';
const returning = '/track/[token]/return';
/** No form but the one that carries photos is larger. */
const mostForm = 512 * 1024;
const fixed: Record<string, string> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
  'x-frame-options': 'DENY',
  // Heeded over https only, which is where it matters.
  'strict-transport-security': 'max-age=31536000',
};

/**
 * A form sent from elsewhere. Kit's own check is off, because behind a proxy it does not know the scheme it is reached by
 * (vite.config.ts); a client that is no browser names no origin, and has no cookie to be abused either.
 */
const isForeignForm = (event: RequestEvent): boolean => {
  if (event.request.method === 'GET' || event.request.method === 'HEAD') return false;
  const origin = event.request.headers.get('origin');
  return origin !== null && origin !== publicOrigin(event);
};

/** A body that no form of the page it is sent to makes; photos are let through to where they are counted. */
const isTooLarge = ({ request, route }: RequestEvent): boolean =>
  route.id !== returning &&
  (Number(request.headers.get('content-length') ?? 0) > mostForm || request.headers.has('transfer-encoding'));

/** Lets the merchant's sites frame the embedded page: only there, only them, and only a page that was found. */
const allowFraming = (response: Response, event: RequestEvent): void => {
  const origins = event.locals.framedBy ?? [];
  if (event.route.id !== embed || response.status !== 200 || origins.length === 0) return;
  const policy = response.headers.get('content-security-policy');
  if (!policy?.includes("frame-ancestors 'none'")) return;
  response.headers.set(
    'content-security-policy',
    policy.replace("frame-ancestors 'none'", `frame-ancestors ${origins.join(' ')}`),
  );
  response.headers.set('cross-origin-resource-policy', 'cross-origin');
  response.headers.delete('x-frame-options');
};

/** Somebody's parcel: in no cache, in no index, whatever the answer is. */
const keepPrivate = (response: Response, event: RequestEvent, language: string): void => {
  const accent = event.route.id === '/track/accent/[colour].css' && response.status === 200;
  if (!accent) response.headers.set('cache-control', 'no-store');
  response.headers.set('x-robots-tag', 'noindex, nofollow');
  response.headers.set('content-language', language);
  // Without a referrer a browser sends a form with `Origin: null`. Other sites are told nothing either way.
  if (event.url.pathname === '/track' || event.route.id === returning)
    response.headers.set('referrer-policy', 'same-origin');
};

/**
 * `?theme=light` or `dark` for the embedded page, which should look like the site around it rather than like the visitor's
 * system; nothing for every other page.
 */
const themeOf = (event: RequestEvent): string => {
  const theme = event.url.searchParams.get('theme');
  return event.route.id === embed && (theme === 'light' || theme === 'dark') ? ` data-theme="${theme}"` : '';
};

/** Kit allows its nonce only on pages with a script of its own; the template's theme script has the same nonce everywhere. */
const allowTheme = (response: Response, nonce: string | undefined): void => {
  const policy = response.headers.get('content-security-policy');
  if (nonce && policy && !policy.includes(`'nonce-${nonce}'`))
    response.headers.set(
      'content-security-policy',
      policy.replace("script-src 'self'", `script-src 'self' 'nonce-${nonce}'`),
    );
};

export const handle: Handle = async ({ event, resolve }) => {
  if (isForeignForm(event)) return new Response('Forms of other sites are not taken here\n', { status: 403 });
  if (isTooLarge(event)) return new Response('This is larger than any form here\n', { status: 413 });
  const moved = movedTo(event.url);
  if (moved) return new Response(null, { status: 308, headers: { location: moved, ...fixed } });
  const tracking = event.url.pathname === '/track' || event.url.pathname.startsWith('/track/');
  const speaker = tracking ? visitorSpeaker(event) : null;
  let nonce: string | undefined;
  const response = await resolve(event, {
    preload: ({ type, path }) => type === 'js' || type === 'css' || (type === 'font' && /inter-latin-wght/.test(path)),
    ...(speaker && {
      transformPageChunk: ({ html }) => {
        nonce ??= /<script nonce="([^"]+)"/.exec(html)?.[1];
        return html.replace(
          '<html lang="en">',
          `<html lang="${speaker.language}" dir="${speaker.direction}"${themeOf(event)}>`,
        );
      },
    }),
  });
  for (const [name, value] of Object.entries(fixed)) response.headers.set(name, value);
  if (speaker) keepPrivate(response, event, speaker.language);
  else if (!response.headers.has('cache-control')) response.headers.set('cache-control', 'no-cache');
  allowTheme(response, nonce);
  allowFraming(response, event);
  return response;
};

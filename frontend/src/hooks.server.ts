/** Headers of every page. The content policy itself is kit's (vite.config.ts), because it knows the nonces. */
import type { Handle } from '@sveltejs/kit/hooks';

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

export const handle: Handle = async ({ event, resolve }) => {
  const response = await resolve(event, {
    preload: ({ type, path }) => type === 'js' || type === 'css' || (type === 'font' && /inter-latin-wght/.test(path)),
  });
  for (const [name, value] of Object.entries(fixed)) response.headers.set(name, value);
  if (event.url.pathname.startsWith('/track/')) {
    // Somebody's parcel: in no cache, in no index, whatever the answer is.
    response.headers.set('cache-control', 'no-store');
    response.headers.set('x-robots-tag', 'noindex, nofollow');
  } else if (!response.headers.has('cache-control')) {
    response.headers.set('cache-control', 'no-cache');
  }
  return response;
};

/** The address people reach this tower at, as seen by the request: for commands that are copied from a page. */
import type { RequestEvent } from '@sveltejs/kit';

/** Scheme and host of the request: a proxy's word for the scheme, else whether the socket is encrypted. */
export const publicOrigin = (event: Pick<RequestEvent, 'request' | 'url' | 'platform'>): string => {
  const forwarded = event.request.headers.get('x-forwarded-proto')?.split(',')[0]?.trim();
  const socket = event.platform?.req.socket;
  const encrypted = socket !== undefined && 'encrypted' in socket;
  const scheme = forwarded === 'https' || forwarded === 'http' ? forwarded : encrypted ? 'https' : 'http';
  return `${scheme}://${event.url.host}`;
};

/** The pages' way to the tower: what was asked, on behalf of which address, and what came back or why not. */
import { type TrackingPage, trackingPage } from '@gantry/shared/api/tracking-page';
import { error } from '@sveltejs/kit';

const patienceMs = 5000;
const internalOrigin = (): string => process.env.GANTRY_INTERNAL_ORIGIN ?? 'http://127.0.0.1:3000';

export type Visitor = { getClientAddress(): string; request: Request };

const typeOf = (body: string | Uint8Array): string =>
  typeof body === 'string' ? 'application/json' : 'application/octet-stream';

/** The tower's answer; null when it does not answer at all. The visitor's address goes along, for their rate limit. */
export const askTower = async (
  path: string,
  { getClientAddress, request }: Visitor,
  init: { method?: string; body?: string | Uint8Array<ArrayBuffer>; headers?: Record<string, string> } = {},
): Promise<Response | null> => {
  try {
    return await fetch(`${internalOrigin()}${path}`, {
      ...init,
      headers: {
        accept: 'application/json',
        // The whole way here, ours last: the tower believes of it what its own proxies have added.
        'x-forwarded-for': [request.headers.get('x-forwarded-for'), getClientAddress()].filter(Boolean).join(', '),
        ...(init.body === undefined ? {} : { 'content-type': typeOf(init.body) }),
        ...init.headers,
      },
      signal: AbortSignal.timeout(patienceMs),
    });
  } catch {
    return null;
  }
};

/** Says that somebody looks, in which language and with what. */
const looking = ({ request }: Visitor, language: string): Record<string, string> => {
  const agent = request.headers.get('user-agent');
  return { 'gantry-looks-in': language, ...(agent ? { 'user-agent': agent } : {}) };
};

/**
 * What the holder of a link may see, and nothing else: fields the contract does not name are dropped here. `looksIn`: the
 * language in which a customer looks at it, who is told of by their browser's name for itself; null where nobody looks. Throws kit's
 * error: 404 `unknown_link`, 429 `busy`, 503 `unavailable`.
 */
export const pageOf = async (token: string, visitor: Visitor, looksIn: string | null): Promise<TrackingPage> => {
  const headers = looksIn === null ? {} : looking(visitor, looksIn);
  const response = await askTower(`/api/logistics/tracking/${encodeURIComponent(token)}`, visitor, { headers });
  if (response?.status === 404 || response?.status === 400) error(404, 'Unknown link', { code: 'unknown_link' });
  if (response?.status === 429) error(429, 'Asked too often', { code: 'busy' });
  const body: unknown = response?.ok ? await response.json().catch(() => null) : null;
  const read = trackingPage.safeParse(body);
  if (!read.success) error(503, 'The tower does not answer', { code: 'unavailable' });
  return read.data;
};

// Asks the tower for what the holder of this link may see, and draws the map, so that the page is whole without JavaScript.
import type { TrackingPage } from '@gantry/shared/api/tracking';
import { error } from '@sveltejs/kit';
import type { PageServerLoad } from './$types';
import { drawTrack } from './track-map.server.ts';

const patienceMs = 5000;

const internalOrigin = (): string => process.env.GANTRY_INTERNAL_ORIGIN ?? 'http://127.0.0.1:3000';

/** The tower's answer; null when it does not answer at all. `address` is the customer's, for its rate limit. */
const ask = async (token: string, address: string): Promise<Response | null> => {
  try {
    return await fetch(`${internalOrigin()}/api/logistics/tracking/${encodeURIComponent(token)}`, {
      headers: { accept: 'application/json', 'x-forwarded-for': address },
      signal: AbortSignal.timeout(patienceMs),
    });
  } catch {
    return null;
  }
};

export const load: PageServerLoad = async ({ params, depends, getClientAddress, isDataRequest }) => {
  depends('gantry:track');
  const response = await ask(params.token, getClientAddress());
  if (response?.ok) {
    const shown = (await response.json()) as TrackingPage;
    return { shown, map: drawTrack(shown.points) };
  }
  // An open page that asks again keeps what it shows rather than turn into an error.
  if (isDataRequest) return { shown: null, map: null };
  if (response?.status === 404 || response?.status === 400) error(404, 'Unknown link', { code: 'unknown_link' });
  if (response?.status === 429) error(429, 'Asked too often', { code: 'busy' });
  error(503, 'The tower does not answer', { code: 'unavailable' });
};

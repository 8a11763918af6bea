/** A page's way to the tower for returns: what may come back, asking for it, photos. Refusals come as the words that say them. */

import { customersReturns } from '@gantry/shared/api/returns/customers';
import { sendPhotoOnPage } from '@gantry/shared/api/returns/photos';
import type { Messages } from '@gantry/shared/words/messages';
import { error } from '@sveltejs/kit';
import type { Returns } from './return-view.server.ts';
import { askTower, type Visitor } from './tower.server.ts';

/** A text of the dictionary that says what went wrong. */
type Said = Extract<keyof Messages['returns'], string>;
type Problem = { code?: unknown };

const returnsPath = (token: string): string => `/api/track/${encodeURIComponent(token)}/returns`;
const codeOf = async (response: Response): Promise<string> => {
  const { code } = (await response.json().catch(() => ({}))) as Problem;
  return typeof code === 'string' ? code : '';
};

/** What of the parcel's order may come back. Throws kit's error where the tower does not say. */
export const returnsOf = async (token: string, visitor: Visitor): Promise<Returns> => {
  const response = await askTower(returnsPath(token), visitor);
  if (response?.status === 404 || response?.status === 400) error(404, 'Unknown link', { code: 'unknown_link' });
  if (response?.status === 429) error(429, 'Asked too often', { code: 'busy' });
  const read = customersReturns.reply.safeParse(response?.ok ? await response.json().catch(() => null) : null);
  if (!read.success) error(503, 'The tower does not answer', { code: 'unavailable' });
  return read.data;
};

const photoFaults: Readonly<Record<string, Said>> = {
  not_a_picture: 'photoKind',
  picture_too_large: 'photoLarge',
  picture_damaged: 'photoBroken',
  too_large: 'photoLarge',
  too_many_uploads: 'tooManyPhotos',
  slow_down: 'busy',
};

/** Sends a photo on; its id, or the words that say why it was not taken. */
export const sendPhoto = async (
  token: string,
  file: File,
  visitor: Visitor,
): Promise<{ id: string } | { said: Said }> => {
  const path = sendPhotoOnPage.path.replace(':token', encodeURIComponent(token));
  const bytes = new Uint8Array(await file.arrayBuffer());
  const response = await askTower(path, visitor, { method: 'POST', body: bytes });
  if (!response) return { said: 'unavailable' };
  if (!response.ok) return { said: photoFaults[await codeOf(response)] ?? 'unavailable' };
  const read = sendPhotoOnPage.reply.safeParse(await response.json().catch(() => null));
  return read.success ? { id: read.data.uploadId } : { said: 'unavailable' };
};

const requestFaults: Readonly<Record<string, Said>> = {
  more_than_shipped: 'tooMany',
  no_such_upload: 'photoBroken',
  slow_down: 'busy',
};

/** Asks for a return; nothing when it is asked for, else the words that say why not. */
export const askForReturn = async (token: string, body: unknown, visitor: Visitor): Promise<Said | null> => {
  const response = await askTower(returnsPath(token), visitor, { method: 'POST', body: JSON.stringify(body) });
  if (response?.ok) return null;
  if (!response || response.status >= 500) return 'unavailable';
  return requestFaults[await codeOf(response)] ?? 'changed';
};

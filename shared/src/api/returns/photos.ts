/** Photos of returns over HTTP: sent by customers on their tracking page and by staff, seen by whoever may see the return. */
import { z } from 'zod';
import { endpoint, unreadBytes } from '../endpoint.ts';
import { returnId } from './rma.ts';

const id = z.string().trim().min(1).max(120);
const token = z.string().min(8).max(200);
const uploadId = z.string().regex(/^upl_[0-9a-z]+$/, 'an upload id, upl_…');
const kept = z.object({ uploadId, width: z.int(), height: z.int() });
const description =
  'The bytes of a JPEG, PNG or WebP of at most 10 MB and 40 megapixels. Kept is a WebP of at most 2,000 pixels a side, drawn anew, without place, time and device. What no return names goes after a day.';

export const sendPhotoOnPage = endpoint({
  area: 'public',
  vertical: 'ecommerce',
  id: 'returns.send_photo_on_page',
  method: 'POST',
  path: '/api/track/:token/uploads',
  summary: 'A photo for a return that a customer is about to ask for',
  description,
  params: z.object({ token }),
  body: unreadBytes,
  accepts: 'image/*',
  success: 201,
  refusals: [409, 429],
  reply: kept,
});
export const photoOnPage = endpoint({
  area: 'public',
  vertical: 'ecommerce',
  id: 'returns.photo_on_page',
  method: 'GET',
  path: '/api/track/:token/uploads/:uploadId',
  summary: 'A photo that was sent on this tracking page',
  params: z.object({ token, uploadId }),
  alsoAnswers: { 304: 'Not changed since the ETag that came with If-None-Match' },
  refusals: [429],
  produces: 'image/webp',
});
export const sendReturnPhoto = endpoint({
  area: 'staff',
  vertical: 'ecommerce',
  id: 'returns.send_photo',
  method: 'POST',
  path: '/api/logistics/orders/:orderId/return-photos',
  summary: 'A photo for a return of an order that is about to be asked for',
  description,
  params: z.object({ orderId: id }),
  body: unreadBytes,
  accepts: 'image/*',
  success: 201,
  refusals: [409, 429],
  reply: kept,
});
export const getReturnPhoto = endpoint({
  area: 'staff',
  vertical: 'ecommerce',
  id: 'returns.photo',
  method: 'GET',
  path: '/api/logistics/returns/:returnId/photos/:uploadId',
  summary: 'A photo of a return',
  params: z.object({ returnId, uploadId }),
  alsoAnswers: { 304: 'Not changed since the ETag that came with If-None-Match' },
  produces: 'image/webp',
});

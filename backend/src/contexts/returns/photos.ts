/** Photos of returns: taken through the door of uploads for an order, part of the return that names them, seen by its merchant's staff. */
import type { UnreadBytes } from '@gantry/shared/api/endpoint';
import * as api from '@gantry/shared/api/returns/photos';
import { seesMerchant } from '@gantry/shared/caller';
import { Refusal } from '../../kernel/errors.ts';
import type { Sql } from '../../platform/database.ts';
import { serve, serveFile } from '../../platform/http/serve.ts';
import { attach } from '../../platform/uploads/attaching.ts';
import { pictureReply } from '../../platform/uploads/picture-reply.ts';
import { mostUploadBytes, type Uploads } from '../../platform/uploads/uploads.ts';
import type { ReturnNeeds } from './needs.ts';
import { returnRows } from './store.ts';

/** The context that uploads of returns are kept for. */
export const photosOfReturns = 'returns';

type Needs = ReturnNeeds & { uploads: Uploads };

/** Where staff see a photo of a return. */
export const photoHref = (returnId: string, uploadId: string): string =>
  api.getReturnPhoto.path.replace(':returnId', returnId).replace(':uploadId', uploadId);

/** Makes photos that were sent for an order part of a return of it. Throws a Refusal for others. */
export const attachPhotos = (
  tx: Sql,
  photos: readonly string[],
  { orderId, returnId }: { orderId: string; returnId: string },
): Promise<void> => attach(tx, photos, { context: photosOfReturns, owner: orderId, to: returnId, path: 'photos' });

const noOrder = (): Refusal => new Refusal('missing', 'no_such_order', 'There is no such order');

/** Takes a photo for an order. Throws a Refusal for what is no picture we take. */
export const takePhoto = async (
  { platform: { database }, orders, uploads }: Needs,
  { orderId, merchant }: { orderId: string; merchant: string },
  body: UnreadBytes,
) => {
  const subject = (await orders.subjectsOf(database, [orderId])).get(orderId);
  if (subject === undefined) throw noOrder();
  return uploads.take({ owner: orderId, merchant, subject }, async () => Buffer.from(await body(mostUploadBytes)));
};

export const returnPhotoRoutes = (needs: Needs) => {
  const { platform, orders, uploads } = needs;
  return [
    serve(api.sendReturnPhoto, async ({ caller, params: { orderId }, body }) => {
      const order = (await orders.byIds(platform.database, [orderId])).get(orderId);
      if (!order || !seesMerchant(caller, order.merchant)) throw noOrder();
      return takePhoto(needs, { orderId, merchant: order.merchant }, body);
    }),
    serveFile(api.getReturnPhoto, async ({ caller, params: { returnId, uploadId } }) => {
      const rma = (await returnRows.byIds(platform.database, [returnId])).get(returnId);
      if (!rma || !seesMerchant(caller, rma.merchant))
        throw new Refusal('missing', 'no_such_return', 'There is no such return');
      const upload = await uploads.read(uploadId);
      return pictureReply(upload?.attachedTo === returnId ? upload : undefined);
    }),
  ];
};

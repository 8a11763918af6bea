/** Returns on the tracking page: what may come back, asking for it, and the photos that go with it. */

import * as api from '@gantry/shared/api/returns/customers';
import * as photos from '@gantry/shared/api/returns/photos';
import { customersReasons } from '@gantry/shared/vocabulary/returns';
import { hashOfToken } from '../../../kernel/tracking-token.ts';
import { addressKey } from '../../../platform/http/limits.ts';
import { serve, serveFile } from '../../../platform/http/serve.ts';
import { pictureReply } from '../../../platform/uploads/picture-reply.ts';
import type { Uploads } from '../../../platform/uploads/uploads.ts';
import type { ReturnNeeds } from '../needs.ts';
import { takePhoto } from '../photos.ts';
import type { Returns } from '../public.ts';
import { orderBehind } from './behind.ts';
import { openPageLimits } from './limits.ts';
import { shownToCustomer } from './shown.ts';

type Needs = ReturnNeeds & { returns: Returns; uploads: Uploads };
type Lines = Awaited<ReturnType<Returns['returnable']>>['lines'];

/** As the catalog calls them: what a shop wrote for one customer may name them, and the link opens to whoever holds it. */
const namesOf = (lines: Lines): Map<string, string> =>
  new Map(lines.map(({ lineId, name, sku }) => [lineId, name || sku]));

export const returnPageRoutes = (needs: Needs) => {
  const { returns, uploads } = needs;
  const { database } = needs.platform;
  const limits = openPageLimits(needs.platform);
  const behind = (token: string, address: string) => orderBehind(needs, limits, { token, address });
  return [
    serve(api.customersReturns, async ({ params: { token }, address }) => {
      const { orderId } = await behind(token, address);
      const { lines, until, why } = await returns.returnable(orderId);
      const asked = await returns.ofOrder(database, orderId);
      const names = namesOf(lines);
      return {
        lines: lines.map(({ parts: _, ...line }) => ({ ...line, name: line.name || line.sku })),
        until,
        why,
        reasons: [...customersReasons],
        returns: asked.map((one) => shownToCustomer(one, names)),
      };
    }),
    serve(api.requestReturnOnPage, async ({ params: { token }, body, address, thread }) => {
      await limits.requestsFrom.take(addressKey(address));
      const { orderId, merchant } = await behind(token, address);
      await limits.requestsOf.take(hashOfToken(token));
      const by = { ...thread(orderId), actor: 'customer', merchant };
      const { rma, created } = await returns.request({ ...body, orderId, thread: by });
      const { lines } = await returns.returnable(orderId);
      return { status: created ? 201 : 200, reply: shownToCustomer(rma, namesOf(lines)) };
    }),
    serve(photos.sendPhotoOnPage, async ({ params: { token }, body, address }) => {
      await limits.photosFrom.take(addressKey(address));
      const { orderId, merchant } = await behind(token, address);
      await limits.photosOf.take(hashOfToken(token));
      return takePhoto(needs, { orderId, merchant }, body);
    }),
    serveFile(photos.photoOnPage, async ({ params: { token, uploadId }, address }) => {
      const { orderId } = await behind(token, address);
      const upload = await uploads.read(uploadId);
      return pictureReply(upload?.owner === orderId ? upload : undefined);
    }),
  ];
};

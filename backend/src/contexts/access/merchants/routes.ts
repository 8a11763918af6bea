/** The endpoints of merchants. */
import * as api from '@gantry/shared/api/access/merchants';
import { type Route, serve } from '../../../platform/http/serve.ts';
import type { MerchantBook } from './merchant-book.ts';

export const merchantRoutes = (merchants: MerchantBook): Route[] => [
  serve(api.listMerchants, async ({ caller: { merchants: served } }) => {
    const all = await merchants.all();
    // Whichever it has chosen for this request: it chooses from this list.
    return { items: served === '*' ? all : all.filter(({ merchant }) => served.includes(merchant)) };
  }),
  serve(api.addMerchant, ({ body, thread }) => merchants.add(body, thread(body.merchant))),
  serve(api.changeMerchant, ({ params: { merchant }, body, thread }) =>
    merchants.change(merchant, body, thread(merchant)),
  ),
];

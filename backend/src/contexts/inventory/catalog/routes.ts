/** The endpoints of the catalog: products, what channels call them, how channels are served. */
import * as places from '@gantry/shared/api/inventory/places';
import * as api from '@gantry/shared/api/inventory/products';
import { merchantFilter, seesMerchant } from '@gantry/shared/caller';
import { Refusal } from '../../../kernel/errors.ts';
import { merchantToActFor } from '../../../platform/http/admission.ts';
import { cursorOf, pageFrom, readCursor } from '../../../platform/http/cursor.ts';
import { type Route, serve } from '../../../platform/http/serve.ts';
import { unmappedListings } from '../../../platform/trash/waiting.ts';
import { rulesIdOf } from './channel-rules.ts';
import { archive, removeListing, saveListing, saveProduct, saveRules } from './commands.ts';
import { listingIdOf } from './listing.ts';
import { productIdOf } from './product.ts';
import { listListings, listProducts, listRules, shownProducts } from './queries.ts';
import { productRows } from './store.ts';

const afterOf = (cursor: string | undefined): [string | null, string | null] => {
  const [key = null, id = null] = readCursor(cursor, 'text') ?? [];
  return [key, id];
};
const dayOf = (now: Date): string => now.toISOString().slice(0, 10);

const productRoutes: Route[] = [
  serve(api.saveProduct, async ({ platform, caller, body, thread }) => {
    const merchant = merchantToActFor(caller);
    const said = { merchant, said: body, thread: thread(productIdOf(merchant, body.sku)) };
    const reply = await saveProduct(platform, said);
    return { status: reply.outcome === 'added' ? 201 : 200, reply };
  }),
  serve(api.listProducts, async ({ platform: { database, clock }, caller, query }) => {
    const { q, archived, limit } = query;
    const page = { merchants: merchantFilter(caller), after: afterOf(query.cursor), most: limit + 1 };
    const found = await listProducts(database, page, { q, archived: archived && archived === 'true' });
    const item = await shownProducts(database, found, dayOf(clock.now()));
    return pageFrom(found, limit, { item, cursor: ({ sku, productId }) => cursorOf(sku, productId) });
  }),
  serve(api.getProduct, async ({ platform: { database, clock }, caller, params: { productId } }) => {
    const product = (await productRows.byIds(database, [productId])).get(productId);
    if (!product || !seesMerchant(caller, product.merchant))
      throw new Refusal('missing', 'no_such_product', 'There is no such product');
    return (await shownProducts(database, [product], dayOf(clock.now())))(product);
  }),
  serve(api.archiveProduct, ({ platform, caller, params: { productId }, thread }) =>
    archive(platform, productId, { sees: (merchant) => seesMerchant(caller, merchant), thread: thread(productId) }),
  ),
];

const listingRoutes: Route[] = [
  serve(api.mapListing, async ({ platform, caller, body, thread }) => {
    const merchant = merchantToActFor(caller);
    const said = { merchant, said: body, thread: thread(listingIdOf(merchant, body)) };
    const reply = await saveListing(platform, said);
    return { status: reply.outcome === 'mapped' ? 201 : 200, reply };
  }),
  serve(api.listMappings, async ({ platform: { database }, caller, query: { limit, cursor, ...asked } }) => {
    const page = { merchants: merchantFilter(caller), after: afterOf(cursor), most: limit + 1 };
    const found = await listListings(database, page, asked);
    return pageFrom(found, limit, {
      item: ({ mapped: _, ...listing }) => listing,
      cursor: ({ channelSku, listingId }) => cursorOf(channelSku, listingId),
    });
  }),
  serve(api.unmapListing, ({ platform, caller, params: { listingId }, thread }) =>
    removeListing(platform, listingId, {
      sees: (merchant) => seesMerchant(caller, merchant),
      thread: thread(listingId),
    }),
  ),
];

/** What waits for a listing lies in the Trash. */
const unmappedRoute = serve(api.listUnmapped, async ({ platform: { database }, caller }) => {
  const waiting = await unmappedListings(database, merchantFilter(caller));
  return { items: waiting.map(({ messages, ...listing }) => ({ ...listing, orders: messages })) };
});

const rulesRoutes: Route[] = [
  serve(places.saveChannelRules, ({ platform, caller, body, thread }) => {
    const merchant = merchantToActFor(caller);
    return saveRules(platform, { merchant, said: body, thread: thread(rulesIdOf(merchant, body.channel)) });
  }),
  serve(places.listChannelRules, async ({ platform: { database }, caller }) => {
    const found = await listRules(database, merchantFilter(caller));
    return { items: found.map(({ rulesId: _, content, ...named }) => ({ ...content, ...named })) };
  }),
];

export const catalogRoutes: Route[] = [...productRoutes, ...listingRoutes, unmappedRoute, ...rulesRoutes];

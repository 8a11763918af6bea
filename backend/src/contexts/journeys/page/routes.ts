/** The endpoints of the customer's page: the page itself, finding it, and how it looks. */
import type { ReplyOf } from '@gantry/shared/api/endpoint';
import * as api from '@gantry/shared/api/tracking-page';
import { merchantFilter } from '@gantry/shared/caller';
import { Refusal } from '../../../kernel/errors.ts';
import { merchantToActFor } from '../../../platform/http/admission.ts';
import { addressKey } from '../../../platform/http/limits.ts';
import { serve } from '../../../platform/http/serve.ts';
import type { Orders } from '../../orders/public.ts';
import { orderOfLink, type Plan, type TrackedShipment } from '../../tracking/public.ts';
import { carrierLabels, type JourneyNeeds } from '../timeline/read-timelines.ts';
import { brandFor, brandsOf, configureBrandOf } from './brands.ts';
import { lookup } from './lookup.ts';
import { openPublicLimits, type PublicLimits } from './public-limits.ts';
import { trackingPageOf } from './tracking-page.ts';
import type { Views } from './views/record-views.ts';

type Page = ReplyOf<typeof api.publicTracking>;

/** The numbers of the orders that have a part in a parcel. */
const numbersOf = ({ orderNumber, others = [] }: Plan): string[] => [
  orderNumber,
  ...others.map((other) => other.orderNumber),
];

/** The page behind a link. Throws a Refusal for one that is not known, and TooMany when an address tries many such. */
const pageBehind = async (
  { platform, carriers, tracking, forecasts }: JourneyNeeds,
  token: string,
  { address, limits }: { address: string; limits: PublicLimits },
): Promise<{ tracked: TrackedShipment; orderId: string; page: Page }> => {
  const from = addressKey(address);
  await limits.missesFrom.look(from);
  const id = await tracking.idByToken(token);
  const [tracked] = id === undefined ? [] : await tracking.read(platform.database, [id]);
  if (!tracked) {
    await limits.missesFrom.take(from);
    throw new Refusal('missing', 'no_such_link', 'This tracking link is not known');
  }
  const { plan } = tracked;
  const [etas, labels, brand] = await Promise.all([
    forecasts.etas([plan.shipmentId]),
    carrierLabels(carriers, [plan]),
    brandFor(platform.database, plan),
  ]);
  const eta = etas.get(plan.shipmentId) ?? null;
  const { gazetteer: atlas } = tracking;
  const { orderId, orderNumber } = orderOfLink(plan, token);
  const alsoOrders = numbersOf(plan).filter((number) => number !== orderNumber);
  const page = trackingPageOf(tracked, { eta, carriers: labels, brand, alsoOrders, atlas, now: platform.clock.now() });
  return { tracked, orderId, page };
};

/** Brands stand before the page: their address would otherwise be taken for a token. */
export const pageRoutes = (needs: JourneyNeeds & { orders: Orders; views: Views }) => {
  const limits = openPublicLimits(needs.platform);
  return [
    serve(api.listBrands, async ({ platform, caller }) => ({
      items: await brandsOf(platform.database, merchantFilter(caller)),
    })),
    serve(api.configureBrand, ({ platform, caller, params: { channel }, body, thread }) =>
      configureBrandOf(platform, { ...body, merchant: merchantToActFor(caller), channel }, thread(channel)),
    ),
    serve(api.lookupTracking, ({ platform, body, address }) =>
      lookup({ ...needs, privacy: platform.privacy, limits }, body, address),
    ),
    serve(api.publicTracking, async ({ params, address, visit }) => {
      const shown = await pageBehind(needs, params.token, { address, limits });
      needs.views.shown(shown, { visit, address });
      return shown.page;
    }),
  ];
};

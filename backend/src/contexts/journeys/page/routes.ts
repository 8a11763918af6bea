/** The endpoints of the customer's page: the page itself, finding it, and how it looks. */
import * as api from '@gantry/shared/api/tracking-page';
import { Refusal } from '../../../kernel/errors.ts';
import { addressKey } from '../../../platform/http/limits.ts';
import { type Route, serve } from '../../../platform/http/serve.ts';
import type { Platform } from '../../../platform/platform.ts';
import { readEtas } from '../../forecast/stored-etas.ts';
import { gazetteer } from '../../tracking/intake/messages.ts';
import { readTracked } from '../../tracking/store.ts';
import type { TrackedShipment } from '../../tracking/tracked-shipment.ts';
import { carrierLabels } from '../timeline/read-timelines.ts';
import { allBrands, brandFor, configureBrandOf } from './brands.ts';
import { lookup } from './lookup.ts';
import { limitsOf } from './public-limits.ts';
import { trackingPageOf } from './tracking-page.ts';

const shipmentOf = async (platform: Platform, token: string): Promise<TrackedShipment | undefined> => {
  const { prisma } = platform.database;
  const row = await prisma.trackedShipment.findUnique({ where: { trackingToken: token }, select: { id: true } });
  return row ? (await readTracked(prisma, [row.id]))[0] : undefined;
};

const page = serve(api.publicTracking, async ({ platform, params, address }) => {
  const { missesFrom } = limitsOf(platform);
  const from = addressKey(address);
  await missesFrom.look(from);
  const tracked = await shipmentOf(platform, params.token);
  if (!tracked) {
    await missesFrom.take(from);
    throw new Refusal('missing', 'no_such_link', 'This tracking link is not known');
  }
  const { prisma } = platform.database;
  const { plan } = tracked;
  const [etas, carriers, brand] = await Promise.all([
    readEtas(prisma, [plan.shipmentId]),
    carrierLabels(prisma, [plan]),
    brandFor(platform, plan.channel),
  ]);
  const eta = etas.get(plan.shipmentId) ?? null;
  return trackingPageOf(tracked, { eta, carriers, brand, atlas: gazetteer, now: platform.clock.now() });
});

/** Brands stand before the page: their address would otherwise be taken for a token. */
export const pageRoutes: Route[] = [
  serve(api.listBrands, async ({ platform }) => ({ items: await allBrands(platform) })),
  serve(api.configureBrand, ({ platform, params, body, thread }) =>
    configureBrandOf(platform, { ...body, channel: params.channel }, thread(params.channel)),
  ),
  serve(api.lookupTracking, ({ platform, body, address }) => lookup(platform, body, address)),
  page,
];

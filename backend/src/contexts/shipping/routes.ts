/** The endpoints of shipments. */
import * as api from '@gantry/shared/api/shipping';
import { merchantFilter, seesMerchant } from '@gantry/shared/caller';
import { Refusal } from '../../kernel/errors.ts';
import type { Sql } from '../../platform/database.ts';
import { cursorOf, pageFrom, readCursor } from '../../platform/http/cursor.ts';
import { serve } from '../../platform/http/serve.ts';
import { erasedIn, withoutAreas } from '../../platform/privacy/erased.ts';
import type { Shipments } from './commands.ts';
import { type Links, trackingUrl } from './links.ts';
import { merchantOf, type Shipment } from './shipment.ts';
import { shipmentRows } from './store.ts';

const withoutArea = withoutAreas(api.shipment);

/** Shipments as staff read them. */
const shownOf = async (links: Links, sql: Sql, shipments: readonly Shipment[]) => {
  const plans = shipments.map(({ plan }) => plan);
  const ids = plans.map(({ shipmentId }) => shipmentId);
  const [tokens, erased] = await Promise.all([links.tokensOf(sql, plans), erasedIn(sql, 'shipments', ids)]);
  return (shipment: Shipment): api.Shipment => {
    const { plan, status, createdAt } = shipment;
    const { tokenHash: _, others = [], ...rest } = plan;
    const sharing = others.map((other) => {
      const { orderId, orderNumber, fulfillmentId, lines } = other;
      const own = trackingUrl(links.tokenOfOrder(plan.shipmentId, other));
      return { orderId, orderNumber, fulfillmentId, lines, trackingUrl: own };
    });
    const link = trackingUrl(tokens.get(plan.shipmentId));
    const erasedAt = erased.get(plan.shipmentId) ?? null;
    const whole = {
      ...rest,
      others: sharing,
      merchant: merchantOf(shipment),
      status,
      createdAt,
      trackingUrl: link,
      erasedAt,
    };
    return erasedAt === null ? whole : withoutArea(whole);
  };
};

const page = `
  WHERE ($1::text IS NULL OR order_id = $1 OR (plan ? 'others' AND plan -> 'others' @> $8::jsonb)) AND ($2::text IS NULL OR carrier = $2) AND ($3::text IS NULL OR channel = $3)
    AND ($4::timestamptz IS NULL OR (created_at, id) < ($4, $5)) AND ($7::text[] IS NULL OR merchant = ANY($7))
  ORDER BY created_at DESC, id DESC LIMIT $6`;

export const shipmentRoutes = (shipments: Shipments, links: Links) => [
  serve(api.createShipment, async ({ platform, caller, body, thread }) => {
    const sees = (merchant: string): boolean => seesMerchant(caller, merchant);
    const { plan, created } = await shipments.create({ input: body, sees, thread: thread(body.orderId) });
    const tokens = await links.tokensOf(platform.database, [plan]);
    const reply = {
      outcome: created ? ('created' as const) : ('unchanged' as const),
      shipmentId: plan.shipmentId,
      trackingUrl: trackingUrl(tokens.get(plan.shipmentId)),
      legs: plan.legs,
    };
    return { status: created ? 201 : 200, reply };
  }),
  serve(api.getShipment, async ({ platform, caller, params }) => {
    const shipments = await shipmentRows.whole(platform.privacy).byIds(platform.database, [params.shipmentId]);
    const shipment = shipments.get(params.shipmentId);
    if (!shipment || !seesMerchant(caller, merchantOf(shipment)))
      throw new Refusal('missing', 'no_such_shipment', 'There is no such shipment');
    return (await shownOf(links, platform.database, [shipment]))(shipment);
  }),
  serve(api.listShipments, async ({ platform, caller, query }) => {
    const { orderId = null, carrier = null, channel = null, limit } = query;
    const [at = null, id = null] = readCursor(query.cursor) ?? [];
    const values = [
      orderId,
      carrier,
      channel,
      at,
      id,
      limit + 1,
      merchantFilter(caller),
      JSON.stringify([{ orderId }]),
    ];
    const found = await shipmentRows.whole(platform.privacy).list(platform.database, page, ...values);
    return pageFrom(found, limit, {
      item: await shownOf(links, platform.database, found),
      cursor: ({ createdAt, shipmentId }) => cursorOf(createdAt, shipmentId),
    });
  }),
];

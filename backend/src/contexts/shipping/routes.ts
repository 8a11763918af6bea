/** The endpoints of shipments. */
import * as api from '@gantry/shared/api/shipping';
import { Refusal } from '../../kernel/errors.ts';
import { cursorOf, pageFrom, readCursor } from '../../platform/http/cursor.ts';
import { serve } from '../../platform/http/serve.ts';
import { createShipment } from './commands.ts';
import type { Shipment } from './shipment.ts';
import { shipmentOf } from './store.ts';

const trackingUrl = (token: string): string => `/track/${token}`;

const shown = ({ plan, status, createdAt }: Shipment): api.Shipment => {
  const { trackingToken, ...rest } = plan;
  return { ...rest, status, createdAt, trackingUrl: trackingUrl(trackingToken) };
};

export const routes = [
  serve(api.createShipment, async ({ platform, body, thread }) => {
    const { plan, created } = await createShipment(platform, { input: body, thread: thread(body.orderId) });
    const reply = {
      outcome: created ? ('created' as const) : ('unchanged' as const),
      shipmentId: plan.shipmentId,
      trackingUrl: trackingUrl(plan.trackingToken),
      legs: plan.legs,
    };
    return { status: created ? 201 : 200, reply };
  }),
  serve(api.getShipment, async ({ platform, params }) => {
    const row = await platform.database.prisma.shipment.findUnique({ where: { id: params.shipmentId } });
    if (!row) throw new Refusal('missing', 'no_such_shipment', 'There is no such shipment');
    return shown(shipmentOf(row));
  }),
  serve(api.listShipments, async ({ platform, query }) => {
    const after = readCursor(query.cursor);
    const rows = await platform.database.prisma.shipment.findMany({
      where: {
        ...(query.orderId ? { orderId: query.orderId } : {}),
        ...(query.carrier ? { carrier: query.carrier } : {}),
        ...(query.channel ? { channel: query.channel } : {}),
        ...(after ? { OR: [{ createdAt: { lt: after[0] } }, { createdAt: after[0], id: { lt: after[1] } }] } : {}),
      },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: query.limit + 1,
    });
    return pageFrom(rows, query.limit, {
      item: (row) => shown(shipmentOf(row)),
      cursor: (row) => cursorOf(row.createdAt, row.id),
    });
  }),
];

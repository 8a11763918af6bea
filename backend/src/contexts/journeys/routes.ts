/** The endpoints of shipments as staff follow them. */
import * as api from '@gantry/shared/api/shipments';
import { Refusal } from '../../kernel/errors.ts';
import { type Route, serve } from '../../platform/http/serve.ts';
import { messageById } from '../tracking/intake/kept-message.ts';
import { foundShipments } from './search.ts';
import { readTimelines, shipmentsWithNumber } from './timeline/read-timelines.ts';

const noShipment = (): Refusal => new Refusal('missing', 'no_such_shipment', 'There is no such shipment');

export const shipmentRoutes: Route[] = [
  serve(api.searchShipments, ({ platform, query }) => foundShipments(platform, query)),
  serve(api.shipmentTimeline, async ({ platform, params }) => {
    const [timeline] = await readTimelines(platform, [params.shipmentId]);
    if (!timeline) throw noShipment();
    return timeline;
  }),
  serve(api.timelineByNumber, async ({ platform, params }) => {
    const ids = await shipmentsWithNumber(platform, params.trackingNumber);
    if (ids.length === 0) throw noShipment();
    return { items: await readTimelines(platform, ids) };
  }),
  serve(api.readMessage, async ({ platform, params }) => {
    const message = await messageById(platform, params.messageId);
    if (!message) throw new Refusal('missing', 'no_such_message', 'This message is not kept, or not any more');
    return message;
  }),
];

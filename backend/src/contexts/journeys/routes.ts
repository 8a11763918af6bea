/** The endpoints of shipments as staff follow them. */
import * as api from '@gantry/shared/api/shipments';
import { Refusal } from '../../kernel/errors.ts';
import { serve } from '../../platform/http/serve.ts';
import { foundShipments } from './search.ts';
import { type JourneyNeeds, readTimelines } from './timeline/read-timelines.ts';

const noShipment = (): Refusal => new Refusal('missing', 'no_such_shipment', 'There is no such shipment');

export const journeyRoutes = (needs: JourneyNeeds) => [
  serve(api.searchShipments, ({ query }) => foundShipments(needs, query)),
  serve(api.shipmentTimeline, async ({ params }) => {
    const [timeline] = await readTimelines(needs, [params.shipmentId]);
    if (!timeline) throw noShipment();
    return timeline;
  }),
  serve(api.timelineByNumber, async ({ params }) => {
    const ids = await needs.tracking.idsByNumber(params.trackingNumber);
    if (ids.length === 0) throw noShipment();
    return { items: await readTimelines(needs, ids) };
  }),
];

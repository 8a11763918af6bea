/** The endpoints of shipments as staff follow them. */
import * as api from '@gantry/shared/api/shipments';
import { merchantFilter, seesMerchant } from '@gantry/shared/caller';
import { Refusal } from '../../kernel/errors.ts';
import { serve } from '../../platform/http/serve.ts';
import { foundShipments } from './search.ts';
import { type JourneyNeeds, readTimelines } from './timeline/read-timelines.ts';

const noShipment = (): Refusal => new Refusal('missing', 'no_such_shipment', 'There is no such shipment');

export const journeyRoutes = (needs: JourneyNeeds) => [
  serve(api.searchShipments, ({ caller, query }) => foundShipments(needs, query, caller)),
  serve(api.shipmentTimeline, async ({ caller, params }) => {
    const [timeline] = await readTimelines(needs, [params.shipmentId]);
    if (!timeline || !seesMerchant(caller, timeline.merchant)) throw noShipment();
    return timeline;
  }),
  serve(api.timelineByNumber, async ({ caller, params }) => {
    const ids = await needs.tracking.idsByNumber(params.trackingNumber, merchantFilter(caller));
    if (ids.length === 0) throw noShipment();
    return { items: await readTimelines(needs, ids) };
  }),
];

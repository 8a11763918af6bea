/** The endpoints of picking: scans, the test of a barcode, what is to be put back. */
import * as api from '@gantry/shared/api/fulfillment/picking';
import { listPutBacks, putBackUnits } from '@gantry/shared/api/fulfillment/put-backs';
import { merchantFilter, seesMerchant } from '@gantry/shared/caller';
import type { EndpointRequest } from '../../../platform/http/serve.ts';
import { serve } from '../../../platform/http/serve.ts';
import type { FloorNeeds } from '../needs.ts';
import { showById } from '../queue/shown.ts';
import { readAsked } from './barcodes.ts';
import type { PickingNeeds } from './lane.ts';
import { type Picker, pick, type Scanned, unpick } from './picking.ts';
import { layIntoBin } from './put-backs.ts';
import { reportMissing } from './short.ts';

/** Whoever asks, as those who scan. */
export const pickerOf = ({
  caller,
  thread,
}: Pick<EndpointRequest<typeof api.pickScan>, 'caller' | 'thread'>): Picker => ({
  sees: (merchant) => seesMerchant(caller, merchant),
  thread,
});

/** What a scan is answered: what it counted, and the fulfillment order as it stands now. */
export const scanReply = async (needs: FloorNeeds, { outcome, counted }: Scanned, { sees }: Picker) => {
  const { fulfillmentId, ...reply } = counted;
  const fulfillment = await showById(needs, needs.platform.database, { fulfillmentId, sees });
  return { outcome, ...reply, fulfillment };
};

const putBackRoutes = (needs: FloorNeeds) => [
  serve(listPutBacks, async ({ platform: { database }, caller, query: { warehouse = null } }) => ({
    items: await needs.inventory.unclaimed(database, merchantFilter(caller), warehouse),
  })),
  serve(putBackUnits, async ({ body, caller, thread }) => ({
    outcome: await layIntoBin(needs, body, { caller, thread }),
  })),
];

/** Served before what is asked for by its id. */
export const pickingRoutes = (needs: PickingNeeds) => [
  serve(api.readBarcode, ({ query, caller }) => readAsked(needs, query, caller)),
  ...putBackRoutes(needs),
  serve(api.pickScan, async ({ params: { fulfillmentId }, body: sent, ...asking }) => {
    const picker = pickerOf(asking);
    return scanReply(needs, await pick(needs, { fulfillmentId, sent }, picker), picker);
  }),
  serve(api.unpickScan, async ({ params: { fulfillmentId }, body: sent, ...asking }) => {
    const picker = pickerOf(asking);
    return scanReply(needs, await unpick(needs, { fulfillmentId, sent }, picker), picker);
  }),
  serve(api.shortPick, async ({ params: { fulfillmentId }, body, ...asking }) => {
    const picker = pickerOf(asking);
    const { clientScanId, sku, lineId, location, quantity } = body;
    const short = { sku, lineId, location, quantity };
    const missing = await reportMissing(needs, { fulfillmentId, clientScanId, short }, picker);
    const fulfillment = await showById(needs, needs.platform.database, { fulfillmentId, sees: picker.sees });
    return { fulfillment, ...missing };
  }),
];

/** The endpoints of packages: opened, measured, filled, labelled. */
import * as api from '@gantry/shared/api/fulfillment/packing';
import { type Caller, seesMerchant } from '@gantry/shared/caller';
import { type Route, serve } from '../../../platform/http/serve.ts';
import type { Thread } from '../../../platform/log/event-log.ts';
import type { FloorNeeds } from '../needs.ts';
import type { Risks } from '../pace/risks.ts';
import { showById } from '../queue/shown.ts';
import type { Working } from './bench.ts';
import { measure, open, remove } from './commands.ts';
import { putOn, takeOff } from './labels.ts';
import { type Packing, packOnce } from './pack.ts';

type Asking = { caller: Caller; params: { fulfillmentId: string }; thread(orderId: string): Thread };

const workingOf = ({ caller, params: { fulfillmentId }, thread }: Asking): Working => ({
  fulfillmentId,
  sees: (merchant) => seesMerchant(caller, merchant),
  threadOf: thread,
});

export const packingRoutes = (needs: FloorNeeds & { risks: Risks }): Route[] => {
  const { database } = needs.platform;
  const shown = (working: Working) => showById(needs, database, working);
  const packing = async (asking: Asking, what: Packing) => {
    const working = workingOf(asking);
    const { outcome, done } = await packOnce(needs, working, what);
    return { outcome, ...done, fulfillment: await shown(working) };
  };
  return [
    serve(api.openPackage, async ({ body, ...asking }) => {
      const working = workingOf(asking);
      const { packageId, opened } = await open(needs, working, body);
      return { status: opened ? 201 : 200, reply: { packageId, fulfillment: await shown(working) } };
    }),
    serve(api.changePackage, async ({ body: { parcel }, ...asking }) => {
      const working = workingOf(asking);
      await measure(needs, { ...working, packageId: asking.params.packageId }, parcel);
      return shown(working);
    }),
    serve(api.removePackage, async (asking) => {
      const working = workingOf(asking);
      await remove(needs, { ...working, packageId: asking.params.packageId });
      return shown(working);
    }),
    serve(api.packScan, ({ body, ...asking }) => packing(asking, { doing: 'pack', scan: body })),
    serve(api.unpackScan, ({ body, ...asking }) => packing(asking, { doing: 'unpack', scan: body })),
    serve(api.labelPackage, async ({ body, ...asking }) => {
      const working = workingOf(asking);
      const label = await putOn(needs, { ...working, packageId: asking.params.packageId }, body);
      return { ...label, fulfillment: await shown(working) };
    }),
    serve(api.unlabelPackage, async (asking) => {
      const working = workingOf(asking);
      await takeOff(needs, { ...working, packageId: asking.params.packageId });
      return shown(working);
    }),
  ];
};

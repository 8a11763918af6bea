/** The endpoints of the queue: what there is to do on the floor, and what people change of it. */
import * as api from '@gantry/shared/api/fulfillment/orders';
import { type Caller, merchantFilter, seesMerchant } from '@gantry/shared/caller';
import type { FulfillmentStatus } from '@gantry/shared/vocabulary/fulfillment';
import { insist } from '../../../platform/http/admission.ts';
import { pageFrom } from '../../../platform/http/cursor.ts';
import { type Route, serve } from '../../../platform/http/serve.ts';
import type { FloorNeeds } from '../needs.ts';
import type { Risks } from '../pace/risks.ts';
import { fulfillmentRows } from '../store.ts';
import { changeMany } from './bulk.ts';
import { changeFulfillment, type Said } from './changing.ts';
import { countQueue } from './counts.ts';
import { cursorAfter, questionOf } from './list.ts';
import { type Sees, showById, shownOf, showWhole } from './shown.ts';
import { splitFulfillment } from './split.ts';

const seenBy =
  (caller: Caller): Sees =>
  (merchant) =>
    seesMerchant(caller, merchant);

type Needs = FloorNeeds & { risks: Risks };

/** What says more than how far the work on the floor is: what leaves first, that it is given up, what became of it outside. */
const ofStaff: readonly FulfillmentStatus[] = ['cancelled', 'delivered', 'returned'];
const insistOnStaff = (caller: Caller, { status, priority }: Said): void => {
  if (priority !== undefined || (status !== undefined && ofStaff.includes(status)))
    insist(caller, { area: 'staff', vertical: 'ecommerce' });
};

const listRoutes = ({ risks }: Needs): Route[] => [
  serve(api.listFulfillment, async ({ platform: { database }, caller, query }) => {
    const merchants = merchantFilter(caller);
    const asked = { merchants, warehouse: query.warehouse };
    const late = query.atRisk === undefined ? undefined : await risks.idsAtRisk(asked);
    const { rest, values } = questionOf({ ...query, merchants, late });
    const found = await fulfillmentRows.list(database, rest, ...values);
    const item = await shownOf(database, found, await risks.of(asked));
    return pageFrom(found, query.limit, { item, cursor: cursorAfter });
  }),
  serve(api.countFulfillment, async ({ platform: { database }, caller, query: { warehouse } }) => {
    const asked = { merchants: merchantFilter(caller), warehouse };
    return { ...(await countQueue(database, asked)), atRisk: (await risks.idsAtRisk(asked)).length };
  }),
];

/** Served after everything else below the same address: an id could be taken for one of these words. */
export const queueRoutes = (needs: Needs): Route[] => {
  const show = (fulfillmentId: string, sees: Sees) => showById(needs, needs.platform.database, { fulfillmentId, sees });
  return [
    ...listRoutes(needs),
    serve(api.changeMany, async ({ body, caller, thread }) => ({
      rows: await changeMany(needs, { body, sees: seenBy(caller), thread: thread('') }),
    })),
    serve(api.changeOfQueue, async ({ body: { id, expectedVersion, ...said }, caller, thread }) => {
      insistOnStaff(caller, said);
      const sees = seenBy(caller);
      await changeFulfillment(needs, { fulfillmentId: id, said, sees, expectedVersion, thread: thread('') });
      return show(id, sees);
    }),
    serve(api.getFulfillment, ({ caller, params: { fulfillmentId } }) => show(fulfillmentId, seenBy(caller))),
    serve(api.changeFulfillment, async ({ params, body: { expectedVersion, ...said }, caller, thread }) => {
      insistOnStaff(caller, said);
      const { fulfillmentId } = params;
      const sees = seenBy(caller);
      await changeFulfillment(needs, { fulfillmentId, said, sees, expectedVersion, thread: thread('') });
      return show(fulfillmentId, sees);
    }),
    serve(api.splitFulfillment, async ({ params: { fulfillmentId }, body, caller, thread }) => {
      const { lines: parts, expectedVersion } = body;
      const asked = { fulfillmentId, parts, expectedVersion, sees: seenBy(caller), thread: thread('') };
      const { from, to } = await splitFulfillment(needs, asked);
      const { database } = needs.platform;
      return { from: await showWhole(needs, database, from), to: await showWhole(needs, database, to) };
    }),
  ];
};

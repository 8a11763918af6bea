/** The endpoints of walks. */
import * as api from '@gantry/shared/api/fulfillment/picking';
import { merchantFilter, seesMerchant } from '@gantry/shared/caller';
import { cursorOf, pageFrom, readCursor } from '../../../platform/http/cursor.ts';
import { serve } from '../../../platform/http/serve.ts';
import type { PickingNeeds } from '../picking/lane.ts';
import { pickerOf, scanReply } from '../picking/routes.ts';
import { end, start } from './commands.ts';
import { pickInWalk } from './scan.ts';
import { showWalk, showWalks } from './shown.ts';
import { walkRows } from './store.ts';

const page = `
  WHERE ($1::boolean IS NULL OR (ended_at IS NULL) = $1) AND ($2::text IS NULL OR warehouse = $2)
    AND ($3::text[] IS NULL OR EXISTS (
      SELECT 1 FROM fulfillment_orders f WHERE f.id = ANY(fulfillment_ids) AND f.merchant = ANY($3)))
    AND ($4::timestamptz IS NULL OR (started_at, id) < ($4, $5))
  ORDER BY started_at DESC, id DESC LIMIT $6`;

export const walkRoutes = (needs: PickingNeeds) => {
  const { database } = needs.platform;
  return [
    serve(api.startWalk, async ({ body: { kind, members }, ...asking }) => {
      const picker = pickerOf(asking);
      const named = members.map(({ fulfillmentId, tote = null }) => ({ fulfillmentId, tote }));
      const { walkId } = await start(needs, { kind, members: named }, picker);
      return { status: 201, reply: await showWalk(needs, database, walkId, picker.sees) };
    }),
    serve(api.listWalks, async ({ caller, query: { open, warehouse = null, limit, cursor } }) => {
      const [at = null, id = null] = readCursor(cursor) ?? [];
      const isOpen = open === undefined ? null : open === 'true';
      const found = await walkRows.list(database, page, isOpen, warehouse, merchantFilter(caller), at, id, limit + 1);
      const sees = (merchant: string): boolean => seesMerchant(caller, merchant);
      return pageFrom(found, limit, {
        item: await showWalks(database, found, sees),
        cursor: (last) => cursorOf(last.startedAt, last.walkId),
      });
    }),
    serve(api.getWalk, ({ params: { walkId }, ...asking }) => showWalk(needs, database, walkId, pickerOf(asking).sees)),
    serve(api.endWalk, async ({ params: { walkId }, ...asking }) => {
      const picker = pickerOf(asking);
      await end(needs, walkId, picker);
      return showWalk(needs, database, walkId, picker.sees);
    }),
    serve(api.walkScan, async ({ params: { walkId }, body: sent, ...asking }) => {
      const picker = pickerOf(asking);
      const scanned = await pickInWalk(needs, { walkId, sent }, picker);
      const reply = await scanReply(needs, scanned, picker);
      return { ...reply, walk: await showWalk(needs, database, walkId, picker.sees) };
    }),
  ];
};

/** The endpoints of what went wrong on the floor. */
import { listFloorExceptions, settleFloorException } from '@gantry/shared/api/fulfillment/orders';
import { merchantFilter } from '@gantry/shared/caller';
import { cursorOf, pageFrom, readCursor } from '../../../platform/http/cursor.ts';
import { type Route, serve } from '../../../platform/http/serve.ts';
import type { FloorNeeds } from '../needs.ts';
import { settleException } from './settle.ts';
import { listExceptions } from './store.ts';

export const exceptionRoutes = (needs: FloorNeeds): Route[] => [
  serve(listFloorExceptions, async ({ platform: { database }, caller, query: { kind, open, limit, cursor } }) => {
    const [at = null, id = null] = readCursor(cursor) ?? [];
    const found = await listExceptions(database, {
      merchants: merchantFilter(caller),
      kind,
      open: open === undefined ? undefined : open === 'true',
      after: [at, id],
      most: limit + 1,
    });
    return pageFrom(found, limit, { item: (one) => one, cursor: (last) => cursorOf(last.at, last.exceptionId) });
  }),
  serve(settleFloorException, ({ caller, params: { exceptionId }, thread }) =>
    settleException(needs, { exceptionId, merchants: merchantFilter(caller), thread }),
  ),
];

/** The endpoints of what went wrong on the floor. */
import { listFloorExceptions, settleFloorException } from '@gantry/shared/api/fulfillment/orders';
import { merchantFilter } from '@gantry/shared/caller';
import { Refusal } from '../../../kernel/errors.ts';
import { cursorOf, pageFrom, readCursor } from '../../../platform/http/cursor.ts';
import { serve } from '../../../platform/http/serve.ts';
import { listExceptions, settleException } from './store.ts';

export const exceptionRoutes = [
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
  serve(settleFloorException, async ({ platform: { database, clock }, caller, params: { exceptionId } }) => {
    const asked = { exceptionId, merchants: merchantFilter(caller), at: clock.now() };
    const settled = await settleException(database, asked);
    if (!settled) throw new Refusal('missing', 'no_such_exception', 'There is no such exception');
    return settled;
  }),
];

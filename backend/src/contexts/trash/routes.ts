/** The endpoints of the Trash. */
import * as api from '@gantry/shared/api/trash';
import { type Caller, merchantFilter, nobodys, seesMerchant } from '@gantry/shared/caller';
import type { TrashEvent } from '@gantry/shared/events/trash';
import { Refusal } from '../../kernel/errors.ts';
import { cursorOf, pageFrom, readCursor } from '../../platform/http/cursor.ts';
import { serve } from '../../platform/http/serve.ts';
import type { Thread } from '../../platform/log/event-log.ts';
import type { Platform } from '../../platform/platform.ts';
import { trashCounts } from '../../platform/trash/figures.ts';
import { erasedEntries } from '../../platform/trash/personal.ts';
import { type TrashEntry, trash, trashEntries } from '../../platform/trash.ts';
import { execute } from '../../platform/write/transact.ts';
import { discard, repair, retry } from './decide.ts';
import { erasedDetail } from './erased.ts';

const shown = ({ key: _, about: __, merchant, ...entry }: TrashEntry, isErased: boolean) => ({
  ...entry,
  merchant: merchant === nobodys ? null : merchant,
  ...(isErased ? { erased: true as const, detail: erasedDetail } : {}),
});

type Found = { entry: TrashEntry; erased: boolean };

/** Of an entry that is none of the caller's, nobody can tell that it is there. */
const find = async ({ database, privacy }: Platform, caller: Caller, trashId: string): Promise<Found> => {
  const entry = (await trashEntries.whole(privacy).byIds(database, [trashId])).get(trashId);
  if (!entry || !seesMerchant(caller, entry.merchant))
    throw new Refusal('missing', 'no_such_entry', 'There is no such entry in the Trash');
  return { entry, erased: (await erasedEntries(database, [trashId])).has(trashId) };
};

/** The entry's own thread goes on: whoever retries an order's message is part of that order's story. */
const change = async (
  { platform, caller, thread }: { platform: Platform; caller: Caller; thread: (id: string) => Thread },
  trashId: string,
  { decide, needsPayload }: { decide: (entry: TrashEntry | undefined) => TrashEvent[]; needsPayload: boolean },
) => {
  const before = await find(platform, caller, trashId);
  if (before.erased && needsPayload) throw new Refusal('conflict', 'erased', erasedDetail);
  await execute(platform, trash, { id: trashId, thread: thread(before.entry.correlationId), decide });
  const { entry, erased } = await find(platform, caller, trashId);
  return shown(entry, erased);
};

const page = `
  WHERE ($1::text IS NULL OR state = $1) AND ($2::text IS NULL OR reason = $2) AND ($3::text IS NULL OR source = $3)
    AND ($4::timestamptz IS NULL OR (trashed_at, id) < ($4, $5)) AND ($7::text[] IS NULL OR merchant = ANY($7))
  ORDER BY trashed_at DESC, id DESC LIMIT $6`;

const list = serve(api.listTrash, async ({ platform: { database, privacy }, caller, query }) => {
  const { state = null, reason = null, source = null, limit } = query;
  const merchants = merchantFilter(caller);
  const [at = null, id = null] = readCursor(query.cursor) ?? [];
  const [found, counts] = await Promise.all([
    trashEntries.whole(privacy).list(database, page, state, reason, source, at, id, limit + 1, merchants),
    trashCounts(database, merchants),
  ]);
  const erased = await erasedEntries(
    database,
    found.map(({ trashId }) => trashId),
  );
  const item = (entry: TrashEntry) => shown(entry, erased.has(entry.trashId));
  const cursor = ({ trashedAt, trashId }: TrashEntry): string => cursorOf(trashedAt, trashId);
  return { ...pageFrom(found, limit, { item, cursor }), counts };
});

const retryMany = serve(api.retryTrashed, async ({ body, ...request }) => {
  const retrying: string[] = [];
  const refused: { trashId: string; reason: string }[] = [];
  for (const trashId of new Set(body.trashIds)) {
    try {
      await change(request, trashId, { decide: retry(request.platform.clock.now()), needsPayload: true });
      retrying.push(trashId);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refused.push({ trashId, reason: error.message });
    }
  }
  return { retrying, refused };
});

export const trashRoutes = [
  list,
  retryMany,
  serve(api.getTrashed, async ({ platform, caller, params }) => {
    const { entry, erased } = await find(platform, caller, params.trashId);
    return shown(entry, erased);
  }),
  serve(api.repairTrashed, ({ params, body, ...request }) =>
    change(request, params.trashId, { decide: repair(body.payload, request.platform.clock.now()), needsPayload: true }),
  ),
  serve(api.discardTrashed, ({ params, body, ...request }) =>
    change(request, params.trashId, {
      decide: discard(body.reason, request.platform.clock.now()),
      needsPayload: false,
    }),
  ),
];

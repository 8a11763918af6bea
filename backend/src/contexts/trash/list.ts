/** The list of the Trash: filtered, counted, and grouped by what failed and why. */
import type { QueryOf, ReplyOf } from '@gantry/shared/api/endpoint';
import type { listTrash } from '@gantry/shared/api/trash';
import type { Caller } from '@gantry/shared/caller';
import { cursorOf, pageFrom, readCursor } from '../../platform/http/cursor.ts';
import { openByReason, trashCounts } from '../../platform/trash/figures.ts';
import { trashEntries } from '../../platform/trash.ts';
import { readGrowth } from './growth/reading.ts';
import { type ShownEntry, shownTo, type TrashNeeds } from './shown.ts';

type Query = QueryOf<typeof listTrash>;

const page = `
  WHERE ($1::text IS NULL OR state = $1) AND ($2::text IS NULL OR reason = $2) AND ($3::text IS NULL OR source = $3)
    AND ($4::timestamptz IS NULL OR (trashed_at, id) < ($4, $5)) AND ($7::text[] IS NULL OR merchant = ANY($7))
    AND ($8::text IS NULL OR handler = $8) AND ($9::text IS NULL OR correlation_id = $9)
    AND ($10::timestamptz IS NULL OR trashed_at >= $10)
    AND ($11::text IS NULL OR correlation_id = ANY($12::text[]) OR id = $11 OR handler = ANY($13::text[])
      OR position($14 IN reason) > 0 OR position(lower($11) IN handler) > 0)
  ORDER BY trashed_at DESC, id DESC LIMIT $6`;

/** Handlers whose titles say a word. */
const titled = ({ resumers }: TrashNeeds, q: string): string[] =>
  [...resumers.values()].flatMap(({ handler, title = '' }) =>
    title.toLowerCase().includes(q.toLowerCase()) ? [handler] : [],
  );

const searched = async (needs: TrashNeeds, q: string | undefined, merchants: readonly string[] | null) => {
  if (q === undefined || q === '') return [null, [], [], ''];
  const orders = await needs.orders.bearing(needs.platform.database, q, merchants);
  return [q, [...orders, q], titled(needs, q), q.toLowerCase().replaceAll(' ', '_')];
};

type Asking = { caller: Caller; merchants: string[] | null };

/** A page of entries that a caller sees. */
export const listOf = async (
  needs: TrashNeeds,
  { caller, merchants }: Asking,
  query: Query,
): Promise<ReplyOf<typeof listTrash>> => {
  const { database, privacy } = needs.platform;
  const { state = null, reason = null, source = null, handler = null, orderId = null, since = null, limit } = query;
  const [at = null, id = null] = readCursor(query.cursor) ?? [];
  const first = [state, reason, source, at, id, limit + 1, merchants, handler, orderId, since];
  const more = await searched(needs, query.q, merchants);
  const [found, counts, reasons, growth] = await Promise.all([
    trashEntries.whole(privacy).list(database, page, ...first, ...more),
    trashCounts(database, merchants),
    openByReason(database, merchants),
    readGrowth(needs.platform, needs.alerts(), merchants),
  ]);
  const shown = await shownTo(needs, caller, found);
  const item = (entry: ShownEntry): ShownEntry => entry;
  return {
    ...pageFrom(shown, limit, { item, cursor: ({ trashedAt, trashId }) => cursorOf(trashedAt, trashId) }),
    counts,
    reasons: reasons.map((row) => ({ ...row, title: needs.resumers.get(row.handler)?.title ?? row.handler })),
    growth,
  };
};

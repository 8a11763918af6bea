/** Merging orders into one shipment, and what becomes of a merge that one of its orders left. */
import type { OrderEvent } from '@gantry/shared/events/orders';
import { orderUnmerged } from '@gantry/shared/events/orders';
import { Refusal } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import type { Sql } from '../../../platform/database.ts';
import type { Thread } from '../../../platform/log/event-log.ts';
import { on } from '../../../platform/log/reaction.ts';
import type { Platform } from '../../../platform/platform.ts';
import { allDone } from '../../../platform/write/stream.ts';
import { hold, transact } from '../../../platform/write/transact.ts';
import { known, type Sees } from '../decide.ts';
import { orderRows, orderStream } from '../store.ts';
import type { Done } from './changing.ts';
import { joinMerge, mayMerge, restOfMerge, unmergeOrder } from './merge.ts';

type Merging = { orderIds: readonly string[]; sees: Sees; threadOf(orderId: string): Thread };

/** Merges orders; those that are merged with one another already stay so. Throws a Refusal that says which may not. */
export const mergeOrders = (
  platform: Platform,
  { orderIds, sees, threadOf }: Merging,
): Promise<{ mergeId: string; orderIds: string[] }> => {
  const ids = [...new Set(orderIds)].sort();
  return transact(platform, hold(orderStream, ids), async ({ tx, now, apply }) => {
    // Addresses are compared as they are, not as what everybody may read of them.
    const whole = await orderRows.whole(platform.privacy).byIds(tx, ids);
    const standing = mayMerge(ids.map((id) => known(whole.get(id), sees)));
    if (standing) return { mergeId: standing.mergeId, orderIds: ids };
    const mergeId = newId('mrg', now);
    const decide = joinMerge(mergeId, ids, now);
    allDone(
      await apply(
        orderStream,
        ids.map((id) => ({ id, thread: threadOf(id), decide })),
      ),
    );
    return { mergeId, orderIds: ids };
  });
};

/** Why an order cannot leave its merge any more, as whoever packs knows it; null where it may. */
export type ReadKept = (sql: Sql, orderId: string) => Promise<string | null>;
export type KeptMerges = { are(read: ReadKept): void; why: ReadKept };

/** What keeps orders in their merges is known to those who come later. */
export const openKeptMerges = (): KeptMerges => {
  let read: ReadKept = async () => null;
  return {
    are: (known) => {
      read = known;
    },
    why: (sql, orderId) => read(sql, orderId),
  };
};

type Unmerging = { orderId: string; sees: Sees; thread: Thread };

/** Takes an order out of its merge. It is held: nobody puts a label on its parcel meanwhile. Throws a Refusal. */
export const leaveMerge = (
  platform: Platform,
  merges: KeptMerges,
  { orderId, sees, thread }: Unmerging,
): Promise<Done> =>
  transact(platform, hold(orderStream, [orderId]), async ({ tx, now, load, apply }) => {
    const before = known((await load(orderStream, [orderId])).get(orderId), sees);
    const why = before.merge ? await merges.why(tx, orderId) : null;
    if (why !== null) throw new Refusal('conflict', 'labelled', why);
    const [done] = allDone(await apply(orderStream, [{ id: orderId, thread, decide: unmergeOrder(now) }]));
    const [row] = await tx.rows<{ version: number }>('SELECT version FROM orders WHERE id = $1', orderId);
    return {
      ok: true,
      order: done?.state ?? before,
      changed: (done?.facts.length ?? 0) > 0,
      version: row?.version ?? 0,
    };
  });

const merged = `
  SELECT o.id, m.id AS mate FROM orders o
  JOIN orders m ON m.merge ->> 'mergeId' = o.merge ->> 'mergeId' AND m.merge IS NOT NULL AND m.id <> o.id
  WHERE o.id = ANY($1::text[]) AND o.merge IS NOT NULL ORDER BY o.id, m.id`;

/** Orders that orders are merged with now, by order. */
export const readMergedWith = async (sql: Sql, ids: readonly string[]): Promise<Map<string, string[]>> => {
  const rows = await sql.rows<{ id: string; mate: string }>(merged, [...ids]);
  return new Map([...Map.groupBy(rows, ({ id }) => id)].map(([id, mates]) => [id, mates.map(({ mate }) => mate)]));
};

const membersOf = async (sql: Sql, mergeId: string): Promise<string[]> => {
  const rows = await sql.rows<{ id: string }>(
    `SELECT id FROM orders WHERE merge ->> 'mergeId' = $1 AND merge IS NOT NULL ORDER BY id`,
    mergeId,
  );
  return rows.map(({ id }) => id);
};

/** Tells the orders that are left of a merge who is. */
const tidyMerge = async (platform: Platform, mergeId: string, thread: Thread): Promise<void> => {
  const holdings = async (tx: Sql) => hold(orderStream, await membersOf(tx, mergeId));
  await transact(platform, holdings, async ({ tx, now, apply }): Promise<void> => {
    const left = await membersOf(tx, mergeId);
    const decide = restOfMerge(mergeId, left, now);
    const commands = left.map((id) => ({ id, thread: { ...thread, correlationId: id }, decide }));
    if (commands.length > 0) allDone<unknown, OrderEvent>(await apply(orderStream, commands));
  });
};

/** An order that left a merge leaves the others to themselves. */
export const mergeReaction = (platform: Platform) =>
  on(orderUnmerged, async ({ payload, thread }) => {
    await tidyMerge(platform, payload.mergeId, thread);
  });

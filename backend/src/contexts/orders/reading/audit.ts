/** What orders tell the audit: by which names one is found, and the requests that brought it, as they came. */

import type { AuditEntry } from '@gantry/shared/api/audit';
import { ordersMerged } from '@gantry/shared/events/orders';
import { channelName } from '@gantry/shared/words/events/phrases';
import { jsonOrText } from '../../../kernel/json/lenient.ts';
import type { AuditBody, AuditedOrder, AuditPart, AuditTold } from '../../../platform/context.ts';
import {
  type FoundMessage,
  keptMessages,
  type MessageHead,
  messageHeads,
} from '../../../platform/inbox/kept-messages.ts';
import type { Platform } from '../../../platform/platform.ts';

const named = `
  SELECT id AS "orderId", CASE WHEN id = $1 THEN 'Order ' || id ELSE 'Order number ' || number END AS because
  FROM orders WHERE (id = $1 OR number = ANY($2::text[])) AND ($3::text[] IS NULL OR merchant = ANY($3))
  ORDER BY placed_at DESC, id DESC LIMIT 20`;

/** As it may be written: in any case, and as the number of a fulfillment order, which is its order's with which of them it is. */
const spellings = (q: string): string[] => {
  const numbers = [q, q.replace(/^#/, ''), q.replace(/\/\d+$/, '')];
  return [...new Set(numbers.flatMap((number) => [number, number.toUpperCase(), number.toLowerCase()]))];
};

const entryOf = ({ messageId, connection, at }: MessageHead): AuditEntry => ({
  entryId: messageId,
  at: at.toISOString(),
  recordedAt: at.toISOString(),
  kind: 'arrival',
  title: `What ${channelName(connection)} sent, as it came`,
  detail: null,
  meaning: 'waiting',
  actor: { kind: 'partner', id: `channel:${connection}`, name: channelName(connection) },
  about: {},
  href: null,
  reasons: [],
  witnesses: [],
  event: null,
  body: null,
  erased: false,
  proof: null,
});

/** Its text as well: what was sent may say a number otherwise than any program that reads it. */
const bodyOf = ({ body, messageId, receivedAt }: FoundMessage): AuditBody => {
  if (body === null) return { body: null, erased: true };
  const text = body.toString('utf8');
  return { body: { messageId, receivedAt, bytes: body.length, message: jsonOrText(text), text }, erased: false };
};

const numbersOf = `SELECT id, number FROM orders WHERE id = ANY($1::text[])`;

/** The orders that leave together with this one, by their numbers. */
const mergedWith = async (
  { database }: Pick<Platform, 'database'>,
  { orderId }: AuditedOrder,
  events: readonly AuditEntry[],
): Promise<Map<string, AuditTold>> => {
  const merges = events.flatMap(({ entryId, event, body }) => {
    const read = event?.name === ordersMerged.name ? ordersMerged.payload.safeParse(body) : undefined;
    return read?.success ? [{ entryId, others: read.data.orderIds.filter((id) => id !== orderId) }] : [];
  });
  if (merges.length === 0) return new Map();
  const rows = await database.rows<{ id: string; number: string }>(numbersOf, [
    ...new Set(merges.flatMap(({ others }) => others)),
  ]);
  const numbers = new Map(rows.map(({ id, number }) => [id, number]));
  return new Map(
    merges.map(({ entryId, others }) => [
      entryId,
      { detail: `Leaves together with ${others.map((id) => `${numbers.get(id) ?? id} (${id})`).join(', ')}` },
    ]),
  );
};

/** Orders by their id and their number, and how they came. */
export const orderAudit = ({ database, privacy }: Pick<Platform, 'database' | 'privacy'>): AuditPart => ({
  name: 'orders.arrivals',
  find: (q, merchants) => database.rows(named, q, spellings(q), merchants),
  tell: (order, events) => mergedWith({ database }, order, events),
  entriesOf: async ({ orderId }) => (await messageHeads(database, orderId)).map(entryOf),
  bodiesOf: async (_order, ids) =>
    new Map((await keptMessages({ privacy, tx: database }, ids)).map((found) => [found.messageId, bodyOf(found)])),
});

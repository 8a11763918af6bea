/** Raw messages, calls and kept answers of people, for whoever asks for them: found by their keys, which go with the person. */

import { keptExchanges, sealPlainExchanges } from '../exchange/keep.ts';
import { keptReplies } from '../http/kept-replies.ts';
import { keptMessages } from '../inbox/kept-messages.ts';
import type { Platform } from '../platform.ts';
import type { HeldOf, PersonalHolder } from './holder.ts';

const held = `
  SELECT subject, min(merchant) AS merchant, count(DISTINCT place)::int AS count,
    to_char(min(created_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "firstAt",
    to_char(max(created_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "lastAt"
  FROM privacy_keys
  WHERE kind = 'message' AND place IS NOT NULL AND destroyed_at IS NULL AND subject = ANY($1::text[]) GROUP BY subject`;
const places = `
  SELECT DISTINCT place FROM privacy_keys WHERE kind = 'message' AND place IS NOT NULL AND destroyed_at IS NULL AND subject = $1`;

/** The ids behind places of one kind. */
const idsIn = (found: readonly string[], kind: string): string[] =>
  found.filter((place) => place.startsWith(`${kind}:`)).map((place) => place.slice(kind.length + 1));

/** The holder of messages. Nothing of them stays but their keys' rows: to erase is to destroy those. */
export const personalMessages = ({ database, privacy }: Pick<Platform, 'database' | 'privacy'>): PersonalHolder => ({
  part: 'messages',
  heldOf: (subjects) => database.rows<HeldOf>(held, [...subjects]),
  export: async (subject) => {
    const found = (await database.rows<{ place: string }>(places, subject)).map(({ place }) => place);
    const messages = await keptMessages({ privacy, tx: database }, idsIn(found, 'inbox'));
    const calls = await keptExchanges({ privacy, sql: database }, idsIn(found, 'exchange'));
    const replies = await keptReplies({ privacy, sql: database }, idsIn(found, 'reply'));
    return [
      ...messages.map(({ body, kept: _, ...message }) => ({
        kind: 'message',
        ...message,
        body: body?.toString('utf8') ?? null,
      })),
      ...calls.map((call) => ({ kind: 'call', ...call })),
      ...replies.map((reply) => ({ kind: 'answer', ...reply })),
    ];
  },
  pastMessages: (most) => sealPlainExchanges({ database, privacy }, most),
  erase: async () => undefined,
});

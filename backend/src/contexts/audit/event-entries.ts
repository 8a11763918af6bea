/** Events of the log as entries of the audit: in words, whole as far as nobody was erased, with who did it. */
import type { AuditEntry } from '@gantry/shared/api/audit';
import type { About } from '@gantry/shared/words/events/telling';
import { kindOf, toldOf } from '@gantry/shared/words/events/told';
import type { Sql } from '../../platform/database.ts';
import { type EventHead, eventsByRow, type PlacedEvent } from '../../platform/log/thread-events.ts';
import { shownEvents } from '../../platform/privacy/erased.ts';
import type { Privacy } from '../../platform/privacy/privacy.ts';
import { keyIdOf } from '../../platform/write/sealing.ts';
import type { Actor } from './actors.ts';
import type { Head } from './timeline.ts';

/** An event of the timeline, before anybody has read what it says. */
export type EventOnLine = Head & { row: string; head: EventHead };

/** What streams of the order are about, by stream. */
export type StreamParts = ReadonlyMap<string, AuditEntry['about']>;

/** A head of the log on the timeline. */
export const onLine = (head: EventHead, streams: StreamParts): EventOnLine => ({
  entryId: `evt_${head.id}`,
  row: head.id,
  head,
  recordedAt: head.recordedAt,
  kind: kindOf(head.name),
  actorId: head.actor,
  about: { ...streams.get(head.streamId), ...streams.get(head.about.shipmentId ?? ''), ...head.about },
});

/** Events whose sealed part nobody can open any more. */
const erasedAmong = async (
  privacy: Pick<Privacy, 'keysById'>,
  sql: Sql,
  events: readonly PlacedEvent[],
): Promise<Set<string>> => {
  const sealed = events.flatMap(({ id, sealed: box }) => (box ? [{ id, keyId: keyIdOf(box) }] : []));
  if (sealed.length === 0) return new Set();
  const keys = await privacy.keysById(sql, [...new Set(sealed.map(({ keyId }) => keyId))]);
  return new Set(sealed.filter(({ keyId }) => !keys.has(keyId)).map(({ id }) => id));
};

/** A payload without what opens something: events from before held the tokens of tracking links. */
const withoutTokens = (payload: unknown): unknown =>
  typeof payload === 'object' && payload !== null && 'trackingToken' in payload
    ? Object.fromEntries(Object.entries(payload).filter(([name]) => name !== 'trackingToken'))
    : payload;

type Reading = { privacy: Pick<Privacy, 'keysById'>; sql: Sql; about: About; actors: (id: string) => Actor };

/** Entries of events, in their order. */
export const eventEntries = async (
  { privacy, sql, about, actors }: Reading,
  lines: readonly EventOnLine[],
): Promise<AuditEntry[]> => {
  const rows = await eventsByRow(
    sql,
    lines.map(({ row }) => row),
  );
  const kept = lines.flatMap(({ row }) => rows.get(row) ?? []);
  const [shown, erased] = [await shownEvents(privacy, sql, kept), await erasedAmong(privacy, sql, kept)];
  const byId = new Map(shown.map((event) => [event.id, event]));
  return lines.flatMap((line) => {
    const event = byId.get(line.entryId);
    return event ? [entryOf(line, event, { about, actors, erased: erased.has(event.id) })] : [];
  });
};

const entryOf = (
  line: EventOnLine,
  event: PlacedEvent,
  { about, actors, erased }: { about: About; actors: (id: string) => Actor; erased: boolean },
): AuditEntry => {
  const { text, meaning, detail = null, reasons = [], href = null } = toldOf(event, about);
  return {
    entryId: line.entryId,
    at: event.occurredAt,
    recordedAt: event.recordedAt,
    kind: line.kind,
    title: text,
    detail,
    meaning,
    actor: actors(event.actor),
    about: line.about,
    href,
    reasons: [...reasons],
    witnesses: [],
    event: {
      seq: event.seq,
      name: event.name,
      stream: event.stream,
      streamId: event.streamId,
      version: event.version,
      causationId: event.causationId,
    },
    body: withoutTokens(event.payload),
    erased,
    proof: null,
  };
};

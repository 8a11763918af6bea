/**
 * Events from before personal values were sealed: their values move into a box beside them, once. The log itself takes no
 * other change (`event_log_only_seals`). The newest event is left alone until another follows it: by its `xmin` the
 * sequencer knows that the log is where it was.
 */
import { eventCatalog } from '@gantry/shared/events/catalog';
import type { Sql } from '../database.ts';
import { eventPaths, eventPlace, type KeyOwner, type Sealing, sealAll } from '../write/sealing.ts';
import { type Holding, holdNothing, transact, type Writing } from '../write/transact.ts';
import type { PastEvent, PastHolder, SealedEvent } from './holder.ts';
import { nothingPersonal, type Parts, takeOut } from './parts.ts';

const next = `
  SELECT e.id, e.stream, e.stream_id AS "streamId", e.version, e.name, e.merchant, e.payload
  FROM event_log e JOIN event_positions p ON p.event_id = e.id
  WHERE e.id > $1 AND e.sealed IS NULL AND e.name = ANY($2::text[]) AND e.stream = ANY($3::text[]) AND p.seq < (SELECT seq FROM sequencer_cursor WHERE id = 1)
  ORDER BY e.id LIMIT $4`;
const seal = `
  SELECT count(*) FILTER (WHERE seal_event(id, clear, whose, box))::int AS n
  FROM jsonb_to_recordset($1::jsonb) AS r (id bigint, clear jsonb, whose text, box text)`;

type Taken = { event: PastEvent; clear: unknown; parts: Parts };

const takenOf = (events: readonly PastEvent[], paths: ReturnType<typeof eventPaths>): Taken[] =>
  events.flatMap((event) => {
    const { clear, parts } = takeOut(paths.get(event.name) ?? nothingPersonal, event.payload);
    return parts ? [{ event, clear, parts }] : [];
  });

/** Whose the streams of some events are; of some kinds each has a key of its own. */
const ownersOf = async (
  tx: Sql,
  taken: readonly Taken[],
  pasts: readonly PastHolder[],
): Promise<(one: Taken) => KeyOwner> => {
  const subjects = new Map<string, string>();
  const keys = new Map<string, string>();
  const own = new Set(pasts.filter(({ stream }) => stream.ownerOf === 'own').map(({ stream }) => stream.name));
  for (const past of pasts) {
    const ids = taken.filter(({ event }) => event.stream === past.stream.name).map(({ event }) => event.streamId);
    if (ids.length === 0) continue;
    const named = (id: string): string => `${past.stream.name} ${id}`;
    for (const [id, subject] of await past.subjectsOf(tx, [...new Set(ids)])) subjects.set(named(id), subject);
    for (const [id, keyId] of (await past.keysOf?.(tx, [...new Set(ids)])) ?? []) keys.set(named(id), keyId);
  }
  return ({ event: { stream, streamId, merchant } }) => {
    const name = `${stream} ${streamId}`;
    const subject = subjects.get(name);
    if (own.has(stream)) return { kind: 'own', id: name, keyId: keys.get(name), merchant, subject: subject ?? null };
    if (subject === undefined) throw new Error(`nobody says whose ${name} is`);
    return { kind: 'subject', subject, merchant };
  };
};

const sealTaken = async (
  { tx, privacy }: { tx: Sql; privacy: Writing['privacy'] },
  taken: readonly Taken[],
  pasts: readonly PastHolder[],
): Promise<void> => {
  const ownerOf = await ownersOf(tx, taken, pasts);
  const sealings = taken.map((one): Sealing => {
    const { stream, streamId, version } = one.event;
    return { owner: ownerOf(one), place: eventPlace(stream, streamId, version), parts: one.parts };
  });
  const boxes = await sealAll(privacy, tx, sealings);
  const rows = taken.map((one, i) => ({
    id: one.event.id,
    clear: one.clear,
    whose: sealings[i]?.owner.subject ?? null,
    box: boxes[i],
  }));
  await tx.rows(seal, JSON.stringify(rows));
  for (const past of pasts) {
    const told = taken.flatMap(({ event, clear }, i): SealedEvent[] =>
      event.stream === past.stream.name ? [{ ...event, payload: clear, sealed: boxes[i] ?? '' }] : [],
    );
    if (told.length > 0) await past.told?.(tx, told);
  }
};

/** Seals what is personal in the next `most` events after an id; answers the last id looked at and how many were sealed. */
export const sealEvents = (
  platform: Writing,
  pasts: readonly PastHolder[],
  { after, most }: { after: string; most: number },
): Promise<{ through: string; sealed: number; looked: number }> => {
  const paths = eventPaths([...eventCatalog.values()]);
  const streams = pasts.map(({ stream }) => stream.name);
  let events: PastEvent[] = [];
  return transact(
    platform,
    async (tx) => {
      events = await tx.rows<PastEvent>(next, after, [...paths.keys()], streams, most);
      return pasts.reduce<Holding>(
        (held, { stream }) =>
          held.and(
            stream,
            events.filter((one) => one.stream === stream.name).map(({ streamId }) => streamId),
          ),
        holdNothing,
      );
    },
    async ({ tx, privacy }) => {
      const taken = takenOf(events, paths);
      if (taken.length > 0) await sealTaken({ tx, privacy }, taken, pasts);
      return { through: events.at(-1)?.id ?? after, sealed: taken.length, looked: events.length };
    },
  );
};

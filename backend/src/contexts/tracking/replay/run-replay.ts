/** The job that runs a replay, batch by batch from the log, and the one that lets its outcome stand. */
import { messageOf } from '../../../kernel/errors.ts';
import { type StoredEvent, streamEvents, streamsWithin } from '../../../platform/log/event-log.ts';
import type { Platform } from '../../../platform/platform.ts';
import { job } from '../../../platform/work/jobs.ts';
import { wholeEvents } from '../../../platform/write/sealing.ts';
import { eventOf, replayed } from '../../../platform/write/stream.ts';
import { hold, transact } from '../../../platform/write/transact.ts';
import { type Carriers, mapNameOf, type StatusMap } from '../../carriers/public.ts';
import { rejudgeShipment, remap } from '../commands.ts';
import { readTracked, trackedStream } from '../store.ts';
import { type Replay, type Replays, replayApplication, replayRun, type Scope } from './replays.ts';
import { type FieldDifference, type ReplaySubject, throughMaps, throughRows, throughStandings } from './subjects.ts';

const batch = 200;

/** Shipments to look at after `last`; `through` is where the next batch goes on, undefined at the end. */
const idsAfter = async (
  { database }: Platform,
  scope: Scope,
  last: string,
): Promise<{ ids: string[]; through: string | undefined }> => {
  const rows = await database.rows<{ id: string }>(
    'SELECT id FROM tracked_shipments WHERE id > $1 AND ($2::text IS NULL OR id = $2) ORDER BY id LIMIT $3',
    last,
    scope.shipment ?? null,
    batch,
  );
  const ids = rows.map(({ id }) => id);
  const through = ids.at(-1);
  if (scope.from === undefined && scope.to === undefined) return { ids, through };
  const within = await streamsWithin(
    database,
    { stream: trackedStream.name, ids },
    { from: scope.from, until: scope.to },
  );
  return { ids: ids.filter((id) => within.has(id)), through };
};

/** The events of shipments: as rows tell them, without the words of carriers, or with them, which maps may look at. */
const eventsOf = async (
  { database, privacy }: Platform,
  ids: readonly string[],
  words: boolean,
): Promise<Map<string, StoredEvent[]>> => {
  const events = await streamEvents(database, trackedStream.name, ids);
  if (!words) return events;
  const whole = await wholeEvents(privacy, database, [...events.values()].flat());
  return Map.groupBy(whole, ({ streamId }) => streamId);
};

const mapsFor = async ({ connections, maps }: Carriers, scope: Scope): Promise<Map<string, StatusMap>> => {
  const known = (await connections.list()).map(({ connection }) => connection);
  const wanted = known.filter((one) => scope.map === undefined || mapNameOf(one) === scope.map);
  return new Map(await Promise.all(wanted.map(async (one) => [one.name, await maps.fresh(one)] as const)));
};

const lookThrough =
  (scope: Scope, maps: ReadonlyMap<string, StatusMap>, now: Date) =>
  (seen: ReplaySubject): FieldDifference[] =>
    scope.subject === 'rows'
      ? throughRows(seen)
      : scope.subject === 'standings'
        ? throughStandings(seen, now)
        : throughMaps(seen, maps, now);

type BatchFindings = { events: number; found: { id: string; number: string; fields: FieldDifference[] }[] };

const tryBatch = async (
  platform: Platform,
  ids: readonly string[],
  { look, words }: { look: (seen: ReplaySubject) => FieldDifference[]; words: boolean },
): Promise<BatchFindings> => {
  // The rows first: an event that is written between the two reads is in the fold and not in the row, and would show as a
  // difference of rows; such a shipment is read once more.
  const rows = new Map((await readTracked(platform.database, ids)).map((one) => [one.plan.shipmentId, one]));
  const events = await eventsOf(platform, ids, words);
  const found: BatchFindings['found'] = [];
  for (const [id, list] of events) {
    const folded = replayed(trackedStream, list);
    if (!folded) continue;
    let fields = look({ folded, row: rows.get(id) });
    if (fields.length > 0) {
      const again = await eventsOf(platform, [id], words);
      const [row] = await readTracked(platform.database, [id]);
      const state = replayed(trackedStream, again.get(id) ?? []);
      fields = state ? look({ folded: state, row }) : [];
    }
    if (fields.length > 0) found.push({ id, number: folded.plan.legs[0]?.trackingNumber ?? '', fields });
  }
  return { events: [...events.values()].reduce((sum, list) => sum + list.length, 0), found };
};

const insertDifferences = `
  INSERT INTO replay_differences (replay_id, shipment_id, tracking_number, fields)
  SELECT $1, id, number, fields FROM jsonb_to_recordset($2::jsonb) AS r (id text, number text, fields jsonb) ON CONFLICT DO NOTHING`;
const countBatch =
  'UPDATE replays SET events = events + $2, streams = streams + $3, differing = differing + $4 WHERE id = $1';

const keep = (
  { database }: Platform,
  replayId: string,
  { events, found, streams }: BatchFindings & { streams: number },
): Promise<void> =>
  database.transaction(async (tx) => {
    await tx.run(insertDifferences, replayId, JSON.stringify(found));
    await tx.run(countBatch, replayId, events, streams, found.length);
  });

type Needs = { platform: Platform; carriers: Carriers; replays: Replays };

const runAll = async ({ platform, carriers }: Needs, replay: Replay): Promise<void> => {
  const { prisma } = platform.database;
  const scope = replay.scope as Scope;
  const look = lookThrough(scope, await mapsFor(carriers, scope), platform.clock.now());
  // A run that was interrupted begins anew: the side table is its own, so there is nothing to undo.
  await prisma.replayDifference.deleteMany({ where: { replayId: replay.id } });
  await prisma.replay.update({ where: { id: replay.id }, data: { events: 0, streams: 0, differing: 0 } });
  for (let last: string | undefined = ''; last !== undefined; ) {
    const { ids, through }: Awaited<ReturnType<typeof idsAfter>> = await idsAfter(platform, scope, last);
    if (ids.length > 0)
      await keep(platform, replay.id, {
        ...(await tryBatch(platform, ids, { look, words: scope.subject === 'status_map' })),
        streams: ids.length,
      });
    last = through;
  }
};

/** Puts a row right that does not say what its events say. It is the row that is wrong, so no event is written. */
const restoreRow = (platform: Platform, id: string): Promise<void> =>
  transact(platform, hold(trackedStream, [id]), async ({ tx }) => {
    const before = (await trackedStream.load(tx, [id])).get(id);
    const events = (await streamEvents(tx, trackedStream.name, [id])).get(id) ?? [];
    const state = replayed(trackedStream, events);
    if (!state) return;
    const facts = events.flatMap((event) => eventOf(trackedStream, event) ?? []);
    const entries = events.map(({ stream, streamId, version, name, payload, sealed, ...event }) => {
      const thread = { correlationId: event.correlationId, actor: event.actor };
      return { stream, streamId, version, fact: { name, payload }, thread, sealed };
    });
    const after = { state, version: events.length, ...(before?.beside ? { beside: before.beside } : {}) };
    await trackedStream.save(tx, [{ id, before, after, facts, entries }]);
  });

const applyTo = (
  platform: Platform,
  replay: Replay,
  { shipmentId, maps }: { shipmentId: string; maps: Map<string, StatusMap> },
): Promise<unknown> => {
  const thread = { correlationId: shipmentId, causationId: replay.id, actor: replay.actor };
  if (replay.subject === 'rows') return restoreRow(platform, shipmentId);
  if (replay.subject === 'standings') return rejudgeShipment(platform, shipmentId, thread);
  return remap(platform, shipmentId, { maps, all: true, thread });
};

const applyNow = async ({ platform, carriers, replays }: Needs, replayId: string): Promise<void> => {
  const { prisma } = platform.database;
  const replay = await replays.named(replayId);
  const maps = await mapsFor(carriers, replay.scope as Scope);
  const differences = await prisma.replayDifference.findMany({
    where: { replayId },
    select: { shipmentId: true },
    orderBy: { shipmentId: 'asc' },
  });
  for (const { shipmentId } of differences) await applyTo(platform, replay, { shipmentId, maps });
  await prisma.replay.update({ where: { id: replayId }, data: { state: 'applied' } });
};

/**
 * The jobs of replays. Running one ends with its report; with `apply` in its scope its outcome stands at once. Applying is
 * safe to run twice: what is right already changes nothing.
 */
export const replayJobs = (needs: Needs) => {
  const { prisma } = needs.platform.database;
  const run = job({
    ...replayRun,
    lane: 'slow',
    run: async ({ replayId }) => {
      const replay = await needs.replays.named(replayId);
      if (replay.state !== 'running') return;
      try {
        await runAll(needs, replay);
      } catch (error) {
        const data = { error: messageOf(error).slice(0, 500) };
        await prisma.replay.update({ where: { id: replayId }, data });
        throw error;
      }
      const finishedAt = needs.platform.clock.now();
      await prisma.replay.update({ where: { id: replayId }, data: { state: 'ready', finishedAt, error: null } });
      if ((replay.scope as Scope).apply) await applyNow(needs, replayId);
    },
  });
  const apply = job({ ...replayApplication, lane: 'slow', run: ({ replayId }) => applyNow(needs, replayId) });
  return [run, apply];
};

/** The job that runs a replay, batch by batch from the log, and the one that lets its outcome stand. */
import type { Prisma } from '@gantry/prisma/client';
import type { Fact } from '@gantry/shared/events/define';
import { z } from 'zod';
import { fold } from '../../../kernel/decider.ts';
import { messageOf } from '../../../kernel/errors.ts';
import { commit } from '../../../platform/execute.ts';
import { job } from '../../../platform/jobs.ts';
import type { Platform } from '../../../platform/platform.ts';
import { listConnections } from '../../carriers/connections.ts';
import { createMapBook, mapNameOf } from '../../carriers/map-book.ts';
import type { StatusMap } from '../../carriers/status-normalizer.ts';
import { rejudgeShipment, remap } from '../commands.ts';
import { readTracked, trackedShipments } from '../store.ts';
import { evolve } from '../tracked-shipment.ts';
import { type Replay, replayNamed, type Scope } from './replays.ts';
import { type FieldDifference, type Seen, throughMaps, throughRows, throughStandings } from './subjects.ts';

const batch = 200;
type EventRow = { stream_id: string; name: string; payload: unknown; occurred_at: Date; received_at: Date };

const idsAfter = async (platform: Platform, scope: Scope, last: string): Promise<string[]> => {
  const { rows } = await platform.database.pool.query<{ id: string }>(
    `SELECT t.id FROM tracked_shipments t WHERE t.id > $1 AND ($2::text IS NULL OR t.id = $2)
       AND ($3::timestamptz IS NULL AND $4::timestamptz IS NULL OR EXISTS (SELECT 1 FROM event_log e WHERE e.stream_id = t.id AND e.stream = 'tracked_shipment'
         AND ($3::timestamptz IS NULL OR e.recorded_at >= $3) AND ($4::timestamptz IS NULL OR e.recorded_at < $4)))
     ORDER BY t.id LIMIT $5`,
    [last, scope.shipment ?? null, scope.from ?? null, scope.to ?? null, batch],
  );
  return rows.map(({ id }) => id);
};

const factsOf = async (platform: Platform, ids: readonly string[]): Promise<Map<string, Fact[]>> => {
  const { rows } = await platform.database.pool.query<EventRow>(
    `SELECT stream_id, name, payload, occurred_at, received_at FROM event_log WHERE stream = 'tracked_shipment' AND stream_id = ANY($1::text[])
     ORDER BY stream_id, version`,
    [ids],
  );
  const facts = new Map<string, Fact[]>();
  for (const row of rows) {
    const list = facts.get(row.stream_id) ?? [];
    const times = { occurredAt: row.occurred_at.toISOString(), receivedAt: row.received_at.toISOString() };
    list.push({ name: row.name, payload: row.payload, ...times });
    facts.set(row.stream_id, list);
  }
  return facts;
};

const mapsFor = async (platform: Platform, scope: Scope): Promise<Map<string, StatusMap>> => {
  const book = createMapBook(platform);
  const connections = (await listConnections(platform)).map(({ connection }) => connection);
  const wanted = connections.filter((one) => scope.map === undefined || mapNameOf(one) === scope.map);
  return new Map(await Promise.all(wanted.map(async (one) => [one.name, await book.of(one)] as const)));
};

const lookThrough =
  (scope: Scope, maps: ReadonlyMap<string, StatusMap>, now: Date) =>
  (seen: Seen): FieldDifference[] =>
    scope.subject === 'rows'
      ? throughRows(seen)
      : scope.subject === 'standings'
        ? throughStandings(seen, now)
        : throughMaps(seen, maps, now);

type Tried = { events: number; found: { id: string; number: string; fields: FieldDifference[] }[] };

const tryBatch = async (
  platform: Platform,
  ids: readonly string[],
  look: (seen: Seen) => FieldDifference[],
): Promise<Tried> => {
  // The rows first: an event that is written between the two reads is in the fold and not in the row, and would show as a
  // difference of rows; such a shipment is read once more.
  const rows = new Map((await readTracked(platform.database.prisma, ids)).map((one) => [one.plan.shipmentId, one]));
  const facts = await factsOf(platform, ids);
  const found: Tried['found'] = [];
  for (const [id, list] of facts) {
    const folded = fold(evolve, undefined, list);
    if (!folded) continue;
    let fields = look({ folded, row: rows.get(id) });
    if (fields.length > 0) {
      const again = await factsOf(platform, [id]);
      const [row] = await readTracked(platform.database.prisma, [id]);
      const state = fold(evolve, undefined, again.get(id) ?? []);
      fields = state ? look({ folded: state, row }) : [];
    }
    if (fields.length > 0) found.push({ id, number: folded.plan.legs[0]?.trackingNumber ?? '', fields });
  }
  return { events: [...facts.values()].reduce((sum, list) => sum + list.length, 0), found };
};

const keep = (
  platform: Platform,
  replayId: string,
  { events, found, streams }: Tried & { streams: number },
): Promise<void> =>
  commit(platform, async (tx) => {
    await tx.replayDifference.createMany({
      data: found.map(({ id, number, fields }) => ({
        replayId,
        shipmentId: id,
        trackingNumber: number,
        fields: fields as unknown as Prisma.InputJsonValue,
        outcome: {},
      })),
      skipDuplicates: true,
    });
    await tx.replay.update({
      where: { id: replayId },
      data: { events: { increment: events }, streams: { increment: streams }, differing: { increment: found.length } },
    });
  });

const runAll = async (platform: Platform, replay: Replay): Promise<void> => {
  const scope = replay.scope as Scope;
  const look = lookThrough(scope, await mapsFor(platform, scope), platform.clock.now());
  // A run that was interrupted begins anew: the side table is its own, so there is nothing to undo.
  await platform.database.prisma.replayDifference.deleteMany({ where: { replayId: replay.id } });
  await platform.database.prisma.replay.update({
    where: { id: replay.id },
    data: { events: 0, streams: 0, differing: 0 },
  });
  for (let last = ''; ; ) {
    const ids = await idsAfter(platform, scope, last);
    if (ids.length === 0) return;
    const tried = await tryBatch(platform, ids, look);
    await keep(platform, replay.id, { ...tried, streams: ids.length });
    last = ids.at(-1) ?? last;
  }
};

/** Runs a replay to its report; with `apply` in its scope, lets the outcome stand at once. */
export const runReplay = job({
  name: 'tracking.run_replay',
  payload: z.object({ replayId: z.string() }),
  run: async (platform, { replayId }) => {
    const replay = await replayNamed(platform, replayId);
    if (replay.state !== 'running') return;
    try {
      await runAll(platform, replay);
    } catch (error) {
      const data = { error: messageOf(error).slice(0, 500) };
      await platform.database.prisma.replay.update({ where: { id: replayId }, data });
      throw error;
    }
    const finishedAt = platform.clock.now();
    await platform.database.prisma.replay.update({
      where: { id: replayId },
      data: { state: 'ready', finishedAt, error: null },
    });
    if ((replay.scope as Scope).apply) await applyNow(platform, replayId);
  },
});

/** Puts a row right that does not say what its events say. It is the row that is wrong, so no event is written. */
const restoreRow = (platform: Platform, id: string): Promise<void> =>
  commit(platform, async (tx) => {
    const held = (await trackedShipments.load(tx, [id])).get(id);
    const facts = (await factsOf(platform, [id])).get(id) ?? [];
    const state = fold(evolve, undefined, facts);
    if (!state) return;
    await trackedShipments.save(tx, [{ id, before: held, after: { state, version: facts.length }, facts }]);
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

const applyNow = async (platform: Platform, replayId: string): Promise<void> => {
  const replay = await replayNamed(platform, replayId);
  const maps = await mapsFor(platform, replay.scope as Scope);
  const differences = await platform.database.prisma.replayDifference.findMany({
    where: { replayId },
    select: { shipmentId: true },
    orderBy: { shipmentId: 'asc' },
  });
  for (const { shipmentId } of differences) await applyTo(platform, replay, { shipmentId, maps });
  await platform.database.prisma.replay.update({ where: { id: replayId }, data: { state: 'applied' } });
};

/** Lets the outcome of a replay stand. Safe to run twice: what is right already changes nothing. */
export const applyReplayJob = job({
  name: 'tracking.apply_replay',
  payload: z.object({ replayId: z.string() }),
  run: (platform, { replayId }) => applyNow(platform, replayId),
});

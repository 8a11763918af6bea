/**
 * The living ETACalculator: estimates shipments anew, tells what is worth telling, and scores what was told once a parcel
 * has arrived. Safe to run twice and at any moment: it reads where shipments stand inside the transaction that writes.
 */
import { laneKey } from '@gantry/analytics/facts/place-keys';
import type { Sql } from '../../platform/database.ts';
import type { Thread } from '../../platform/event-log.ts';
import { applyAll, type Command, commitSql } from '../../platform/execute.ts';
import type { Platform } from '../../platform/platform.ts';
import { readTracked } from '../tracking/store.ts';
import type { TrackedShipment } from '../tracking/tracked-shipment.ts';
import { type EtaCause, issue, lookAgainAt, type Reckoned } from './issue.ts';
import { estimateEta } from './model/estimate-eta.ts';
import { type Forecaster, modelBookOf } from './models.ts';
import { type Arrival, type Issued, score } from './score.ts';
import { isAwaited, situationOf } from './situation.ts';
import { type Forecast, shipmentEtas } from './store.ts';
import { unwatch, watch } from './watch.ts';

/** Why a shipment is looked at, and the event or job that asks. */
export type Asked = { shipmentId: string; cause: EtaCause; causationId: string };

/** The estimate of a shipment at an instant, by a model: the same scans in any order give the same. Pure. */
export const reckonOne = (
  tracked: TrackedShipment,
  { model, number, demoted }: Forecaster,
  { now, cause }: { now: Date; cause: EtaCause },
): Reckoned => {
  const situation = situationOf(tracked, model, now.getTime());
  const estimate = estimateEta(model, situation, { demoted });
  const plain = demoted.length === 0 ? estimate : estimateEta(model, situation);
  const undemoted = plain.confidence === estimate.confidence ? undefined : plain;
  return { situation, estimate, undemoted, model: number, cause };
};

const arrivalOf = ({ plan, standing }: TrackedShipment): Arrival | undefined =>
  standing.deliveredAt === null
    ? undefined
    : {
        shipmentId: plan.shipmentId,
        carrier: plan.legs[0]?.carrier ?? 'unknown',
        lane: laneKey(plan.origin, plan.destination).slice(0, 120),
        arrivedAt: standing.deliveredAt,
      };

const readIssued = async (tx: Sql, shipmentIds: readonly string[]): Promise<Map<string, Issued[]>> => {
  if (shipmentIds.length === 0) return new Map();
  const rows = await tx.$queryRawUnsafe<{ stream_id: string; at: Date; payload: Issued['payload'] }[]>(
    `SELECT stream_id, occurred_at AS at, payload FROM event_log
     WHERE stream = 'eta' AND stream_id = ANY($1::text[]) AND name = 'tracking.eta_updated' ORDER BY stream_id, version`,
    [...shipmentIds],
  );
  const issued = new Map<string, Issued[]>();
  for (const { stream_id: id, at, payload } of rows) {
    const list = issued.get(id) ?? [];
    list.push({ issuedAt: at.toISOString(), payload });
    issued.set(id, list);
  }
  return issued;
};

/** A turn of the event loop: an estimate takes milliseconds, and the same process orders the log. */
const breathe = (): Promise<void> => new Promise((done) => setImmediate(done));

type Work = { tx: Sql; forecaster: Forecaster; now: Date };

const commandsFor = async (
  { tx, forecaster, now }: Work,
  asked: ReadonlyMap<string, Asked>,
): Promise<Command<Forecast>[]> => {
  const tracked = await readTracked(tx, [...asked.keys()]);
  const arrived = tracked.filter((one) => arrivalOf(one) !== undefined).map(({ plan }) => plan.shipmentId);
  const issued = await readIssued(tx, arrived);
  const due: { shipmentId: string; dueAt: Date }[] = [];
  const over: string[] = [];
  const commands: Command<Forecast>[] = [];
  for (const one of tracked) {
    const { shipmentId, orderId: correlationId } = one.plan;
    const ask = asked.get(shipmentId) as Asked;
    const thread: Thread = { correlationId, causationId: ask.causationId, actor: 'system:tracking' };
    const arrival = arrivalOf(one);
    if (isAwaited(one)) {
      await breathe();
      const reckoned = reckonOne(one, forecaster, { now, cause: ask.cause });
      due.push({ shipmentId, dueAt: lookAgainAt(reckoned.estimate, now.getTime()) });
      commands.push({ id: shipmentId, thread, decide: issue(shipmentId, reckoned) });
    } else over.push(shipmentId);
    if (arrival) commands.push({ id: shipmentId, thread, decide: score(arrival, issued.get(shipmentId) ?? []) });
  }
  await watch(tx, due, forecaster.number);
  await unwatch(tx, over);
  return commands;
};

/** Of the shipments asked about, those that can have news: live ones, and those that have an estimate to be scored. */
const stillOpen = async (platform: Platform, ids: readonly string[]): Promise<Set<string>> => {
  const { rows } = await platform.database.pool.query<{ id: string }>(
    `SELECT t.id FROM tracked_shipments t LEFT JOIN shipment_etas e ON e.shipment_id = t.id
     WHERE t.id = ANY($1::text[]) AND (t.ended_at IS NULL OR e.shipment_id IS NOT NULL)`,
    [ids],
  );
  return new Set(rows.map(({ id }) => id));
};

const chunkSize = 25;
const mostRestMs = 1_000;

/**
 * Estimates shipments anew. Between two chunks it rests as long as it worked: nobody waits for an estimate as the world
 * waits for its scans to be taken in.
 */
export const reckon = async (platform: Platform, asked: readonly Asked[]): Promise<void> => {
  const open = await stillOpen(
    platform,
    asked.map(({ shipmentId }) => shipmentId),
  );
  const left = asked.filter(({ shipmentId }) => open.has(shipmentId));
  while (left.length > 0) {
    const started = performance.now();
    const chunk = left.splice(0, chunkSize);
    const forecaster = await modelBookOf(platform).current();
    await commitSql(platform, async (tx) => {
      const ids = chunk.map(({ shipmentId }) => shipmentId);
      // Held first, so that where the shipments stand is read after whatever was told of them last.
      await shipmentEtas.load(tx, ids);
      const now = platform.clock.now();
      const commands = await commandsFor({ tx, forecaster, now }, new Map(chunk.map((one) => [one.shipmentId, one])));
      for (const outcome of await applyAll({ tx, now }, shipmentEtas, commands)) if (!outcome.ok) throw outcome.error;
    });
    if (left.length > 0)
      await new Promise((done) => setTimeout(done, Math.min(mostRestMs, performance.now() - started)));
  }
};

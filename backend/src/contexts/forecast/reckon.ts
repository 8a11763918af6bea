/**
 * The living ETACalculator: estimates shipments anew, tells what is worth telling, and scores what was told once a parcel
 * has arrived. Safe to run twice and at any moment: it reads where shipments stand inside the transaction that writes.
 */
import { laneKey } from '@gantry/analytics/facts/place-keys';
import { type EtaEvent, etaUpdated } from '@gantry/shared/events/eta';
import type { Sql } from '../../platform/database.ts';
import { type StoredEvent, streamEvents, type Thread } from '../../platform/log/event-log.ts';
import type { Platform } from '../../platform/platform.ts';
import { allDone, type Command } from '../../platform/write/stream.ts';
import { hold, transact } from '../../platform/write/transact.ts';
import { merchantOf, type TrackedShipment, type Tracking } from '../tracking/public.ts';
import type { Forecast } from './forecast.ts';
import { type Estimation, type EtaCause, issue, lookAgainAt } from './issue.ts';
import { estimateEta } from './model/estimate-eta.ts';
import type { Forecaster, ModelBook } from './models.ts';
import { type Arrival, type IssuedEstimate, score } from './score.ts';
import { isAwaited, situationOf } from './situation.ts';
import { forecastRows, forecastStream } from './store.ts';
import { riskOf, unwatch, type WatchedShipment, watch } from './watch.ts';

/** What a shipment's own stream of estimates is made of. */
export type EtaChange = Extract<EtaEvent, { name: 'tracking.eta_updated' | 'tracking.eta_scored' }>;

/** Why a shipment is looked at, and the event or job that asks. */
export type EtaQuestion = { shipmentId: string; cause: EtaCause; causationId: string };

/** The estimate of a shipment at an instant, by a model: the same scans in any order give the same. Pure. */
export const reckonOne = (
  tracked: TrackedShipment,
  { model, number, demoted }: Forecaster,
  { now, cause }: { now: Date; cause: EtaCause },
): Estimation => {
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

/** The estimates issued for shipments, oldest first, read from the log. */
const readIssued = async (tx: Sql, shipmentIds: readonly string[]): Promise<Map<string, IssuedEstimate[]>> => {
  const streams = await streamEvents(tx, forecastStream.name, shipmentIds);
  const issued = (events: readonly StoredEvent[]): IssuedEstimate[] =>
    events.flatMap(({ name, occurredAt, payload }) =>
      name === etaUpdated.name ? [{ issuedAt: occurredAt, payload: etaUpdated.payload.parse(payload) }] : [],
    );
  return new Map([...streams].map(([id, events]) => [id, issued(events)]));
};

/** A turn of the event loop: an estimate takes milliseconds, and the same process orders the log. */
const breathe = (): Promise<void> => new Promise((done) => setImmediate(done));

type Chunk = {
  tracked: readonly TrackedShipment[];
  questions: ReadonlyMap<string, EtaQuestion>;
  forecaster: Forecaster;
  now: Date;
};
type ForecastCommand = Command<Forecast, EtaChange>;

const commandsFor = async (tx: Sql, { tracked, questions, forecaster, now }: Chunk): Promise<ForecastCommand[]> => {
  const arrived = tracked.filter((one) => arrivalOf(one) !== undefined).map(({ plan }) => plan.shipmentId);
  const issued = arrived.length > 0 ? await readIssued(tx, arrived) : new Map<string, IssuedEstimate[]>();
  const commands: ForecastCommand[] = [];
  for (const one of tracked) {
    const { shipmentId, orderId: correlationId } = one.plan;
    const question = questions.get(shipmentId);
    if (!question) continue;
    const { causationId } = question;
    const thread: Thread = { correlationId, causationId, actor: 'system:forecast', merchant: merchantOf(one) };
    const arrival = arrivalOf(one);
    if (isAwaited(one)) {
      await breathe();
      const reckoned = reckonOne(one, forecaster, { now, cause: question.cause });
      commands.push({ id: shipmentId, thread, decide: issue(shipmentId, reckoned) });
    }
    if (arrival) commands.push({ id: shipmentId, thread, decide: score(arrival, issued.get(shipmentId) ?? []) });
  }
  return commands;
};

/** Notes what is watched from now on, by the estimates that are in force after the commands. */
const noteWatched = async (
  tx: Sql,
  { tracked, forecaster, now }: Chunk,
  forecasts: ReadonlyMap<string, Forecast>,
): Promise<void> => {
  const watched: WatchedShipment[] = [];
  const over: string[] = [];
  for (const one of tracked) {
    const { shipmentId } = one.plan;
    const forecast = forecasts.get(shipmentId);
    if (!isAwaited(one)) over.push(shipmentId);
    else if (forecast) {
      const dueAt = lookAgainAt({ at: Date.parse(forecast.eta.at) }, now.getTime()).toISOString();
      watched.push({ shipmentId, merchant: merchantOf(one), dueAt, ...riskOf(one, forecast) });
    }
  }
  await watch(tx, watched, forecaster.number);
  await unwatch(tx, over);
};

export type ReckonNeeds = { platform: Platform; tracking: Tracking; models: ModelBook };

const reckonChunk = async ({ platform, tracking, models }: ReckonNeeds, chunk: readonly EtaQuestion[]) => {
  const forecaster = await models.current();
  const ids = chunk.map(({ shipmentId }) => shipmentId);
  const questions = new Map(chunk.map((one) => [one.shipmentId, one]));
  // Held first, so that where the shipments stand is read after whatever was told of them last.
  await transact(platform, hold(forecastStream, ids), async ({ tx, now, apply }) => {
    const work = { tracked: await tracking.read(tx, ids), questions, forecaster, now };
    allDone(await apply(forecastStream, await commandsFor(tx, work)));
    await noteWatched(tx, work, await forecastRows.byIds(tx, ids));
  });
};

/** Of the shipments asked about, those that can have news: live ones, and those that have an estimate to be scored. */
const stillOpen = async ({ platform, tracking }: ReckonNeeds, ids: readonly string[]): Promise<Set<string>> => {
  const [live, estimated] = await Promise.all([tracking.live(ids), forecastRows.byIds(platform.database, ids)]);
  return new Set([...live, ...estimated.keys()]);
};

const chunkSize = 25;
const mostRestMs = 1_000;

/**
 * Estimates shipments anew. Between two chunks it rests as long as it worked: nobody waits for an estimate as the world
 * waits for its scans to be taken in.
 */
export const reckon = async (needs: ReckonNeeds, questions: readonly EtaQuestion[]): Promise<void> => {
  const open = await stillOpen(
    needs,
    questions.map(({ shipmentId }) => shipmentId),
  );
  const left = questions.filter(({ shipmentId }) => open.has(shipmentId));
  while (left.length > 0) {
    const started = performance.now();
    await reckonChunk(needs, left.splice(0, chunkSize));
    if (left.length > 0)
      await new Promise((done) => setTimeout(done, Math.min(mostRestMs, performance.now() - started)));
  }
};

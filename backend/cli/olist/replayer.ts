/**
 * Sends the doings: in time order, many at once, but each order's own one after the other. Everything sent is idempotent,
 * so what was under way when it was stopped is simply sent again.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { cancelOrder, placeOrder } from '@gantry/shared/api/orders';
import { createShipment } from '@gantry/shared/api/shipping';
import type { Tower } from '../../src/sandbox/tower.ts';
import { olistWebhook } from './connection.ts';
import type { OlistOrder } from './orders.ts';
import type { Doing } from './script.ts';

export type Tally = {
  placed: number;
  amended: number;
  created: number;
  recorded: number;
  cancelled: number;
  trashed: Map<string, number>;
  /** Doings that the tower had already seen. */
  unchanged: number;
  failed: { order: string; problem: string }[];
};
export const newTally = (): Tally => ({
  placed: 0,
  amended: 0,
  created: 0,
  recorded: 0,
  cancelled: 0,
  trashed: new Map(),
  unchanged: 0,
  failed: [],
});

export type ReplayOptions = {
  tower: Tower;
  doings: readonly Doing[];
  secret: string;
  from: number;
  /** Times as fast as the world; Infinity for as fast as the tower takes. */
  speed: number;
  signal: AbortSignal;
  /** Told when everything before `sent` has been sent. */
  onSent: (sent: number, at: number) => void;
  onOrder: (orderId: string) => void;
};

const atOnce = 32;
type Known = Map<string, Promise<string | null>>;
type Work = ReplayOptions & { tally: Tally; known: Known };

/** Places the order, once a run; its id, or null when it went to the Trash. `counted` false: only to learn the id. */
const place = (work: Work, order: OlistOrder, counted: boolean): Promise<string | null> => {
  const { tally } = work;
  const placing = async () => {
    const { reply } = await work.tower.call(placeOrder, { body: order.input });
    if (reply.orderId !== null) work.onOrder(reply.orderId);
    if (!counted) return reply.orderId;
    if (reply.outcome === 'placed') tally.placed++;
    else if (reply.outcome === 'amended') tally.amended++;
    else if (reply.outcome === 'unchanged') tally.unchanged++;
    else tally.trashed.set(reply.reason ?? 'unknown', (tally.trashed.get(reply.reason ?? 'unknown') ?? 0) + 1);
    return reply.orderId;
  };
  const known = work.known.get(order.id) ?? placing();
  work.known.set(order.id, known);
  return known;
};

const postScan = async (work: Work, doing: Extract<Doing, { what: 'scan' }>): Promise<void> => {
  const { reply } = await work.tower.webhook(() => olistWebhook(doing, work.secret));
  work.tally.recorded += reply.recorded + reply.waiting + (reply.outcome === 'deferred' ? 1 : 0);
  work.tally.unchanged += reply.duplicates;
  if (reply.trashed > 0) work.tally.trashed.set('scan', (work.tally.trashed.get('scan') ?? 0) + reply.trashed);
};

const perform = async (work: Work, doing: Doing): Promise<void> => {
  const { tower, tally } = work;
  if (doing.what === 'scan') return postScan(work, doing);
  const orderId = await place(work, doing.order, doing.what === 'order');
  if (orderId === null) return;
  if (doing.what === 'shipment') {
    const { reply } = await tower.call(createShipment, { body: { ...doing.shipment, orderId } });
    if (reply.outcome === 'created') tally.created++;
    else tally.unchanged++;
  }
  if (doing.what === 'cancel') {
    const reason = `order status ${doing.order.status}`;
    const { reply } = await tower.call(cancelOrder, { params: { orderId }, body: { reason } });
    if (reply.outcome === 'cancelled') tally.cancelled++;
    else tally.unchanged++;
  }
};

/** Performs one doing after the order's earlier ones; a refusal is noted and does not stop the others. */
const performNoted = async (work: Work, doing: Doing): Promise<void> => {
  try {
    await perform(work, doing);
  } catch (error) {
    if (work.signal.aborted) throw error;
    if (!(error instanceof Error) || error.name !== 'TowerRefusal') throw error;
    work.tally.failed.push({ order: doing.order.id, problem: `${doing.what}: ${error.message}` });
  }
};

const waitForTurn = async (work: Work, began: { real: number; world: number }, doing: Doing): Promise<void> => {
  if (!Number.isFinite(work.speed)) return;
  const due = began.real + (doing.at - began.world) / work.speed;
  const wait = due - performance.now();
  if (wait > 2) await sleep(wait, undefined, { signal: work.signal });
};

/** Replays until the end or the signal. Throws TowerAway when nobody answers; a stop by the signal is no error. */
export const replay = async (options: ReplayOptions): Promise<Tally> => {
  const work: Work = { ...options, tally: newTally(), known: new Map() };
  const stop = new AbortController();
  const last = new Map<string, Promise<void>>();
  const running = new Map<number, Promise<void>>();
  let failure: unknown;
  let dispatched = options.from;
  const began = { real: performance.now(), world: options.doings[options.from]?.at ?? 0 };
  const stopped = () => options.signal.aborted || stop.signal.aborted;
  for (const [index, doing] of options.doings.entries()) {
    if (index < options.from) continue;
    await waitForTurn(work, began, doing).catch(() => {});
    while (running.size >= atOnce && !stopped()) await Promise.race(running.values());
    if (stopped()) break;
    const before = last.get(doing.order.id) ?? Promise.resolve();
    const mine = before.then(() => performNoted(work, doing));
    last.set(doing.order.id, mine);
    const tracked = mine
      .then(() => {
        running.delete(index);
        options.onSent(Math.min(dispatched, ...running.keys()), doing.at);
      })
      .catch((error: unknown) => {
        failure ??= error;
        stop.abort();
      });
    running.set(index, tracked);
    dispatched = index + 1;
  }
  await Promise.all(running.values());
  if (failure !== undefined && !options.signal.aborted) throw failure;
  return work.tally;
};

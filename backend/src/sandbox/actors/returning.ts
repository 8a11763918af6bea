/**
 * People who send something back: some of those who were told of a parcel, of the days before the tower too, open the page of
 * returns when it has been there for a while, and ask. Whether they may is the tower's to say. The shop's clerks allow what was
 * asked for, take in what comes, look at it, and pay it back.
 */
import type { ReplyOf } from '@gantry/shared/api/endpoint';
import { listWarehouses } from '@gantry/shared/api/inventory/places';
import { customersReturns, requestReturnOnPage } from '@gantry/shared/api/returns/customers';
import type { Rma } from '@gantry/shared/api/returns/rma';
import { changeReturn, listReturns } from '@gantry/shared/api/returns/staff';
import type { z } from 'zod';
import type { Actor, News } from '../actor.ts';
import { dayMs } from '../calendar.ts';
import type { OpenActor, WorldContext } from '../context.ts';
import { type Random, randomOf } from '../random.ts';
import { allOf } from '../stock/asking.ts';
import { TowerRefusal } from '../tower.ts';
import { createTurns, type Turns } from '../turns.ts';

type Task = { does: 'ask'; token: string; tries: number } | { does: 'look' };
type Desk = { context: WorldContext; turns: Turns<Task> };

const regretful = 0.05;
const hour = 3_600_000;
const lookEveryMs = 2 * 60_000;
const firstLookMs = 90_000;
/** Who finds nothing to send back yet looks again, so many times. */
const mostTries = 4;
/** Asked by too many from one address, who stands behind the others tries again later. */
const queueMs = 20 * 60_000;
/** How long the clerks take to allow it. */
const allows = { least: 2 * 60_000, most: 10 * 60_000 };
/** Who lives near brings it to the counter; others post it; what could not be delivered stands at the gate already. */
const near = 0.4;
const comesBack = {
  byHand: { least: 10 * 60_000, most: 2 * hour },
  byPost: { least: 2 * dayMs, most: 5 * dayMs },
  byItself: { least: 0.5 * hour, most: 6 * hour },
};

type Page = ReplyOf<typeof customersReturns>;

/** What somebody asks for: one line, all of it or one unit. */
const choice = (random: Random, { lines, reasons }: Page) => {
  const line = random.pick(lines.filter(({ returnable }) => returnable > 0));
  const own = reasons.filter((reason) => reason !== 'undeliverable');
  return { lineId: line.lineId, quantity: random.chance(0.7) ? 1 : line.returnable, reason: random.pick(own) };
};

const ask = async ({ context, turns }: Desk, { token, tries }: Extract<Task, { does: 'ask' }>, now: number) => {
  const { tower, state } = context;
  const { reply } = await tower.call(customersReturns, { params: { token } });
  if (reply.why === 'not_delivered' && tries < mostTries)
    turns.add({ at: now + 20 * hour, task: { does: 'ask', token, tries: tries + 1 }, keeps: false }, now);
  if (reply.why !== null || reply.returns.length > 0) return [];
  const lines = [choice(randomOf(state.seed, 'return', token), reply)];
  const body = { requestId: `sandbox-${token.slice(0, 12)}`, lines };
  try {
    await tower.call(requestReturnOnPage, { params: { token }, body });
  } catch (error) {
    if (!(error instanceof TowerRefusal) || error.status !== 429 || tries >= mostTries) throw error;
    turns.add({ at: now + queueMs, task: { does: 'ask', token, tries: tries + 1 }, keeps: false }, now);
  }
  return [];
};

type Step = z.input<(typeof changeReturn)['body']>;

/** How long after it was asked for it is there. */
const wayOf = ({ by }: Rma, random: Random): number => {
  const { least, most } =
    by === 'carrier' ? comesBack.byItself : random.chance(near) ? comesBack.byHand : comesBack.byPost;
  return random.between(least, most);
};

const inspection = (rma: Rma, random: Random): Step | undefined => {
  const units = rma.toInspect.map(({ lineId, sku, quantity }) => ({
    lineId,
    sku,
    quantity,
    outcome: random.chance(0.75) ? ('restock' as const) : ('damaged' as const),
  }));
  return units.length > 0 ? { action: 'inspect', inspectionId: 'first', units } : undefined;
};

/** The money goes back before the return is closed; of what nobody knows the price of it is somebody's to say. */
const payment = ({ refund, number }: Rma): Step | undefined => {
  if (refund.state === 'due' && refund.amount !== null)
    return { action: 'refund', state: 'sent', reference: `PAY-${number}` };
  if (refund.state === 'sent') return { action: 'refund', state: 'confirmed' };
  return refund.state === 'due' ? undefined : { action: 'close' };
};

/** What the clerks do with a return by now. */
const dueFor = (rma: Rma, random: Random, age: number): Step | undefined => {
  const { lines, state } = rma;
  // Drawn in one order whatever its state, so that each look expects the same of it.
  const patience = random.between(allows.least, allows.most);
  const willing = random.chance(0.95);
  const way = wayOf(rma, random);
  if (state === 'requested') {
    if (age <= patience) return undefined;
    return willing ? { action: 'authorize', way: 'drop_off' } : { action: 'reject', reason: 'Used for weeks' };
  }
  if (state === 'authorized' || state === 'in_transit') {
    const units = lines.flatMap(({ lineId, toReceive }) => (toReceive > 0 ? [{ lineId, quantity: toReceive }] : []));
    const parcel = { receiptId: 'parcel', lines: units, unexpected: [], complete: true };
    return age > way ? { action: 'receive', ...parcel } : undefined;
  }
  if (state === 'received') return inspection(rma, random);
  return state === 'inspected' ? payment(rma) : undefined;
};

/** Takes a step. Where the tower does not know where something left from, the clerks say where it is to go. */
const take = async ({ context: { tower } }: Desk, { returnId, merchant }: Rma, body: Step): Promise<void> => {
  const params = { returnId };
  try {
    await tower.call(changeReturn, { params, body, merchant });
  } catch (error) {
    if (!(error instanceof TowerRefusal) || error.status !== 422 || body.action !== 'authorize') throw error;
    const { reply } = await tower.call(listWarehouses);
    const open = reply.items.find(({ state }) => state === 'open');
    if (!open) throw error;
    await tower.call(changeReturn, { params, body: { ...body, warehouse: open.warehouse }, merchant });
  }
};

const looksAt = ['requested', 'authorized', 'in_transit', 'received', 'inspected'] as const;

/** One look at all that is open. What the tower refuses of one harms no other. */
const look = async (desk: Desk, now: number): Promise<void> => {
  const { tower, state: world, log } = desk.context;
  for (const state of looksAt) {
    const open = await allOf(
      async (more) => (await tower.call(listReturns, { query: { state, limit: 100, ...more } })).reply,
    );
    for (const rma of open) {
      const { returnId } = rma;
      const body = dueFor(rma, randomOf(world.seed, 'clerk', returnId), now - Date.parse(rma.requestedAt));
      if (body === undefined) continue;
      try {
        await take(desk, rma, body);
      } catch (error) {
        if (!(error instanceof TowerRefusal)) throw error;
        const { status, message: problem } = error;
        log.warn({ actor: 'returning', does: body.action, returnId, status, problem }, 'refused');
      }
    }
  }
};

export const openReturning: OpenActor = async (context): Promise<Actor> => {
  const { log, signal, now: began, state } = context;
  const run = async (task: Task, now: number): Promise<News[]> => {
    if (task.does === 'ask') return ask(desk, task, now);
    try {
      await look(desk, now);
    } catch (error) {
      // What one look could not do the next one does.
      if (!signal.aborted) log.warn({ actor: 'returning', problem: String(error) }, 'put off');
    } finally {
      turns.add({ at: now + lookEveryMs, task, keeps: false }, now);
    }
    return [];
  };
  const turns = createTurns<Task>({ name: 'returning', log, signal, run });
  const desk: Desk = { context, turns };
  turns.add({ at: began + firstLookMs, task: { does: 'look' }, keeps: false }, began);
  return {
    ...turns,
    name: 'returning',
    hear: (news, now) => {
      if (news.what !== 'customer_told') return [];
      const token = /^\/track\/(\w{8,})$/.exec(news.trackingUrl)?.[1];
      const random = randomOf(state.seed, 'regret', news.orderNumber);
      if (token === undefined || !random.chance(regretful)) return [];
      const at = Math.max(news.at + random.between(3, 7) * dayMs, now + random.between(0.02, 5) * hour);
      turns.add({ at, task: { does: 'ask', token, tries: 0 }, keeps: false }, now);
      return [];
    },
    save: () => undefined,
  };
};

/**
 * People who send something back: some of those who were told of a parcel open the page of returns when it has been there for a
 * while, and ask. Whether they may is the tower's to say. The shop's clerks allow what was asked for, and look at what has come.
 */
import type { ReplyOf } from '@gantry/shared/api/endpoint';
import { customersReturns, requestReturnOnPage } from '@gantry/shared/api/returns/customers';
import type { Rma } from '@gantry/shared/api/returns/rma';
import { changeReturn, listReturns } from '@gantry/shared/api/returns/staff';
import type { Actor, News } from '../actor.ts';
import { dayMs } from '../calendar.ts';
import type { OpenActor, WorldContext } from '../context.ts';
import { type Random, randomOf } from '../random.ts';
import { createTurns, type Turns } from '../turns.ts';

type Task = { does: 'ask'; token: string; tries: number } | { does: 'look' };
type Desk = { context: WorldContext; turns: Turns<Task> };

const regretful = 0.05;
const hour = 3_600_000;
const lookEveryMs = 2 * 60_000;
const firstLookMs = 90_000;
/** Who finds nothing to send back yet looks again, so many times. */
const mostTries = 4;
/** How long the clerks take to allow it, the parcel to come back, and they to look at it. */
const allows = 10 * 60_000;
const comesBack = { least: 2 * dayMs, most: 5 * dayMs };

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
  await tower.call(requestReturnOnPage, { params: { token }, body });
  return [];
};

/** What the clerks do with a return by now. */
const serve = async ({ context: { tower, state } }: Desk, rma: Rma, now: number): Promise<void> => {
  const { returnId, merchant } = rma;
  const random = randomOf(state.seed, 'clerk', returnId);
  const age = now - Date.parse(rma.requestedAt);
  const params = { returnId };
  if (rma.state === 'requested' && age > allows) {
    const body = random.chance(0.95)
      ? { action: 'authorize' as const }
      : { action: 'reject' as const, reason: 'Used for weeks' };
    await tower.call(changeReturn, { params, body, merchant });
  }
  if (rma.state === 'authorized' && age > random.between(comesBack.least, comesBack.most)) {
    const lines = rma.lines.map(({ lineId, quantity }) => ({ lineId, quantity }));
    await tower.call(changeReturn, {
      params,
      body: { action: 'receive', receiptId: 'parcel', lines, complete: true },
      merchant,
    });
  }
  if (rma.state === 'received') {
    const units = rma.toInspect.map(({ lineId, sku, quantity }) => ({
      lineId,
      sku,
      quantity,
      outcome: random.chance(0.75) ? ('restock' as const) : ('damaged' as const),
    }));
    if (units.length > 0)
      await tower.call(changeReturn, { params, body: { action: 'inspect', inspectionId: 'first', units }, merchant });
  }
};

const look = async (desk: Desk, now: number): Promise<void> => {
  for (const state of ['requested', 'authorized', 'received'] as const) {
    const { reply } = await desk.context.tower.call(listReturns, { query: { state, limit: 100 } });
    for (const rma of reply.items) await serve(desk, rma, now);
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
      const at = Math.max(news.at + random.between(3, 7) * dayMs, now + random.between(0.02, 3) * hour);
      turns.add({ at, task: { does: 'ask', token, tries: 0 }, keeps: false }, now);
      return [];
    },
    save: () => undefined,
  };
};

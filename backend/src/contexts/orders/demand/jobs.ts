/**
 * Work that nobody waits for at a screen: serving a stock's line, looking at all lines by the clock, giving back what was not
 * paid for in time, and looking again at orders whose products changed.
 */
import { z } from 'zod';
import { job, type Ticket } from '../../../platform/work/jobs.ts';
import { waitedFor } from './demand.ts';
import { expireReservations } from './expiry.ts';
import { resettleNamed } from './named.ts';
import { type Needs, serveLine } from './serve.ts';

const turn = z.object({ promiseDay: z.string().nullable(), placedAt: z.string(), orderId: z.string() });
const lineOf = z.object({ stockId: z.string(), after: turn.optional(), key: z.string() });
const serving = { name: 'orders.serve_line', title: 'Serves the orders that wait for a product', payload: lineOf };
const productOf = z.object({ merchant: z.string(), sku: z.string(), after: turn.optional(), key: z.string() });
const looking = {
  name: 'orders.look_again',
  title: 'Looks again at orders of a product that changed',
  payload: productOf,
};
const sweeping = {
  name: 'orders.serve_all_lines',
  title: 'Serves all orders that wait for stock',
  payload: z.object({}),
};

/** What arrives within this time is served together. */
const gatherMs = 200;

type Pace = Pick<Ticket, 'thread'> & { now: Date };

/** Asks for a stock's line to be served a moment from now; whoever asks in the same moment asks for the same. */
export const askToServe = async ({ platform }: Needs, stockIds: readonly string[], { thread, now }: Pace) => {
  const slot = Math.floor(now.getTime() / gatherMs) + 1;
  for (const stockId of stockIds) {
    const key = `${stockId}:${slot}`;
    await platform.jobs.enqueue(serving, { stockId, key }, { key, thread, runAt: new Date(slot * gatherMs) });
  }
};

/** An order may have been placed while its product was written, by the catalog of before: a second look finds it. */
const secondLookMs = 15_000;

/** Asks for the orders that name a product to be looked at again. */
export const askToLook = async (
  { platform }: Needs,
  { merchant, sku, cause }: { merchant: string; sku: string; cause: string },
  { thread, now }: Pace,
): Promise<void> => {
  for (const [name, waitMs] of [
    ['first', 0],
    ['second', secondLookMs],
  ] as const) {
    const key = `${cause}:${name}`;
    const runAt = new Date(now.getTime() + waitMs);
    await platform.jobs.enqueue(looking, { merchant, sku, key }, { key, thread, runAt });
  }
};

/** Asks for every line to be looked at. */
export const askToServeAll = ({ platform }: Needs, cause: string, thread: Ticket['thread']): Promise<void> =>
  platform.jobs.enqueue(sweeping, {}, { key: cause, thread });

/** Orders that one run serves; then whatever else waits has its turn. */
const mostInARun = 1_000;

const serveOne = (needs: Needs) =>
  job({
    ...serving,
    lane: 'fast',
    run: async ({ stockId, after, key }, { thread }) => {
      const last = await serveLine(needs, { stockId, after, most: mostInARun }, thread);
      if (!last) return;
      const next = `${key}:${last.orderId}`;
      await needs.platform.jobs.enqueue(serving, { stockId, key: next, after: last }, { key: next, thread });
    },
  });

const serveAll = (needs: Needs) =>
  job({
    ...sweeping,
    lane: 'fast',
    every: 60_000,
    run: async (_, { thread }) => {
      const { database } = needs.platform;
      for (const stockId of await needs.inventory.inStock(database, await waitedFor(database, null)))
        await serveLine(needs, { stockId, most: Number.POSITIVE_INFINITY }, thread);
    },
  });

const lookAgain = (needs: Needs) =>
  job({
    ...looking,
    lane: 'fast',
    run: async ({ merchant, sku, after, key }, { thread }) => {
      const last = await resettleNamed(needs, { merchant, sku, after, most: mostInARun }, thread);
      if (!last) return;
      const next = `${key}:${last.orderId}`;
      await needs.platform.jobs.enqueue(looking, { merchant, sku, after: last, key: next }, { key: next, thread });
    },
  });

const expire = (needs: Needs) =>
  job({
    name: 'orders.expire_reservations',
    title: 'Ends reservations whose time is over',
    payload: z.object({}),
    lane: 'fast',
    every: 15_000,
    run: (_, { thread }) => expireReservations(needs, thread),
  });

export const demandJobs = (needs: Needs) => [serveOne(needs), serveAll(needs), lookAgain(needs), expire(needs)];

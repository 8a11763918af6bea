/** Holds whose day has come end by the clock. */
import { z } from 'zod';
import { job } from '../../../platform/work/jobs.ts';
import { type ChangeNeeds, changeOrders } from './changing.ts';
import { endHolds } from './hold.ts';

const due = 'SELECT id FROM orders WHERE held_until <= $1 ORDER BY held_until, id LIMIT 100';

/** Ends holds whose day has come, a hundred orders in one transaction; stock is looked for at once. */
export const endHoldsJob = (needs: ChangeNeeds) =>
  job({
    name: 'orders.end_holds',
    title: 'Ends holds of orders whose time is over',
    payload: z.object({}),
    lane: 'fast',
    every: 20_000,
    run: async (_, { thread }) => {
      const { database, clock } = needs.platform;
      for (;;) {
        const rows = await database.rows<{ id: string }>(due, clock.now());
        const changes = rows.map(({ id: orderId }) => ({
          orderId,
          thread: { ...thread, actor: 'system:orders' },
          decide: ({ now }: { now: Date }) => endHolds(now),
        }));
        const outcomes = changes.length > 0 ? await changeOrders(needs, { changes, cause: 'manual' }) : [];
        const failed = outcomes.find((outcome) => !outcome.ok);
        if (failed && !failed.ok) throw failed.error;
        // Fewer than a hundred: none is left. Otherwise what was ended is due no more.
        if (rows.length < 100) return;
      }
    },
  });

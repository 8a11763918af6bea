/** Returns that were allowed and never sent end by the clock. */
import { z } from 'zod';
import { job } from '../../platform/work/jobs.ts';
import { transact } from '../../platform/write/transact.ts';
import { decideReturn } from './commands.ts';
import { expire } from './decide.ts';
import type { ReturnNeeds } from './needs.ts';
import { returnStream } from './store.ts';
import { worldOf } from './world.ts';

const due = `
  SELECT id, order_id AS "orderId" FROM returns
  WHERE state = 'authorized' AND expires_at <= $1 ORDER BY expires_at, id LIMIT 100`;

/** Ends what is due, each with its order held: what it would have brought back may be asked for again. */
export const expireReturnsJob = (needs: ReturnNeeds) =>
  job({
    name: 'returns.expire',
    title: 'Ends returns that nobody sent',
    payload: z.object({}),
    lane: 'fast',
    every: 60_000,
    run: async (_, { thread }) => {
      const { database, clock } = needs.platform;
      for (;;) {
        const rows = await database.rows<{ id: string; orderId: string }>(due, clock.now());
        for (const { id: returnId, orderId } of rows) {
          const held = needs.orders.holding([orderId]).and(returnStream, [returnId]);
          await transact(needs.platform, held, async (unit) => {
            const world = await worldOf(needs, unit, orderId);
            const by = { ...thread, actor: 'system:returns' };
            await decideReturn(world, { returnId, thread: by, decisions: [expire(unit.now)] });
          });
        }
        // What was ended is due no more.
        if (rows.length < 100) return;
      }
    },
  });

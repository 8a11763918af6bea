/** Jobs of the platform's own: what has served its time is removed, a slice at a time. */
import { z } from 'zod';
import { sweepMessages } from '../inbox/kept-messages.ts';
import type { Platform } from '../platform.ts';
import { job } from './jobs.ts';

const slices = [
  `DELETE FROM idempotency_keys WHERE ctid IN (SELECT ctid FROM idempotency_keys WHERE created_at < now() - interval '24 hours' LIMIT 5000)`,
  `DELETE FROM jobs WHERE id IN (SELECT id FROM jobs WHERE status = 'done' AND finished_at < now() - interval '7 days' LIMIT 5000)`,
  `DELETE FROM exchanges WHERE id IN (SELECT id FROM exchanges WHERE started_at < now() - interval '90 days' LIMIT 5000)`,
];

const sweep = ({ database }: Platform) =>
  job({
    name: 'platform.sweep',
    payload: z.object({}),
    lane: 'slow',
    every: 600_000,
    run: async () => {
      for (const slice of slices) await database.run(slice);
      await sweepMessages(database);
    },
  });

/** The platform's own jobs. */
export const housekeeping = (platform: Platform) => [sweep(platform)];

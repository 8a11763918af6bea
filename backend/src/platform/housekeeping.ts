/** Jobs of the platform's own: what has served its time is removed, a slice at a time. */
import { z } from 'zod';
import { type Job, job } from './jobs.ts';

const slices = [
  `DELETE FROM idempotency_keys WHERE ctid IN (SELECT ctid FROM idempotency_keys WHERE created_at < now() - interval '24 hours' LIMIT 5000)`,
  `DELETE FROM jobs WHERE id IN (SELECT id FROM jobs WHERE status = 'done' AND finished_at < now() - interval '7 days' LIMIT 5000)`,
  `DELETE FROM exchanges WHERE id IN (SELECT id FROM exchanges WHERE started_at < now() - interval '90 days' LIMIT 5000)`,
  // The scans are in the log; the raw bytes are kept for as long as somebody may want to read them again.
  `DELETE FROM inbound_webhooks WHERE id IN (SELECT id FROM inbound_webhooks WHERE received_at < now() - interval '30 days' AND outcome <> 'deferred' LIMIT 5000)`,
];

const sweep = job({
  name: 'platform.sweep',
  payload: z.object({}),
  every: 600_000,
  run: async ({ database }) => {
    for (const slice of slices) await database.pool.query(slice);
  },
});

export const housekeeping = [sweep] as unknown as Job<never>[];

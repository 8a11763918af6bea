/** Jobs of the platform's own: what has served its time is removed, a slice at a time. */
import { z } from 'zod';
import { job } from './jobs.ts';
import type { Platform } from './platform.ts';

const slices = [
  `DELETE FROM idempotency_keys WHERE ctid IN (SELECT ctid FROM idempotency_keys WHERE created_at < now() - interval '24 hours' LIMIT 5000)`,
  `DELETE FROM jobs WHERE id IN (SELECT id FROM jobs WHERE status = 'done' AND finished_at < now() - interval '7 days' LIMIT 5000)`,
  `DELETE FROM exchanges WHERE id IN (SELECT id FROM exchanges WHERE started_at < now() - interval '90 days' LIMIT 5000)`,
  // What raw messages said is in the log; their bytes are kept for as long as somebody may want to read them again.
  `DELETE FROM inbound_webhooks WHERE id IN (SELECT id FROM inbound_webhooks WHERE received_at < now() - interval '30 days' AND outcome <> 'deferred' LIMIT 5000)`,
];

const sweep = ({ database }: Platform) =>
  job({
    name: 'platform.sweep',
    payload: z.object({}),
    lane: 'slow',
    every: 600_000,
    run: async () => {
      for (const slice of slices) await database.run(slice);
    },
  });

/** The platform's own jobs. */
export const housekeeping = (platform: Platform) => [sweep(platform)];

/** Jobs of the platform's own: what has served its time is removed, a slice at a time. */
import { z } from 'zod';
import { sweepExchanges } from '../exchange/keep.ts';
import { sweepReplies } from '../http/kept-replies.ts';
import { sweepMessages } from '../inbox/kept-messages.ts';
import { verifyProof } from '../log/proof/verify-job.ts';
import type { Platform } from '../platform.ts';
import { eraseOldEntries } from '../trash/personal.ts';
import { sweepUploads } from '../uploads/kept-uploads.ts';
import { job } from './jobs.ts';

const doneJobs = `DELETE FROM jobs WHERE id IN (SELECT id FROM jobs WHERE status = 'done' AND finished_at < now() - interval '7 days' LIMIT 5000)`;

const dayMs = 86_400_000;

/** How long things can be read, in days. */
export type Keeping = { messageDays: number; callDays: number; trashDays: number };

const sweep = ({ database, clock, privacy }: Platform, keeping: () => Keeping) =>
  job({
    name: 'platform.sweep',
    title: 'Removes what has served its time',
    payload: z.object({}),
    lane: 'slow',
    every: 600_000,
    run: async () => {
      const { messageDays, callDays, trashDays } = keeping();
      const now = clock.now();
      const before = (days: number): Date => new Date(now.getTime() - days * dayMs);
      await database.run(doneJobs);
      await sweepReplies(database);
      await sweepExchanges(database, before(callDays));
      await sweepMessages(database, before(messageDays));
      await sweepUploads(database, now);
      const erased = await database.transaction((tx) =>
        eraseOldEntries({ privacy, tx }, { before: before(trashDays), now }),
      );
      if (erased > 0) privacy.forget();
    },
  });

/** The platform's own jobs. */
export const housekeeping = (platform: Platform, keeping: () => Keeping) => [
  sweep(platform, keeping),
  verifyProof(platform),
];

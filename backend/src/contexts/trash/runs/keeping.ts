/** What bulk runs keep of people ends with its time: why entries were discarded may name somebody. */
import { z } from 'zod';
import type { Platform } from '../../../platform/platform.ts';
import { job } from '../../../platform/work/jobs.ts';
import { keyIdOf } from '../../../platform/write/sealing.ts';

const keptMs = 90 * 86_400_000;
const old = `
  SELECT id, sealed FROM trash_runs WHERE sealed IS NOT NULL AND started_at < $1 ORDER BY started_at LIMIT 500
  FOR UPDATE SKIP LOCKED`;
const ending = 'UPDATE trash_runs SET sealed = NULL, erased_at = $2 WHERE id = ANY($1::text[])';

export const endReasonsJob = ({ database, clock, privacy }: Platform) =>
  job({
    name: 'trash.end_reasons',
    title: 'Erases the reasons of old bulk runs',
    payload: z.object({}),
    lane: 'slow',
    every: 3_600_000,
    run: async () => {
      const now = clock.now();
      const ended = await database.transaction(async (tx) => {
        const rows = await tx.rows<{ id: string; sealed: string }>(old, new Date(now.getTime() - keptMs));
        if (rows.length === 0) return 0;
        await privacy.destroyKeys(
          tx,
          rows.map(({ sealed }) => keyIdOf(sealed)),
        );
        return tx.run(
          ending,
          rows.map(({ id }) => id),
          now,
        );
      });
      if (ended > 0) privacy.forget();
    },
  });

/** Checks the log while it stands: a twenty-fourth of it each hour, so that all of it was looked at within a day. */
import { z } from 'zod';
import type { Platform } from '../../platform.ts';
import { job } from '../../work/jobs.ts';
import { chainedThrough } from './chain.ts';
import { newestHead } from './heads.ts';
import { keptHeads } from './kept-heads.ts';
import { lostHeads, verifyStretch } from './verify.ts';

/** By this name the vitals tell of it. */
const trouble = 'log proof';

const hourMs = 3_600_000;
const parts = 24;

/** The part of the log (after, through] that is due in an hour. */
export const stretchOf = (hour: number, through: number): { after: number; through: number } => {
  const part = hour % parts;
  return { after: Math.floor((through * part) / parts), through: Math.floor((through * (part + 1)) / parts) };
};

export const verifyProof = ({ clock, config, database, logger, vitals }: Platform) => {
  /** What was found in each part when it was looked at last. */
  const found = new Map<number, string>();
  return job({
    name: 'platform.verify_log',
    title: 'Check of a part of the log against its proof',
    payload: z.object({}),
    lane: 'slow',
    every: hourMs,
    run: async () => {
      const book = keptHeads(config);
      const hour = Math.floor(clock.now().getTime() / hourMs);
      const end = await chainedThrough(database);
      const { faults } = await verifyStretch(database, { ...stretchOf(hour, end), book });
      const all = [...faults, ...book.faults, ...lostHeads(book, await newestHead(database), end)];
      for (const fault of all) logger.error(fault, 'the log is not what was written');
      const [first] = all;
      if (first) found.set(hour % parts, first.text);
      else found.delete(hour % parts);
      vitals.tell(trouble, [...found.values()][0] ?? null);
    },
  });
};

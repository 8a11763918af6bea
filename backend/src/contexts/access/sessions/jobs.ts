/** Work on sessions in the background. */
import { z } from 'zod';
import type { Platform } from '../../../platform/platform.ts';
import { job } from '../../../platform/work/jobs.ts';
import { sweepSessions } from './store.ts';

const keptMs = 86_400_000;

/** Removes sessions that ended a day ago. */
export const sweepSessionsJob = ({ database, clock }: Platform) =>
  job({
    name: 'access.sweep_sessions',
    title: 'Ends sessions whose time is over',
    payload: z.object({}),
    lane: 'slow',
    every: 3_600_000,
    run: () => sweepSessions(database, new Date(clock.now().getTime() - keptMs)),
  });

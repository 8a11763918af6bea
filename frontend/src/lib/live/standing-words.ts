/** Why the log stands, in words: what does not answer, since when, and how many events wait for it. */
import type { LogStanding } from '@gantry/shared/live';
import { clock, count } from '../format.ts';

const subjects: Record<NonNullable<LogStanding['standing']>, (since: string) => string> = {
  worker_silent: (since) => `The worker has not answered since ${since}`,
  log_stands: (since) => `No event has been taken into the log since ${since}`,
  reader_stands: (since) => `This server has read nothing of the log since ${since}`,
  postgres_silent: (since) => `Postgres has not answered since ${since}`,
};

/** One sentence, its time by the clock that is handed in; null while the log goes on. */
export const whyStanding = (
  { standing, since, unplaced }: LogStanding,
  tell: (instant: number) => string = clock,
): string | null => {
  if (standing === null || since === null) return null;
  const waiting = unplaced === 0 ? '' : `, ${count(unplaced)} ${unplaced === 1 ? 'event waits' : 'events wait'}`;
  return `${subjects[standing](tell(Date.parse(since)))}${waiting}`;
};

/** People whose sessions or rights ended lately, for those who have to end something with them: open sockets. */
import { messageOf } from '../../../kernel/errors.ts';
import type { Sql } from '../../../platform/database.ts';
import type { CallerChange } from '../../../platform/live/live.ts';
import type { Platform } from '../../../platform/platform.ts';
import { peopleChanged, type SessionRing } from './session-ring.ts';

const lookBackMs = 30_000;
const everyMs = 1_500;

const lately = `
  SELECT id AS "callerId", changed_at AS at FROM people WHERE changed_at >= $1
  UNION ALL
  SELECT person_id, max(LEAST(ended_at, expires_at)) FROM person_sessions
  WHERE ended_at >= $1 OR (expires_at >= $1 AND expires_at <= $2) GROUP BY person_id`;

const changesSince = (sql: Sql, now: Date): Promise<CallerChange[]> =>
  sql.rows<CallerChange>(lately, new Date(now.getTime() - lookBackMs), now);

/**
 * Calls `changed` with the people of whom a session ended or whose rights changed within the last half minute, at once when
 * it happens; more than once for each, so `at` says what was there before. A wake-up call may be lost and a session that
 * expires makes none, so it looks by the clock as well; whoever asks meanwhile is asked for in the database then.
 */
export const watchChangedPeople = (
  platform: Platform,
  ring: Pick<SessionRing, 'clear'>,
  changed: (changes: readonly CallerChange[]) => void,
): (() => void) => {
  let told = '';
  const look = async (): Promise<void> => {
    const changes = await changesSince(platform.database, platform.clock.now());
    const known = JSON.stringify(changes);
    // What this process remembers may be of before: a call was lost.
    if (known !== told) ring.clear();
    told = known;
    if (changes.length > 0) changed(changes);
  };
  const again = (): void =>
    void look().catch((error) => platform.logger.warn({ error: messageOf(error) }, 'people who changed'));
  const off = platform.signals.on(peopleChanged, again);
  const timer = setInterval(again, everyMs);
  return () => {
    off();
    clearInterval(timer);
  };
};

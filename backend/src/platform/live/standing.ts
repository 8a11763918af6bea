/**
 * Whether the log goes on, judged by measurements. A screen promises to say within five seconds that it shows old data, so
 * what stands is told after some three. Pure.
 */
import type { LogStanding } from '@gantry/shared/live';

/** What waits for so long is not only on its way. */
const onItsWayMs = 3_000;
/** A worker is heard of every two seconds. */
const silenceMs = 4_000;

/** What was measured: the log, how far this process has read it, and the newest word of any worker. */
export type Measured = {
  head: number;
  unplaced: number;
  oldestUnplacedMs: number;
  position: number;
  /** When a worker last said that it lives, by its own word; null when none does. */
  workerSaid: string | null;
};

export type LogWatch = {
  /** Takes a measurement in. */
  take(measured: Measured, now: number): void;
  /** How the log stands at an instant, by all that was measured before. */
  at(now: number): LogStanding;
};

const iso = (at: number): string => new Date(at).toISOString();

/** Judges the log by measurements; `opened` is when this process began to look. Instants are epoch milliseconds. */
export const createLogWatch = (opened: number): LogWatch => {
  let last: Measured | undefined;
  let measuredAt = opened;
  // Whose clock wrote a word does not matter: it is new when it differs from the one before.
  let word: string | null = null;
  let heardAt = opened;
  /** The oldest head that this process has not read yet, and since when it is known. */
  let unread: { head: number; at: number } | undefined;

  const waits = (now: number): number => {
    const unplaced = last && last.oldestUnplacedMs > 0 ? last.oldestUnplacedMs + (now - measuredAt) : 0;
    return Math.max(unplaced, unread ? now - unread.at : 0);
  };
  const reason = (now: number): [NonNullable<LogStanding['standing']>, number] | undefined => {
    if (now - measuredAt > onItsWayMs) return ['postgres_silent', measuredAt];
    if (now - heardAt > silenceMs) return ['worker_silent', heardAt];
    if (last && last.oldestUnplacedMs > onItsWayMs) return ['log_stands', measuredAt - last.oldestUnplacedMs];
    if (unread && now - unread.at > onItsWayMs) return ['reader_stands', unread.at];
    return undefined;
  };
  return {
    take: (measured, now) => {
      last = measured;
      measuredAt = now;
      if (measured.workerSaid !== null && measured.workerSaid !== word) {
        word = measured.workerSaid;
        heardAt = now;
      }
      if (unread && measured.position >= unread.head) unread = undefined;
      if (!unread && measured.position < measured.head) unread = { head: measured.head, at: now };
    },
    at: (now) => {
      const [standing, since] = reason(now) ?? [null, null];
      return {
        behindMs: standing === null ? (last?.oldestUnplacedMs ?? 0) : Math.round(waits(now)),
        unplaced: (last?.unplaced ?? 0) + Math.max(0, (last?.head ?? 0) - (last?.position ?? 0)),
        standing,
        since: since === null ? null : iso(since),
      };
    },
  };
};

/** Callers whose standing changed lately, for those who have to end something with it: open sockets. */
import { messageOf } from '../../kernel/errors.ts';
import type { Platform } from '../../platform/platform.ts';

/** The ids of callers of one kind that ended, or may do other things than before, since an instant. */
export type EndedSource = (since: Date, now: Date) => Promise<readonly string[]>;

/** Raised when keys, kiosks or people end, or may do other things: whoever remembers them forgets them. */
const signal = 'callers';
export const tellCallersChanged = ({ signals }: Pick<Platform, 'signals'>): void => signals.raise(signal);
export const onCallersChanged = ({ signals }: Pick<Platform, 'signals'>, changed: () => void): (() => void) =>
  signals.on(signal, changed);

/** Clocks of processes differ and a commit is seen later than the hour it tells. */
const lookBackMs = 60_000;
const everyMs = 1_000;

/**
 * Calls `ended` with the ids of callers that ended within the last minute, at once when somebody ends one; more than once for
 * a caller. A wake-up call may be lost and what ends at its hour makes none, so it looks by the clock as well, and as far back
 * as it could not look.
 */
export const watchEndedCallers = (
  platform: Pick<Platform, 'signals' | 'clock' | 'logger'>,
  sources: readonly EndedSource[],
  ended: (callerIds: readonly string[]) => void,
): (() => void) => {
  let looked = platform.clock.now().getTime();
  const look = async (): Promise<void> => {
    const now = platform.clock.now();
    const since = new Date(looked - lookBackMs);
    const ids = (await Promise.all(sources.map((source) => source(since, now)))).flat();
    looked = now.getTime();
    if (ids.length > 0) ended([...new Set(ids)]);
  };
  const again = (): void =>
    void look().catch((error) => platform.logger.debug({ error: messageOf(error) }, 'callers that ended'));
  const off = onCallersChanged(platform, again);
  const timer = setInterval(again, everyMs);
  return () => {
    off();
    clearInterval(timer);
  };
};

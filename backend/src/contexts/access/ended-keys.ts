/** Keys that ended lately, for those who have to end something with them: open sockets. */
import { messageOf } from '../../kernel/errors.ts';
import type { Platform } from '../../platform/platform.ts';
import { keyRows } from './store.ts';

const lookBackMs = 60_000;
const everyMs = 15_000;

/**
 * Calls `ended` with the ids of the keys that were revoked or have expired within the last minute, at once when one is
 * revoked; more than once for a key. A wake-up call may be lost and a key that expires makes none, so it looks by the clock as well.
 */
export const watchEndedKeys = (platform: Platform, ended: (keyIds: readonly string[]) => void): (() => void) => {
  const look = async (): Promise<void> => {
    const now = platform.clock.now();
    const since = new Date(now.getTime() - lookBackMs);
    const lately = 'WHERE revoked_at >= $1 OR (expires_at >= $1 AND expires_at <= $2)';
    const keys = await keyRows.list(platform.database, lately, since, now);
    if (keys.length > 0) ended(keys.map(({ keyId }) => keyId));
  };
  const again = (): void =>
    void look().catch((error) => platform.logger.warn({ error: messageOf(error) }, 'keys that ended'));
  const off = platform.signals.on('keys', again);
  const timer = setInterval(again, everyMs);
  return () => {
    off();
    clearInterval(timer);
  };
};

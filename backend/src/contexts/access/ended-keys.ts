/** Keys that ended lately, for those who have to end something with them: open sockets. */
import { messageOf } from '../../kernel/errors.ts';
import type { Platform } from '../../platform/platform.ts';

const lookBackMs = 60_000;
const everyMs = 15_000;

/**
 * Calls `ended` with the id of each key that was revoked or has expired within the last minute, at once when one is revoked;
 * more than once for a key. A wake-up call may be lost and a key that expires makes none, so it looks by the clock as well.
 */
export const watchEndedKeys = (platform: Platform, ended: (keyId: string) => void): (() => void) => {
  const look = async (): Promise<void> => {
    const now = platform.clock.now();
    const since = new Date(now.getTime() - lookBackMs);
    const rows = await platform.database.prisma.accessKey.findMany({
      where: { OR: [{ revokedAt: { gte: since } }, { expiresAt: { gte: since, lte: now } }] },
      select: { id: true },
    });
    for (const { id } of rows) ended(id);
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

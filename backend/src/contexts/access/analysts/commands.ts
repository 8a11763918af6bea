/** Adding and revoking analysts. The password is 160 random bits, shown once; its SHA-256 is what is kept. */
import { analystAdded, analystRevoked } from '@gantry/shared/events/access/analysts';
import { Refusal } from '../../../kernel/errors.ts';
import { digest, newId, newToken } from '../../../kernel/ids.ts';
import { isConflict } from '../../../kernel/outage.ts';
import type { Platform } from '../../../platform/platform.ts';
import type { HeldMerchants } from '../access-key.ts';
import { type Doer, executeRecorded } from '../recorded.ts';
import type { Analyst } from './analyst.ts';
import { keepServerUsers } from './server-users.ts';
import { analystRows, analystStream } from './store.ts';

/** Names that are somebody else’s at ClickHouse. */
const taken: ReadonlySet<string> = new Set(['default', 'gantry', 'admin', 'root', 'system', 'analyst']);

export const analystDigest = (password: string): string => digest(password).toString('hex');

const alreadyThere = (user: string): Refusal =>
  new Refusal('conflict', 'analyst_exists', `There is or was an analyst ${user}: choose another user name`);

/** Tells every door, and a server that has users of its own. */
const tell = async ({ signals, jobs }: Platform, key: string): Promise<void> => {
  signals.raise('analysts');
  await jobs.enqueue(keepServerUsers, {}, { key, thread: { correlationId: key } });
};

const about = ({ analystId, user, merchants }: Analyst) => ({
  about: { id: analystId, name: user, merchants },
  detail: 'read only',
});

export type NewAnalyst = { user: string; name: string; merchants: HeldMerchants };

/** Adds an analyst and answers its password, which nobody can read again. */
export const addAnalyst = async (
  platform: Platform,
  wanted: NewAnalyst,
  doer: Doer,
): Promise<{ analyst: Analyst; password: string }> => {
  const { user } = wanted;
  const own = new URL(platform.config.clickhouseUrl ?? 'http://-').username;
  const [known] = await analystRows.list(platform.database, 'WHERE "user" = $1', user);
  if (known || taken.has(user) || own === user) throw alreadyThere(user);
  const now = platform.clock.now();
  const analystId = newId('ana', now);
  const password = `gs_${newToken()}`;
  const added = analystAdded(
    { ...wanted, analystId, digest: analystDigest(password) },
    { occurredAt: now.toISOString() },
  );
  try {
    const analyst = await executeRecorded(platform, analystStream, {
      command: { id: analystId, decide: () => [added] },
      doer,
      act: (state) => ({ act: 'sql_given', ...about(state) }),
    });
    await tell(platform, `${analystId}:added`);
    return { analyst, password };
  } catch (error) {
    // Two managers at one moment: the table has one user of a name.
    if (isConflict(error)) throw alreadyThere(user);
    throw error;
  }
};

export const noSuchAnalyst = (): Refusal => new Refusal('missing', 'no_such_analyst', 'There is no such analyst');

/** Revokes an analyst at once. Revoking it again changes nothing. */
export const revokeAnalyst = async (platform: Platform, analystId: string, doer: Doer): Promise<Analyst> => {
  const occurredAt = platform.clock.now().toISOString();
  const analyst = await executeRecorded(platform, analystStream, {
    command: {
      id: analystId,
      decide: (state) => {
        if (!state) throw noSuchAnalyst();
        return state.revokedAt ? [] : [analystRevoked({ analystId, user: state.user }, { occurredAt })];
      },
    },
    doer,
    act: (state) => ({ act: 'sql_taken', ...about(state) }),
  });
  await tell(platform, `${analystId}:revoked`);
  return analyst;
};

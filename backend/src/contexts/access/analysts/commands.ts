/** Adding and revoking analysts. The password is 160 random bits, shown once; its SHA-256 is what is kept. */
import type { Caller, Merchants } from '@gantry/shared/caller';
import { analystAdded, analystRevoked } from '@gantry/shared/events/analysts';
import { Refusal } from '../../../kernel/errors.ts';
import { digest, newId, newToken } from '../../../kernel/ids.ts';
import { isConflict } from '../../../kernel/outage.ts';
import type { Thread } from '../../../platform/log/event-log.ts';
import type { Platform } from '../../../platform/platform.ts';
import { execute } from '../../../platform/write/transact.ts';
import { recordAccess } from '../log/record.ts';
import type { Analyst } from './analyst.ts';
import { keepServerUsers } from './server-users.ts';
import { analystRows, analystStream } from './store.ts';

/** Who does it, from where, and by which thread. */
export type Doer = { caller: Caller; address?: string | undefined; thread: Thread };

/** Names that are somebody else’s at ClickHouse. */
const taken: ReadonlySet<string> = new Set(['default', 'gantry', 'admin', 'root', 'system', 'analyst']);

export const analystDigest = (password: string): string => digest(password).toString('hex');

const alreadyThere = (user: string): Refusal =>
  new Refusal('conflict', 'analyst_exists', `There is or was an analyst ${user}: choose another user name`);

/** Merchants that a caller may hand out: no more than it serves itself, and all of those where none are named. */
const merchantsGiven = ({ merchants, merchant }: Caller, wanted: Merchants | undefined): Merchants => {
  const own = merchant === null ? merchants : [merchant];
  const given = wanted ?? own;
  if (own === '*') return given;
  if (given === '*' || given.length === 0 || given.some((each) => !own.includes(each)))
    throw new Refusal(
      'forbidden',
      'more_than_held',
      `You serve ${own.join(', ') || 'no merchant'} and can hand out no others`,
    );
  return given;
};

/** Whether an analyst is a caller’s affair: it sees no merchant that the caller does not serve. */
export const concernsCaller = ({ merchants, merchant }: Caller, analyst: Pick<Analyst, 'merchants'>): boolean => {
  const own = merchant === null ? merchants : [merchant];
  if (own === '*') return true;
  return analyst.merchants !== '*' && analyst.merchants.every((each) => own.includes(each));
};

/** Tells every door, and a server that has users of its own. */
const tell = async ({ signals, jobs }: Platform, key: string): Promise<void> => {
  signals.raise('analysts');
  await jobs.enqueue(keepServerUsers, {}, { key, thread: { correlationId: key } });
};

export type NewAnalyst = { user: string; name: string; merchants?: Merchants | undefined };

/** Adds an analyst and answers its password, which nobody can read again. */
export const addAnalyst = async (
  platform: Platform,
  { user, name, merchants }: NewAnalyst,
  { caller, address, thread }: Doer,
): Promise<{ analyst: Analyst; password: string }> => {
  const given = merchantsGiven(caller, merchants);
  if (taken.has(user) || new URL(platform.config.clickhouseUrl ?? 'http://-').username === user)
    throw alreadyThere(user);
  const [known] = await analystRows.list(platform.database, 'WHERE "user" = $1', user);
  if (known) throw alreadyThere(user);
  const now = platform.clock.now();
  const analystId = newId('ana', now);
  const password = `gs_${newToken()}`;
  const added = {
    analystId,
    user,
    name,
    merchants: given === '*' ? given : [...given],
    digest: analystDigest(password),
  };
  try {
    const { state } = await execute(platform, analystStream, {
      id: analystId,
      thread,
      decide: () => [analystAdded(added, { occurredAt: now.toISOString() })],
    });
    if (!state) throw new Error('an analyst that was added has a state');
    const about = { id: analystId, name: user, merchants: given };
    await recordAccess(platform, { act: 'key_issued', by: caller, about, address, detail: 'SQL access, read only' });
    await tell(platform, `${analystId}:added`);
    return { analyst: state, password };
  } catch (error) {
    // Two managers at one moment: the table has one user of a name.
    if (isConflict(error)) throw alreadyThere(user);
    throw error;
  }
};

/** Revokes an analyst at once. Revoking it again changes nothing; one that is not the caller’s affair is as good as absent. */
export const revokeAnalyst = async (platform: Platform, analystId: string, doer: Doer): Promise<Analyst> => {
  const { caller, address, thread } = doer;
  const { state, facts } = await execute(platform, analystStream, {
    id: analystId,
    thread,
    decide: (analyst) => {
      if (!analyst || !concernsCaller(caller, analyst))
        throw new Refusal('missing', 'no_such_analyst', 'There is no such analyst');
      const revoked = { analystId, user: analyst.user };
      return analyst.revokedAt ? [] : [analystRevoked(revoked, { occurredAt: platform.clock.now().toISOString() })];
    },
  });
  if (!state) throw new Error('an analyst that was revoked has a state');
  if (facts.length > 0) {
    const about = { id: analystId, name: state.user, merchants: state.merchants };
    await recordAccess(platform, { act: 'key_revoked', by: caller, about, address, detail: 'SQL access, read only' });
  }
  await tell(platform, `${analystId}:revoked`);
  return state;
};

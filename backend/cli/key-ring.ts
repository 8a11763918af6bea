/** The tower's key ring, for commands that work beside its processes: from the environment, else as its home keeps it. */
import { systemClock } from '../src/kernel/clock.ts';
import type { Database } from '../src/platform/database.ts';
import { type Masters, mastersOf } from '../src/platform/privacy/masters.ts';
import { openPrivacy } from '../src/platform/privacy/privacy.ts';
import type { Signals } from '../src/platform/signals.ts';
import type { Writing } from '../src/platform/write/transact.ts';
import { keysOf } from './backup/tower-keys.ts';
import { CommandError, type Environment, homeOf } from './tower-access.ts';

/** Wake-up calls carry no truth; a command makes none. */
const unheard: Signals = {
  raise: () => undefined,
  on: () => () => undefined,
  listening: Promise.resolve(),
  close: () => undefined,
};

/** The ring of this home and environment. Throws a CommandError where there is no secret. */
export const ringOf = (env: Environment): Masters => {
  const home = homeOf(env);
  const { secretKey } = keysOf(home, env);
  if (secretKey === null) throw new CommandError(`no secret key: neither GANTRY_SECRET_KEY nor ${home}/secret.key`);
  const former = (env.GANTRY_SECRET_KEY_FORMER ?? '').split(',').filter(Boolean);
  return mastersOf(secretKey, former);
};

/** What a command needs to write as the tower does. */
export const writingOn = (database: Database, env: Environment): Writing => ({
  database,
  clock: systemClock,
  signals: unheard,
  privacy: openPrivacy(database, unheard, ringOf(env)),
});

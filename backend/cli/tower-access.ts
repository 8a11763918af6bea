/** Where the tower is and with which key to speak to it: flags, else the environment, else what the tower left at home. */
import { resolve } from 'node:path';
import { readTowerFile } from './tower-file.ts';

export type Environment = Record<string, string | undefined>;
export type TowerAccess = { origin: string; key: string; home: string; merchant: string | undefined };

/** Said to the person at the terminal as it is, without a stack. */
export class CommandError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'CommandError';
  }
}

/** The home of this tower's files. */
export const homeOf = (env: Environment): string => resolve(env.GANTRY_HOME || './.gantry');

/** Finds origin and key, and for which merchant it is. Throws a CommandError when one is nowhere. */
export const towerAccess = (
  flags: { origin?: string | undefined; key?: string | undefined; merchant?: string | undefined },
  env: Environment,
): TowerAccess => {
  const home = homeOf(env);
  const found = readTowerFile(home);
  const origin = flags.origin ?? (env.GANTRY_ORIGIN || undefined) ?? found?.origin;
  const key = flags.key ?? (env.GANTRY_ADMIN_KEY || undefined) ?? found?.adminKey;
  if (origin === undefined || key === undefined) {
    throw new CommandError(
      `no running tower found in ${home}: start one, or say --origin URL --key KEY (or GANTRY_ORIGIN, GANTRY_ADMIN_KEY)`,
    );
  }
  if (!URL.canParse(origin)) throw new CommandError(`--origin: not a URL: ${origin}`);
  return { origin, key, home, merchant: flags.merchant ?? (env.GANTRY_MERCHANT || undefined) };
};

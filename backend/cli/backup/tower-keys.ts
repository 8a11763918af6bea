/** The tower's keys as files of its home, or as the environment gives them: what a backup takes along and a restore puts back. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TowerKeys } from '../../src/platform/backup/frames.ts';
import type { Environment } from '../tower-access.ts';

const files = { secretKey: 'secret.key', adminKey: 'admin.key' } as const;

const kept = (home: string, name: string): string | null => {
  const path = join(home, name);
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : null;
};

/** The keys that a tower of this home and environment works with. */
export const keysOf = (home: string, env: Environment): TowerKeys => ({
  secretKey: env.GANTRY_SECRET_KEY || kept(home, files.secretKey),
  adminKey: env.GANTRY_ADMIN_KEY || kept(home, files.adminKey),
});

/** Puts keys into a home, readable by their owner alone. One of another value is kept beside it. */
export const putKeys = (home: string, keys: TowerKeys): void => {
  mkdirSync(home, { recursive: true });
  for (const name of ['secretKey', 'adminKey'] as const) {
    const key = keys[name];
    const path = join(home, files[name]);
    const there = kept(home, files[name]);
    if (key === null || there === key) continue;
    if (there !== null) renameSync(path, `${path}.before-restore`);
    writeFileSync(path, `${key}\n`, { mode: 0o600, flush: true });
  }
};

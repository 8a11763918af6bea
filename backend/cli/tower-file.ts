/** `<home>/tower.json`, readable by its owner alone: where the running tower is, with which key, as which processes. */
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type TowerFile = {
  origin: string;
  /** Where the worker answers for its health and metrics. */
  workerOrigin: string;
  adminKey: string;
  pids: Record<string, number>;
  databaseUrl: string;
  redisUrl: string;
  clickhouseUrl: string;
};

/** Writes it whole: a reader never sees half of it. */
export const writeTowerFile = (home: string, tower: TowerFile): void => {
  mkdirSync(home, { recursive: true });
  const path = join(home, 'tower.json');
  writeFileSync(`${path}.new`, `${JSON.stringify(tower, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
};

/** Removes it when the tower stops. */
export const removeTowerFile = (home: string): void => rmSync(join(home, 'tower.json'), { force: true });

/** `<home>/tower.json`, readable by its owner alone: where the running tower is, with which key, as which processes. */
import { join } from 'node:path';
import { keepFile } from '../src/embedded/home/kept-file.ts';

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

export type TowerFileKeeper = {
  /** Makes it say how the tower is now; when the disk is full, as soon as it can. A reader never sees half of it. */
  write(tower: TowerFile): void;
  /** Removes it when the tower stops. */
  remove(): void;
};

/** Opens the file of a home; what an earlier tower left there is no longer true. */
export const openTowerFile = (home: string): TowerFileKeeper => {
  const file = keepFile(join(home, 'tower.json'), 0o600);
  file.remove();
  return { write: file.put, remove: file.remove };
};

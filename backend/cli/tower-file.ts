/** `<home>/tower.json`, readable by its owner alone: where the running tower is, with which key, as which processes. */
import { join } from 'node:path';
import { z } from 'zod';
import { keepFile, readJson } from '../src/embedded/home/kept-file.ts';

const towerFile = z.object({
  origin: z.string(),
  /** Where the worker answers for its health and metrics. */
  workerOrigin: z.string(),
  /** Where analysts ask in SQL. */
  sql: z.string().nullable().default(null),
  adminKey: z.string(),
  pids: z.record(z.string(), z.number()),
  databaseUrl: z.string(),
  redisUrl: z.string(),
  clickhouseUrl: z.string(),
});
export type TowerFile = z.infer<typeof towerFile>;

const nameIn = (home: string): string => join(home, 'tower.json');

/** What it says; undefined when it is not there whole. A tower that was killed leaves it behind. */
export const readTowerFile = (home: string): TowerFile | undefined => towerFile.safeParse(readJson(nameIn(home))).data;

export type TowerFileKeeper = {
  /** Makes it say how the tower is now; when the disk is full, as soon as it can. A reader never sees half of it. */
  write(tower: TowerFile): void;
  /** Removes it when the tower stops. */
  remove(): void;
};

/** Opens the file of a home; what an earlier tower left there is no longer true. */
export const openTowerFile = (home: string): TowerFileKeeper => {
  const file = keepFile(nameIn(home), 0o600);
  file.remove();
  return { write: file.put, remove: file.remove };
};

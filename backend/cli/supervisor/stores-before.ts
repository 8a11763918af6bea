/**
 * Where the stores of a tower that was killed were, so that its processes can be started again before the stores are: they
 * load what they are made of meanwhile.
 */
import { foldersOf, type Stack } from '../../src/embedded/stack.ts';
import type { Config } from '../../src/platform/config.ts';
import { readTowerFile } from '../tower-file.ts';

/** Where the stores are, and where their data lies. */
export type Stores = Pick<Stack, 'databaseUrl' | 'redisUrl' | 'clickhouseUrl' | 'folders'>;
const urls = ['databaseUrl', 'redisUrl', 'clickhouseUrl'] as const;
const storeNames = { databaseUrl: 'postgres', redisUrl: 'redis', clickhouseUrl: 'clickhouse' } as const;

/**
 * Where the stores were when the tower was killed; undefined where it ended in peace. They are there again unless somebody
 * took a port meanwhile.
 */
export const storesBefore = (config: Config): Stores | undefined => {
  const before = readTowerFile(config.home);
  if (before === undefined) return undefined;
  const embedded = urls.filter((url) => config[url] === undefined).map((url) => storeNames[url]);
  const at = Object.fromEntries(urls.map((url) => [url, config[url] ?? before[url]])) as Record<
    (typeof urls)[number],
    string
  >;
  return { ...at, folders: foldersOf(config.home, embedded) };
};

/** True when the stores are where they were. */
export const isSamePlace = (before: Stores, now: Stores): boolean => urls.every((url) => before[url] === now[url]);

/**
 * What a killed tower left that goes on while the next one starts: api and worker work until theirs are ready, and Postgres is
 * taken on as it runs. So a supervisor that is killed costs nobody an answer.
 */
import { readPorts, type Survivors } from '../../src/embedded/home/book.ts';
import type { ClaimedHome } from '../../src/embedded/home/claim.ts';
import { endProcess, isAlive, type ProcessRecord } from '../../src/embedded/process-identity.ts';
import type { Config } from '../../src/platform/config.ts';
import { readTowerFile, type TowerFile } from '../tower-file.ts';
import { storeNames, urls } from './stores-before.ts';

/** How long api and worker go on without a supervisor before they end by themselves. */
export const aloneMs = 15_000;

/** True when a tower of this configuration keeps its data where the one before did. */
const hasSameStores = (config: Config, before: TowerFile): boolean => {
  const ports = readPorts(config.home);
  return urls.every((url) =>
    config[url] === undefined
      ? Number(new URL(before[url]).port) === ports[storeNames[url]]
      : config[url] === before[url],
  );
};

/** The names of what may go on; nothing where it would write into other stores than ours, or nobody knows where it is. */
export const sparedBy = (config: Config): string[] => {
  const before = readTowerFile(config.home);
  if (before === undefined || !hasSameStores(config, before)) return [];
  return ['api', 'worker', ...(config.databaseUrl === undefined ? ['postgres'] : [])];
};

/** The port on which the api of the killed tower still serves; undefined where there is none. */
export const servedPort = ({ home, survivors }: ClaimedHome): number | undefined => {
  const before = survivors.api && readTowerFile(home);
  return before && Number(new URL(before.origin).port);
};

/** What the environment of a process says of the one whose place it takes. */
export const toldOf = (former: ProcessRecord | undefined): { GANTRY_FOLLOWS?: string } =>
  former && isAlive(former) ? { GANTRY_FOLLOWS: `${former.pid} ${former.identity}` } : {};

/** Ends those whose place nobody has taken; Postgres is adopted, or ended, by whoever starts it. */
export const endSurvivors = async ({ postgres: _, ...ours }: Survivors): Promise<void> => {
  await Promise.all(Object.values(ours).map((former) => endProcess(former, 'SIGTERM', 0)));
};

/** A tower started as a person starts it, as a process of its own on a home of its own, for tests that harm it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { readTowerFile, type TowerFile } from '../cli/tower-file.ts';
import { until } from './until.ts';

const gantry = join(import.meta.dirname, '../cli/gantry.ts');
/** The stores of the test run are none of its business. */
const ours = ['DATABASE_URL', 'REDIS_URL', 'CLICKHOUSE_URL', 'PORT'];

export type StartedTower = {
  child: ChildProcess;
  ended: Promise<number | null>;
  /** Everything it has said. */
  said(): string;
  /** What its home says of it now. */
  file(): TowerFile;
  stop(): Promise<number | null>;
};

/** Starts `gantry start` on a home. */
export const spawnTower = (home: string, env: Record<string, string> = {}): StartedTower => {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.includes(name)));
  const child = spawn(process.execPath, [gantry, 'start'], {
    env: { ...inherited, GANTRY_HOME: home, GANTRY_DEMO: '0', ...env },
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk));
  const ended = new Promise<number | null>((done) => child.once('exit', done));
  return {
    child,
    ended,
    said: () => text,
    file: () => {
      const file = readTowerFile(home);
      if (!file) throw new Error(`no tower.json in ${home}`);
      return file;
    },
    stop: () => {
      child.kill('SIGTERM');
      return ended;
    },
  };
};

/** Waits until it says that it is ready; fails with what it said when it ends before. */
export const readyTower = async (tower: StartedTower): Promise<TowerFile> => {
  const failed = tower.ended.then((code) => {
    throw new Error(`gantry start ended with ${code}: ${tower.said()}`);
  });
  await Promise.race([
    until(async () => tower.said().includes('Gantry is ready'), { ms: 120_000, what: 'a ready tower' }),
    failed,
  ]);
  return tower.file();
};

/** `gantry start` a second time on its home: seconds until /health/ready says yes, and what api and worker weigh when nothing happens. */
import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { readTowerFile } from '../cli/tower-file.ts';
import { newHome, until } from './bench-tower.ts';
import { residentMegabytes } from './processes.ts';

const gantry = join(import.meta.dirname, '../cli/gantry.ts');

const isReady = async (home: string): Promise<boolean> => {
  const tower = readTowerFile(home);
  if (!tower) return false;
  const answer = await fetch(`${tower.origin}/health/ready`).catch(() => undefined);
  return answer?.status === 200;
};

const start = async (home: string): Promise<{ child: ChildProcess; seconds: number }> => {
  const began = performance.now();
  const env = { ...process.env, GANTRY_HOME: home, GANTRY_DEMO: '0' };
  const child = spawn(process.execPath, [gantry, 'start'], { env, stdio: 'ignore' });
  await until('the tower is ready', () => isReady(home));
  return { child, seconds: (performance.now() - began) / 1000 };
};

const stop = (child: ChildProcess): Promise<number> =>
  new Promise((done) => {
    const began = performance.now();
    child.once('exit', () => done((performance.now() - began) / 1000));
    child.kill('SIGTERM');
  });

export type WarmStart = {
  firstSeconds: number;
  secondSeconds: number;
  stopSeconds: number;
  api: number;
  worker: number;
};

/** Starts twice on a fresh home (the first time builds pages and databases) and weighs the second after `idleSeconds`. */
export const measureStart = async (idleSeconds: number): Promise<WarmStart> => {
  const home = newHome();
  try {
    const first = await start(home);
    const stopSeconds = await stop(first.child);
    const second = await start(home);
    await new Promise((done) => setTimeout(done, idleSeconds * 1_000));
    const { api = 0, worker = 0 } = readTowerFile(home)?.pids ?? {};
    const weights = { api: residentMegabytes(api), worker: residentMegabytes(worker) };
    await stop(second.child);
    return { firstSeconds: first.seconds, secondSeconds: second.seconds, stopSeconds, ...weights };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
};

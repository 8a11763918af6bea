/** `gantry start` as a person runs it: a process of its own on a home of its own, ready, refused a second time, stopped without a trace. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newHome } from '../bench/bench-tower.ts';
import type { TowerFile } from '../cli/tower-file.ts';
import { until } from './until.ts';

const gantry = join(import.meta.dirname, '../cli/gantry.ts');
const stores = ['DATABASE_URL', 'REDIS_URL', 'CLICKHOUSE_URL', 'PORT'];

type Running = { child: ChildProcess; ended: Promise<{ code: number | null; seconds: number }>; said(): string };

/** Without the stores of the test run and without a port: it has to find its own. */
const start = (home: string): Running => {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !stores.includes(name)));
  const child = spawn(process.execPath, [gantry, 'start'], { env: { ...env, GANTRY_HOME: home, GANTRY_DEMO: '0' } });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk));
  const began = performance.now();
  const ended = new Promise<{ code: number | null; seconds: number }>((done) =>
    child.once('exit', (code) => done({ code, seconds: (performance.now() - began) / 1000 })),
  );
  return { child, ended, said: () => text };
};

const towerOf = (home: string): TowerFile => JSON.parse(readFileSync(join(home, 'tower.json'), 'utf8')) as TowerFile;

/** Waits until the tower of a home answers, as long as its process lives. */
const ready = async (home: string, running: Running): Promise<TowerFile> => {
  const tower = await Promise.race([
    until(
      async () => {
        const found = towerOf(home);
        return (await fetch(`${found.origin}/health/ready`)).status === 200 && found;
      },
      { ms: 120_000, what: 'a ready tower' },
    ),
    running.ended.then(({ code }) => {
      throw new Error(`gantry start ended with ${code}: ${running.said()}`);
    }),
  ]);
  return tower;
};

const commandOf = (pid: string | number): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
};
const environmentOf = (pid: string): string => {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch {
    return '';
  }
};
/** Every process that has the home in its command line or its environment. */
const processesOf = (home: string): string[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && name !== String(process.pid))
    .filter((pid) => commandOf(pid).includes(home) || environmentOf(pid).includes(home))
    .map((pid) => `${pid} ${commandOf(pid)}`);

const stop = async ({ child, ended }: Running): Promise<{ code: number | null; seconds: number }> => {
  const began = performance.now();
  child.kill('SIGTERM');
  const { code } = await ended;
  return { code, seconds: (performance.now() - began) / 1000 };
};

describe.runIf(process.platform === 'linux')('gantry start', () => {
  const homes = [newHome(), newHome()] as const;
  const [home, other] = homes;
  let first: Running;
  let second: Running;

  beforeAll(async () => {
    first = start(home);
    await ready(home, first);
  }, 150_000);
  afterAll(async () => {
    for (const one of [first, second]) if (one?.child.exitCode === null) await stop(one);
    for (const one of homes) rmSync(one, { recursive: true, force: true });
  });

  it('says where it is, and its key once', async () => {
    const { origin, adminKey } = towerOf(home);
    // It says so when it has seen itself what the test has.
    await until(async () => first.said().includes(origin));
    expect(first.said()).toContain(adminKey);
  });

  it('refuses a second start on the same home with one clear line', async () => {
    const again = start(home);
    expect((await again.ended).code).toBe(1);
    expect(again.said().trim().split('\n')).toHaveLength(1);
    expect(again.said()).toMatch(/already runs on .*another home/);
    expect((await fetch(`${towerOf(home).origin}/health/ready`)).status).toBe(200);
  });

  it('runs beside another tower without being told a port', async () => {
    second = start(other);
    const { origin } = await ready(other, second);
    expect(origin).not.toBe(towerOf(home).origin);
    expect(Object.values(towerOf(other).pids).filter((pid) => Object.values(towerOf(home).pids).includes(pid))).toEqual(
      [],
    );
    const answer = await fetch(`${origin}/api/logistics/wall`, {
      headers: { authorization: `Bearer ${towerOf(home).adminKey}` },
    });
    expect(answer.status).toBe(401);
  });

  it('ends on SIGTERM within 10 s, with code 0 and no process left', async () => {
    const before = Object.values(towerOf(other).pids);
    expect(processesOf(other).length).toBeGreaterThanOrEqual(before.length);
    const { code, seconds } = await stop(second);
    expect(code).toBe(0);
    expect(seconds).toBeLessThan(10);
    expect(processesOf(other)).toEqual([]);
    expect(before.filter((pid) => commandOf(pid) !== '')).toEqual([]);
    expect((await fetch(`${towerOf(home).origin}/health/ready`)).status).toBe(200);
  });

  it('ends while a client is connected, and starts warm without telling the key again', async () => {
    const { origin, adminKey } = towerOf(home);
    // A keep-alive connection in use and an event stream that never ends by itself.
    await fetch(`${origin}/health/live`);
    const polling = fetch(`${origin}/socket.io/?EIO=4&transport=polling`).catch(() => undefined);
    const { code, seconds } = await stop(first);
    await polling;
    expect(code).toBe(0);
    expect(seconds).toBeLessThan(10);
    expect(processesOf(home)).toEqual([]);
    const began = performance.now();
    first = start(home);
    await ready(home, first);
    const warm = (performance.now() - began) / 1000;
    console.log(`warm start: ${warm.toFixed(1)} s`);
    expect(warm).toBeLessThan(30);
    expect(towerOf(home).adminKey).toBe(adminKey);
    expect(first.said()).not.toContain(adminKey);
    expect((await stop(first)).code).toBe(0);
    expect(processesOf(home)).toEqual([]);
  }, 120_000);
});

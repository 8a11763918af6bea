/** The supervisor of a whole tower: what it refuses before anything starts, and what becomes of a tower whose supervisor is killed. */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newHome } from '../bench/bench-tower.ts';
import type { TowerFile } from '../cli/tower-file.ts';
import { identityOf } from '../src/embedded/process-identity.ts';
import { maySmallDisk, smallDisk } from './small-disk.ts';
import { readyTower, type StartedTower, spawnTower } from './started-tower.ts';
import { until } from './until.ts';

const pidOf = (tower: TowerFile, name: string): number => tower.pids[name] ?? 0;

/** Processes that have the home in their command line or their environment. */
const processesOf = (home: string): string[] =>
  readdirSync('/proc').filter((pid) => {
    try {
      if (!/^\d+$/.test(pid) || pid === String(process.pid)) return false;
      return ['cmdline', 'environ'].some((name) => readFileSync(`/proc/${pid}/${name}`, 'utf8').includes(home));
    } catch {
      return false;
    }
  });

/** Ends with code 1 and one line, before anything was started. */
const refused = async (home: string, env: Record<string, string> = {}): Promise<string> => {
  const tower = spawnTower(home, env);
  expect(await tower.ended).toBe(1);
  const lines = tower.said().trim().split('\n');
  expect(lines).toHaveLength(1);
  expect(existsSync(join(home, 'data'))).toBe(false);
  return lines[0] ?? '';
};

describe('before anything is started', () => {
  const home = newHome();
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  it('a port that another program has is named', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((open) => other.once('listening', open));
    const address = other.address();
    const port = String(typeof address === 'object' ? address?.port : 0);
    expect(await refused(home, { PORT: port })).toContain(`Port ${port} is taken by another program`);
    other.close();
  });
  it('an address that is not of this machine is named', async () => {
    expect(await refused(home, { PORT: '0', HOST: '203.0.113.7' })).toContain('203.0.113.7');
  });
  it('a home that cannot be written is named', async () => {
    writeFileSync(join(home, 'file'), '');
    expect(await refused(join(home, 'file/home'))).toContain('cannot be written: something in its path is a file');
  });
  it.runIf(maySmallDisk)('a disk without room for a tower is named', async () => {
    const disk = smallDisk(60);
    expect(await refused(disk.path)).toMatch(/has \d+ MB free, and starting takes \d+ MB/);
    disk.remove();
  });
});

describe.runIf(process.platform === 'linux')('a tower on a port that nobody chose', () => {
  const home = newHome();
  let started: StartedTower;
  let tower: TowerFile;
  beforeAll(async () => {
    started = spawnTower(home, { PORT: '0' });
    tower = await readyTower(started);
  }, 150_000);
  afterAll(async () => {
    await started.stop();
    rmSync(home, { recursive: true, force: true });
  });

  it('is where it was after its api died, and says so', async () => {
    process.kill(pidOf(tower, 'api'), 'SIGKILL');
    await until(async () => pidOf(started.file(), 'api') !== pidOf(tower, 'api'), { ms: 30_000 });
    expect(started.file().origin).toBe(tower.origin);
    await until(async () => (await fetch(`${tower.origin}/health/serving`)).status === 200, { ms: 60_000 });
  });
  it('says who its stores are after one died', async () => {
    process.kill(pidOf(tower, 'redis'), 'SIGKILL');
    await until(async () => pidOf(started.file(), 'redis') !== pidOf(tower, 'redis'), { ms: 30_000 });
    expect(identityOf(pidOf(started.file(), 'redis'))).toBeDefined();
  });
  it('is not noticed when it is killed and started anew: whoever worked goes on, and is looked after', async () => {
    const before = started.file();
    started.child.kill('SIGKILL');
    await started.ended;
    expect((await fetch(`${tower.origin}/health/serving`)).status).toBe(200);
    started = spawnTower(home, { PORT: '0' });
    const after = await readyTower(started);
    expect(after).toEqual(before);
    expect(started.said()).not.toContain('ending');
    process.kill(pidOf(after, 'api'), 'SIGKILL');
    await until(async () => pidOf(started.file(), 'api') !== pidOf(after, 'api'), { ms: 30_000 });
    await until(async () => (await fetch(`${tower.origin}/health/serving`)).status === 200, { ms: 60_000 });
  }, 60_000);
  it('is started anew where its settings are others than those of the one that was killed', async () => {
    const before = started.file();
    started.child.kill('SIGKILL');
    await started.ended;
    started = spawnTower(home, { PORT: '0', GANTRY_NETWORK: 'Another' });
    const after = await readyTower(started);
    expect(started.said()).toContain(`ending api (pid ${pidOf(before, 'api')}) of a tower that was killed`);
    for (const name of ['api', 'worker']) {
      expect(identityOf(pidOf(before, name))).toBeUndefined();
      expect(identityOf(pidOf(after, name))).toBeDefined();
    }
    expect(pidOf(after, 'postgres')).toBe(pidOf(before, 'postgres'));
    tower = after;
  }, 60_000);
  it('goes on when nobody reads what it says', async () => {
    started.child.stdout?.destroy();
    started.child.stderr?.destroy();
    const before = pidOf(started.file(), 'worker');
    process.kill(before, 'SIGKILL');
    await until(async () => pidOf(started.file(), 'worker') !== before, { ms: 30_000 });
    expect(started.child.exitCode).toBeNull();
  });
  it('is followed by the next start when it was killed while its processes hung', async () => {
    const left = started.file();
    for (const name of ['api', 'worker', 'redis', 'clickhouse', 'postgres']) process.kill(pidOf(left, name), 'SIGSTOP');
    started.child.kill('SIGKILL');
    await started.ended;
    // As if Redis had to take another port: who was started where it was is started anew.
    writeFileSync(join(home, 'tower.json'), JSON.stringify({ ...left, redisUrl: 'redis://127.0.0.1:1' }));
    const began = performance.now();
    started = spawnTower(home, { PORT: '0' });
    await until(async () => Object.values(left.pids).every((pid) => identityOf(pid) === undefined), { ms: 30_000 });
    console.log(`what was left had ended ${Math.round(performance.now() - began)} ms after the next start`);
    await readyTower(started);
    expect(started.said()).toContain(`ending api (pid ${pidOf(left, 'api')}) of a tower that was killed`);
    expect(started.file()).toMatchObject({ adminKey: left.adminKey, redisUrl: left.redisUrl });
    await until(async () => (await fetch(`${started.file().origin}/health/ready`)).status === 200, { ms: 30_000 });
  }, 150_000);
});

it.runIf(process.platform === 'linux')(
  'stops without a trace when it is asked to while it starts',
  async () => {
    const home = newHome();
    const started = spawnTower(home, { PORT: '0' });
    await until(async () => existsSync(join(home, 'logs/api.log')), { ms: 60_000 });
    started.child.kill('SIGTERM');
    expect(await started.ended).toBe(0);
    expect(processesOf(home)).toEqual([]);
    rmSync(home, { recursive: true, force: true });
  },
  90_000,
);

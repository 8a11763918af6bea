/** Whose a home is: a living tower keeps it whatever became of its files, a dead one gives it up, and its orphans are ended at once. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { identityOf, recordOf } from '../process-identity.ts';
import { claimHome } from './claim.ts';

let home: string;
const running: ChildProcess[] = [];
const told: string[] = [];
const claim = () => claimHome(home, (text) => told.push(text));

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'gantry-claim-'));
  told.length = 0;
});
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
  rmSync(home, { recursive: true, force: true });
});

/** Another process that claims the home, notes a child of its own under a name, and stays. */
const another = async (): Promise<{ pid: number; child: number; tower: ChildProcess }> => {
  const entry = new URL('./claim.ts', import.meta.url).href;
  const script = `const { claimHome } = await import(${JSON.stringify(entry)});
    const { spawn } = await import('node:child_process');
    const { book } = await claimHome(${JSON.stringify(home)}, () => {});
    const child = spawn('sleep', ['300'], { detached: true, stdio: 'ignore' });
    book.note('api', child.pid);
    console.log(child.pid);
    setInterval(() => {}, 1000);`;
  const tower = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.push(tower);
  let heard = '';
  tower.stdout?.on('data', (part) => {
    heard += part;
  });
  await expect.poll(() => heard.includes('\n'), { timeout: 20_000 }).toBe(true);
  return { pid: tower.pid ?? 0, child: Number(heard), tower };
};

describe('a home of a living tower', () => {
  const harms: Record<string, () => void> = {
    'with its lock deleted': () => rmSync(join(home, 'lock')),
    'with an empty lock': () => writeFileSync(join(home, 'lock'), ''),
    'with half a lock': () => writeFileSync(join(home, 'lock'), readFileSync(join(home, 'lock'), 'utf8').slice(0, 12)),
    'with the lock of a dead process': () =>
      writeFileSync(join(home, 'lock'), JSON.stringify({ pid: 2 ** 22 + 1, identity: 'no boot 1' })),
    'whose tower is stopped': () => process.kill(running[0]?.pid ?? 0, 'SIGSTOP'),
  };
  test.each(Object.entries(harms))('is refused %s, and nothing of it is touched', async (_, harm) => {
    const { pid, child } = await another();
    harm();
    await expect(claim()).rejects.toThrow(`Another Gantry (pid ${pid}) already runs on ${home}`);
    expect(identityOf(child)).toBeDefined();
    expect(told).toEqual([]);
    process.kill(child, 'SIGKILL');
  });
  test.runIf(process.platform === 'linux')('is refused without any of its files', async () => {
    const { child } = await another();
    for (const name of ['lock', 'pids.json']) rmSync(join(home, name));
    await expect(claim()).rejects.toThrow('Another Gantry already runs on');
    process.kill(child, 'SIGKILL');
  });
  test('is refused within the same process too', async () => {
    const { release } = await claim();
    await expect(claim()).rejects.toThrow('already runs on');
    release();
    (await claim()).release();
  });
});

describe('a home of a killed tower', () => {
  test('is taken over, and what it left is ended within seconds, also what was stopped', async () => {
    const { child, tower } = await another();
    process.kill(child, 'SIGSTOP');
    tower.kill('SIGKILL');
    await expect.poll(() => identityOf(tower.pid ?? 0)).toBeUndefined();
    const began = performance.now();
    const { release } = await claim();
    expect(performance.now() - began).toBeLessThan(3_000);
    expect(identityOf(child)).toBeUndefined();
    expect(told).toEqual([`ending api (pid ${child}) of a tower that was killed`]);
    release();
  });
  test('whose pid another program has by now is taken over, and that program is left alone', async () => {
    const stranger = spawn('sleep', ['60']);
    running.push(stranger);
    const record = { ...recordOf(stranger.pid ?? 0), identity: 'another boot 12345' };
    writeFileSync(join(home, 'lock'), JSON.stringify(record));
    writeFileSync(join(home, 'pids.json'), JSON.stringify({ supervisor: record, api: record }));
    (await claim()).release();
    expect(identityOf(stranger.pid ?? 0)).toBeDefined();
  });
});

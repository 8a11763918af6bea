/** Whole stacks: two towers side by side, one tower per home, nothing left behind, and orphans of a killed tower cleared away. */
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@clickhouse/client';
import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { identityOf } from './process-identity.ts';
import { type Stack, startStack } from './stack.ts';

let root: string;
const running: Stack[] = [];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'gantry-stack-'));
  // Postgres runs as another user when we are root, and must be able to walk in.
  chmodSync(root, 0o755);
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((stack) => stack.stop()));
  rmSync(root, { recursive: true, force: true });
});

async function start(name: string): Promise<Stack> {
  const stack = await startStack({ home: join(root, name) });
  running.push(stack);
  return stack;
}

async function mark(stack: Stack, text: string): Promise<void> {
  const client = new Client({ connectionString: stack.databaseUrl });
  await client.connect();
  await client.query('CREATE TABLE mark (text text)');
  await client.query('INSERT INTO mark VALUES ($1)', [text]);
  await client.end();
}

async function readMark(stack: Stack): Promise<unknown> {
  const client = new Client({ connectionString: stack.databaseUrl });
  await client.connect();
  const { rows } = await client.query<{ text: string }>('SELECT text FROM mark');
  await client.end();
  return rows[0]?.text;
}

describe('startStack', () => {
  test('two stacks at once, each with its own data; ports stay over a restart', { timeout: 40_000 }, async () => {
    const [one, two] = await Promise.all([start('one'), start('two')]);
    expect(one.embedded).toEqual(['postgres', 'redis', 'clickhouse']);
    expect(new Set([...Object.values(one.pids), ...Object.values(two.pids)]).size).toBe(6);
    await mark(one, 'one');
    await mark(two, 'two');
    await expect(startStack({ home: join(root, 'one') })).rejects.toThrow(/Another Gantry \(pid \d+\) already runs/);
    const { databaseUrl, redisUrl, clickhouseUrl, pids } = one;
    const begin = performance.now();
    await one.stop();
    expect(performance.now() - begin).toBeLessThan(8_000);
    expect(Object.values(pids).map(identityOf)).toEqual([undefined, undefined, undefined]);
    const again = await start('one');
    expect(again).toMatchObject({ databaseUrl, redisUrl, clickhouseUrl });
    expect([await readMark(again), await readMark(two)]).toEqual(['one', 'two']);
    const client = createClient({ url: again.clickhouseUrl });
    expect(await client.ping({ select: true })).toEqual({ success: true });
    await client.close();
  });

  test('starts only what no URL names', { timeout: 20_000 }, async () => {
    const stack = await startStack({
      home: join(root, 'x'),
      databaseUrl: 'postgresql://elsewhere/x',
      redisUrl: 'redis://elsewhere',
    });
    running.push(stack);
    expect(stack.embedded).toEqual(['clickhouse']);
    expect(stack.databaseUrl).toBe('postgresql://elsewhere/x');
  });

  test('a tower killed with -9 leaves orphans; the next start ends them and has the data', {
    timeout: 40_000,
  }, async () => {
    const home = join(root, 'orphans');
    const entry = new URL('./stack.ts', import.meta.url).href;
    const script = `const { startStack } = await import(${JSON.stringify(entry)});
      const stack = await startStack({ home: ${JSON.stringify(home)} }); console.log(JSON.stringify(stack.pids)); setInterval(() => {}, 1000);`;
    const tower = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let heard = '';
    tower.stdout.on('data', (part) => {
      heard += part;
    });
    await expect.poll(() => heard.includes('}'), { timeout: 20_000 }).toBe(true);
    const pids = JSON.parse(heard) as Record<string, number>;
    tower.kill('SIGKILL');
    await new Promise((resolve) => tower.once('exit', resolve));
    expect(identityOf(pids.postgres ?? 0)).toBeDefined();
    const next = await start('orphans');
    expect(Object.values(pids).map(identityOf)).toEqual([undefined, undefined, undefined]);
    expect(Object.values(next.pids).every((pid) => identityOf(pid) !== undefined)).toBe(true);
  });

  test("a stranger's process that has a recorded pid is left alone", { timeout: 20_000 }, async () => {
    const stranger = spawn('sleep', ['60']);
    const first = await startStack({ home: join(root, 'y'), databaseUrl: 'x', redisUrl: 'x' });
    await first.stop();
    const record = { pid: stranger.pid, identity: 'another boot 12345' };
    writeFileSync(join(root, 'y', 'pids.json'), JSON.stringify({ postgres: record }));
    const second = await startStack({ home: join(root, 'y'), databaseUrl: 'x', redisUrl: 'x' });
    running.push(second);
    expect(identityOf(stranger.pid ?? 0)).toBeDefined();
    expect(readFileSync(join(root, 'y', 'pids.json'), 'utf8')).not.toContain('another boot');
    stranger.kill();
  });
});

/** Children of the supervisor: noticed when they hang, started again when they die, gone when it is gone. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { identityOf } from '../../src/embedded/process-identity.ts';
import { until } from '../../test/until.ts';
import { type Child, startChild } from './child.ts';

const folder = mkdtempSync(join(tmpdir(), 'gantry-child-'));
const entries = {
  /** Says that it is ready and lives on; hangs when it is told to by a signal. */
  lively: `process.on('SIGUSR2', () => { for (;;); }); process.send({ ready: 7, whole: true }); setInterval(() => {}, 1000);`,
  /** As an entry of which nobody has thought: it heeds no disconnect. */
  plain: `setInterval(() => {}, 1000);`,
  wrong: `console.error('PORT: not a port'); process.exit(1);`,
};
for (const [name, text] of Object.entries(entries)) writeFileSync(join(folder, `${name}.mjs`), text);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const started: Child[] = [];
afterEach(() => Promise.all(started.splice(0).map((child) => child.stop())));

const start = (entry: keyof typeof entries, more: { logFile?: string; silenceMs?: number } = {}) => {
  const told: string[] = [];
  const pids: number[] = [];
  const child = startChild({
    name: entry,
    entry: join(folder, `${entry}.mjs`),
    env: () => ({}),
    logFile: join(folder, `${entry}.log`),
    announces: entry !== 'plain',
    onSpawn: (pid) => pids.push(pid),
    tell: (text) => told.push(text),
    ...more,
  });
  started.push(child);
  return { child, told, pids };
};

describe('a child', () => {
  it('that dies is started again and known by its new pid', async () => {
    const { child, pids, told } = start('lively');
    expect(await child.ready).toBe(7);
    await child.whole;
    process.kill(pids[0] ?? 0, 'SIGKILL');
    await until(async () => pids.length === 2);
    expect(child.pid).toBe(pids[1]);
    expect(told).toEqual(['lively died and was started again (SIGKILL)']);
  });
  it.each(['SIGSTOP', 'SIGUSR2'] as const)('that hangs (%s) is ended and started again', async (signal) => {
    const { child, pids, told } = start('lively', { silenceMs: 4_000 });
    await child.ready;
    process.kill(pids[0] ?? 0, signal);
    await until(async () => pids.length === 2, { ms: 15_000 });
    expect(told[0]).toContain('does not answer any more');
    expect(identityOf(pids[0] ?? 0)).toBeUndefined();
  });
  it('that answers is left alone, however long it lives', async () => {
    const { child, pids } = start('lively', { silenceMs: 4_000 });
    await child.ready;
    const born = performance.now();
    await until(async () => performance.now() - born > 9_000);
    expect(pids).toHaveLength(1);
  }, 20_000);
  it('that ends by itself before it was ready is a failed start, with its last words', async () => {
    await expect(start('wrong').child.ready).rejects.toThrow(
      /wrong ended \(code 1\) before it was ready:\nPORT: not a port/,
    );
  });
  it('is started without a log where none can be opened', async () => {
    const { child } = start('lively', { logFile: join(folder, 'lively.mjs/not-a-folder.log') });
    expect(await child.ready).toBe(7);
  });
  it('ends when the supervisor is gone, whatever its entry thinks of it', async () => {
    const module = new URL('./child.ts', import.meta.url).href;
    const script = `const { startChild } = await import(${JSON.stringify(module)});
      const child = startChild({ name: 'plain', entry: ${JSON.stringify(join(folder, 'plain.mjs'))}, env: () => ({}),
        logFile: ${JSON.stringify(join(folder, 'plain.log'))}, announces: false, onSpawn: () => {}, tell: () => {} });
      console.log(child.pid); setInterval(() => {}, 1000);`;
    const supervisor = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let heard = '';
    supervisor.stdout.on('data', (part) => {
      heard += part;
    });
    const pid = await until(async () => Number(heard) || undefined);
    await until(async () => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('plain.mjs'));
    supervisor.kill('SIGKILL');
    await until(async () => identityOf(pid) === undefined, { ms: 12_000 });
  });
});

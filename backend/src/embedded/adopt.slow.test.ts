/** What a killed tower left is adopted only where it is exactly what would be started, and answers; else it is ended. */
import { type ChildProcess, spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { adopt, markOf } from './adopt.ts';
import type { Survivors } from './home/book.ts';
import { identityOf, recordOf } from './process-identity.ts';

const mark = markOf('program', ['argument']);
const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

/** A server that nobody supervises, as a book of processes would name it. */
const left = async (): Promise<{ survivor: Survivors[string]; port: number }> => {
  const script = `const server = require('node:http').createServer((_, answer) => answer.end('pong'));
    server.listen(0, '127.0.0.1', () => console.log(server.address().port));`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  running.push(child);
  const port = Number(await new Promise((said) => child.stdout?.once('data', (data) => said(String(data)))));
  const record = recordOf(child.pid ?? 0);
  if (!record) throw new Error('it has ended by itself');
  return { survivor: { ...record, mark }, port };
};

const told: string[] = [];
const tryTo = (survivor: Survivors[string], port: number) =>
  adopt(survivor, {
    name: 'api',
    mark,
    protocol: 'http',
    port,
    logFile: join(tmpdir(), 'gantry-no-such.log'),
    tell: (text) => told.push(text),
  });

describe('a process that a killed tower left', () => {
  it('is adopted where it is the same and answers, and its end is noticed', async () => {
    const { survivor, port } = await left();
    const server = await tryTo(survivor, port);
    expect(server?.pid).toBe(survivor.pid);
    expect(server?.hasExited()).toBe(false);
    process.kill(survivor.pid, 'SIGKILL');
    expect(await server?.exited).toBe('of itself');
    expect(server?.hasExited()).toBe(true);
  });
  it('is ended, and told of, where it was started otherwise', async () => {
    const { survivor, port } = await left();
    expect(await tryTo({ ...survivor, mark: markOf('program', ['another']) }, port)).toBeUndefined();
    expect(identityOf(survivor.pid)).toBeUndefined();
    expect(told).toContain(`ending api (pid ${survivor.pid}) of a tower that was killed`);
  });
  it('is ended where the book does not say how it was started', async () => {
    const { survivor, port } = await left();
    const { mark: _, ...unmarked } = survivor;
    expect(await tryTo(unmarked, port)).toBeUndefined();
    expect(identityOf(survivor.pid)).toBeUndefined();
  });
  it('is ended where it hangs', async () => {
    const { survivor, port } = await left();
    process.kill(survivor.pid, 'SIGSTOP');
    expect(await tryTo(survivor, port)).toBeUndefined();
    expect(identityOf(survivor.pid)).toBeUndefined();
  });
  it('is left alone where its pid is somebody else’s by now', async () => {
    const { survivor, port } = await left();
    expect(await tryTo({ ...survivor, identity: 'another boot 12345' }, port)).toBeUndefined();
    expect(identityOf(survivor.pid)).toBe(survivor.identity);
  });
});

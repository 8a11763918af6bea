/** No kind of client of Postgres, whatever it is doing, ends its process when its server dies: each works again afterwards. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newHome } from '../bench/bench-tower.ts';
import { startPostgres } from '../src/embedded/postgres.ts';
import type { Server } from '../src/embedded/server-process.ts';
import { until } from './until.ts';
import { openWire, type Wire } from './wire.ts';

const home = newHome();
let server: Server;
let wire: Wire;
let admin: pg.Pool;
beforeAll(async () => {
  server = await startPostgres({ dataDir: join(home, 'postgres'), logFile: join(home, 'postgres.log') });
  wire = await openWire(server.url);
  admin = new pg.Pool({ connectionString: server.url, max: 1 });
  admin.on('error', () => undefined);
  admin.on('connect', (client) => void client.on('error', () => undefined));
});
afterAll(async () => {
  await admin.end();
  await wire.close();
  await server.stop();
  rmSync(home, { recursive: true, force: true });
});

/** The clients, all open; `said` is what their process wrote to its standard error. */
const openClients = async (): Promise<{ child: ChildProcess; said(): string }> => {
  const child = fork(join(import.meta.dirname, 'postgres-clients.ts'), [], {
    env: { ...process.env, DATABASE_URL: wire.url },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  let text = '';
  child.stderr?.on('data', (chunk: Buffer) => (text += chunk));
  const [said] = (await Promise.race([once(child, 'message'), once(child, 'exit')])) as [unknown];
  if (said !== 'open') throw new Error(`the clients ended with ${said}: ${text}`);
  return { child, said: () => text };
};
const anyBackend = async (): Promise<number> =>
  until(async () => {
    const { rows } = await admin.query<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity WHERE application_name = 'gantry-clients' AND state <> 'active' LIMIT 1`,
    );
    return rows[0]?.pid;
  });

describe.runIf(process.platform === 'linux')('clients of Postgres', () => {
  it.each<[string, () => Promise<unknown>]>([
    [
      'are ended by an administrator',
      () => admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()'),
    ],
    ['lose one backend to a kill, and with it all others', async () => process.kill(await anyBackend(), 'SIGKILL')],
    ['lose the whole server to a kill', async () => process.kill(server.pid, 'SIGKILL')],
    [
      'are cut off',
      async () => {
        wire.cut();
        wire.letGo();
      },
    ],
  ])('that %s live and work again', async (_what, happens) => {
    const { child, said } = await openClients();
    await happens();
    const heard = once(child, 'message');
    child.send('go on');
    const [word] = await Promise.race([heard, once(child, 'exit').then(([code]) => [`ended with ${code}: ${said()}`])]);
    expect(word).toBe('works');
  });
});

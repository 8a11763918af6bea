/** Starts the embedded ClickHouse (chDB in its own process) and keeps it running: if it dies, it comes back on the same port. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from './ports.ts';
import { keptSecret } from './secret.ts';
import { type Launched, launch, type Server, type ServerOptions, stopLaunched, untilReady } from './server-process.ts';

const ENTRY = fileURLToPath(new URL('./clickhouse-server.ts', import.meta.url));
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 5_000;
const STEADY_MS = 30_000;

type Running = { server: Launched; port: number; since: number };
type Setup = ServerOptions & { password: string };

/** Resolves once it answers; the URL names the database `gantry`. Rejects when the first start fails. */
export async function startClickHouse(options: ServerOptions): Promise<Server> {
  mkdirSync(options.dataDir, { recursive: true });
  const setup = { ...options, password: keptSecret(join(options.dataDir, 'password')) };
  // Port 0: the process itself binds whatever is free, so nobody can take the port in between.
  const preferred = options.port === undefined ? 0 : await freePort(options.port);
  let running = await run(setup, preferred === options.port ? preferred : 0);
  const stopping = new AbortController();
  const over = supervise(setup, running, stopping.signal, (next) => {
    running = next;
  });
  const { port } = running;
  return {
    url: `http://default:${setup.password}@127.0.0.1:${port}/gantry`,
    port,
    get pid() {
      return running.server.pid;
    },
    async stop() {
      stopping.abort();
      await stopLaunched(running.server, 'SIGTERM');
      await over;
      if (!running.server.hasExited()) await stopLaunched(running.server, 'SIGKILL');
    },
  };
}

async function run({ dataDir, logFile, onSpawn, password }: Setup, port: number): Promise<Running> {
  const server = await launch({
    command: process.execPath,
    args: ['--disable-warning=ExperimentalWarning', ENTRY, '--data', dataDir, '--port', String(port), '--with-parent'],
    logFile,
    env: { GANTRY_CLICKHOUSE_PASSWORD: password, UV_THREADPOOL_SIZE: '24', NODE_OPTIONS: '' },
    input: 'open',
    onSpawn,
  });
  const bound = await untilReady(server, 'The embedded ClickHouse', () => {
    const found = /ready on 127\.0\.0\.1:(\d+)/.exec(server.log());
    return found ? Number(found[1]) : undefined;
  });
  return { server, port: bound, since: performance.now() };
}

/** Starts it again whenever it ends; waits longer after each early death, up to five seconds. */
async function supervise(
  setup: Setup,
  first: Running,
  stopping: AbortSignal,
  replace: (next: Running) => void,
): Promise<void> {
  let running = first;
  let wait = FIRST_PAUSE_MS;
  while (true) {
    await running.server.exited;
    if (stopping.aborted) return;
    if (performance.now() - running.since > STEADY_MS) wait = FIRST_PAUSE_MS;
    while (!stopping.aborted) {
      await pause(wait, undefined, { signal: stopping }).catch(() => {});
      wait = Math.min(wait * 2, LONGEST_PAUSE_MS);
      if (stopping.aborted) return;
      const next = await run(setup, first.port).catch(() => undefined);
      if (!next) continue;
      running = next;
      replace(next);
      break;
    }
    if (stopping.aborted && !running.server.hasExited()) return stopLaunched(running.server, 'SIGTERM');
  }
}

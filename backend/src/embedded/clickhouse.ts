/** Starts the embedded ClickHouse (chDB in its own process) and keeps it running: if it dies, it comes back on the same port. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from './ports.ts';
import { keptSecret } from './secret.ts';
import { launch, type Server, type ServerOptions, untilReady } from './server-process.ts';
import { type RunningServer, supervise } from './supervise.ts';

const ENTRY = fileURLToPath(new URL('./clickhouse-server.ts', import.meta.url));
type Setup = ServerOptions & { password: string };

/** Resolves once it answers; the URL names the database `gantry`. Rejects when the first start fails. */
export async function startClickHouse(options: ServerOptions): Promise<Server> {
  mkdirSync(options.dataDir, { recursive: true });
  const setup = { ...options, password: keptSecret(join(options.dataDir, 'password')) };
  // Port 0: the process itself binds whatever is free, so nobody can take the port in between.
  const preferred = options.port === undefined ? 0 : await freePort(options.port);
  const first = await run(setup, preferred === options.port ? preferred : 0);
  const supervised = supervise(first, (port) => run(setup, port));
  return {
    url: `http://default:${setup.password}@127.0.0.1:${first.port}/gantry`,
    port: first.port,
    get pid() {
      return supervised.pid;
    },
    stop: () => supervised.stop('SIGTERM'),
  };
}

async function run({ dataDir, logFile, onSpawn, password }: Setup, port: number): Promise<RunningServer> {
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
  return { server, port: bound };
}

/** Starts the embedded ClickHouse (chDB in its own process) and keeps it running: if it dies, it comes back on the same port. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { adopt, markOf } from './adopt.ts';
import { watchAnswers } from './answering.ts';
import { blamesStore, setStoreAside } from './clickhouse-store.ts';
import { freePort } from './ports.ts';
import { keptSecret } from './secret.ts';
import {
  type LaunchedProcess,
  launch,
  type RunningProcess,
  type Server,
  type ServerOptions,
  untilReady,
} from './server-process.ts';
import { type OnLaunch, type RunningServer, supervise } from './supervise.ts';

/** Its statements run beside the loop that answers, but a large one may keep that waiting. */
const SILENCE_MS = 120_000;
const ENTRY = fileURLToPath(new URL('./clickhouse-server.ts', import.meta.url));
type Setup = ServerOptions & { password: string /** Started on an empty store. */; anew?: true };

/** Resolves once it answers; the URL names the database `gantry`. Rejects when the first start fails. */
export async function startClickHouse(options: ServerOptions): Promise<Server> {
  mkdirSync(options.dataDir, { recursive: true });
  const setup = { ...options, password: keptSecret(join(options.dataDir, 'password')) };
  // Port 0: the process itself binds whatever is free, so nobody can take the port in between.
  const preferred = options.port === undefined ? 0 : await freePort(options.port);
  const first = (await adoptOn(setup)) ?? (await run(setup, preferred === options.port ? preferred : 0));
  const supervised = supervise(first, {
    name: 'clickhouse',
    dataDir: options.dataDir,
    start: (port, onLaunch) => run(setup, port, onLaunch),
    tell: options.tell,
    onRestart: options.onRestart,
  });
  return {
    url: `http://default:${setup.password}@127.0.0.1:${first.port}/gantry`,
    port: first.port,
    get pid() {
      return supervised.pid;
    },
    stop: () => supervised.stop('SIGTERM'),
  };
}

async function run(setup: Setup, port: number, onLaunch?: OnLaunch): Promise<RunningServer> {
  const server = await launchEngine(setup, port);
  onLaunch?.(server);
  let said: number | undefined;
  server.child.on('message', (message: { ready?: number }) => {
    said = message.ready;
  });
  try {
    const bound = await untilReady(server, 'The embedded ClickHouse', () => said);
    watch(server, setup, bound);
    return { server, port: bound };
  } catch (error) {
    if (setup.anew || !blamesStore(server.log())) throw error;
    const aside = setStoreAside(setup.dataDir);
    setup.tell?.(`clickhouse cannot read its store; it begins anew, and the old one is in ${aside}`);
    return run({ ...setup, anew: true }, port, onLaunch);
  }
}

function watch(server: RunningProcess, { tell }: Setup, port: number): void {
  const onSilence = () => tell?.('clickhouse does not answer any more; it is ended and started again');
  watchAnswers(server, { protocol: 'http', port, limitMs: SILENCE_MS, onSilence });
}

const markIn = ({ dataDir, password, version }: Setup): string => markOf(dataDir, password, version);

async function adoptOn(setup: Setup): Promise<RunningServer | undefined> {
  const { port = 0, survivor, logFile, tell, onSpawn } = setup;
  const mark = markIn(setup);
  const server = await adopt(survivor, { name: 'clickhouse', mark, protocol: 'http', port, logFile, tell });
  if (!server) return undefined;
  onSpawn?.(server.pid, mark);
  watch(server, setup, port);
  return { server, port };
}

function launchEngine(setup: Setup, port: number): Promise<LaunchedProcess> {
  const { dataDir, logFile, onSpawn, password, home } = setup;
  const args = [
    '--disable-warning=ExperimentalWarning',
    ENTRY,
    '--data',
    dataDir,
    '--port',
    String(port),
    '--with-parent',
  ];
  return launch({
    command: process.execPath,
    args: home === undefined ? args : [...args, '--home', home],
    logFile,
    env: { GANTRY_CLICKHOUSE_PASSWORD: password, UV_THREADPOOL_SIZE: '24', NODE_OPTIONS: '' },
    input: 'open',
    speaks: true,
    onSpawn: (pid) => onSpawn?.(pid, markIn(setup)),
  });
}

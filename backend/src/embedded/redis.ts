/** Starts the machine's own Redis (or Valkey) on a folder of ours, as the queues need it: append-only file, nothing evicted. */
import { mkdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { adopt, markOf } from './adopt.ts';
import { watchAnswers } from './answering.ts';
import { onFreePort, PortTaken } from './ports.ts';
import { findRedis } from './redis-program.ts';
import { keptSecret } from './secret.ts';
import { launch, type RunningProcess, type Server, type ServerOptions, untilReady } from './server-process.ts';
import { type OnLaunch, type RunningServer, supervise } from './supervise.ts';

const SILENCE_MS = 60_000;

/** Resolves once it answers. Rejects with the one command to run when no server program can be had. */
export async function startRedis(options: ServerOptions): Promise<Server> {
  const program = await findRedis();
  mkdirSync(options.dataDir, { recursive: true });
  const password = keptSecret(join(options.dataDir, 'password'));
  const start = (port: number, onLaunch?: OnLaunch) => run({ program, password, onLaunch }, options, port);
  const first = (await adoptOn(options, { program, password })) ?? (await onFreePort(options.port, start));
  const { dataDir, tell, onRestart } = options;
  const supervised = supervise(first, { name: 'redis', dataDir, start, tell, onRestart });
  return {
    url: `redis://:${password}@127.0.0.1:${first.port}/0`,
    port: first.port,
    get pid() {
      return supervised.pid;
    },
    stop: () => supervised.stop('SIGTERM'),
  };
}

async function run(
  { program, password, onLaunch }: { program: string; password: string; onLaunch: OnLaunch | undefined },
  options: ServerOptions,
  port: number,
): Promise<RunningServer> {
  // The configuration goes in by standard input, so the password shows up in no process list.
  const input = configuration({ ...options, port, password });
  const onSpawn = (pid: number) => options.onSpawn?.(pid, markOf(program, input));
  const server = await launch({ command: program, args: ['-'], logFile: options.logFile, input, onSpawn });
  onLaunch?.(server);
  watch(server, options, port);
  try {
    await untilReady(server, 'Redis', () => answersPing(port, password));
  } catch (error) {
    if (/Address already in use|could not create server TCP/i.test(server.log())) throw new PortTaken(port);
    throw error;
  }
  return { server, port };
}

function watch(server: RunningProcess, { tell }: ServerOptions, port: number): void {
  const onSilence = () => tell?.('redis does not answer any more; it is ended and started again');
  watchAnswers(server, { protocol: 'redis', port, limitMs: SILENCE_MS, onSilence });
}

async function adoptOn(
  options: ServerOptions,
  { program, password }: { program: string; password: string },
): Promise<RunningServer | undefined> {
  const { port = 0, survivor, logFile, tell, onSpawn } = options;
  const mark = markOf(program, configuration({ ...options, port, password }));
  const server = await adopt(survivor, { name: 'redis', mark, protocol: 'redis', port, logFile, tell });
  if (!server) return undefined;
  onSpawn?.(server.pid, mark);
  watch(server, options, port);
  return { server, port };
}

type Configuration = Pick<ServerOptions, 'dataDir' | 'settings'> & { port: number; password: string };

function configuration({ port, dataDir, password, settings = {} }: Configuration): string {
  return `${[
    'bind 127.0.0.1',
    'protected-mode yes',
    `port ${port}`,
    `dir "${dataDir.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`,
    `requirepass ${password}`,
    'appendonly yes',
    'appendfsync everysec',
    'save ""',
    'maxmemory-policy noeviction',
    'daemonize no',
    'loglevel warning',
    'tcp-keepalive 60',
    // Of a setting that is there twice, the last one holds.
    ...Object.entries(settings).map(([name, value]) => `${name} ${value}`),
  ].join('\n')}\n`;
}

/** True once it takes our password and is done loading. */
function answersPing(port: number, password: string): Promise<true | undefined> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(`AUTH ${password}\r\nPING\r\n`));
    let heard = '';
    const end = (answer: true | undefined) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(1_000, () => end(undefined));
    socket.once('error', () => end(undefined));
    socket.once('close', () => end(undefined));
    socket.on('data', (part) => {
      heard += part.toString();
      if (heard.includes('+PONG')) end(true);
      else if (heard.includes('-')) end(undefined);
    });
  });
}

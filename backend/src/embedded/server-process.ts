/** Starts a database server as a child process that logs to a file, and stops it within a deadline. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, fstatSync, mkdirSync, openSync, readSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { endProcess, recordOf } from './process-identity.ts';

/** A running embedded server. `pid` follows restarts; `stop` never takes longer than about eight seconds. */
export type Server = { readonly url: string; readonly port: number; readonly pid: number; stop(): Promise<void> };

/** What every embedded server is started with. */
export type ServerOptions = {
  /** Folder of its own; created when missing. */
  dataDir: string;
  /** Preferred port; another free one is taken when it is in use. */
  port?: number | undefined;
  logFile: string;
  /** Settings by the server's own names, over ours: a stack that many towers of a test run share needs more room. */
  settings?: Readonly<Record<string, string>> | undefined;
  /** Told of every process the moment it exists, so that a starter that dies leaves a trace of it. */
  onSpawn?: ((pid: number) => void) | undefined;
};

export type Launch = {
  command: string;
  args: string[];
  logFile: string;
  env?: Record<string, string> | undefined;
  /** Text for its standard input. 'open' keeps the pipe open for as long as we live. */
  input?: string | undefined;
  owner?: { uid: number; gid: number } | undefined;
  onSpawn?: ((pid: number) => void) | undefined;
};

export type LaunchedProcess = {
  child: ChildProcess;
  pid: number;
  exited: Promise<string>;
  hasExited(): boolean;
  log(): string;
};

const LOG_LIMIT = 20 * 1024 * 1024;
const ENVIRONMENT = ['PATH', 'HOME', 'TMPDIR', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH'];

/** Little of our environment: our secrets are none of the server's business, and a stray PGOPTIONS must not steer it. */
function passedOn(): Record<string, string> {
  return Object.fromEntries(ENVIRONMENT.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}

/** Opens the log to append to; a long one is put aside first, so at most two of them exist. */
function openLog(file: string): number {
  mkdirSync(dirname(file), { recursive: true });
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > LOG_LIMIT) renameSync(file, `${file}.1`);
  return openSync(file, 'a');
}

function readFrom(file: string, start: number): string {
  const handle = openSync(file, 'r');
  try {
    const bytes = Buffer.alloc(Math.min(fstatSync(handle).size - start, 64 * 1024));
    return bytes.subarray(0, readSync(handle, bytes, 0, bytes.length, start)).toString('utf8');
  } finally {
    closeSync(handle);
  }
}

/** Spawns in a process group of its own: Ctrl-C in a terminal reaches us alone, and we stop the servers in our order. */
export async function launch({ command, args, logFile, env, input, owner, onSpawn }: Launch): Promise<LaunchedProcess> {
  const log = openLog(logFile);
  const start = fstatSync(log).size;
  const child = spawn(command, args, {
    detached: true,
    stdio: ['pipe', log, log],
    env: { ...passedOn(), TZ: 'UTC', ...env },
    ...(owner ?? {}),
  });
  closeSync(log);
  child.stdin?.on('error', () => {});
  if (input === undefined) child.stdin?.end();
  else if (input !== 'open') child.stdin?.end(input);
  let over = false;
  const exited = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => {
      over = true;
      resolve(signal ?? `code ${code}`);
    });
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error) => reject(new Error(`${command} cannot be run: ${error.message}`)));
  });
  const pid = child.pid ?? 0;
  onSpawn?.(pid);
  return {
    child,
    pid,
    exited,
    hasExited: () => over,
    log: () => readFrom(logFile, start),
  };
}

/** Polls until `ready` answers something; fails when the process ends or the deadline passes, with the end of its log. */
export async function untilReady<T>(
  server: LaunchedProcess,
  name: string,
  ready: () => Promise<T | undefined> | T | undefined,
): Promise<T> {
  const deadline = performance.now() + 60_000;
  while (performance.now() < deadline) {
    const answer = await ready();
    if (answer !== undefined) return answer;
    if (server.hasExited()) break;
    await pause(10);
  }
  const why = server.hasExited() ? `ended with ${await server.exited}` : 'did not get ready within 60 s';
  await stopLaunched(server, 'SIGKILL');
  throw new Error(`${name} ${why}. Its last words:\n${server.log().trim().split('\n').slice(-8).join('\n')}`);
}

/** Stops with a signal, and by force after `patienceMs`. */
export async function stopLaunched(server: LaunchedProcess, signal: NodeJS.Signals, patienceMs = 7_000): Promise<void> {
  const record = server.hasExited() ? undefined : recordOf(server.pid);
  if (record) await endProcess(record, signal, patienceMs);
  await server.exited;
}

/** Starts a database server as a child process that logs to a file, and stops it within a deadline. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Survivors } from './home/book.ts';
import { logSize, openLog, readLog } from './log-file.ts';
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
  /** Nobody else may run on the folder: what does is left from a tower that was killed, and is ended. */
  ours?: boolean | undefined;
  /** The tower's, in which another supervisor may take it over when its own was killed. */
  home?: string | undefined;
  /** What a killed tower left of it. */
  survivor?: Survivors[string] | undefined;
  /** The version of our own code, where one of another must not be adopted. */
  version?: string | undefined;
  /** Told of every process the moment it exists, and by what it was started, so that a starter that dies leaves a trace of it. */
  onSpawn?: ((pid: number, mark: string) => void) | undefined;
  /** Told in plain words when it dies, cannot be started for now, or is back. */
  tell?: ((text: string) => void) | undefined;
  /** Called when it runs again, as another process. */
  onRestart?: (() => void) | undefined;
};

export type Launch = {
  command: string;
  args: string[];
  logFile: string;
  env?: Record<string, string> | undefined;
  /** Text for its standard input. 'open' keeps the pipe open for as long as we live. */
  input?: string | undefined;
  /** One of ours: it speaks over IPC, which a full disk does not silence as it does a log. */
  speaks?: boolean | undefined;
  owner?: { uid: number; gid: number } | undefined;
  onSpawn?: ((pid: number) => void) | undefined;
};

export type RunningProcess = {
  pid: number;
  exited: Promise<string>;
  hasExited(): boolean;
  /** What it has said since we know it. */
  log(): string;
};
export type LaunchedProcess = RunningProcess & { child: ChildProcess };

const ENVIRONMENT = ['PATH', 'HOME', 'TMPDIR', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH', 'NODE_COMPILE_CACHE'];

/** Little of our environment: our secrets are none of the server's business, and a stray PGOPTIONS must not steer it. */
function passedOn(): Record<string, string> {
  return Object.fromEntries(ENVIRONMENT.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}

/** Spawns in a process group of its own: Ctrl-C in a terminal reaches us alone, and we stop the servers in our order. */
export async function launch({
  command,
  args,
  logFile,
  env,
  input,
  speaks,
  owner,
  onSpawn,
}: Launch): Promise<LaunchedProcess> {
  const log = openLog(logFile);
  const out = log ?? 'ignore';
  const start = logSize(logFile);
  const child = spawn(command, args, {
    detached: true,
    stdio: speaks ? ['pipe', out, out, 'ipc'] : ['pipe', out, out],
    env: { ...passedOn(), TZ: 'UTC', ...env },
    ...(owner ?? {}),
  });
  if (log !== undefined) closeSync(log);
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
    log: () => readLog(logFile, start),
  };
}

/**
 * Polls until `ready` answers something; fails when the process ends, with the end of its log. There is no deadline: reading
 * back a long log after a crash takes as long as it takes, and one that hangs is ended by `watchAnswers`.
 */
export async function untilReady<T>(
  server: RunningProcess,
  name: string,
  ready: () => Promise<T | undefined> | T | undefined,
): Promise<T> {
  while (true) {
    const answer = await ready();
    if (answer !== undefined) return answer;
    if (server.hasExited()) break;
    await pause(10);
  }
  const words = server.log().trim().split('\n').slice(-8).join('\n');
  throw new Error(`${name} ended with ${await server.exited}.${words ? ` Its last words:\n${words}` : ''}`);
}

/** Stops with a signal, and by force after `patienceMs`. */
export async function stopLaunched(server: RunningProcess, signal: NodeJS.Signals, patienceMs = 7_000): Promise<void> {
  const record = server.hasExited() ? undefined : recordOf(server.pid);
  if (record) await endProcess(record, signal, patienceMs);
  await server.exited;
}

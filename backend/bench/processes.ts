/** Processor time and memory of the tower's processes as Linux counts them in /proc, and the bench's own helper processes. */
import { fork } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Linux counts in hundredths of a second, on every machine there is by now. */
const ticksPerSecond = 100;

type Stat = { parent: number; seconds: number };

const statOf = (pid: number | string): Stat | undefined => {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may hold anything; what follows it is plain.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const ticks = [11, 12].reduce((sum, at) => sum + Number(fields[at]), 0);
    return { parent: Number(fields[1]), seconds: ticks / ticksPerSecond };
  } catch {
    return undefined;
  }
};

/** Processor seconds used so far by a process and the children it has now. */
export const processorSeconds = (pid: number): number => {
  let sum = statOf(pid)?.seconds ?? 0;
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = statOf(name);
    if (stat?.parent === pid) sum += stat.seconds;
  }
  return sum;
};

/** Resident memory in MB; what several processes share counts for each. */
export const residentMegabytes = (pid: number): number => {
  const found = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(found?.[1] ?? 0) / 1024;
};

/** A meter over named processes: call the answer for the seconds each used since. */
export const meter = (pids: Record<string, number>): (() => Record<string, number>) => {
  const before = Object.entries(pids).map(([name, pid]) => [name, pid, processorSeconds(pid)] as const);
  return () => Object.fromEntries(before.map(([name, pid, then]) => [name, processorSeconds(pid) - then]));
};

export type Helper<Out> = { pid: number; ready: Promise<unknown>; result: Promise<Out>; tell(message: unknown): void };

/** Runs a file of `load/` as a process of its own: it is told `task`, says `{ready}` and at the end `{result}`. */
export const startHelper = <Out>(file: string, task: unknown): Helper<Out> => {
  const child = fork(join(import.meta.dirname, 'load', file), [], { serialization: 'advanced' });
  const { promise: ready, resolve: isReady, reject: notReady } = Promise.withResolvers<unknown>();
  const { promise: result, resolve, reject } = Promise.withResolvers<Out>();
  child.on('message', (message: { ready?: unknown; result?: Out }) => {
    if (message.ready !== undefined) isReady(message.ready);
    if (message.result !== undefined) resolve(message.result);
  });
  child.once('exit', (code) => {
    const error = new Error(`${file} ended with ${code}`);
    notReady(error);
    reject(error);
  });
  ready.catch(() => undefined);
  result.catch(() => undefined);
  child.send({ task });
  return { pid: child.pid ?? 0, ready, result, tell: (message) => void child.send(message as object) };
};

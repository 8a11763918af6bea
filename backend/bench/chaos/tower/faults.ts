/** Does to the tower what the schedule says, and undoes it: signals, a full disk, an empty Redis, strangers' transactions. */
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { createClient } from 'redis';
import type { Step } from '../judge/recovery.ts';
import { type Fault, type ProcessName, processes } from '../schedule.ts';
import { childrenOf } from './own-process.ts';
import { holdTransaction, type StrangerKind } from './stranger.ts';
import type { ChaosTower } from './tower.ts';

/** So much is left of a disk that is "filled to the reserve": less than a tower needs to go on for long. */
export const reserveBytes = 48 * 1024 * 1024;

const backendOf = async ({ file }: ChaosTower): Promise<number | undefined> => {
  const client = new pg.Client({ connectionString: file.databaseUrl, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() AND application_name NOT LIKE 'chaos%'
       ORDER BY state = 'active' DESC, query_start DESC LIMIT 1`,
    );
    return rows[0]?.pid;
  } catch {
    return undefined;
  } finally {
    await client.end().catch(() => undefined);
  }
};

const pidsOf = async (tower: ChaosTower, name: ProcessName | 'postmaster'): Promise<number[]> => {
  const pid =
    name === 'postgres-backend' ? await backendOf(tower) : tower.pidOf(name === 'postmaster' ? 'postgres' : name);
  if (pid === undefined) return [];
  return name === 'postgres' ? [pid, ...childrenOf(pid)] : [pid];
};

const kill = async (tower: ChaosTower, name: ProcessName): Promise<string> => {
  if (name === 'supervisor') {
    tower.killSupervisor();
    return '';
  }
  if (name === 'api-2' || name === 'worker-2') {
    tower.killRole(name);
    return '';
  }
  const [pid] = await pidsOf(tower, name);
  return tower.signal(pid, 'SIGKILL') ? '' : 'was not there to be killed';
};

const freeze = async (tower: ChaosTower, name: ProcessName | 'postmaster', hold: Promise<unknown>): Promise<string> => {
  const pids = (await pidsOf(tower, name)).filter((pid) => tower.signal(pid, 'SIGSTOP'));
  await hold.catch(() => undefined);
  for (const pid of pids) tower.signal(pid, 'SIGCONT');
  return pids.length > 0 ? '' : 'was not there to be stopped';
};

const emptyRedis = async ({ file }: ChaosTower): Promise<string> => {
  const client = createClient({ url: file.redisUrl, socket: { reconnectStrategy: false, connectTimeout: 2_000 } });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.flushAll();
    return '';
  } catch (error) {
    return `could not be emptied: ${error instanceof Error ? error.message : error}`;
  } finally {
    client.destroy();
  }
};

/** Answers a remark, empty when all went as planned. Resolves when the fault is over. */
const apply = async (tower: ChaosTower, { kind, lasts }: Fault, stop: AbortSignal): Promise<string> => {
  const [family = '', ...rest] = kind.split('-');
  const target = rest.join('-');
  if (family === 'kill') return kill(tower, processes.find((name) => name === target) ?? 'api');
  if (family === 'stop') {
    const name = target === 'postmaster' ? target : processes.find((one) => one === target);
    return freeze(tower, name ?? 'api', pause(lasts, undefined, { signal: stop }));
  }
  if (family === 'transaction')
    return holdTransaction(tower.file.databaseUrl, { kind: kind as StrangerKind, ms: lasts, stop });
  if (kind === 'redis-emptied') return emptyRedis(tower);
  await tower.disk?.fill(kind === 'disk-full' ? 0 : reserveBytes, lasts, stop);
  return tower.disk ? '' : 'no disk to fill';
};

export type DoneStep = Step & { remarks: string[] };

/** Brings every fault at its time after `start` (ms of the machine's clock); resolves when the last is over. */
export const bringFaults = async (
  tower: ChaosTower,
  faults: readonly Fault[],
  { start, stop, tell }: { start: number; stop: AbortSignal; tell(text: string): void },
): Promise<DoneStep[]> => {
  const bring = async (fault: Fault): Promise<{ fault: Fault; began: number; ended: number; remark: string }> => {
    await pause(Math.max(0, start + fault.at - Date.now()), undefined, { signal: stop }).catch(() => undefined);
    const began = Date.now();
    if (stop.aborted) return { fault, began, ended: began, remark: 'left out' };
    tell(`${((began - start) / 1_000).toFixed(1)} s: ${fault.kind}`);
    const remark = await apply(tower, fault, stop).catch((error: unknown) => String(error));
    return { fault, began, ended: Date.now(), remark };
  };
  const done = await Promise.all(faults.map(bring));
  return [...Map.groupBy(done, ({ fault }) => fault.step)].map(([step, those]) => ({
    step,
    kinds: those.map(({ fault }) => fault.kind),
    began: Math.min(...those.map(({ began }) => began)),
    ended: Math.max(...those.map(({ ended }) => ended)),
    remarks: those.flatMap(({ fault, remark }) => (remark === '' ? [] : [`${fault.kind} ${remark}`])),
  }));
};

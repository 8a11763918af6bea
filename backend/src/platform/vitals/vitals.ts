/**
 * What a process says about itself: what ails it, what it waits for, what it knows of its surroundings. It is kept in memory
 * and carried by the heartbeat, so that any api process can tell it of every other.
 */
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { DiskFigures, Trouble, Verification } from '@gantry/shared/api/system';
import type { Clock } from '../../kernel/clock.ts';
import type { Sql } from '../database.ts';
import type { Aside } from './aside.ts';
import type { Pids } from './pids.ts';

/** What a process knows that others cannot measure. Each is whole: the last one shown is what holds. */
export type Surroundings = {
  /** Where it answers for its health and metrics. */
  port: number | null;
  disks: readonly DiskFigures[];
  verified: readonly Verification[];
};

export type ProcessTrouble = Omit<Trouble, 'process'>;

export type Vitals = {
  /** The id of this process among all. */
  process: string;
  startedAt: Date;
  pids: Pids;
  /** Says what something is waiting for or what ails it; null when that is over. Saying the same again keeps its beginning. */
  tell(name: string, trouble: string | null): void;
  /** Shows what this process knows of its surroundings. */
  show(part: Partial<Surroundings>): void;
  /** What ails it now, the oldest first. */
  troubles(): ProcessTrouble[];
  surroundings(): Surroundings;
  /** Connections that are kept for this. */
  sql: Sql;
  close(): Promise<void>;
};

const mostText = 500;

/** The vitals of one process. */
export const openVitals = (clock: Clock, { sql, close }: Aside, pids: Pids): Vitals => {
  const troubles = new Map<string, ProcessTrouble>();
  let surroundings: Surroundings = { port: null, disks: [], verified: [] };
  return {
    process: `${hostname()}-${pids.own.pid}-${randomUUID().slice(0, 8)}`,
    startedAt: clock.now(),
    pids,
    tell: (name, trouble) => {
      if (trouble === null) troubles.delete(name);
      else {
        const since = troubles.get(name)?.since ?? clock.now().toISOString();
        troubles.set(name, { name, text: trouble.slice(0, mostText), since });
      }
    },
    show: (part) => {
      surroundings = { ...surroundings, ...part };
    },
    troubles: () => [...troubles.values()],
    surroundings: () => surroundings,
    sql,
    close,
  };
};

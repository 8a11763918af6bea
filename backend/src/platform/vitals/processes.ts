/** The table of running processes: each writes its own row, everybody reads them all. All SQL on it is here. */
import { diskFigures, type ProcessFigures, type processRoles, trouble, verification } from '@gantry/shared/api/system';
import { z } from 'zod';
import type { Sql } from '../database.ts';
import type { Neighbour, OwnPid } from './pids.ts';
import type { ProcessTrouble, Surroundings } from './vitals.ts';

export type ProcessRole = (typeof processRoles)[number];
export type ProcessState = Surroundings & { troubles: readonly ProcessTrouble[] };

/** A process that was seen within the last six seconds. */
export type LivingProcess = Omit<ProcessFigures, 'port'> & ProcessState;

/** Not seen for so long, a process is gone. It writes its row every two seconds. */
export const aliveSeconds = 6;

// A process of another version may know other things: what cannot be read of it is left out.
const state = z.object({
  port: z.number().nullable().catch(null),
  disks: z.array(diskFigures).catch([]),
  verified: z.array(verification).catch([]),
  troubles: z.array(trouble.omit({ process: true })).catch([]),
});

export type ProcessRow = OwnPid & { id: string; role: ProcessRole; host: string; startedAt: Date };

/** Says that a process lives and how it is; takes away the rows of those that went without a word an hour ago. */
export const noteProcess = async (sql: Sql, row: ProcessRow, says: ProcessState): Promise<void> => {
  await sql.run(
    `WITH gone AS (DELETE FROM processes WHERE seen_at < now() - interval '1 hour' AND id <> $1)
     INSERT INTO processes (id, role, host, pid, started_at, seen_at, state, pid_space, identity)
     VALUES ($1, $2, $3, $4, $5, now(), $6::jsonb, $7, $8)
     ON CONFLICT (id) DO UPDATE SET seen_at = EXCLUDED.seen_at, state = EXCLUDED.state`,
    row.id,
    row.role,
    row.host,
    row.pid,
    row.startedAt,
    JSON.stringify(says),
    row.space,
    row.identity,
  );
};

/** Takes away the rows of processes that end or have ended. */
export const forgetProcesses = async (sql: Sql, ids: readonly string[]): Promise<void> => {
  await sql.run('DELETE FROM processes WHERE id = ANY($1)', ids);
};

/** All that were noted on a host in a pid space, alive or not. */
export const neighboursIn = (sql: Sql, { host, space }: { host: string; space: string }): Promise<Neighbour[]> =>
  sql.rows<Neighbour>(
    'SELECT id, pid, identity FROM processes WHERE host = $1 AND pid_space = $2 AND identity IS NOT NULL',
    host,
    space,
  );

type Row = { id: string; role: ProcessRole; host: string; pid: number; started: Date; seen: Date; state: unknown };

/** Everybody who is alive, the oldest first. */
export const livingProcesses = async (sql: Sql): Promise<LivingProcess[]> => {
  const rows = await sql.rows<Row>(
    `SELECT id, role, host, pid, started_at AS started, seen_at AS seen, state FROM processes
     WHERE seen_at > now() - interval '${aliveSeconds} seconds' ORDER BY started_at, id`,
  );
  return rows.map(({ started, seen, state: says, ...row }) => ({
    ...row,
    startedAt: started.toISOString(),
    seenAt: seen.toISOString(),
    ...state.parse(says),
  }));
};

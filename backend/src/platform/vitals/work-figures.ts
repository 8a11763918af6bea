/** How long work has been waiting: jobs that are due, and messages that were put off. Both read small partial indexes. */
import type { QueueFigures, SystemFigures } from '@gantry/shared/api/system';
import type { Sql } from '../database.ts';
import { milliseconds } from './log-figures.ts';

/** More than so many are not counted; the oldest are among those that are. */
const mostCounted = 20_000;

// A job that is to run later, and one that is being worked on, has its time in the future.
const queuesSql = `
  SELECT name AS job, count(*) AS open, count(*) FILTER (WHERE run_at <= now()) AS due,
    extract(epoch FROM now() - min(run_at) FILTER (WHERE run_at <= now())) * 1000 AS age
  FROM (SELECT name, run_at FROM jobs WHERE status = 'open' ORDER BY run_at LIMIT ${mostCounted}) open
  GROUP BY name ORDER BY name`;

/** Open jobs by name; `laneOf` says where one waits. */
export const measureQueues = async (sql: Sql, laneOf: (job: string) => string | null): Promise<QueueFigures[]> => {
  const rows = await sql.rows<{ job: string; open: string; due: string; age: string | null }>(queuesSql);
  return rows.map(({ job, open, due, age }) => ({
    job,
    lane: laneOf(job),
    open: Number(open),
    due: Number(due),
    oldestDueMs: milliseconds(age),
  }));
};

const inboxSql = `
  SELECT count(*) AS n, extract(epoch FROM now() - min(received_at)) * 1000 AS age
  FROM (SELECT received_at FROM inbound_webhooks WHERE outcome = 'deferred' ORDER BY received_at LIMIT ${mostCounted}) deferred`;

/** Messages that are kept and not recorded yet. */
export const measureInbox = async (sql: Sql): Promise<SystemFigures['inbox']> => {
  const [row] = await sql.rows<{ n: string; age: string | null }>(inboxSql);
  return { deferred: Number(row?.n ?? 0), oldestMs: milliseconds(row?.age ?? null) ?? 0 };
};

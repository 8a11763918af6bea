/** What is asked of a tower before its backup and after the restore: its log, where it stands, and what people look at. */
import type pg from 'pg';
import { type BenchTower, type Shipment, until } from '../bench-tower.ts';

export type Answers = Record<string, unknown>;

const one = async (database: pg.Pool, sql: string, values: unknown[] = []): Promise<number> =>
  Number((await database.query<{ n: string }>(sql, values)).rows[0]?.n ?? 0);
export const headOf = (database: pg.Pool): Promise<number> => one(database, 'SELECT seq AS n FROM sequencer_cursor');

export const allPlaced = (database: pg.Pool, what: string): Promise<void> =>
  until(
    `${what}: a position for every event`,
    async () =>
      (await one(database, 'SELECT (SELECT count(*) FROM event_log) - (SELECT count(*) FROM event_positions) AS n')) ===
      0,
  );

export const atTheHead = async (database: pg.Pool): Promise<void> => {
  const head = await headOf(database);
  await until(
    'ClickHouse at the head of the log',
    async () =>
      (await one(database, `SELECT min(position) AS n FROM checkpoints WHERE subscriber LIKE 'facts.%'`)) >= head,
    600_000,
  );
};

/** The log up to a position as one number: every column of every event. */
export const logUpTo = async (database: pg.Pool, seq: number): Promise<string> => {
  const { rows } = await database.query<{ sum: string }>(
    'SELECT sum(hashtextextended(p.seq::text || e::text, 0))::text AS sum FROM event_positions p JOIN event_log e ON e.id = p.event_id WHERE p.seq <= $1',
    [seq],
  );
  return rows[0]?.sum ?? '';
};

/** What people ask, about parcels that nothing happens to meanwhile. */
export const answersOf = async (
  { origin, adminKey }: Pick<BenchTower, 'origin' | 'adminKey'>,
  quiet: readonly Shipment[],
): Promise<Answers> => {
  const ask = async (path: string): Promise<Record<string, unknown>> => {
    const answer = await fetch(`${origin}${path}`, { headers: { authorization: `Bearer ${adminKey}` } });
    if (!answer.ok) throw new Error(`GET ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Record<string, unknown>;
  };
  const answers: Answers = {};
  const ids = new Set(quiet.map(({ id }) => id));
  const { parcels } = (await ask('/api/logistics/wall')) as { parcels: { id: string; seq: number }[] };
  answers.wall = parcels
    .filter(({ id }) => ids.has(id))
    .map(({ seq: _, ...parcel }) => parcel)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  for (const { id } of quiet.slice(0, 20)) {
    const timeline = await ask(`/api/logistics/shipments/${id}/timeline`);
    answers[`timeline ${id}`] = timeline;
    // Everything but the moment of the answer.
    const { updatedAt: _, ...page } = await ask(
      `/api/logistics${String(timeline.trackingUrl).replace('/track/', '/tracking/')}`,
    );
    answers[`page ${id}`] = page;
  }
  return answers;
};

export const differing = (before: Answers, after: Answers): string[] =>
  Object.keys(before).filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));

export const clusterOf = async (database: pg.Pool): Promise<string> =>
  (await database.query<{ id: string }>('SELECT system_identifier::text AS id FROM pg_control_system()')).rows[0]?.id ??
  '';

/**
 * What is true, read straight from Postgres and ClickHouse twice a second: the head of the log, what has no position yet, how
 * far each subscriber and ClickHouse are. Nothing of the tower is asked.
 */
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Sample } from './sample.ts';

const beatMs = 500;
const patienceMs = 2_000;

/** $1: how far ClickHouse is. Ages are of the first thing that is missing. Events below the newest position may still wait. */
const question = `
  WITH cursor AS (SELECT seq FROM sequencer_cursor WHERE id = 1),
    readers AS (
      SELECT 'subscriber ' || subscriber AS figure, min(position) AS position FROM checkpoints
      WHERE subscriber <> 'facts:rebuild' GROUP BY 1
      UNION ALL SELECT 'clickhouse', $1::bigint WHERE $1 IS NOT NULL),
    ages AS (
      SELECT r.figure, e.recorded_at AS oldest FROM readers r
        JOIN event_positions p ON p.seq = r.position + 1 JOIN event_log e ON e.id = p.event_id
      UNION ALL
      SELECT 'log', min(e.recorded_at) FROM event_log e
      WHERE e.id > (SELECT coalesce(max(event_id), 0) - 5000 FROM event_positions)
        AND NOT EXISTS (SELECT 1 FROM event_positions p WHERE p.event_id = e.id))
  SELECT (SELECT seq FROM cursor) AS head,
    (SELECT coalesce(json_object_agg(figure, extract(epoch FROM clock_timestamp() - oldest) * 1000), '{}')
      FROM ages WHERE oldest IS NOT NULL) AS ages`;

type Row = { head: string; ages: Record<string, number> };

/** One connection, opened anew after a failure. */
const openPostgres = (url: string) => {
  let client: pg.Client | undefined;
  const drop = (): void => {
    void client?.end().catch(() => undefined);
    client = undefined;
  };
  return {
    ask: async (top: number | null): Promise<Row> => {
      try {
        if (!client) {
          client = new pg.Client({
            connectionString: url,
            application_name: 'chaos-truth',
            connectionTimeoutMillis: patienceMs,
            query_timeout: patienceMs,
          });
          client.on('error', () => undefined);
          await client.connect();
        }
        const { rows } = await client.query<Row>(question, [top]);
        if (!rows[0]) throw new Error('no row');
        return rows[0];
      } catch (error) {
        drop();
        throw error;
      }
    },
    close: drop,
  };
};

/** Asks the engine over HTTP; positions are dense, so what is counted less than the highest is a hole. */
export const askClickHouse = async (url: string, sql: string, ms = patienceMs): Promise<string[][]> => {
  const { origin, username, password, pathname } = new URL(url);
  const answer = await fetch(`${origin}/?database=${pathname.slice(1)}`, {
    method: 'POST',
    body: `${sql} FORMAT JSONCompactStringsEachRow`,
    headers: { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` },
    signal: AbortSignal.timeout(ms),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(text.slice(0, 300));
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as string[]);
};

export type Truth = {
  samples: Sample[];
  /** The newest position of the log that was seen. */
  readonly head: number;
  stop(): Promise<void>;
};

/** How long each thing has been so, by what was seen of it. */
const createSpans = () => {
  const since = new Map<string, number>();
  return (ages: Map<string, number>, figure: string, isSo: boolean): void => {
    if (!isSo) return void since.delete(figure);
    const first = since.get(figure) ?? Date.now();
    since.set(figure, first);
    ages.set(figure, Date.now() - first);
  };
};

/** Reads until `stop`. */
export const watchTruth = ({ databaseUrl, clickhouseUrl }: { databaseUrl: string; clickhouseUrl: string }): Truth => {
  const postgres = openPostgres(databaseUrl);
  const stopping = new AbortController();
  const samples: Sample[] = [];
  const lasting = createSpans();
  let head = 0;
  const look = async (): Promise<void> => {
    const at = Date.now();
    const ages = new Map<string, number>();
    const [facts] = await askClickHouse(clickhouseUrl, 'SELECT max(seq), uniqExact(seq) FROM event_facts').catch(
      () => [],
    );
    const [top = null, held = 0] = facts?.map(Number) ?? [];
    lasting(ages, 'clickhouse does not answer', top === null);
    lasting(ages, 'hole in clickhouse', top !== null && held < top);
    try {
      const row = await postgres.ask(top);
      head = Number(row.head);
      for (const [figure, age] of Object.entries(row.ages)) ages.set(figure, Math.max(0, age));
      lasting(ages, 'postgres does not answer', false);
    } catch {
      lasting(ages, 'postgres does not answer', true);
    }
    samples.push({ at, through: Date.now(), ages, head });
  };
  const running = (async () => {
    while (!stopping.signal.aborted) {
      const next = Date.now() + beatMs;
      await look();
      await pause(Math.max(50, next - Date.now()), undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();
  return {
    samples,
    get head() {
      return head;
    },
    stop: async () => {
      stopping.abort();
      await running;
      postgres.close();
    },
  };
};

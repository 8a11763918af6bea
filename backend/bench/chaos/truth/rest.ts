/** Waits until a tower that is no longer hurt has come to rest: everything placed, read, projected, worked off and told. */
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Clients } from '../clients/sockets.ts';
import type { ChaosTower } from '../tower/tower.ts';
import { askClickHouse } from './truth.ts';

const question = `
  SELECT (SELECT seq FROM sequencer_cursor WHERE id = 1)::int AS head,
    (SELECT count(*) FROM event_log)::int - (SELECT count(*) FROM event_positions)::int AS unplaced,
    (SELECT count(*) FROM inbound_webhooks WHERE outcome = 'deferred')::int AS deferred,
    (SELECT count(*) FROM parked_scans)::int AS parked,
    (SELECT count(*) FROM jobs WHERE status = 'open' AND run_at < now() AND name NOT LIKE 'platform.%')::int AS jobs,
    (SELECT coalesce(json_object_agg(subscriber, position), '{}') FROM
      (SELECT subscriber, min(position) AS position FROM checkpoints WHERE subscriber <> 'facts:rebuild' GROUP BY 1) c) AS readers`;

type Row = Record<'head' | 'unplaced' | 'deferred' | 'parked' | 'jobs', number> & { readers: Record<string, number> };

/** What is not at rest yet, in words; empty when all is. `head` is the position that all are to reach. */
const restless = (row: Row, head: number, { facts, clients }: { facts: number; clients: Clients }): string[] => [
  ...(['unplaced', 'deferred', 'parked', 'jobs'] as const).flatMap((name) =>
    row[name] > 0 ? [`${row[name]} ${name}`] : [],
  ),
  ...Object.entries(row.readers).flatMap(([name, at]) => (at < head ? [`${name} at ${at} of ${head}`] : [])),
  ...(facts < head ? [`ClickHouse at ${facts} of ${head}`] : []),
  ...[...clients.followers, ...clients.walls]
    .map((client) => client.list())
    .flatMap(({ client, have }) => (have < head ? [`${client} at ${have} of ${head}`] : [])),
];

/** Resolves with the position that all have reached, and what was still restless when `ms` had passed. */
export const untilAtRest = async (
  { file }: ChaosTower,
  clients: Clients,
  ms: number,
): Promise<{ head: number; restless: string[] }> => {
  const deadline = Date.now() + ms;
  let found = { head: 0, restless: ['nothing could be asked'] };
  while (Date.now() < deadline) {
    const client = new pg.Client({
      connectionString: file.databaseUrl,
      application_name: 'chaos-rest',
      connectionTimeoutMillis: 2_000,
      query_timeout: 5_000,
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
      const [row] = (await client.query<Row>(question)).rows;
      const [facts] = await askClickHouse(file.clickhouseUrl, 'SELECT max(seq) FROM event_facts');
      if (row) {
        // The head of the first look is what all are to reach: a tower at rest still notes this and that.
        const head = found.head || row.head;
        found = { head, restless: restless(row, head, { facts: Number(facts?.[0] ?? 0), clients }) };
      }
    } catch (error) {
      found = { ...found, restless: [error instanceof Error ? error.message : String(error)] };
    } finally {
      await client.end().catch(() => undefined);
    }
    if (found.restless.length === 0) return found;
    await pause(500);
  }
  return found;
};

/** Gathers what the tower has once it has come to rest: log, rows, ClickHouse, Trash, and what its clients were told. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import type { Thing } from '../clients/history.ts';
import { type Clients, followedNames } from '../clients/sockets.ts';
import type { Counts, Evidence } from '../judge/checker.ts';
import type { ChaosTower } from '../tower/tower.ts';
import { unfoldedStreams } from './folds.ts';
import { askClickHouse } from './truth.ts';

type Keyed = Record<Thing, Counts>;
type Asking = { rows<Row>(sql: string, values?: unknown[]): Promise<Row[]> };

const countsBy = async ({ rows }: Asking, sql: string): Promise<Counts> =>
  new Map((await rows<{ key: string; n: number }>(sql)).map(({ key, n }) => [key, n]));

const inLog = async (asking: Asking): Promise<Keyed> => {
  const of = (key: string, name: string): Promise<Counts> =>
    countsBy(asking, `SELECT ${key} AS key, count(*)::int AS n FROM event_log WHERE name = '${name}' GROUP BY 1`);
  return {
    scan: await of(`(payload->>'trackingNumber') || ' ' || (payload->>'occurredAt')`, 'tracking.scan_recorded'),
    order: await of(`payload->>'externalId'`, 'orders.order_placed'),
    shipment: await of(`payload->'legs'->0->>'trackingNumber'`, 'shipping.shipment_created'),
  };
};

const inRows = async (asking: Asking): Promise<Keyed> => {
  const of = (key: string, table: string): Promise<Counts> =>
    countsBy(asking, `SELECT ${key} AS key, count(*)::int AS n FROM ${table} GROUP BY 1`);
  return {
    scan: await of(`(data->>'trackingNumber') || ' ' || (data->>'occurredAt')`, 'scans'),
    order: await of('external_id', 'orders'),
    shipment: await of('reference', 'shipments'),
  };
};

/** ClickHouse knows scans and shipments by id: their natural keys are looked up in the log. */
const inFacts = async ({ file }: ChaosTower, { rows }: Asking): Promise<Keyed> => {
  const counted = (key: string, table: string): Promise<string[][]> =>
    askClickHouse(file.clickhouseUrl, `SELECT ${key}, count() FROM ${table} FINAL GROUP BY 1`, 60_000);
  const named = async (id: string, key: string, name: string): Promise<Map<string, string>> =>
    new Map(
      (
        await rows<{ id: string; key: string }>(`SELECT ${id} AS id, ${key} AS key FROM event_log WHERE name = $1`, [
          name,
        ])
      ).map((row) => [row.id, row.key]),
    );
  const keyed = (counts: string[][], names: Map<string, string>): Counts =>
    new Map(counts.map(([id = '', n]) => [names.get(id) ?? id, Number(n)]));
  const scans = await named(
    `payload->>'scanId'`,
    `(payload->>'trackingNumber') || ' ' || (payload->>'occurredAt')`,
    'tracking.scan_recorded',
  );
  const shipments = await named(
    `payload->>'shipmentId'`,
    `payload->'legs'->0->>'trackingNumber'`,
    'shipping.shipment_created',
  );
  return {
    scan: keyed(await counted('scan_id', 'scan_facts'), scans),
    order: keyed(await counted('external_id', 'order_facts'), new Map()),
    shipment: keyed(await counted('shipment_id', 'shipment_facts'), shipments),
  };
};

const verified = async ({ file }: ChaosTower): Promise<string | null> => {
  const gantry = join(import.meta.dirname, '../../../cli/gantry.ts');
  const env = { ...process.env, DATABASE_URL: file.databaseUrl, CLICKHOUSE_URL: file.clickhouseUrl };
  return promisify(execFile)(process.execPath, [gantry, 'analytics', 'verify'], { env }).then(
    () => null,
    (error: { stdout?: string; stderr?: string }) =>
      `${error.stdout ?? ''}${error.stderr ?? ''}`
        .split('\n')
        .filter((line) => line !== '' && !line.includes('agrees'))
        .slice(0, 5)
        .join(' | ') || String(error),
  );
};

const positionsIn = async (
  { file }: ChaosTower,
  head: number,
): Promise<Pick<Evidence['facts'], 'missing' | 'doubled'>> => {
  const numbers = (rows: string[][]): number[] => rows.map(([seq]) => Number(seq));
  return {
    missing: numbers(
      await askClickHouse(
        file.clickhouseUrl,
        `SELECT number + 1 AS seq FROM numbers(${head}) WHERE seq NOT IN (SELECT seq FROM event_facts)`,
        60_000,
      ),
    ),
    doubled: numbers(
      await askClickHouse(
        file.clickhouseUrl,
        `SELECT seq FROM event_facts FINAL WHERE seq <= ${head} GROUP BY seq HAVING count() > 1`,
        60_000,
      ),
    ),
  };
};

const ofLog = async ({ rows }: Asking, head: number) => {
  const [positions] = await rows<Evidence['positions']>(
    `SELECT (SELECT count(*)::int FROM event_log) AS events, (SELECT count(*)::int FROM event_positions) AS placed,
       (SELECT coalesce(max(seq), 0)::int FROM event_positions) AS head`,
  );
  const followed = await rows<{ seq: number; id: string }>(
    `SELECT p.seq::int AS seq, 'evt_' || e.id AS id FROM event_positions p JOIN event_log e ON e.id = p.event_id
     WHERE e.name = ANY($1) AND p.seq <= $2 ORDER BY p.seq`,
    [followedNames, head],
  );
  const statuses = await rows<{ id: string; status: string }>('SELECT id, status FROM tracked_shipments');
  const trash = await rows<{ said: string }>(
    `SELECT handler || ' ' || reason || ' ' || left(detail, 120) AS said FROM trashed_messages WHERE state <> 'discarded'`,
  );
  return {
    positions: positions ?? { events: 0, placed: 0, head: 0 },
    followed: new Map(followed.map(({ seq, id }) => [seq, id])),
    statuses: new Map(statuses.map(({ id, status }) => [id, status])),
    trash: trash.map(({ said }) => said),
  };
};

/** Everything the checker asks for. `head` is the position that all have reached by now. */
export const gatherEvidence = async (tower: ChaosTower, clients: Clients, head: number): Promise<Evidence> => {
  const client = new pg.Client({ connectionString: tower.file.databaseUrl, application_name: 'chaos-evidence' });
  await client.connect();
  const asking: Asking = {
    rows: async <Row>(sql: string, values: unknown[] = []) => (await client.query(sql, values)).rows as Row[],
  };
  const unreadable: string[] = [];
  const read = async <T>(reading: Promise<T>): Promise<T | undefined> =>
    reading.catch((error: unknown) => {
      unreadable.push(error instanceof Error ? error.message : String(error));
      return undefined;
    });
  try {
    const facts = await read(inFacts(tower, asking));
    const positions = (await read(positionsIn(tower, head))) ?? { missing: [], doubled: [] };
    return {
      log: await inLog(asking),
      copies: [{ place: 'rows', ...(await inRows(asking)) }, ...(facts ? [{ place: 'ClickHouse', ...facts }] : [])],
      facts: { ...positions, verified: await verified(tower) },
      unreadable,
      ...(await ofLog(asking, head)),
      reached: head,
      unfolded: (await read(unfoldedStreams(tower.file, head))) ?? [],
      sockets: clients.followers.map((follower) => follower.list()),
      walls: clients.walls.map((wall) => wall.list()),
    };
  } finally {
    await client.end();
  }
};

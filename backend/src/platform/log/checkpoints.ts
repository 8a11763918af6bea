/**
 * Checkpoints with leases: who reads for a subscriber's partition, how far it got, and what it is failing on. Every move
 * is guarded by the owner, so a runner that lost its lease cannot take the position back.
 */
import { randomUUID } from 'node:crypto';
import type { Sql } from '../database.ts';
import type { Platform } from '../platform.ts';

export type Lease = {
  subscriber: string;
  partition: number;
  owner: string;
  position: number;
  lost: boolean;
  /** Holders that died here one after the other, none of them getting further. */
  deaths: number;
  /** An event that a holder was handling by itself when it died. */
  suspect: number | null;
  /** Until when nobody else can have taken it, by this process's own clock (`performance.now`). */
  until: number;
};

type Stored = Pick<Platform, 'database'>;

/** For how long a holder that says nothing keeps a partition. */
export const leaseSeconds = 6;

type Row = { position: string; deaths: number; failing_seq: string | null };

const leaseOf = (
  where: Pick<Lease, 'subscriber' | 'partition' | 'owner'>,
  { position, deaths, failing_seq }: Row,
  askedAt: number,
): Lease => ({
  ...where,
  position: Number(position),
  lost: false,
  deaths,
  suspect: failing_seq === null ? null : Number(failing_seq),
  until: askedAt + leaseSeconds * 1_000,
});

/**
 * The name of one runner: no other, in this process or elsewhere, has it. Where the process is named, by its id among all
 * (`vitals.process`), its leases may end with it. That is not for runners whose last write may still be under way elsewhere
 * when the process is gone, as in ClickHouse.
 */
export const newOwner = (process = ''): string => `${process}/${randomUUID()}`;

/** Ends the leases of processes that have ended. The owner stays: whoever takes over sees that its holder died. */
export const endLeases = async (sql: Sql, processes: readonly string[]): Promise<void> => {
  await sql.run(
    `UPDATE checkpoints SET lease_until = now() - interval '1 second' WHERE split_part(owner, '/', 1) = ANY($1) AND lease_until > now()`,
    processes,
  );
};

/** Takes a partition that nobody else holds (or whose holder went silent). Undefined when somebody does. */
export const claim = async (
  platform: Stored,
  subscriber: string,
  { partition, owner }: { partition: number; owner: string },
): Promise<Lease | undefined> => {
  const { pool } = platform.database;
  const askedAt = performance.now();
  await pool.query('INSERT INTO checkpoints (subscriber, partition) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
    subscriber,
    partition,
  ]);
  const { rows } = await pool.query<Row>(
    // A position beyond the log's end is of a log that went further, before an older state of it was restored.
    `UPDATE checkpoints SET owner = $3, lease_until = now() + interval '${leaseSeconds} seconds', updated_at = now(),
       position = LEAST(position, (SELECT seq FROM sequencer_cursor WHERE id = 1)),
       deaths = deaths + CASE WHEN owner <> $3 THEN 1 ELSE 0 END
     WHERE subscriber = $1 AND partition = $2 AND (owner IS NULL OR owner = $3 OR lease_until < now())
     RETURNING position, deaths, failing_seq`,
    [subscriber, partition, owner],
  );
  return rows[0] && leaseOf({ subscriber, partition, owner }, rows[0], askedAt);
};

const guarded = async (
  platform: Stored,
  lease: Lease,
  { set, values }: { set: string; values: unknown[] },
): Promise<void> => {
  const askedAt = performance.now();
  const { rowCount } = await platform.database.pool.query(
    `UPDATE checkpoints SET ${set}, lease_until = now() + interval '${leaseSeconds} seconds', updated_at = now() WHERE subscriber = $1 AND partition = $2 AND owner = $3`,
    [lease.subscriber, lease.partition, lease.owner, ...values],
  );
  if (rowCount === 0) lease.lost = true;
  else lease.until = askedAt + leaseSeconds * 1_000;
};

/** Says that the holder is alive. */
export const renew = (platform: Stored, lease: Lease): Promise<void> =>
  guarded(platform, lease, { set: 'owner = owner', values: [] });

/** Moves the checkpoint; marks the lease lost when somebody else has taken it. */
export const moveTo = async (platform: Stored, lease: Lease, position: number): Promise<void> => {
  await guarded(platform, lease, {
    set: 'position = $4, failing_seq = NULL, attempts = 0, deaths = 0',
    values: [position],
  });
  if (!lease.lost) lease.position = position;
};

/** Makes sure that a lease is still one's own, where its holder may have been stopped meanwhile. Answers whether it is. */
export const stillHeld = async (platform: Stored, lease: Lease): Promise<boolean> => {
  if (!lease.lost && performance.now() >= lease.until) await renew(platform, lease);
  return !lease.lost;
};

/** Counts a failure on one event, or a try of it that the process may not survive: in the database, so that a crash counts too. */
export const noteFailure = async (platform: Stored, lease: Lease, seq: number): Promise<number> => {
  const { rows } = await platform.database.pool.query<{ attempts: number }>(
    `UPDATE checkpoints SET attempts = CASE WHEN failing_seq = $4 THEN attempts + 1 ELSE 1 END, failing_seq = $4
     WHERE subscriber = $1 AND partition = $2 AND owner = $3 RETURNING attempts`,
    [lease.subscriber, lease.partition, lease.owner, seq],
  );
  if (!rows[0]) lease.lost = true;
  return rows[0]?.attempts ?? 0;
};

/** Takes back a try that the process survived. */
export const takeBackTry = (platform: Stored, lease: Lease): Promise<void> =>
  guarded(platform, lease, {
    set: 'attempts = GREATEST(attempts - 1, 0), failing_seq = CASE WHEN attempts > 1 THEN failing_seq END',
    values: [],
  });

/** Lets the partition go, so that the next runner need not wait for the lease to end. */
export const release = async (platform: Stored, lease: Lease): Promise<void> => {
  await platform.database.pool.query(
    'UPDATE checkpoints SET owner = NULL, lease_until = NULL WHERE subscriber = $1 AND partition = $2 AND owner = $3',
    [lease.subscriber, lease.partition, lease.owner],
  );
};

/** Sends a subscriber back to `position` (0: the beginning). Its runners start again from there. */
export const rewind = async (platform: Stored, subscriber: string, position = 0): Promise<void> => {
  await platform.database.pool.query(
    'UPDATE checkpoints SET position = $2, owner = NULL, lease_until = NULL, failing_seq = NULL, attempts = 0, deaths = 0 WHERE subscriber = $1',
    [subscriber, position],
  );
};

/** A partition that was taken, and for how many milliseconds its former holder may still believe that it holds it. */
export type Seizure = { lease: Lease; believedMs: number };

/** Takes a partition from whoever holds it: that one cannot move the position any more. */
export const seize = async (
  { database }: Stored,
  subscriber: string,
  { partition, owner }: { partition: number; owner: string },
): Promise<Seizure> => {
  const askedAt = performance.now();
  const { rows } = await database.pool.query<Row & { believed: string | null }>(
    `WITH former AS (SELECT lease_until FROM checkpoints WHERE subscriber = $1 AND partition = $2 AND owner <> $3 FOR UPDATE)
     INSERT INTO checkpoints (subscriber, partition, owner, lease_until) VALUES ($1, $2, $3, now() + interval '${leaseSeconds} seconds')
     ON CONFLICT (subscriber, partition) DO UPDATE SET owner = EXCLUDED.owner, lease_until = EXCLUDED.lease_until, updated_at = now()
     RETURNING position, deaths, failing_seq, (SELECT extract(epoch FROM lease_until - now()) * 1000 FROM former) AS believed`,
    [subscriber, partition, owner],
  );
  const row = rows[0] ?? { position: '0', deaths: 0, failing_seq: null, believed: null };
  const lease = leaseOf({ subscriber, partition, owner }, row, askedAt);
  return { lease, believedMs: Math.max(0, Number(row.believed ?? 0)) };
};

/** Whether all of some leases are held, and keeps anybody from taking one until the transaction ends. */
export const holdLeases = async (tx: Sql, leases: readonly Lease[]): Promise<boolean> => {
  const held = await tx.rows(
    `SELECT c.subscriber FROM checkpoints c JOIN unnest($1::text[], $2::int[], $3::text[]) AS l(subscriber, partition, owner)
       ON c.subscriber = l.subscriber AND c.partition = l.partition AND c.owner = l.owner
     WHERE c.lease_until > now() ORDER BY c.subscriber FOR UPDATE OF c`,
    leases.map(({ subscriber }) => subscriber),
    leases.map(({ partition }) => partition),
    leases.map(({ owner }) => owner),
  );
  return held.length === leases.length;
};

/** Ends a checkpoint that its holder needs no more. */
export const discard = async (platform: Stored, lease: Lease): Promise<void> => {
  await platform.database.pool.query(
    'DELETE FROM checkpoints WHERE subscriber = $1 AND partition = $2 AND owner = $3',
    [lease.subscriber, lease.partition, lease.owner],
  );
};

/** Ends the checkpoint of a holder that went silent. */
export const discardAbandoned = async (platform: Stored, subscriber: string): Promise<void> => {
  await platform.database.pool.query(
    'DELETE FROM checkpoints WHERE subscriber = $1 AND (lease_until IS NULL OR lease_until < now())',
    [subscriber],
  );
};

/** Lets new subscribers begin where a former one stood, which is then no more. Those that have begun stay where they are. */
export const succeed = async (platform: Stored, former: string, subscribers: readonly string[]): Promise<void> => {
  await platform.database.pool.query(
    `WITH former AS (DELETE FROM checkpoints WHERE subscriber = $1 RETURNING position)
     INSERT INTO checkpoints (subscriber, partition, position) SELECT name, 0, position FROM former CROSS JOIN unnest($2::text[]) AS name
     ON CONFLICT (subscriber, partition) DO NOTHING`,
    [former, subscribers],
  );
};

/** How far the slowest of some subscribers is, when the event there was recorded, and where the log ends. */
export type Progress = { position: number; recordedAt: Date | null; head: number };

/** Their progress; one that has not begun stands at 0. */
export const progressOf = async (platform: Stored, subscribers: readonly string[]): Promise<Progress> => {
  const { rows } = await platform.database.pool.query<{ position: string; head: string; at: Date | null }>(
    `WITH slowest AS (SELECT COALESCE(min(COALESCE(c.position, 0)), 0) AS position
       FROM unnest($1::text[]) AS name LEFT JOIN checkpoints c ON c.subscriber = name)
     SELECT s.position, h.seq AS head, (SELECT e.recorded_at FROM event_positions p JOIN event_log e ON e.id = p.event_id WHERE p.seq = s.position) AS at
     FROM slowest s, sequencer_cursor h WHERE h.id = 1`,
    [subscribers],
  );
  return {
    position: Number(rows[0]?.position ?? 0),
    recordedAt: rows[0]?.at ?? null,
    head: Number(rows[0]?.head ?? 0),
  };
};

/** The name of a partition among all. */
export const keyOf = (subscriber: string, partition: number): string => `${subscriber} ${partition}`;

/** The partitions (`keyOf`) that somebody holds. */
export const heldPartitions = async ({ database }: Stored): Promise<Set<string>> => {
  const rows = await database.rows<{ subscriber: string; partition: number }>(
    'SELECT subscriber, partition FROM checkpoints WHERE owner IS NOT NULL AND lease_until >= now()',
  );
  return new Set(rows.map(({ subscriber, partition }) => keyOf(subscriber, partition)));
};

/** How far each subscriber has read: the position of its slowest partition. */
export const positionsOf = async ({ database }: Stored): Promise<Map<string, number>> => {
  const rows = await database.rows<{ subscriber: string; position: string }>(
    'SELECT subscriber, min(position) AS position FROM checkpoints GROUP BY subscriber',
  );
  return new Map(rows.map(({ subscriber, position }) => [subscriber, Number(position)]));
};

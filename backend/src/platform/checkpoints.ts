/**
 * Checkpoints with leases: who reads for a subscriber's partition, how far it got, and what it is failing on. Every move
 * is guarded by the owner, so a runner that lost its lease cannot take the position back.
 */
import { randomUUID } from 'node:crypto';
import type { Platform } from './platform.ts';

export type Lease = { subscriber: string; partition: number; owner: string; position: number; lost: boolean };

const leaseSeconds = 6;

type Row = { position: string };

/** The name of one runner: no other, in this process or elsewhere, has it. */
export const newOwner = (): string => `${process.pid}-${randomUUID()}`;

/** Takes a partition that nobody else holds (or whose holder went silent). Undefined when somebody does. */
export const claim = async (
  platform: Platform,
  subscriber: string,
  { partition, owner }: { partition: number; owner: string },
): Promise<Lease | undefined> => {
  const { pool } = platform.database;
  await pool.query('INSERT INTO checkpoints (subscriber, partition) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
    subscriber,
    partition,
  ]);
  const { rows } = await pool.query<Row>(
    `UPDATE checkpoints SET owner = $3, lease_until = now() + interval '${leaseSeconds} seconds', updated_at = now()
     WHERE subscriber = $1 AND partition = $2 AND (owner IS NULL OR owner = $3 OR lease_until < now()) RETURNING position`,
    [subscriber, partition, owner],
  );
  return rows[0] && { subscriber, partition, owner, position: Number(rows[0].position), lost: false };
};

const guarded = async (
  platform: Platform,
  lease: Lease,
  { set, values }: { set: string; values: unknown[] },
): Promise<void> => {
  const { rowCount } = await platform.database.pool.query(
    `UPDATE checkpoints SET ${set}, lease_until = now() + interval '${leaseSeconds} seconds', updated_at = now() WHERE subscriber = $1 AND partition = $2 AND owner = $3`,
    [lease.subscriber, lease.partition, lease.owner, ...values],
  );
  if (rowCount === 0) lease.lost = true;
};

/** Says that the holder is alive. */
export const renew = (platform: Platform, lease: Lease): Promise<void> =>
  guarded(platform, lease, { set: 'owner = owner', values: [] });

/** Moves the checkpoint; marks the lease lost when somebody else has taken it. */
export const moveTo = async (platform: Platform, lease: Lease, position: number): Promise<void> => {
  await guarded(platform, lease, { set: 'position = $4, failing_seq = NULL, attempts = 0', values: [position] });
  if (!lease.lost) lease.position = position;
};

/** Counts a failure on one event, in the database, so that a crash caused by the event counts too. */
export const noteFailure = async (platform: Platform, lease: Lease, seq: number): Promise<number> => {
  const { rows } = await platform.database.pool.query<{ attempts: number }>(
    `UPDATE checkpoints SET attempts = CASE WHEN failing_seq = $4 THEN attempts + 1 ELSE 1 END, failing_seq = $4
     WHERE subscriber = $1 AND partition = $2 AND owner = $3 RETURNING attempts`,
    [lease.subscriber, lease.partition, lease.owner, seq],
  );
  if (!rows[0]) lease.lost = true;
  return rows[0]?.attempts ?? 0;
};

/** Lets the partition go, so that the next runner need not wait for the lease to end. */
export const release = async (platform: Platform, lease: Lease): Promise<void> => {
  await platform.database.pool.query(
    'UPDATE checkpoints SET owner = NULL, lease_until = NULL WHERE subscriber = $1 AND partition = $2 AND owner = $3',
    [lease.subscriber, lease.partition, lease.owner],
  );
};

/** Sends a subscriber back to `position` (0: the beginning). Its runners start again from there. */
export const rewind = async (platform: Pick<Platform, 'database'>, subscriber: string, position = 0): Promise<void> => {
  await platform.database.pool.query(
    'UPDATE checkpoints SET position = $2, owner = NULL, lease_until = NULL, failing_seq = NULL, attempts = 0 WHERE subscriber = $1',
    [subscriber, position],
  );
};

/** How far each subscriber has read: the position of its slowest partition. */
export const positionsOf = async ({ database }: Pick<Platform, 'database'>): Promise<Map<string, number>> => {
  const rows = await database.rows<{ subscriber: string; position: string }>(
    'SELECT subscriber, min(position) AS position FROM checkpoints GROUP BY subscriber',
  );
  return new Map(rows.map(({ subscriber, position }) => [subscriber, Number(position)]));
};

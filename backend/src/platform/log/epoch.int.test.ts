/**
 * The log after a logical restore into another cluster: every event has one position, what was written before stands before,
 * in the order it was written in, whatever the two clusters' counters say, whatever was restored only in part, and while new
 * writers are at work already. Beside it the sequencer as it was, which loses events for ever.
 */
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { freshPostgres } from '../../../test/fresh-stores.ts';
import { type BroughtEvent, inOldOrder, type Restored, restoreLog } from '../../../test/restored-log.ts';
import { counted } from '../../../test/test-platform.ts';
import { until } from '../../../test/until.ts';
import { type Database, openDatabase, type Session, type Sql } from '../database.ts';
import { claim } from './checkpoints.ts';
import { isLockedOut } from './epoch.ts';
import { append } from './event-log.ts';
import { sequenceOnce, sequenceStep } from './sequencer.ts';

const onDatabase = async <T>(work: (database: Database) => Promise<T>): Promise<T> => {
  const { url, drop } = await freshPostgres(process.env.DATABASE_URL ?? '', `epoch_${randomBytes(6).toString('hex')}`);
  const database = openDatabase(url, { name: 'test', role: 'command' }, 12);
  try {
    return await work(database);
  } finally {
    await database.close();
    await drop();
  }
};

const onClient = async <T>(database: Database, work: (client: Session) => Promise<T>): Promise<T> => {
  const client = await database.pool.connect();
  try {
    return await work(client);
  } finally {
    client.release();
  }
};

const write = (tx: Sql, streamId: string, version: number): Promise<void> =>
  append(
    tx,
    [
      {
        stream: 'test',
        streamId,
        version,
        fact: counted({ by: 1 }),
        thread: { correlationId: streamId, actor: 'test' },
      },
    ],
    new Date(),
  );

/** A transaction that stays open until it is told to end. With `early` it writes its event at once, else just before the end. */
const slowWriter = (database: Database, streamId: string, { early }: { early: boolean }) => {
  const { promise: told, resolve: end } = Promise.withResolvers<void>();
  const { promise: open, resolve: opened } = Promise.withResolvers<void>();
  const done = database.transaction(async (tx) => {
    await tx.rows('SELECT pg_current_xact_id()');
    if (early) await write(tx, streamId, 1);
    opened();
    await told;
    if (!early) await write(tx, streamId, 1);
  });
  const finish = (): Promise<void> => {
    end();
    return done;
  };
  return { open, end: finish };
};

type Placed = { seq: number; id: number; tx: bigint; stream_id: string; version: number };
const placedEvents = async (database: Database): Promise<Placed[]> =>
  (
    await database.rows<Record<keyof Placed, string>>(
      'SELECT p.seq, e.id, e.tx::text, e.stream_id, e.version FROM event_positions p JOIN event_log e ON e.id = p.event_id ORDER BY p.seq',
    )
  ).map((row) => ({
    seq: Number(row.seq),
    id: Number(row.id),
    tx: BigInt(row.tx),
    stream_id: row.stream_id,
    version: Number(row.version),
  }));

const unplaced = async (sql: Sql): Promise<number> =>
  Number(
    (
      await sql.rows<{ n: string }>(
        'SELECT (SELECT count(*) FROM event_log) - (SELECT count(*) FROM event_positions) AS n',
      )
    )[0]?.n,
  );

const sequenceAll = async (database: Database): Promise<void> => {
  await onClient(database, (client) =>
    until(
      async () => {
        await sequenceOnce(client).catch((error) => {
          if (!isLockedOut(error)) throw error;
        });
        return (await unplaced(database)) === 0;
      },
      { what: 'a position for every event' },
    ),
  );
};

/** The statement as it was before epochs. */
const landed = `
  WITH cursor AS (SELECT * FROM sequencer_cursor), next AS (
    SELECT e.id, e.tx, row_number() OVER (ORDER BY e.tx, e.id) AS n FROM event_log e, cursor
    WHERE (e.tx, e.id) > (cursor.tx, cursor.last_id) AND e.tx < pg_snapshot_xmin(pg_current_snapshot()) ORDER BY e.tx, e.id LIMIT 10000
  ), placed AS (INSERT INTO event_positions (seq, event_id) SELECT cursor.seq + n, next.id FROM next, cursor)
  UPDATE sequencer_cursor c SET tx = last.tx, last_id = last.id, seq = c.seq + last.n FROM (SELECT tx, id, n FROM next ORDER BY n DESC LIMIT 1) last`;

/** How many events the sequencer as it was leaves without a position; the database stays as it is. */
const lostAsItWas = async (database: Database): Promise<number> => {
  let lost = 0;
  const undone = new Error('undone');
  await database
    .transaction(async (tx) => {
      for (let n = 0; n < 5; n++) await tx.run(landed);
      lost = await unplaced(tx);
      throw undone;
    })
    .catch((error) => {
      if (error !== undone) throw error;
    });
  return lost;
};

const restored: fc.Arbitrary<Restored> = fc.record({
  transactions: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 2, maxLength: 30 }),
  // Far beyond the new cluster's counter, among its numbers, or long passed by it.
  firstTx: fc.constantFrom(5_000_000_000n, 4_294_967_296n + 900n, 1_000_000n, 2_000n, 3n),
  placedShare: fc.constantFrom(0, 0.5, 0.9, 1),
  sequence: fc.constantFrom('set', 'set', 'not_set'),
  positions: fc.constantFrom('all', 'all', 'behind', 'none'),
  cursor: fc.constantFrom('whole', 'whole', 'behind', 'ahead', 'missing'),
});
type Writers = { before: number; after: number; slow: boolean; late: boolean };
const writers: fc.Arbitrary<Writers> = fc.record({
  before: fc.nat(4),
  after: fc.integer({ min: 1, max: 4 }),
  slow: fc.boolean(),
  late: fc.boolean(),
});

/** Restores, lets new writers in before and after anybody looked, with open transactions around the boundary, and sequences. */
const live = async (
  database: Database,
  log: Restored,
  { before, after, slow, late }: Writers,
): Promise<BroughtEvent[][]> => {
  const { events, kept } = await onClient(database, (client) => restoreLog(client, log));
  const attempt = (streamId: string): Promise<unknown> =>
    database
      .transaction((tx) => write(tx, streamId, 1))
      .catch((error) => {
        // Without its sequence the ids collide until somebody looks.
        if (log.sequence === 'set' || error.code !== '23505') throw error;
      });
  const open = [
    ...(slow && log.sequence === 'set' ? [slowWriter(database, 'slow-early', { early: true })] : []),
    ...(late ? [slowWriter(database, 'slow-late', { early: false })] : []),
  ];
  for (const one of open) await one.open;
  for (let n = 0; n < before; n++) await attempt(`before-${n}`);
  const stepping = onClient(database, (client) => sequenceStep(client).catch((error) => error));
  // Without the sequence nobody can write before it is mended.
  if (!slow || log.sequence === 'not_set') await stepping;
  for (const one of open) await one.end();
  await stepping;
  await sequenceAll(database);
  for (let n = 0; n < after; n++) await database.transaction((tx) => write(tx, `after-${n}`, 1));
  await sequenceAll(database);
  return [events, kept];
};

const inOrderOfStreams = (placed: readonly Placed[]): void => {
  for (const events of Map.groupBy(placed, ({ stream_id }) => stream_id).values())
    expect(events.map(({ version }) => version)).toEqual(events.map((_, n) => n + 1));
};

const check = (placed: readonly Placed[], [events = [], kept = []]: BroughtEvent[][], log: Restored): void => {
  expect(placed.map(({ seq }) => seq)).toEqual(placed.map((_, n) => n + 1));
  expect(new Set(placed.map(({ id }) => id)).size).toBe(placed.length);
  inOrderOfStreams(placed);
  const ids = placed.map(({ id }) => id);
  expect(ids.slice(0, kept.length)).toEqual(kept.map(({ id }) => id));
  // Everything that was brought comes first, in the order in which it would have been placed where it came from.
  expect(ids.slice(0, events.length)).toEqual(inOldOrder(events).map(({ id }) => id));
  const own = placed.slice(events.length);
  if (log.sequence === 'set')
    expect(own.map(({ tx }) => tx)).toEqual(own.map(({ tx }) => tx).sort((a, b) => (a < b ? -1 : 1)));
};

describe('any logical restore', () => {
  it('gives every event one position, in order, with writers at work', async () => {
    await fc.assert(
      fc.asyncProperty(restored, writers, (log, among) =>
        onDatabase(async (database) => {
          const brought = await live(database, log, among);
          check(await placedEvents(database), brought, log);
          const [cursor] = await database.rows<{ epoch: number; home: boolean }>(
            'SELECT epoch, cluster = log_cluster() AS home FROM sequencer_cursor',
          );
          expect(cursor?.home).toBe(true);
          expect(cursor?.epoch).toBeGreaterThan(1);
        }),
      ),
      { numRuns: 10, endOnFailure: true },
    );
  });

  it('as the sequencer was before, loses events where the new counter is smaller', () =>
    onDatabase(async (database) => {
      await onClient(database, (client) =>
        restoreLog(client, {
          transactions: [1, 2, 1, 1],
          firstTx: 5_000_000_000n,
          placedShare: 0.5,
          sequence: 'set',
          positions: 'all',
          cursor: 'whole',
        }),
      );
      for (let n = 0; n < 3; n++) await database.transaction((tx) => write(tx, `new-${n}`, 1));
      expect(await lostAsItWas(database)).toBe(6);
      await sequenceAll(database);
      expect(await unplaced(database)).toBe(0);
    }));
});

describe('an epoch', () => {
  const log: Restored = {
    transactions: [2, 1, 3, 1],
    firstTx: 5_000_000_000n,
    placedShare: 0.5,
    sequence: 'set',
    positions: 'all',
    cursor: 'whole',
  };

  it('begins once, and not where nothing has changed', () =>
    onDatabase(async (database) => {
      await onClient(database, async (client) => {
        await restoreLog(client, log);
        expect((await sequenceStep(client)).epoch).toMatchObject({ epoch: 2, placed: 4, brought: 4, mended: [] });
        await database.transaction((tx) => write(tx, 'new', 1));
        // Other databases of this cluster have transactions of their own, which the horizon waits for too.
        await until(async () => (await sequenceOnce(client)) === 1);
        expect(await sequenceStep(client)).toEqual({ placed: 0 });
      });
    }));

  it('says what a partial restore left apart, and takes subscribers back to what is there', () =>
    onDatabase(async (database) => {
      await onClient(database, async (client) => {
        await restoreLog(client, { ...log, placedShare: 1, positions: 'behind', cursor: 'ahead', sequence: 'not_set' });
        await client.query(
          `INSERT INTO checkpoints (subscriber, partition, position) VALUES ('ahead', 0, 12), ('within', 0, 2)`,
        );
        const { epoch } = await sequenceStep(client);
        expect(epoch?.mended).toEqual([
          expect.stringMatching(/^the sequence of event ids stood at 1 behind event \d+: set$/),
          'the cursor stood at 12, the newest position is 3: goes on from there',
          '1 checkpoints beyond position 3: taken back to it',
        ]);
        const { rows } = await client.query('SELECT subscriber, position FROM checkpoints ORDER BY 1');
        expect(rows).toEqual([
          { subscriber: 'ahead', position: '3' },
          { subscriber: 'within', position: '2' },
        ]);
      });
    }));

  it('is not needed for a checkpoint beyond the end of the log: whoever claims it begins at the end', () =>
    onDatabase(async (database) => {
      await onClient(database, (client) => restoreLog(client, { ...log, placedShare: 1 }));
      await database.run(
        `INSERT INTO checkpoints (subscriber, partition, position) VALUES ('ahead', 0, 900), ('within', 0, 2)`,
      );
      const claimed = async (name: string) =>
        (await claim({ database }, name, { partition: 0, owner: 'me' }))?.position;
      expect([await claimed('ahead'), await claimed('within')]).toEqual([7, 2]);
    }));

  it('is seen without the right to ask for the cluster’s number', () =>
    onDatabase(async (database) => {
      await onClient(database, async (client) => {
        await restoreLog(client, { ...log, placedShare: 1 });
        // What `log_cluster` can say is the same in both: the rows themselves tell.
        await client.query('UPDATE sequencer_cursor SET cluster = log_cluster()');
        await database.transaction((tx) => write(tx, 'new', 1));
        expect((await sequenceStep(client)).epoch).toMatchObject({ epoch: 2, brought: 0 });
      });
    }));

  it('waits for writers that are open, and lets the others go on', () =>
    onDatabase(async (database) => {
      await onClient(database, async (client) => {
        await restoreLog(client, log);
        const slow = slowWriter(database, 'slow', { early: true });
        await slow.open;
        const locked = await sequenceStep(client).catch((error) => error);
        expect(isLockedOut(locked)).toBe(true);
        await database.transaction((tx) => write(tx, 'another', 1));
        await slow.end();
        await sequenceAll(database);
        inOrderOfStreams(await placedEvents(database));
      });
    }));

  it('survives a third cluster that got events of two before any of them was placed', () =>
    onDatabase(async (database) => {
      await onClient(database, async (client) => {
        await restoreLog(client, { ...log, placedShare: 0 });
        // The second cluster's counter was smaller: by transaction ids its event would come first.
        await client.query(
          `INSERT INTO event_log (tx, stream, stream_id, version, name, payload, occurred_at, received_at, correlation_id, actor, partition)
           VALUES ('700', 'test', 'brought-0-0', 3, 'test.counted', '{"by":1}', now(), now(), 'x', 'test', 0)`,
        );
      });
      await sequenceAll(database);
      inOrderOfStreams(await placedEvents(database));
    }));

  it('follows the horizon where nothing is to be placed', () =>
    onDatabase(async (database) => {
      await onClient(database, async (client) => {
        await restoreLog(client, log);
        await sequenceStep(client);
        // Ten thousand transactions that write no event.
        await client.query(
          'DO $$ BEGIN CREATE TEMP TABLE burnt (n int); FOR n IN 1..10100 LOOP BEGIN INSERT INTO burnt VALUES (n); EXCEPTION WHEN OTHERS THEN NULL; END; END LOOP; END $$',
        );
        const behind =
          'SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint - tx::text::bigint AS by FROM sequencer_cursor';
        const far = async (): Promise<number> => Number((await client.query<{ by: string }>(behind)).rows[0]?.by);
        await until(async () => (await far()) > 10_000);
        await until(async () => {
          await sequenceStep(client);
          return (await far()) < 1_000;
        });
        await database.transaction((tx) => write(tx, 'new', 1));
      });
      await sequenceAll(database);
    }));
});

/**
 * Backup and restore of databases: every kind of value comes back as it was, the log is not held up meanwhile, what is
 * damaged or newer is refused before anything is touched, and what fails halfway leaves the database as it was.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { migrationsList } from '@gantry/prisma/files';
import { migrate } from '@gantry/prisma/migrate';
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshPostgres } from '../../../test/fresh-stores.ts';
import { counted } from '../../../test/test-platform.ts';
import { until } from '../../../test/until.ts';
import { endEverySession } from '../../contexts/access/sessions/store.ts';
import { openDatabase } from '../database.ts';
import { append } from '../log/event-log.ts';
import { sequenceOnce, sequenceStep } from '../log/sequencer.ts';
import { type ArchiveSummary, verifyArchive } from './archive.ts';
import { backUp, fingerprintOf, sumRows } from './dump.ts';
import { loadArchive, type Migration } from './load.ts';
import { type Backup, keysFileOf, verifyBackup } from './pair.ts';
import { createRowSum } from './row-sum.ts';

const server = (): string => process.env.DATABASE_URL ?? '';
const folder = mkdtempSync(join(tmpdir(), 'gantry-archives-'));
const newFile = (): string => join(folder, `${randomBytes(4).toString('hex')}.backup`);
const keys = { secretKey: 'ab'.repeat(32), adminKey: 'gk_admin-key-of-a-test' };

/** A table of values that are easily spoiled on the way, as a migration of a later program. */
const odd: Migration = {
  name: '29990101000000_odd',
  sql: `CREATE TYPE mood AS ENUM ('calm', 'très agité');
    CREATE TABLE odd (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, doc jsonb, tx xid8, raw bytea, f8 double precision, f4 real, n numeric, t text,
      list text[], grid int[][], mood mood, moods mood[], at timestamptz, day date, span interval, flag boolean, positive boolean GENERATED ALWAYS AS (f8 > 0) STORED);
    CREATE TABLE parts (id int NOT NULL, note text) PARTITION BY RANGE (id);
    CREATE TABLE parts_low PARTITION OF parts FOR VALUES FROM (0) TO (100);
    CREATE TABLE one (id int PRIMARY KEY, other int);
    CREATE TABLE two (id int PRIMARY KEY, one int REFERENCES one (id));
    ALTER TABLE one ADD CONSTRAINT one_other FOREIGN KEY (other) REFERENCES two (id) DEFERRABLE INITIALLY DEFERRED;
    INSERT INTO parts VALUES (1, 'what a migration wrote itself')`,
};
const ours: Migration[] = migrationsList().migrationDirectories.map(({ path, migrationFile }) => ({
  name: path,
  sql: migrationFile.content.value,
}));
const migrations = [...ours, odd];

const connected = async <T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> => {
  const client = new pg.Client({ connectionString: url, application_name: 'gantry-backup' });
  client.on('error', () => undefined);
  await client.connect();
  return work(client).finally(() => client.end());
};

type World = { source: string; target: string };
const drops: (() => Promise<void>)[] = [];
const emptyDatabase = async (): Promise<string> => {
  const name = `load_${randomBytes(6).toString('hex')}`;
  await connected(server(), (admin) => admin.query(`CREATE DATABASE ${name}`));
  drops.push(
    async () =>
      void (await connected(server(), (admin) => admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`))),
  );
  return Object.assign(new URL(server()), { pathname: `/${name}` }).toString();
};
const filledDatabase = async (): Promise<string> => {
  const { url, drop } = await freshPostgres(server(), `dump_${randomBytes(6).toString('hex')}`);
  drops.push(drop);
  await connected(url, async (client) => {
    await client.query(odd.sql);
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name) VALUES ('odd', 'x', now(), $1)`,
      [odd.name],
    );
    await client.query(
      'CREATE TABLE parts_high PARTITION OF parts FOR VALUES FROM (100) TO (1000) PARTITION BY RANGE (id)',
    );
    await client.query('CREATE TABLE parts_highest PARTITION OF parts_high FOR VALUES FROM (500) TO (1000)');
    await client.query(
      `INSERT INTO parts SELECT n, 'p' || n FROM generate_series(0, 90) n; INSERT INTO parts VALUES (700, 'moved up')`,
    );
    await client.query(
      `INSERT INTO person_sessions (id, digest, person_id, created_at, last_seen_at, expires_at)
       VALUES ('ses_1', 'x', 'per_1', now(), now(), now() + interval '30 days')`,
    );
    await client.query(`BEGIN; INSERT INTO one VALUES (1, 2); INSERT INTO two VALUES (2, 1); COMMIT`);
  });
  return url;
};

const takeBackup = async (source: string, path: string): Promise<Backup> => {
  await connected(source, (client) => backUp({ client, path, version: '0.1.0', secretKey: keys.secretKey, keys }));
  return verifyBackup(path);
};
const restoreTo = (target: string, backup: Backup, more: { replace?: boolean } = {}) =>
  connected(target, (client) =>
    loadArchive({ client, backup, erased: [], migrations, replace: false, settle: endEverySession, ...more }),
  );

const appendOne = (url: string, streamId: string): Promise<void> => {
  const database = openDatabase(url, { name: 'test', role: 'command' }, 6);
  const thread = { correlationId: streamId, actor: 'test' };
  return database
    .transaction((tx) =>
      append(tx, [{ stream: 'test', streamId, version: 1, fact: counted({ by: 1 }), thread }], new Date()),
    )
    .finally(() => database.close());
};

let world: World;
beforeAll(async () => {
  world = { source: await filledDatabase(), target: await emptyDatabase() };
});
afterAll(async () => {
  for (const drop of drops) await drop();
  rmSync(folder, { recursive: true, force: true });
});

const text = fc.string({ unit: 'binary', maxLength: 20 }).map((value) => value.replaceAll('\0', ''));
const awkward = fc.oneof(
  text,
  fc.constantFrom('\\N', '\\.', 'a\tb', 'line\nbreak', '\r\n', '', '"', "'", '{}', 'NULL', '🛰️ مرحبا', '\u0007\\'),
);
const row = fc.record({
  doc: fc.oneof(
    fc.constant(null),
    fc.record({
      a: awkward,
      b: fc.double({ noNaN: true, noDefaultInfinity: true }),
      c: fc.array(awkward, { maxLength: 3 }),
    }),
  ),
  tx: fc.bigInt(0n, 2n ** 63n - 1n).map(String),
  raw: fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
  f8: fc.oneof(fc.double(), fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, -0, 5e-324)),
  f4: fc.float({ noNaN: true }),
  n: fc.constantFrom('0', '-0.00100', '123456789012345678901234567890.123456789', 'NaN', 'Infinity'),
  t: fc.option(awkward),
  list: fc.option(fc.array(fc.option(awkward), { maxLength: 4 })),
  mood: fc.option(fc.constantFrom('calm', 'très agité')),
  at: fc.constantFrom(
    'infinity',
    '-infinity',
    '0044-03-15 12:00:00+00 BC',
    '2026-11-28 02:00:00.123456+05:30',
    '2026-03-29 01:30:00 Europe/Madrid',
  ),
  span: fc.constantFrom('1 year -3 days 04:05:06.789', '-00:00:00.000001'),
});

describe('a round trip', () => {
  it('brings every kind of value back as it was', async () => {
    const path = newFile();
    const rows = fc.sample(row, 300);
    await connected(world.source, async (client) => {
      for (const r of rows)
        await client.query(
          `INSERT INTO odd (doc, tx, raw, f8, f4, n, t, list, grid, mood, moods, at, day, span, flag)
           VALUES ($1, $2::text::xid8, $3, $4, $5, $6, $7, $8, '{{1,NULL},{3,4}}', $9, ARRAY['très agité', NULL]::mood[], $10, 'infinity', $11, NULL)`,
          [
            r.doc === null ? null : JSON.stringify(r.doc),
            r.tx,
            r.raw,
            r.f8,
            r.f4,
            r.n,
            r.t,
            r.list,
            r.mood,
            r.at,
            r.span,
          ],
        );
    });
    await appendOne(world.source, 'before');
    const backup = await takeBackup(world.source, path);
    const { summary } = backup;
    for (const file of [path, keysFileOf(path)]) expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(summary.keys).toEqual(keys);
    expect(summary.head).toMatchObject({
      version: '0.1.0',
      keyFingerprint: fingerprintOf(keys.secretKey),
      migrations: migrations.map(({ name }) => name),
    });
    const { rows: loaded, strangers } = await restoreTo(world.target, backup);
    expect(strangers).toEqual([]);
    expect(loaded).toBe(summary.end.tables.reduce((all, table) => all + table.rows, 0));
    const seen = (url: string): Promise<unknown> =>
      connected(url, async (client) => ({
        odd: (await client.query('SELECT md5(string_agg(o::text, $$|$$ ORDER BY id)) AS sum, count(*) FROM odd o'))
          .rows,
        parts: (
          await client.query('SELECT tableoid::regclass::text AS part, count(*) FROM parts GROUP BY 1 ORDER BY 1')
        ).rows,
        next: (await client.query(`INSERT INTO odd (t) VALUES ('next') RETURNING id, positive`)).rows,
        keys: (
          await client.query(
            `SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f' ORDER BY 1`,
          )
        ).rows,
        indexes: (
          await client.query(`SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1`)
        ).rows,
      }));
    expect(await seen(world.target)).toEqual(await seen(world.source));
    // The log goes on where it stood, refuses what it always refused, and today's migrations have nothing to add.
    await connected(world.target, async (client) => {
      expect((await sequenceStep(client)).epoch).toMatchObject({ epoch: 2, placed: 1, mended: [] });
      await expect(client.query('DELETE FROM event_log')).rejects.toThrow(/append-only/);
      // Who was signed in then may have signed out since.
      const { rows } = await client.query('SELECT ended_at IS NOT NULL AS ended FROM person_sessions');
      expect(rows).toEqual([{ ended: true }]);
    });
    expect(await migrate(world.target)).toEqual([]);
    await appendOne(world.target, 'after');
    await connected(world.target, (client) => until(async () => (await sequenceOnce(client)) === 1));
  });

  it('sums rows whatever their order and wherever a chunk ends', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.string({ unit: 'grapheme', maxLength: 12 }).map((line) => line.replaceAll('\n', '')),
          { minLength: 1 },
        ),
        fc.nat(20),
        (lines, at) => {
          const whole = createRowSum();
          whole.take(Buffer.from(`${lines.join('\n')}\n`));
          const cut = createRowSum();
          const bytes = Buffer.from(`${[...lines].reverse().join('\n')}\n`);
          for (let from = 0; from < bytes.length; from += at + 1) cut.take(bytes.subarray(from, from + at + 1));
          expect(cut.result()).toEqual(whole.result());
          expect(whole.result().rows).toBe(lines.length);
        },
      ),
    );
  });
});

describe('a backup of a running tower', () => {
  it('is one moment of it, and neither the log nor a limit of time waits for it', async () => {
    const path = newFile();
    const placed: number[] = [];
    await connected(world.source, async (client) => {
      await client.query(`SET statement_timeout = '300ms'; SET idle_in_transaction_session_timeout = '200ms'`);
      let told = false;
      // Between two tables, with the snapshot open: events are written, get positions, and are not in the file.
      const between = async (): Promise<void> => {
        await appendOne(world.source, `meanwhile-${randomBytes(4).toString('hex')}`);
        placed.push(await connected(world.source, (other) => until(() => sequenceOnce(other).then((n) => n > 0 && n))));
        await connected(world.source, (other) => other.query('SELECT pg_sleep(0.5)'));
      };
      const slow: { work: Promise<void> | undefined } = { work: undefined };
      const held = new Proxy(client, {
        get: (target, name) => {
          if (name !== 'query') return Reflect.get(target, name, target);
          return (...query: Parameters<typeof client.query>) => {
            if (!told && typeof query[0] === 'string' && query[0].startsWith('LOCK TABLE')) {
              told = true;
              slow.work = between();
              return slow.work.then(() => target.query(...query));
            }
            return target.query(...query);
          };
        },
      });
      const before = await sumRows(client, { name: 'event_log', columns: ['id'], partitions: [] });
      const { tables } = await backUp({
        client: held,
        path,
        version: '0.1.0',
        secretKey: null,
        keys: { secretKey: null, adminKey: null },
      });
      expect(tables.find(({ name }) => name === 'event_log')?.rows).toBe(before.rows);
    });
    expect(placed).toEqual([expect.any(Number)]);
    expect(placed[0]).toBeGreaterThan(0);
    expect((await verifyArchive(path)).keys).toEqual({ secretKey: null, adminKey: null });
  });

  it('leaves nothing behind when it fails', async () => {
    const path = newFile();
    const broken = connected(world.source, (client) =>
      backUp({
        client,
        path,
        version: '0.1.0',
        secretKey: null,
        keys,
        onRows: () => {
          throw new Error('broken');
        },
      }),
    );
    await expect(broken).rejects.toThrow('broken');
    for (const file of [path, keysFileOf(path)]) expect(() => statSync(file)).toThrow();
  });
});

describe('a restore', () => {
  let path = '';
  let backup: Backup;
  let summary: ArchiveSummary;
  beforeAll(async () => {
    path = newFile();
    backup = await takeBackup(world.source, path);
    ({ summary } = backup);
  });

  it('finds a byte that changed, a file cut short and one that goes on', async () => {
    const whole = readFileSync(path);
    const start = whole.indexOf(10) + 1;
    const plain = zstdDecompressSync(whole.subarray(start));
    const written = (bytes: Buffer): string => {
      const file = newFile();
      writeFileSync(file, bytes);
      return file;
    };
    const packed = (bytes: Buffer): string =>
      written(Buffer.concat([whole.subarray(0, start), zstdCompressSync(bytes)]));
    for (const length of [start, start + 10, whole.length >> 1, whole.length - 40])
      await expect(verifyArchive(written(whole.subarray(0, length)))).rejects.toThrow(/damaged or cut short/);
    await expect(verifyArchive(packed(plain.subarray(0, -90)))).rejects.toThrow(/damaged or cut short/);
    await expect(verifyArchive(packed(Buffer.concat([plain, Buffer.from('x')])))).rejects.toThrow(
      /damaged or cut short/,
    );
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: plain.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        async (at, by) => {
          const changed = Buffer.from(plain);
          changed[at] = (changed[at] ?? 0) ^ by;
          await expect(verifyArchive(packed(changed))).rejects.toThrow();
        },
      ),
      { numRuns: 40 },
    );
    const flipped = Buffer.from(whole);
    flipped[whole.length >> 1] = (flipped[whole.length >> 1] ?? 0) ^ 64;
    await expect(verifyArchive(written(flipped))).rejects.toThrow(/damaged/);
    await expect(verifyArchive(written(Buffer.from('something else')))).rejects.toThrow(/no backup of Gantry/);
    await expect(verifyArchive(written(Buffer.from('gantry-backup 2\n...')))).rejects.toThrow(/newer Gantry/);
  });

  it('refuses what a newer program wrote, and a database that is not empty or in use', async () => {
    const target = await emptyDatabase();
    const older = connected(target, (client) =>
      loadArchive({ client, backup, erased: [], migrations: ours, replace: false }),
    );
    await expect(older).rejects.toThrow(/migrations that this program does not know \(29990101000000_odd\)/);
    await expect(restoreTo(world.target, backup)).rejects.toThrow(/has \d+ tables already/);
    await connected(target, async () => {
      await expect(restoreTo(target, backup)).rejects.toThrow(/others are connected/);
    });
    await connected(target, async (client) =>
      expect(
        (await client.query(`SELECT count(*)::int AS n FROM pg_class WHERE relnamespace = 'public'::regnamespace`))
          .rows,
      ).toEqual([{ n: 0 }]),
    );
  });

  it('that is killed anywhere leaves the database as it was', async () => {
    const target = await emptyDatabase();
    await connected(target, (client) =>
      client.query('CREATE TABLE precious AS SELECT n FROM generate_series(1, 10) n'),
    );
    const tables = summary.end.tables.length;
    const alone = (): Promise<unknown> =>
      until(() =>
        connected(target, async (client) => {
          const { rows } = await client.query(
            'SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
          );
          return rows.length === 0;
        }),
      );
    // After each of a few steps the restoring connection is ended, as by a kill of its process.
    for (const after of [1, tables >> 1, tables, tables + 3]) {
      let steps = 0;
      await alone();
      const killed = connected(target, (client) =>
        loadArchive({
          client,
          backup,
          erased: [],
          migrations,
          replace: true,
          onStep: () => {
            steps++;
            // Its socket breaks.
            if (steps === after) client.connection.stream.destroy();
          },
        }),
      );
      await expect(killed).rejects.toThrow();
      expect(steps).toBeGreaterThanOrEqual(after);
      await connected(target, async (client) => {
        const { rows } = await client.query(
          `SELECT (SELECT count(*)::int FROM precious) AS n, (SELECT count(*)::int FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace) AS tables`,
        );
        expect(rows).toEqual([{ n: 10, tables: 1 }]);
      });
    }
    await alone();
    await restoreTo(target, backup, { replace: true });
    await connected(target, async (client) =>
      expect((await client.query(`SELECT to_regclass('precious') AS there`)).rows).toEqual([{ there: null }]),
    );
  });

  it('that reads rows back other than they were written is undone', async () => {
    const target = await emptyDatabase();
    const spoiled = {
      ...summary,
      end: {
        ...summary.end,
        tables: summary.end.tables.map((table) => (table.name === 'odd' ? { ...table, sum: '0'.repeat(24) } : table)),
      },
    };
    await expect(restoreTo(target, { ...backup, summary: spoiled })).rejects.toThrow(/table odd holds/);
    await connected(target, async (client) =>
      expect((await client.query(`SELECT to_regclass('odd') AS there`)).rows).toEqual([{ there: null }]),
    );
  });
});

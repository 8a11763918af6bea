/** What a kill -9 leaves behind: every acknowledged write is still there, and the server is back (or starts again). */
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createClient } from '@clickhouse/client';
import { Client } from 'pg';
import { createClient as createRedisClient } from 'redis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startClickHouse } from './clickhouse.ts';
import { startPostgres } from './postgres.ts';
import { identityOf } from './process-identity.ts';
import { startRedis } from './redis.ts';

let home: string;
const options = (name: string) => ({ dataDir: join(home, 'data', name), logFile: join(home, 'logs', `${name}.log`) });

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'gantry-recovery-'));
  // Postgres runs as another user when we are root, and must be able to walk in.
  chmodSync(home, 0o755);
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

async function kill(pid: number): Promise<void> {
  process.kill(pid, 'SIGKILL');
  await expect.poll(() => identityOf(pid), { timeout: 5_000, interval: 5 }).toBeUndefined();
}

describe('clickhouse', () => {
  test('five kills in the middle of inserts lose no acknowledged batch and double none', {
    timeout: 30_000,
  }, async () => {
    const server = await startClickHouse(options('clickhouse'));
    const client = createClient({ url: server.url });
    const settings = 'SETTINGS non_replicated_deduplication_window = 1000';
    await client.command({
      query: `CREATE TABLE facts (batch UInt32, id UInt32) ENGINE = MergeTree ORDER BY id ${settings}`,
    });
    const url = server.url;
    const pids = new Set([server.pid]);
    let killing: Promise<void> | undefined;
    for (let batch = 0; batch < 100; batch++) {
      const values = Array.from({ length: 200 }, (_, id) => ({ batch, id }));
      const clickhouse_settings = { insert_deduplication_token: `test:${batch}` };
      const insert = () => client.insert({ table: 'facts', values, format: 'JSONEachRow', clickhouse_settings });
      if (batch % 20 === 10) killing = kill(server.pid);
      // The sender's side of the promise: repeat the same batch until it is acknowledged.
      await expect
        .poll(
          () =>
            insert().then(
              () => true,
              () => false,
            ),
          { timeout: 10_000, interval: 20 },
        )
        .toBe(true);
      await killing;
      pids.add(server.pid);
    }
    expect(pids.size).toBe(6);
    expect(server.url).toBe(url);
    const result = await client.query({
      query: 'SELECT count() AS c, uniqExact(batch, id) AS u FROM facts',
      format: 'JSONEachRow',
    });
    expect(await result.json()).toEqual([{ c: 20_000, u: 20_000 }]);
    await client.close();
    await server.stop();
    expect(identityOf(server.pid)).toBeUndefined();
    const again = await startClickHouse(options('clickhouse'));
    const reader = createClient({ url: again.url });
    const count = await reader.query({ query: 'SELECT count() AS c FROM facts', format: 'JSONEachRow' });
    expect(await count.json()).toEqual([{ c: 20_000 }]);
    await reader.close();
    await again.stop();
  });
});

/** A client of a server that may be away just now. */
async function connected(connectionString: string): Promise<Client | undefined> {
  const client = new Client({ connectionString });
  client.on('error', () => {});
  return client.connect().then(
    () => client,
    () => undefined,
  );
}

async function pinged(url: string): Promise<string | undefined> {
  const client = createRedisClient({ url, socket: { reconnectStrategy: false } });
  client.on('error', () => {});
  const answer = await client.connect().then(
    () => client.ping(),
    () => undefined,
  );
  if (client.isOpen) client.destroy();
  return answer;
}

describe('postgres', () => {
  test('keeps committed rows over kill -9, and refuses a second server on its folder', {
    timeout: 30_000,
  }, async () => {
    const first = await startPostgres(options('postgres'));
    const client = new Client({ connectionString: first.url });
    client.on('error', () => {});
    await client.connect();
    const { rows } = await client.query<{ setting: string; locale: string }>(
      "SELECT current_setting('fsync') AS setting, datlocale AS locale FROM pg_database WHERE datname = current_database()",
    );
    expect(rows[0]).toEqual({ setting: 'on', locale: 'C.UTF-8' });
    await client.query('CREATE TABLE kept (id int)');
    await client.query('INSERT INTO kept SELECT generate_series(1, 1000)');
    await expect(startPostgres(options('postgres'))).rejects.toThrow(/already runs on/);
    const killed = first.pid;
    await kill(killed);
    const readers: Client[] = [];
    const answers = async () => {
      const reader = await connected(first.url);
      if (reader) readers.push(reader);
      return reader !== undefined;
    };
    await expect.poll(answers, { timeout: 15_000, interval: 50 }).toBe(true);
    const reader = readers.at(-1);
    await expect.poll(() => first.pid, { timeout: 15_000, interval: 50 }).not.toBe(killed);
    expect((await reader?.query('SELECT count(*)::int AS c FROM kept'))?.rows).toEqual([{ c: 1000 }]);
    await reader?.end();
    await client.end().catch(() => {});
    await first.stop();
    expect(identityOf(first.pid)).toBeUndefined();
    const wrong = new Client({ connectionString: first.url.replace(/:[0-9a-f]{48}@/, ':wrong@') });
    await expect(wrong.connect()).rejects.toThrow();
  });
});

describe('redis', () => {
  test('wants a password, evicts nothing, and keeps what was written over a stop', { timeout: 60_000 }, async () => {
    const first = await startRedis(options('redis'));
    const client = await createRedisClient({ url: first.url }).connect();
    expect(await client.configGet('maxmemory-policy')).toMatchObject({ 'maxmemory-policy': 'noeviction' });
    await client.set('kept', 'yes');
    await client.close();
    const stranger = createRedisClient({
      url: `redis://127.0.0.1:${first.port}`,
      socket: { reconnectStrategy: false },
    });
    stranger.on('error', () => {});
    await expect(stranger.connect().then(() => stranger.get('kept'))).rejects.toThrow(/NOAUTH/);
    stranger.destroy();
    await first.stop();
    const second = await startRedis({ ...options('redis'), port: first.port });
    const reader = await createRedisClient({ url: second.url }).connect();
    expect(await reader.get('kept')).toBe('yes');
    await reader.close();
    const killed = second.pid;
    await kill(killed);
    await expect.poll(() => pinged(second.url), { timeout: 15_000, interval: 50 }).toBe('PONG');
    // It answers a moment before its keeper has noted who it is now.
    await expect.poll(() => second.pid, { timeout: 15_000, interval: 50 }).not.toBe(killed);
    await second.stop();
    expect(identityOf(second.pid)).toBeUndefined();
  });
});

describe.runIf(process.getuid?.() === 0)('postgres of a root whose home is closed to others', () => {
  test('puts the data where its user can go, and forgets it with the home', { timeout: 30_000 }, async () => {
    const closed = join(home, 'closed');
    const asked = { dataDir: join(closed, 'postgres'), logFile: join(home, 'closed.log') };
    const ask = async (work: (client: Client) => Promise<unknown>) => {
      const server = await startPostgres(asked);
      const client = new Client({ connectionString: server.url });
      await client.connect();
      const answer = await work(client);
      await client.end();
      await server.stop();
      return answer;
    };
    const count = "SELECT count(*)::int AS c FROM pg_tables WHERE tablename = 'kept'";
    mkdirSync(closed, { mode: 0o700 });
    await ask((client) => client.query('CREATE TABLE kept (id int)'));
    expect(await ask((client) => client.query(count).then((result) => result.rows))).toEqual([{ c: 1 }]);
    rmSync(closed, { recursive: true });
    mkdirSync(closed, { mode: 0o700 });
    expect(await ask((client) => client.query(count).then((result) => result.rows))).toEqual([{ c: 0 }]);
    const folder = readFileSync(join(asked.dataDir, 'LOCATION'), 'utf8').trim();
    rmSync(dirname(folder), { recursive: true });
  });
});

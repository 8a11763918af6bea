/** @clickhouse/client, unchanged, against the embedded engine: everything of its surface that this project uses. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { type ClickHouseClient, createClient } from '@clickhouse/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startClickHouse } from './clickhouse.ts';
import type { Server } from './server-process.ts';

let home: string;
let server: Server;
let client: ClickHouseClient;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'gantry-clickhouse-'));
  server = await startClickHouse({ dataDir: join(home, 'data'), logFile: join(home, 'log') });
  client = createClient({ url: server.url });
});

afterAll(async () => {
  await client.close();
  await server.stop();
  rmSync(home, { recursive: true, force: true });
});

async function rows<T>(query: string, query_params: Record<string, unknown> = {}): Promise<T[]> {
  return (await client.query({ query, query_params, format: 'JSONEachRow' })).json<T>();
}

async function table(name: string, extra = ''): Promise<string> {
  await client.command({
    query: `CREATE TABLE ${name} (id UInt64, name String) ENGINE = MergeTree ORDER BY id ${extra}`,
  });
  return name;
}

function residentMb(): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))?.[1]) / 1024;
}

describe('queries', () => {
  test('ping, with and without a select', async () => {
    expect(await client.ping()).toEqual({ success: true });
    expect(await client.ping({ select: true })).toEqual({ success: true });
  });

  test('every family of formats', async () => {
    const query = 'SELECT number AS n, toString(number) AS s FROM numbers(3)';
    const json = await (await client.query({ query, format: 'JSON' })).json<{ n: number; s: string }>();
    expect(json.data).toHaveLength(3);
    expect(json.statistics?.rows_read).toBe(3);
    expect(await (await client.query({ query, format: 'JSONEachRow' })).json()).toHaveLength(3);
    expect(await (await client.query({ query, format: 'JSONCompactEachRow' })).json()).toHaveLength(3);
    expect(await (await client.query({ query, format: 'CSVWithNames' })).text()).toBe('"n","s"\n0,"0"\n1,"1"\n2,"2"\n');
    expect(await (await client.query({ query, format: 'TabSeparated' })).text()).toBe('0\t0\n1\t1\n2\t2\n');
    expect(
      await (
        await client.query({
          query: `${query} WITH TOTALS`.replace('WITH', 'GROUP BY n, s WITH'),
          format: 'JSONEachRow',
        })
      ).json(),
    ).toHaveLength(3);
  });

  test('parquet out through a stream and in again', async () => {
    const name = await table('parquet_copy');
    const out = await client.exec({
      query: 'SELECT number AS id, toString(number) AS name FROM numbers(200000) FORMAT Parquet',
    });
    const bytes = Buffer.concat(await out.stream.toArray());
    await client.exec({ query: `INSERT INTO ${name} FORMAT Parquet`, values: Readable.from([bytes]) });
    expect(await rows(`SELECT count() AS c, sum(id) AS s, uniqExact(name) AS u FROM ${name}`)).toEqual([
      { c: 200000, s: 19999900000, u: 200000 },
    ]);
  });

  test('parameters arrive as they were, whatever they hold', async () => {
    const nasty = `it's a \\ "test"\n\ttab \u0000nul ünïcødé 🚚 {x:String} -- ' OR 1=1; DROP TABLE t`;
    const [row] = await rows<Record<string, unknown>>(
      `SELECT {text:String} AS text, {list:Array(String)} AS list, {none:Nullable(String)} AS none, {count:UInt64} AS count,
        {at:DateTime64(3)} AS at, {flag:Bool} AS flag, {map:Map(String, UInt8)} AS map, {money:Decimal(18, 4)} AS money,
        '{not:String}' AS literal FROM {from:Identifier} LIMIT 1 -- {comment:String}`,
      {
        text: nasty,
        list: [nasty, '', "'"],
        none: null,
        count: '18446744073709551615',
        at: new Date('2026-11-20T10:11:12.345Z'),
        flag: true,
        map: { a: 1 },
        money: '12.3400',
        from: 'system.one',
      },
    );
    expect(row).toMatchObject({ text: nasty, list: [nasty, '', "'"], none: null, flag: true, map: { a: 1 } });
    expect(row).toMatchObject({ at: '2026-11-20 10:11:12.345', money: 12.34, literal: '{not:String}' });
  });

  test('long parameters travel as a form', async () => {
    const long = 'ß'.repeat(200_000);
    const result = await client.query({
      query: 'SELECT lengthUTF8({long:String}) AS n, {b:String} AS b',
      query_params: { long, b: 'x\r\n--y' },
      format: 'JSONEachRow',
      use_multipart_params_auto: true,
    });
    expect(await result.json()).toEqual([{ n: 200_000, b: 'x\r\n--y' }]);
  });

  test('settings, database and query id', async () => {
    const result = await client.query({
      query: "SELECT currentDatabase() AS db, getSetting('max_threads') AS t, getSetting('async_insert') AS a",
      clickhouse_settings: { max_threads: 1 },
      query_id: 'our-own-id',
      format: 'JSONEachRow',
    });
    expect(result.query_id).toBe('our-own-id');
    expect(result.response_headers['x-clickhouse-query-id']).toBe('our-own-id');
    expect(await result.json()).toEqual([{ db: 'gantry', t: 1, a: false }]);
    const write = client.command({
      query: 'CREATE TABLE no (a Int8) ENGINE = Memory',
      clickhouse_settings: { readonly: '1' },
    });
    await expect(write).rejects.toMatchObject({ code: '164' });
  });

  test('compressed answers', async () => {
    const zipped = createClient({ url: server.url, compression: { response: true, request: true } });
    const name = await table('zipped');
    await zipped.insert({ table: name, values: [{ id: 1, name: 'a' }], format: 'JSONEachRow' });
    const result = await zipped.query({ query: `SELECT * FROM ${name} AS z, numbers(1000) AS n`, format: 'JSONEachRow' });
    expect(result.response_headers['content-encoding']).toBe('gzip');
    expect(await result.json()).toHaveLength(1000);
    await zipped.close();
  });
});

describe('errors', () => {
  test.each([
    ['SELECT * FROM nowhere', '60', 404],
    ['SELEC 1', '62', 400],
    ['SELECT nonsense(1)', '46', 404],
    ['SELECT throwIf(1)', '395', 500],
    ["SELECT toUInt8('x')", '6', 400],
  ])('%s has code %s', async (query, code, status) => {
    await expect(client.query({ query, format: 'JSONEachRow' })).rejects.toMatchObject({ code });
    const raw = await fetch(server.url.replace(/\/\/.*@/, '//').replace('/gantry', '/'), {
      method: 'POST',
      body: query,
      headers: { 'X-ClickHouse-User': 'default', 'X-ClickHouse-Key': new URL(server.url).password },
    });
    expect([raw.status, raw.headers.get('x-clickhouse-exception-code')]).toEqual([status, code]);
    await raw.body?.cancel();
  });

  test('wrong password, unknown database, unknown setting, missing parameter, timeout', async () => {
    const stranger = createClient({ url: server.url.replace(/:[0-9a-f]{48}@/, ':wrong@') });
    await expect(stranger.query({ query: 'SELECT 1' })).rejects.toMatchObject({ code: '516' });
    await stranger.close();
    const lost = createClient({ url: server.url.replace('/gantry', '/nowhere') });
    await expect(lost.query({ query: 'SELECT 1' })).rejects.toMatchObject({ code: '81' });
    await lost.close();
    const settings = { nonsense: 1 } as Record<string, number>;
    await expect(client.query({ query: 'SELECT 1', clickhouse_settings: settings })).rejects.toMatchObject({
      code: '115',
    });
    await expect(rows('SELECT {x:UInt8}')).rejects.toMatchObject({ code: '456' });
    const slow = client.query({
      query: 'SELECT max(sipHash64(number)) FROM numbers(1e11)',
      clickhouse_settings: { max_execution_time: 1 },
    });
    await expect(slow).rejects.toMatchObject({ code: '159' });
  });

  test('an error after the first rows reaches the reader of the stream', async () => {
    const result = await client.query({
      query: 'SELECT throwIf(number = 3000000) AS x FROM numbers(5000000)',
      format: 'JSONEachRow',
    });
    await expect(result.json()).rejects.toMatchObject({ code: '395' });
  });
});

describe('inserts', () => {
  test('arrays, streams, values, selects, and an empty body; the summary counts', async () => {
    const name = await table('inserts');
    const values = Array.from({ length: 5000 }, (_, id) => ({ id, name: `n${id} 'quoted' \\ ; -- \n é` }));
    const { summary } = await client.insert({ table: name, values, format: 'JSONEachRow' });
    expect(summary?.written_rows).toBe('5000');
    await client.insert({ table: name, values: Readable.from(values), format: 'JSONEachRow' });
    await client.insert({
      table: name,
      values: Readable.from(['1,"csv"\n', '2,"csv"\n'], { objectMode: false }),
      format: 'CSV',
    });
    await client.insert({ table: name, values: [], format: 'JSONEachRow' });
    await client.command({ query: `INSERT INTO ${name} (name, id) VALUES ('a;b', 1), ('FORMAT CSV', 2)` });
    await client.command({ query: `INSERT INTO ${name} FORMAT JSONEachRow {"id":7,"name":"inline"}` });
    const copied = await client.command({
      query: `INSERT INTO ${name} SELECT number, {p:String} FROM numbers(10)`,
      query_params: { p: "o'x" },
    });
    expect(copied.summary?.written_rows).toBe('10');
    expect(
      await rows(
        `SELECT count() AS c, countIf(name LIKE '%quoted%\\n é') AS q, countIf(name = 'o''x') AS p FROM ${name}`,
      ),
    ).toEqual([{ c: 10_015, q: 10_000, p: 10 }]);
    const bad = client.insert({ table: name, values: [{ id: 'no number' }], format: 'JSONEachRow' });
    await expect(bad).rejects.toMatchObject({ code: '27' });
  });

  test('a body of 100 MB goes through a file, not through memory', async () => {
    const name = await table('large');
    const line = (id: number) => `${JSON.stringify({ id, name: 'x'.repeat(480) })}\n`;
    async function* lines() {
      for (let id = 0; id < 200_000; id += 1000) yield Array.from({ length: 1000 }, (_, i) => line(id + i)).join('');
    }
    await client.exec({
      query: `INSERT INTO ${name} FORMAT JSONEachRow`,
      values: Readable.from(lines(), { objectMode: false }),
    });
    expect(await rows(`SELECT count() AS c, sum(length(name)) AS l FROM ${name}`)).toEqual([
      { c: 200_000, l: 96_000_000 },
    ]);
    expect(readdirSync(join(home, 'data', 'spool'))).toEqual([]);
  });

  test('a repeated token is dropped when the table keeps a window', async () => {
    const kept = await table('dedup', 'SETTINGS non_replicated_deduplication_window = 1000');
    const control = await table('no_dedup');
    for (const name of [kept, control]) {
      for (const id of [1, 1, 2]) {
        const clickhouse_settings = { insert_deduplication_token: `projector:${id}` };
        await client.insert({ table: name, values: [{ id, name: 'x' }], format: 'JSONEachRow', clickhouse_settings });
      }
    }
    expect(await rows(`SELECT count() AS c FROM ${kept}`)).toEqual([{ c: 2 }]);
    expect(await rows(`SELECT count() AS c FROM ${control}`)).toEqual([{ c: 3 }]);
  });

  test('a body that is cut off inserts nothing', async () => {
    const name = await table('cut');
    const abort = new AbortController();
    async function* endless() {
      for (let id = 0; ; id++) {
        yield `${JSON.stringify({ id, name: 'x'.repeat(1000) })}\n`;
        if (id === 2000) abort.abort();
        if (id > 2000) await pause(20);
      }
    }
    const values = Readable.from(endless(), { objectMode: false });
    const sent = client.insert({ table: name, values, format: 'JSONEachRow', abort_signal: abort.signal });
    await expect(sent).rejects.toThrow();
    values.destroy();
    await expect.poll(() => readdirSync(join(home, 'data', 'spool'))).toEqual([]);
    expect(await rows(`SELECT count() AS c FROM ${name}`)).toEqual([{ c: 0 }]);
  });
});

describe('many at once', () => {
  test('five million rows stream through bounded memory', async () => {
    const before = residentMb();
    const result = await client.query({
      query: 'SELECT number, toString(number) AS s FROM numbers(5000000)',
      format: 'JSONCompactEachRow',
    });
    let count = 0;
    let peak = 0;
    for await (const batch of result.stream()) {
      count += batch.length;
      if (count % 50 === 0) peak = Math.max(peak, residentMb());
    }
    expect(count).toBe(5_000_000);
    expect(peak - before).toBeLessThan(300);
  });

  test('twenty queries at once, each with its own parameter', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        rows('SELECT {i:UInt32} AS i, max(sipHash64(number)) > 0 AS m FROM numbers(2000000)', { i }),
      ),
    );
    expect(answers.map(([row]) => (row as { i: number }).i)).toEqual(Array.from({ length: 20 }, (_, i) => i));
  });

  test('ping and inserts answer while long selects run, and a hang-up ends the select', async () => {
    const name = await table('beside');
    const abort = new AbortController();
    const crowd = createClient({ url: server.url, max_open_connections: 20 });
    const scalar = 'SELECT (SELECT max(sipHash64(number)) FROM numbers(1e12)) AS x';
    const long = Array.from({ length: 12 }, (_, i) =>
      crowd
        .query({
          query: i % 2 ? scalar : 'SELECT max(sipHash64(number)) FROM numbers(1e12)',
          abort_signal: abort.signal,
        })
        .catch(String),
    );
    const running = `${server.url.replace(/\/\/.*@/, '//').replace('/gantry', '/ping')}`;
    const begin = performance.now();
    expect((await fetch(running)).status).toBe(200);
    await client.insert({ table: name, values: [{ id: 1, name: 'x' }], format: 'JSONEachRow' });
    expect(performance.now() - begin).toBeLessThan(2_000);
    abort.abort();
    await Promise.all(long);
    await crowd.close();
    const left = "SELECT count() AS c FROM system.processes WHERE query LIKE '%1e12%' AND query NOT LIKE '%processes%'";
    await expect.poll(() => rows(left), { timeout: 5_000 }).toEqual([{ c: 0 }]);
  });
});

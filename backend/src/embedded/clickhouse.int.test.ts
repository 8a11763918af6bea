/** @clickhouse/client, unchanged, against the embedded engine: queries, formats, parameters and errors as this project uses them. */
import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { type ClickHouseClient, createClient } from '@clickhouse/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestEngine, type TestEngine } from '../../test/test-engine.ts';
import type { Server } from './server-process.ts';

let engine: TestEngine;
let server: Server;
let client: ClickHouseClient;
const rows = <T>(query: string, parameters?: Record<string, unknown>) => engine.rows<T>(query, parameters);
const table = (name: string, extra?: string) => engine.table(name, extra);

beforeAll(async () => {
  engine = await startTestEngine();
  ({ server, client } = engine);
});
afterAll(() => engine.end());

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
        '{not:String}' AS literal FROM system.{from:Identifier} LIMIT 1 -- {comment:String}`,
      {
        text: nasty,
        list: [nasty, '', "'"],
        none: null,
        count: '18446744073709551615',
        at: new Date('2026-11-20T10:11:12.345Z'),
        flag: true,
        map: { a: 1 },
        money: '12.3400',
        from: 'one',
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
    const result = await zipped.query({
      query: `SELECT * FROM ${name} AS z, numbers(1000) AS n`,
      format: 'JSONEachRow',
    });
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

describe('the one user', () => {
  const knock = (headers: Record<string, string>, search = ''): Promise<Response> =>
    fetch(`http://127.0.0.1:${engine.server.port}/${search}`, { method: 'POST', body: 'SELECT 1', headers });
  const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` });

  test('refuses whoever shows no password, a wrong one, or another name', async () => {
    const password = decodeURIComponent(new URL(engine.server.url).password);
    const tries: [Record<string, string>, string?][] = [
      [{}],
      [{ 'x-clickhouse-user': 'default' }],
      [{ 'x-clickhouse-user': 'default', 'x-clickhouse-key': '' }],
      [{ 'x-clickhouse-user': 'default', 'x-clickhouse-key': 'wrong' }],
      [{ 'x-clickhouse-user': 'admin', 'x-clickhouse-key': password }],
      [{ 'x-clickhouse-user': '', 'x-clickhouse-key': password }],
      [basic('default:')],
      [basic('default:wrong')],
      [basic(`root:${password}`)],
      [{}, '?user=default'],
      [{}, '?user=default&password='],
      [{}, `?user=nobody&password=${password}`],
      [{ 'x-forwarded-for': '127.0.0.1' }],
    ];
    for (const [headers, search] of tries) {
      const answer = await knock(headers, search);
      expect(answer.status, JSON.stringify([headers, search]).replaceAll(password, '…')).toBe(403);
      expect(answer.headers.get('x-clickhouse-exception-code')).toBe('516');
    }
    expect(await (await knock(basic(`default:${password}`))).text()).toBe('1\n');
    expect(password.length).toBeGreaterThanOrEqual(40);
  });

  test('keeps the password where only its owner reads', () => {
    expect(statSync(join(dirname(engine.spool), 'password')).mode & 0o777).toBe(0o600);
  });
});

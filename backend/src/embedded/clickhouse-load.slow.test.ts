/** @clickhouse/client against the embedded engine: inserts of every kind, large results, many requests at once. */
import { readdirSync, readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
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

function residentMb(): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))?.[1]) / 1024;
}

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
    expect(readdirSync(engine.spool)).toEqual([]);
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
    await expect.poll(() => readdirSync(engine.spool)).toEqual([]);
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
          // A line format: the kind that is streamed.
          format: 'JSONEachRow',
        })
        .catch(String),
    );
    const running = async () => {
      const list = await client.query({ query: 'SHOW PROCESSLIST', format: 'JSONEachRow' });
      return (await list.json<{ query: string }>()).filter((entry) => entry.query.includes('1e12')).length;
    };
    await expect.poll(running, { timeout: 3_000 }).toBe(8);
    const ping = `${server.url.replace(/\/\/.*@/, '//').replace('/gantry', '/ping')}`;
    const begin = performance.now();
    expect((await fetch(ping)).status).toBe(200);
    await client.insert({ table: name, values: [{ id: 1, name: 'x' }], format: 'JSONEachRow' });
    expect(performance.now() - begin).toBeLessThan(2_000);
    abort.abort();
    await Promise.all(long);
    await crowd.close();
    await expect.poll(running, { timeout: 5_000 }).toBe(0);
  });
});

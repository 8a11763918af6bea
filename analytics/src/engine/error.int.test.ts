/** What the engine says about values of a row, and what it says about itself, told apart on a real engine and by broken answers. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestDatabase, testDatabase } from '../../test/test-database.ts';
import { type Analytics, connect, open } from '../client.ts';
import { EngineError } from './error.ts';

let database: TestDatabase;
let client: Analytics;
let number = 0;
beforeAll(async () => {
  database = await testDatabase();
  client = database.client;
});
afterAll(() => database?.drop());

/** The fault and code of what is thrown. */
const failure = async (work: () => Promise<unknown>): Promise<{ fault: string; code: string | undefined }> => {
  const error = await work().then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof EngineError)) throw new Error(`no error of the engine: ${String(error)}`);
  return { fault: error.fault, code: error.code };
};

const inserting = async (type: string, value: unknown, more = ''): Promise<unknown> => {
  const name = `values_${number++}`;
  await client.command(`CREATE TABLE ${name} (id UInt64, v ${type}${more}) ENGINE = MergeTree ORDER BY id`);
  return client.insert({ name, columns: ['id', 'v'] }, [[1, value]], `${name}`);
};

describe('values that a column cannot hold', () => {
  it.each([
    ['UInt64', 'text', '27'],
    ['UInt32', -1, '72'],
    ['UInt64', 1.5, '27'],
    ['Date32', 'no day', '38'],
    ["DateTime64(3, 'UTC')", '2024-13-45', '41'],
    ['Bool', 'text', '467'],
    ['Array(String)', 'text', '130'],
    ['String', '\ud800', '25'],
    ['UUID', 'no uuid', '376'],
    ['Decimal(4, 2)', 123_456, '69'],
  ])('%s does not take %j', async (type, value, code) => {
    expect(await failure(() => inserting(type, value))).toEqual({ fault: 'values', code });
  });
  it('a broken constraint is about the row', async () => {
    expect(await failure(() => inserting('UInt64', 20, ', CONSTRAINT small CHECK v < 10'))).toEqual({
      fault: 'values',
      code: '469',
    });
  });
});

describe('all else is about the engine', () => {
  const target = { name: 'there', columns: ['id', 'v'] };
  beforeAll(() => client.command('CREATE TABLE there (id UInt64, v String) ENGINE = MergeTree ORDER BY id'));
  const insert = (columns: string[], name = 'there') => client.insert({ name, columns }, [[1, 'a']], 'token');
  it.each<[string, string, () => Promise<unknown>]>([
    ['a table that is missing', '60', () => insert(['id', 'v'], 'nowhere')],
    ['a column that is missing', '16', () => insert(['id', 'w'])],
    ['a column that is missing when it is asked for', '47', () => client.values('SELECT w FROM there')],
    [
      'memory',
      '241',
      () => client.command('SELECT groupArray(number) FROM numbers(9000000) SETTINGS max_memory_usage = 100000'),
    ],
    ['time', '159', () => client.values('SELECT sum(sleepEachRow(1)) FROM numbers(3) SETTINGS max_execution_time = 1')],
    [
      'a failure in the middle of an answer',
      'ECONNRESET',
      () => client.values('SELECT throwIf(number = 2000000) FROM numbers(3000000) SETTINGS max_block_size = 1000'),
    ],
    ['a value that cannot be read in a question', '6', () => client.values("SELECT toUInt64('x')")],
  ])('%s (%s)', async (_what, code, work) => {
    const found = await failure(work);
    expect(found.fault).toBe('engine');
    expect(found.code).toBe(code);
  });
  it('too many parts (252)', async () => {
    await client.command(
      `CREATE TABLE parts (id UInt64) ENGINE = MergeTree ORDER BY id SETTINGS parts_to_delay_insert = 1, parts_to_throw_insert = 2,
         max_bytes_to_merge_at_max_space_in_pool = 1`,
    );
    const fill = async () => {
      for (let n = 0; n < 5; n++) await client.insert({ name: 'parts', columns: ['id'] }, [[n]], `part ${n}`);
    };
    expect(await failure(fill)).toEqual({ fault: 'engine', code: '252' });
  });
  it('a database that is missing (81) is made again', async () => {
    const other = await connect(database.url.replace(client.database, `${client.database}_other`));
    await other.command(`DROP DATABASE ${other.database} SYNC`);
    expect(await failure(() => other.insert(target, [[1, 'a']], 't'))).toEqual({ fault: 'engine', code: '81' });
    await other.prepare();
    expect((await failure(() => other.insert(target, [[1, 'a']], 't'))).code).toBe('60');
    await other.command(`DROP DATABASE ${other.database} SYNC`);
    await other.close();
  });
});

describe('answers that are none', () => {
  let server: Server;
  let broken: Analytics;
  let answer: (write: import('node:http').ServerResponse) => void = () => undefined;
  beforeAll(async () => {
    server = createServer((request, response) => {
      if (request.url?.startsWith('/ping')) response.end('Ok.\n');
      else {
        request.resume();
        request.on('end', () => answer(response));
      }
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    broken = open(`http://default:x@127.0.0.1:${(server.address() as AddressInfo).port}/any`, {
      requestTimeoutMs: 2_000,
    });
  });
  afterAll(async () => {
    await broken?.close();
    server?.close();
  });
  it.each<[string, typeof answer]>([
    ['an error without a code', (response) => response.writeHead(500).end('something broke')],
    ['words of a proxy', (response) => response.writeHead(502).end('<html>Bad Gateway</html>')],
    ['nothing at all', (response) => response.destroy()],
    [
      'a code that nobody has heard of',
      (response) =>
        response.writeHead(500, { 'X-ClickHouse-Exception-Code': '9999' }).end('Code: 9999. DB::Exception: odd (ODD)'),
    ],
  ])('%s, to an insert and to a question', async (_what, answers) => {
    answer = answers;
    expect((await failure(() => broken.insert({ name: 't', columns: ['id'] }, [[1]], 'a'))).fault).toBe('engine');
    expect((await failure(() => broken.values('SELECT 1'))).fault).toBe('engine');
  });
  it.each<[string, typeof answer]>([
    ['a page where rows should be', (response) => response.writeHead(200).end('<html>Hello</html>\n')],
    ['an answer cut in the middle of a row', (response) => response.writeHead(200).end('[1,"a"]\n[2,"b')],
    [
      'a connection cut in the middle',
      (response) =>
        void response.writeHead(200, { 'Content-Length': '100' }).write('[1,"a"]\n', () => response.destroy()),
    ],
    ['values that are no row', (response) => response.writeHead(200).end('{"a":1}\n')],
  ])('%s, to a question', async (_what, answers) => {
    answer = answers;
    expect((await failure(() => broken.values('SELECT 1'))).fault).toBe('engine');
  });
});

/**
 * The analysts’ door attacked, and used: no statement reads or writes a file, reaches another machine, changes anything, or
 * shows a row of a merchant that its analyst does not see; and those that analysts ask on a working day are answered.
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { type Analytics, connect } from '@gantry/analytics/client';
import { allFacts } from '@gantry/analytics/facts/all';
import { createProjector } from '@gantry/analytics/projector';
import { openDesk } from '@gantry/analytics/sql/asking';
import { viewsDatabase } from '@gantry/analytics/sql/views';
import type { Caller } from '@gantry/shared/caller';
import type { RecordedEvent } from '@gantry/shared/events/define';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { networkEvents } from '../../../../../analytics/test/small-network.ts';
import { placed, recorded } from '../../../../../analytics/test/story.ts';
import { openTestPlatform, type TestPlatform } from '../../../../test/test-platform.ts';
import { until } from '../../../../test/until.ts';
import { listen } from '../../../platform/http/listen.ts';
import { addAnalyst, revokeAnalyst } from '../../access/analysts/commands.ts';
import { bringUsers } from '../../access/analysts/server-users.ts';
import { type Analysts, openAnalysts } from '../../access/analysts/sign-in.ts';
import { openUses } from '../../access/uses.ts';
import { openSqlDoor, type SqlDoor } from './door.ts';
import { honest } from './honest.data.ts';
import { kept, refused } from './hostile.data.ts';

const manager: Caller = {
  id: 'key_test',
  name: 'test',
  kind: 'api',
  area: 'manager',
  verticals: ['logistics'],
  scopes: ['*'],
  merchants: '*',
  merchant: null,
};
const thread = { correlationId: 'test', actor: 'test' };
/** Short, so that bombs end soon; what the door has is told by its limits. */
const seconds = 2;

let test: TestPlatform;
let analytics: Analytics;
let analysts: Analysts;
let door: SqlDoor;
let origin: string;
let folder: string;
let listener: Server;
let connections = 0;
let port = 0;

type Login = { user: string; password: string; analystId: string };
const add = async (user: string, merchants: '*' | string[]): Promise<Login> => {
  const { analyst, password } = await addAnalyst(
    test.platform,
    { user, name: user, merchants },
    { by: manager, address: '', thread },
  );
  return { user, password, analystId: analyst.analystId };
};
let acme: Login;
let all: Login;

/** Orders and shipments of two merchants, each with a word that stands in no row of the other. */
const events = (): RecordedEvent[] => {
  const orders = ['acme', 'bolt'].map((merchant) =>
    placed(`order-${merchant}`, '2017-10-10T12:00:00.000Z', {
      number: `${merchant.toUpperCase()}PLANTED-1`,
      shipTo: { city: `${merchant.toUpperCase()}PLANTED`, country: 'BR', state: 'SP' },
    }),
  );
  const network = networkEvents();
  const told = orders.map((order, index) => recorded(order, network.length + 1 + index));
  return [...network, ...told].map((event) => {
    const merchant = 'acegi'.includes(event.streamId) || event.streamId === 'order-acme' ? 'acme' : 'bolt';
    const word = `${merchant.toUpperCase()}PLANTED-${event.streamId}`;
    const payload =
      event.name === 'shipping.shipment_created' ? { ...(event.payload as object), orderNumber: word } : event.payload;
    return { ...event, payload, merchant, actor: word };
  });
};

type Asked = { status: number; text: string; code: string | null; summary: string | null };
const ask = async (login: Login | undefined, sql: string, search: Record<string, string> = {}): Promise<Asked> => {
  const url = new URL(origin);
  url.search = new URLSearchParams(search).toString();
  const authorization = login && `Basic ${Buffer.from(`${login.user}:${login.password}`).toString('base64')}`;
  const response = await fetch(url, { method: 'POST', body: sql, headers: authorization ? { authorization } : {} });
  return {
    status: response.status,
    text: await response.text(),
    code: response.headers.get('x-clickhouse-exception-code'),
    summary: response.headers.get('x-clickhouse-summary'),
  };
};

const filled = (sql: string): string => {
  const database = analytics.database;
  return sql
    .replaceAll('{file}', join(folder, 'canary.txt'))
    .replaceAll('{folder}', join(folder, 'out'))
    .replaceAll('{port}', String(port))
    .replaceAll('{facts}', database)
    .replaceAll('{others}', viewsDatabase(database, ['bolt']))
    .replaceAll('{published}', viewsDatabase(database, '*'));
};

/** Everything in the engine that a statement might change. */
const standing = async (): Promise<unknown> => [
  await analytics.values(
    "SELECT database, name, engine FROM system.tables WHERE startsWith(database, {own:String}) OR database = 'default' ORDER BY ALL",
    { own: analytics.database },
  ),
  await Promise.all(allFacts.map(({ name }) => analytics.values(`SELECT count() FROM ${name}`))),
];

beforeAll(async () => {
  test = await openTestPlatform();
  analytics = await connect(test.config.clickhouseUrl);
  await createProjector({ client: analytics, tables: allFacts }).project(events());
  analysts = openAnalysts(test.platform, openUses(test.platform));
  const { database } = analytics;
  const desk = openDesk({ url: test.config.clickhouseUrl, database, tables: allFacts, seconds });
  door = openSqlDoor({ platform: test.platform, analysts, desk, database });
  origin = `http://127.0.0.1:${await door.open(0, '127.0.0.1')}/`;
  [acme, all] = await Promise.all([add('acme_bi', ['acme']), add('everything', '*')]);
  folder = mkdtempSync(join(tmpdir(), 'gantry-canary-'));
  mkdirSync(join(folder, 'out'));
  writeFileSync(join(folder, 'canary.txt'), 'CANARYCANARY');
  listener = createServer((socket) => {
    connections++;
    socket.destroy();
  });
  port = await listen(listener as never, 0, '127.0.0.1');
  // Both have their views now, so that what is there afterwards is what was there before.
  await ask(await add('bolt_bi', ['bolt']), 'SELECT 1');
  await ask(all, 'SELECT 1');
  await ask(acme, 'SELECT 1');
});
afterAll(async () => {
  await door?.close();
  analysts?.close();
  listener?.close();
  for (const merchants of ['*', ['acme'], ['bolt']] as const)
    await analytics?.command(`DROP DATABASE IF EXISTS ${viewsDatabase(analytics.database, merchants)}`);
  await analytics?.close();
  await test?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Six at a time, as many as one analyst has turns and more than run at once. */
const each = async (statements: readonly string[], work: (statement: string) => Promise<void>): Promise<void> => {
  for (let from = 0; from < statements.length; from += 6) await Promise.all(statements.slice(from, from + 6).map(work));
};

const secretWords = /CANARYCANARY|BOLTPLANTED/;

describe('a hostile analyst of one merchant', () => {
  it('has many statements to try', () => {
    expect(refused.length).toBeGreaterThanOrEqual(60);
    expect(new Set(refused).size).toBe(refused.length);
  });
  it('is refused each of them: nothing is read, written, asked or changed', async () => {
    const before = await standing();
    const read = statSync(join(folder, 'canary.txt')).atimeMs;
    const wrong: string[] = [];
    await each(refused, async (statement) => {
      const sql = filled(statement);
      const { status, text } = await ask(acme, sql, { param_table: analytics.database });
      if (status < 400 || status === 500 || secretWords.test(text.replace(sql, '')))
        wrong.push(`${statement}: ${status} ${text}`);
    });
    expect(wrong).toEqual([]);
    expect(connections).toBe(0);
    expect(readdirSync(folder).sort()).toEqual(['canary.txt', 'out']);
    expect(readdirSync(join(folder, 'out'))).toEqual([]);
    expect(statSync(join(folder, 'canary.txt')).atimeMs).toBe(read);
    expect(await standing()).toEqual(before);
  }, 60_000);
  it('sees his own rows alone, however he asks for them', async () => {
    const wrong: string[] = [];
    for (const statement of kept) {
      const { status, text } = await ask(acme, filled(statement), { default_format: 'JSONEachRow' });
      if (status !== 200 || secretWords.test(text) || text.includes(viewsDatabase(analytics.database, ['acme'])))
        wrong.push(`${statement}: ${status} ${text}`);
    }
    expect(wrong).toEqual([]);
    const { text } = await ask(acme, 'SELECT city FROM order_facts');
    expect(text).toBe('ACMEPLANTED\n');
    expect((await ask(all, 'SELECT city FROM order_facts ORDER BY city')).text).toBe('ACMEPLANTED\nBOLTPLANTED\n');
  }, 60_000);
  it('learns not how much was read, which counts the rows of others', async () => {
    for (const format of ['JSON', 'JSONCompact', 'XML', 'JSONColumnsWithMetadata']) {
      const { text, summary } = await ask(acme, `SELECT count() AS n FROM order_facts FORMAT ${format}`);
      expect(text).toMatch(/\bn\b/);
      expect(text + summary, format).not.toMatch(
        /statistics|rows_read|bytes_read|read_rows|read_bytes|total_rows_to_read/,
      );
    }
    expect((await ask(all, 'SELECT count() FROM order_facts')).summary).toContain('read_rows');
  });
  it('learns nothing from errors, neither rows nor files nor names', async () => {
    const texts = await Promise.all(
      [
        'SELECT toUInt64(city) FROM order_facts',
        'SELECT no_such_column FROM order_facts',
        'SELECT * FROM nowhere',
        'SELECT city FROM order_facts WHERE toUInt64(city) = 1',
        'SELECT 1 FROM order_facts WHERE',
        'SELECT toDate(city) FROM order_facts FORMAT Parquet',
      ].map(async (sql) => (await ask(acme, sql)).text),
    );
    for (const text of texts) {
      expect(text).toMatch(/^Code: \d+\. DB::Exception: /);
      expect(text).not.toMatch(secretWords);
      expect(text).not.toMatch(/\/(tmp|home|var|root|work)\b|spool|OUTFILE|formatQuery/);
      expect(text).not.toContain(`${analytics.database}.`);
      expect(text).not.toContain(viewsDatabase(analytics.database, ['acme']));
    }
  });
  it('cannot set anything in the address, nor speak for another', async () => {
    for (const search of [
      { readonly: '0', max_memory_usage: '1' },
      { additional_table_filters: '{}' },
      { session_id: 'x' },
      { database: analytics.database },
      { database: 'system' },
      { role: 'admin' },
      { default_format: 'Template' },
    ] as Record<string, string>[])
      expect(
        (await ask(acme, 'SELECT city FROM order_facts', search)).status,
        JSON.stringify(search),
      ).toBeGreaterThanOrEqual(400);
    expect((await ask(acme, 'SELECT {x:String}', { param_x: "'); DROP TABLE x" })).text).toBe("\\'); DROP TABLE x\n");
  });
});

describe('a bomb', () => {
  const bombs = [
    'SELECT sum(cityHash64(number)) FROM numbers(1000000000000)',
    'SELECT count() FROM numbers(10000000) AS a, numbers(10000000) AS b WHERE cityHash64(a.number, b.number) = 1',
    'SELECT groupArray(number) FROM numbers(1000000000000)',
    'SELECT arrayMap(x -> arrayMap(y -> arrayMap(z -> x + y + z, range(2000)), range(2000)), range(2000))',
    "SELECT countIf(match(concat(toString(number), arrayStringConcat(range(2000))), '(0|1|2|12)*(a|b|ab)*c')) FROM numbers(1000000000)",
    'SELECT * FROM numbers(10001)',
    'WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM t) SELECT max(n) FROM t',
  ];
  it('ends in time, and the engine lives', async () => {
    const ends = await Promise.all(
      bombs.map(async (sql) => {
        const began = performance.now();
        const { status, text } = await ask(all, sql);
        return { sql, status, ms: performance.now() - began, text };
      }),
    );
    // Two at a time, so the last one may have waited for the others.
    for (const { sql, status, ms } of ends) {
      expect(status, sql).toBeGreaterThanOrEqual(400);
      expect(ms, sql).toBeLessThan(12_000);
    }
    expect(await analytics.ping()).toBe(true);
    expect((await ask(acme, 'SELECT 1')).text).toBe('1\n');
  }, 60_000);
});

describe('an honest analyst', () => {
  it('is answered', async () => {
    expect(honest.length).toBeGreaterThanOrEqual(25);
    const wrong: string[] = [];
    await each(honest, async (sql) => {
      for (const login of [acme, all]) {
        const { status, text } = await ask(login, sql, { default_format: 'JSON' });
        if (status !== 200) wrong.push(`${sql}: ${text}`);
      }
    });
    expect(wrong).toEqual([]);
  }, 60_000);
  it('finds in a table each thing once, and by whom it is', async () => {
    expect(
      (await ask(all, 'SELECT merchant, count() FROM shipment_facts GROUP BY merchant ORDER BY merchant')).text,
    ).toBe('acme\t5\nbolt\t4\n');
    expect((await ask(acme, 'SELECT count() FROM shipment_facts')).text).toBe('5\n');
    const described = (await ask(acme, 'DESCRIBE order_facts FORMAT TSV')).text;
    expect(described).toContain('city\tString\t\t\tShip-to city, as sent');
    expect((await ask(acme, 'SHOW TABLES')).text.split('\n').filter(Boolean).sort()).toEqual(
      allFacts.map(({ name }) => name).sort(),
    );
  });
  it('comes with a client of ClickHouse, unchanged', async () => {
    const client = createClient({
      url: origin,
      username: acme.user,
      password: acme.password,
      log: { level: ClickHouseLogLevel.OFF },
      database: viewsDatabase(analytics.database, '*'),
    });
    try {
      expect(await client.ping()).toEqual({ success: true });
      const found = await client.query({
        query:
          'SELECT city, total_minor FROM order_facts WHERE city = {city:String} AND merchant IN {of:Array(String)}',
        query_params: { city: 'ACMEPLANTED', of: ['acme', "it's"] },
        format: 'JSONEachRow',
        clickhouse_settings: { output_format_json_quote_64bit_integers: 0 },
      });
      expect(await found.json()).toEqual([{ city: 'ACMEPLANTED', total_minor: 12_000 }]);
      await expect(client.command({ query: 'DROP TABLE order_facts' })).rejects.toMatchObject({ code: '497' });
      await expect(client.query({ query: 'SELECT no_such_column' })).rejects.toMatchObject({ code: '47' });
      for (const format of ['CSVWithNames', 'Parquet', 'JSONCompact', 'TabSeparated'] as const) {
        const whole = await client.exec({ query: `SELECT shipment_id FROM shipment_facts FORMAT ${format}` });
        expect((await whole.stream.toArray()).length, format).toBeGreaterThan(0);
      }
    } finally {
      await client.close();
    }
  });
  it('says who he is as clients do: headers, basic authentication, or the address', async () => {
    const url = `${origin}?query=${encodeURIComponent('SELECT 1')}`;
    const headers = { 'x-clickhouse-user': acme.user, 'x-clickhouse-key': acme.password };
    expect(await (await fetch(url, { headers })).text()).toBe('1\n');
    expect(await (await fetch(`${url}&user=${acme.user}&password=${acme.password}`)).text()).toBe('1\n');
    expect(await (await fetch(`${origin}ping`)).text()).toBe('Ok.\n');
    expect((await fetch(`${origin}play`)).status).toBe(404);
  });
});

const entries = async (about: string): Promise<{ detail: string; by_id: string }[]> =>
  (
    await test.platform.database.pool.query<{ detail: string; by_id: string }>(
      "SELECT detail, by_id FROM access_log WHERE act = 'sql_asked' AND detail LIKE '%' || $1 || '%'",
      [about],
    )
  ).rows;

describe('a server that knows users', () => {
  it('is brought to what the rows say: who was revoked is dropped first, the others are made', async () => {
    const gone = await add('was_there', ['acme']);
    await revokeAnalyst(test.platform, gone.analystId, { by: manager, address: '', thread });
    const told: string[] = [];
    const there = [['was_there'], ['default']];
    const server = {
      database: 'gantry',
      cluster: null,
      values: async () => there,
      command: async (sql: string) => void told.push(sql),
    };
    await bringUsers(test.platform, server);
    expect(told[0]).toBe('DROP USER IF EXISTS was_there');
    const users = told.filter((sql) => sql.startsWith('CREATE USER')).map((sql) => /EXISTS (\w+)/.exec(sql)?.[1]);
    expect(users).toEqual(expect.arrayContaining(['acme_bi', 'everything']));
    expect(users).not.toContain('was_there');
    expect(told.join('\n')).not.toContain(acme.password);
  });
});

describe('the door', () => {
  it('writes down who asked what, and how it went', async () => {
    await ask(acme, "SELECT 'told' AS one FROM numbers(3)");
    await ask(acme, "SELECT file('told')");
    await ask(acme, `SELECT 1 /* told ${'x'.repeat(5_000)} */`);
    const told = await until(async () => {
      const found = await entries('told');
      return found.length === 3 ? found : undefined;
    });
    expect(told.map(({ by_id }) => by_id)).toEqual([acme.analystId, acme.analystId, acme.analystId]);
    expect(told.map(({ detail }) => detail).sort()).toMatchObject([
      expect.stringMatching(/^1 row in \d+ ms: SELECT 1/),
      expect.stringMatching(/^3 rows in \d+ ms: SELECT 'told'/),
      expect.stringMatching(/^refused with 46 in \d+ ms: SELECT file\('told'\)$/),
    ]);
    for (const { detail } of told) expect(detail.length).toBeLessThan(2_060);
  });
  it('knows nobody without a password, nor whoever was revoked', async () => {
    const gone = await add('gone_bi', ['acme']);
    expect((await ask(gone, 'SELECT 1')).status).toBe(200);
    await revokeAnalyst(test.platform, gone.analystId, { by: manager, address: '', thread });
    await until(async () => (await ask(gone, 'SELECT 1')).status === 401);
    expect(await ask(undefined, 'SELECT 1')).toMatchObject({ status: 401, code: '516' });
    const wrong = await fetch(origin, {
      method: 'POST',
      body: 'SELECT 1',
      headers: { 'x-clickhouse-user': 'default', 'x-clickhouse-key': '' },
    });
    expect(wrong.status).toBe(401);
    expect(wrong.headers.get('www-authenticate')).toContain('Basic');
  });
  it('lets nobody guess for long', async () => {
    const guess = (n: number) => ask({ ...acme, user: 'nobody_here', password: `guess-${n}` }, 'SELECT 1');
    const statuses: number[] = [];
    for (let n = 0; n < 14; n++) statuses.push((await guess(n)).status);
    expect(statuses).toContain(401);
    expect(statuses.at(-1)).toBe(429);
  });
});

/** The door out against a partner on this machine: deadlines, retries, the breaker, records without credentials, no way inside. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { foundIn } from '../../test/found-in.ts';
import { openTestPlatform, type TestPlatform } from '../../test/test-platform.ts';
import { Upstream } from '../kernel/errors.ts';
import { keptExchanges } from './exchange/keep.ts';
import type { Call } from './exchange.ts';

type Answering = (request: IncomingMessage, response: ServerResponse, nth: number) => void;

let test: TestPlatform;
let server: Server;
let origin = '';
let answering: Answering = (_request, response) => response.end('ok');
let asked: { at: number; path: string }[] = [];
beforeAll(async () => {
  test = await openTestPlatform();
  server = createServer((request, response) => {
    asked.push({ at: performance.now(), path: request.url ?? '' });
    answering(request, response, asked.length);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
  await test.close();
});
afterEach(() => {
  vi.useRealTimers();
  asked = [];
  answering = (_request, response) => response.end('ok');
});

const call = (partner: string, change: Partial<Call> = {}) =>
  test.platform.exchange.call({
    partner,
    operation: 'rates',
    correlationId: 'ord_1',
    url: `${origin}/rates`,
    ...change,
  });
const failure = async (calling: Promise<unknown>): Promise<Upstream> => {
  const error = await calling.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Upstream)) throw new Error(`expected an Upstream, got ${error}`);
  return error;
};
const recordsOf = (partner: string) =>
  test.platform.database.prisma.exchange.findMany({ where: { partner }, orderBy: { startedAt: 'asc' } });
const bodiesOf = async (partner: string) => {
  const ids = (await recordsOf(partner)).map(({ id }) => id);
  const { privacy, database } = test.platform;
  return (await keptExchanges({ privacy, sql: database }, ids)).map(({ bodies }) => bodies);
};
const status =
  (code: number, headers: Record<string, string> = {}): Answering =>
  (_request, response) =>
    void response.writeHead(code, headers).end('{}');

describe('a call', () => {
  it('is recorded without what opens the account, wherever it stands and however it is spelled', async () => {
    const secret = 's3cr3t&token"1';
    answering = (request, response) => {
      response.writeHead(200, { 'x-echo': 'k3y-of-day' });
      request.on('data', (part) => response.write(part)).on('end', () => response.end());
    };
    const body = `<authToken>s3cr3t&amp;token&quot;1</authToken>${JSON.stringify({ token: secret })}`;
    const url = `${origin}/${encodeURIComponent(secret)}/track`;
    const answer = await call('opened', { method: 'POST', url, body, secrets: [secret, 'k3y-of-day', 'e'] });
    expect(answer.body).toBe(body);
    const [kept] = await bodiesOf('opened');
    const bare = '<authToken>[removed]</authToken>{"token":"[removed]"}';
    expect(kept).toEqual({ request: bare, response: bare });
    expect(JSON.stringify(await recordsOf('opened'))).not.toMatch(/s3cr3t|k3y-of-day/);
  });
  it('is answered and recorded under its order’s thread, without credentials', async () => {
    answering = (_request, response) =>
      void response.writeHead(200, { 'set-cookie': 'sid=s3cr3t-cookie', 'x-plain': 'yes' }).end('{"price":7}');
    const answer = await call('recorded', {
      method: 'POST',
      url: `${origin.replace('//', '//user:s3cr3t-password@')}/rates?token=s3cr3t-query`,
      body: '{"weight":3}',
      headers: {
        authorization: 'Bearer s3cr3t-key',
        'X-Api-Key': 's3cr3t-api',
        'x-signature': 's3cr3t-sig',
        accept: 'a/b',
      },
    });
    expect(answer).toMatchObject({ status: 200, body: '{"price":7}' });
    expect(asked[0]?.path).toContain('token=s3cr3t-query');
    const [record] = await recordsOf('recorded');
    expect(record).toMatchObject({
      operation: 'rates',
      correlationId: 'ord_1',
      status: 200,
      error: null,
      attempt: 1,
      request: { method: 'POST', headers: { accept: 'a/b', authorization: '[removed]' } },
      response: { bytes: 11, headers: { 'x-plain': 'yes', 'set-cookie': '[removed]' } },
    });
    expect(JSON.stringify(record)).not.toContain('s3cr3t');
    expect(await bodiesOf('recorded')).toEqual([{ request: '{"weight":3}', response: '{"price":7}' }]);
  });
  it('keeps its bodies sealed, until the person its thread speaks of is erased', async () => {
    const { database, privacy } = test.platform;
    answering = (_request, response) => void response.end('{"signedBy":"Bartholomew Grigg"}');
    privacy.ownersAre(async () => new Map([['ord_1', { subject: 'sub_grigg', merchant: 'main' }]]));
    await database.transaction((tx) => privacy.keysFor(tx, [{ subject: 'sub_grigg', merchant: 'main' }]));
    await call('sealed', { method: 'POST', body: '{"to":"Ottoline Featherstone"}' });
    privacy.ownersAre(async () => new Map());
    expect(await foundIn(test.config.databaseUrl, ['Bartholomew Grigg', 'Ottoline Featherstone'])).toEqual([]);
    expect(await bodiesOf('sealed')).toEqual([
      { request: '{"to":"Ottoline Featherstone"}', response: '{"signedBy":"Bartholomew Grigg"}' },
    ]);
    await database.transaction((tx) => privacy.destroy(tx, 'sub_grigg'));
    privacy.forget();
    expect(await bodiesOf('sealed')).toEqual([null]);
  });
  it('is kept without what is kept as a message of its own', async () => {
    answering = (_request, response) => void response.end('{"signedBy":"Bartholomew Grigg"}');
    await call('elsewhere', { answersKept: true });
    expect(await bodiesOf('elsewhere')).toEqual([{ request: '', response: null }]);
  });
  it('has a deadline', async () => {
    answering = () => undefined;
    const error = await failure(call('silent', { timeoutMs: 80 }));
    expect(error).toMatchObject({ code: 'unreachable', retryable: true });
    expect((await recordsOf('silent'))[0]).toMatchObject({
      status: null,
      error: expect.stringMatching(/abort|timeout/i),
    });
  });
  it('has a deadline for the whole answer, not for its first byte', async () => {
    answering = (_request, response) => void response.writeHead(200).write('{');
    expect((await failure(call('dripping', { timeoutMs: 80 }))).code).toBe('unreachable');
  });
  it.each([
    [404, false],
    [422, false],
    [429, true],
    [500, true],
    [503, true],
  ])('%i is a failure of the partner; retryable: %s', async (code, retryable) => {
    answering = status(code);
    expect(await failure(call(`says-${code}`))).toMatchObject({ code: `http_${code}`, retryable });
  });
});

describe('asking again', () => {
  const thirdTime: Answering = (_request, response, nth) => void response.writeHead(nth < 3 ? 500 : 200).end('{}');
  it('happens only when it was said to be safe', async () => {
    answering = thirdTime;
    await failure(call('once'));
    expect(asked).toHaveLength(1);
    asked = [];
    expect((await call('thrice', { retry: true })).status).toBe(200);
    expect(asked).toHaveLength(3);
    expect((await recordsOf('thrice')).map(({ attempt, status: code }) => [attempt, code])).toEqual([
      [1, 500],
      [2, 500],
      [3, 200],
    ]);
  });
  it('never happens after a plain no', async () => {
    answering = status(400);
    await failure(call('plain-no', { retry: true }));
    expect(asked).toHaveLength(1);
  });
  it.each([
    ['seconds', () => '1'],
    ['a date', () => new Date(Date.now() + 2_000).toUTCString()],
  ])('waits as long as the partner says, in %s', async (name, header) => {
    answering = (_request, response, nth) =>
      void (nth === 1 ? response.writeHead(429, { 'retry-after': header() }) : response.writeHead(200)).end('{}');
    await call(`patient-${name}`, { retry: true });
    const [first, second] = asked;
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(900);
  });
});

describe('the breaker', () => {
  it('closes the door to a partner that keeps failing, to nobody else, and lets one try after a while', async () => {
    answering = status(500);
    for (let n = 0; n < 5; n++) await failure(call('failing'));
    expect(await failure(call('failing'))).toMatchObject({ code: 'breaker_open', retryable: true });
    expect(await failure(call('failing', { retry: true }))).toMatchObject({ code: 'breaker_open' });
    expect(asked).toHaveLength(5);
    answering = status(200);
    expect((await call('healthy')).status).toBe(200);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 16_000 });
    answering = status(500);
    const both = await Promise.all([failure(call('failing')), failure(call('failing'))]);
    expect(both.map(({ code }) => code).sort()).toEqual(['breaker_open', 'http_500']);
    vi.setSystemTime(Date.now() + 16_000);
    answering = status(200);
    expect((await call('failing')).status).toBe(200);
    expect((await call('failing')).status).toBe(200);
  });
  it('does not mind what is our own mistake', async () => {
    answering = status(404);
    for (let n = 0; n < 7; n++) expect((await failure(call('knows-nothing'))).code).toBe('http_404');
  });
});

describe('an address that a merchant chose', () => {
  it.each([
    'http://example.com/hook',
    'https://127.0.0.1/hook',
    'https://2130706433/hook',
    'https://0x7f.1/hook',
    'https://[::1]/hook',
    'https://[::ffff:10.0.0.1]/hook',
    'https://169.254.169.254/latest/meta-data',
    'https://user:pass@example.com/hook',
    // A name that leads inside is found out when it is looked up.
    'https://localhost/hook',
  ])('%s is refused and never asked again', async (url) => {
    const error = await failure(call(`merchant ${url}`, { url, untrusted: true, retry: true }));
    expect(error).toMatchObject({ code: 'address_refused', retryable: false });
    expect(asked).toEqual([]);
  });
});

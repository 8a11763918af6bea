/** Asking a carrier through its account, on the real stores and over HTTP: what is logged in for, counted and recorded. */
import { type Connection, connectionConfigured } from '@gantry/shared/events/connections';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestPlatform, type TestPlatform } from '../../../test/test-platform.ts';
import { fedex } from '../../connectors/carriers/fedex/fedex.ts';
import { fedexSandbox } from '../../connectors/carriers/fedex/sandbox.ts';
import { type CarrierServer, startCarrierServer } from '../../sandbox/carrier/carrier-server.ts';
import { accountOf, type CarrierAccount, type CarrierQuestion, callsPerDay, openAccounts } from './accounts.ts';
import { callDays } from './call-days.ts';

const world = { now: Date.now() };
let server: CarrierServer;
let test: TestPlatform;
beforeAll(async () => {
  server = await startCarrierServer([fedexSandbox], { parcelOf: () => undefined, now: () => new Date(world.now) });
  test = await openTestPlatform({ insideOrigins: [server.origin] });
});
afterAll(async () => {
  await test?.close();
  await server?.close();
});

const connectionTo = (name: string, settings: Partial<Connection['settings']> = {}): Connection =>
  connectionConfigured.payload.parse({
    name,
    label: name,
    adapter: 'fedex',
    mapping: null,
    signature: null,
    settings: { baseUrl: `${server.origin}/fedex/`, pollPerSecond: 100, ...settings },
    mappingVersion: 1,
  });
const accountTo = (name: string, credentials = fedexSandbox.credentials ?? {}): CarrierAccount => {
  const account = accountOf({ connection: connectionTo(name), credentials });
  if (!account) throw new Error('FedEx has accounts');
  return account;
};

const trackOne: CarrierQuestion<number> = {
  correlationId: 'ord_1',
  put: async (ask, access) => {
    const answer = await fedex.track?.track(ask, access, ['794887066412']);
    return answer?.reading.problems.length ?? -1;
  },
};
const madeTo = async (name: string) => {
  const { rows } = await test.platform.database.pool.query<{
    operation: string;
    status: number;
    thread: string;
    request: { body: string };
  }>(
    'SELECT operation, status, correlation_id AS thread, request FROM exchanges WHERE partner = $1 ORDER BY started_at',
    [name],
  );
  return rows;
};

it('logs in once, counts every call but the login, and records both under the thread of the question', async () => {
  const accounts = openAccounts({ platform: test.platform });
  const account = accountTo('fedex-one');
  expect([await accounts.ask(account, trackOne), await accounts.ask(account, trackOne)]).toEqual([1, 1]);
  const made = await madeTo('fedex-one');
  expect(made.map(({ operation, status, thread }) => [operation, status, thread])).toEqual([
    ['login', 200, 'ord_1'],
    ['track', 200, 'ord_1'],
    ['track', 200, 'ord_1'],
  ]);
  expect(made.map(({ request }) => request.body === '[removed]')).toEqual([true, false, false]);
  expect(await accounts.callsToday(account)).toBe(2);
  expect(await openAccounts({ platform: test.platform }).callsToday(account)).toBe(2);
});

it('logs in once more when the carrier refuses the token, whatever we thought of its life', async () => {
  const accounts = openAccounts({ platform: test.platform });
  const account = accountTo('fedex-two');
  await accounts.ask(account, trackOne);
  world.now += 2 * 3_600_000;
  expect(await accounts.ask(account, trackOne)).toBe(1);
  expect((await madeTo('fedex-two')).map(({ operation, status }) => [operation, status])).toEqual([
    ['login', 200],
    ['track', 200],
    ['track', 401],
    ['login', 200],
    ['track', 200],
  ]);
  expect(await accounts.callsToday(account)).toBe(3);
});

it('a carrier that fails is told of with its error until the next call, and the failure is thrown', async () => {
  const accounts = openAccounts({ platform: test.platform });
  const account = accountTo('fedex-three');
  const failing: CarrierQuestion<never> = {
    correlationId: 'ord_3',
    put: async (ask, access) => {
      await ask({ operation: 'rates', url: `${access.baseUrl}/rate/v1/rates/quotes` });
      throw new Error('FedEx answers 404 there');
    },
  };
  await expect(accounts.ask(account, failing)).rejects.toMatchObject({ code: 'http_404' });
  const now = new Date();
  expect((await callDays(test.platform.database, now)).get('fedex-three')).toMatchObject({
    calls: 1,
    lastError: 'fedex-three answered 404 to rates',
  });
  await accounts.ask(account, trackOne);
  expect((await callDays(test.platform.database, now)).get('fedex-three')).toMatchObject({ calls: 2, lastError: null });
  expect((await callDays(test.platform.database, new Date(now.getTime() + 86_400_000))).get('fedex-three')?.calls).toBe(
    0,
  );
});

it('wrong credentials are the carrier’s refusal, and right ones set afterwards are used at once', async () => {
  const accounts = openAccounts({ platform: test.platform });
  const wrong = accountTo('fedex-four', { clientId: 'x', clientSecret: 'y' });
  await expect(accounts.ask(wrong, trackOne)).rejects.toMatchObject({ code: 'http_401' });
  expect(await accounts.callsToday(wrong)).toBe(0);
  expect(await accounts.ask(accountTo('fedex-four'), trackOne)).toBe(1);
});

it('a connection has an account only where its carrier can be asked and its credentials are set', () => {
  const credentials = { clientId: 'a' };
  expect(accountOf({ connection: connectionTo('fedex'), credentials: {} })).toBeUndefined();
  expect(accountOf({ connection: { ...connectionTo('glovo'), adapter: 'glovo' }, credentials })).toBeUndefined();
  expect(callsPerDay(accountTo('fedex', credentials))).toBe(50_000);
  const terms = accountTo('fedex').terms;
  expect(callsPerDay({ terms, connection: connectionTo('fedex', { pollPerDay: 7 }) })).toBe(7);
});

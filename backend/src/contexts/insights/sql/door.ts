/**
 * The analysts’ door: an HTTP listener of its own that speaks as ClickHouse’s does, for an engine that knows no users. Whoever
 * comes in is a living analyst, waits for a turn, has one statement judged and run over its merchants’ views, and is written
 * down in the access log.
 */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { SqlAnswer, SqlDesk } from '@gantry/analytics/sql/asking';
import { limits } from '@gantry/analytics/sql/limits';
import { SqlRefused } from '@gantry/analytics/sql/refused';
import { publishedDatabase } from '@gantry/analytics/sql/views';
import { messageOf, TooMany } from '../../../kernel/errors.ts';
import { addressKey, type Limit, openLimit } from '../../../platform/http/limits.ts';
import { listen } from '../../../platform/http/listen.ts';
import type { Platform } from '../../../platform/platform.ts';
import type { Analyst, Analysts } from '../../access/public.ts';
import { saidOf, sendAnswer, sendSaid } from './reply.ts';
import { credentialsOf, readSqlRequest, type SqlRequest } from './request.ts';
import { openTurns, type Turns } from './turns.ts';

export type SqlDoor = {
  /** Listens; resolves with the port, rejects when it cannot be had. */
  open(port: number, host: string): Promise<number>;
  close(): Promise<void>;
};

export type DoorNeeds = {
  platform: Platform;
  analysts: Analysts;
  desk: SqlDesk;
  /** The database of the fact tables. */
  database: string;
};

/** The engine ends a statement after ten seconds; one that it cannot reach just then is not waited for much longer. */
const patienceMs = limits.seconds * 1_000 + 1_500;
/** A statement that is still computed after so long has its line to the engine cut. */
const lastMs = 60_000;
const turnLimits = { running: 2, waiting: 24, each: 8 };
/** Wrong passwords within a minute: from one address, and for one user name, where a stranger must not lock its owner out. */
const wrongLogins = { address: { points: 10, seconds: 60 }, user: { points: 100, seconds: 60 } };

type Visit = { request: IncomingMessage; response: ServerResponse; url: URL; address: string };
type House = DoorNeeds & { turns: Turns; tries: { address: Limit; user: Limit }; stopping: AbortSignal };

/** Who is at the door. Throws a SqlRefused for nobody, and a TooMany for whoever guesses. */
const signedIn = async ({ analysts, tries }: House, { request, url, address }: Visit): Promise<Analyst> => {
  const shown = credentialsOf(url, request.headers);
  if (!shown) throw new SqlRefused('AUTHENTICATION_FAILED', 'Send the user name and password of an analyst');
  const counted = [
    { limit: tries.address, key: addressKey(address) },
    { limit: tries.user, key: shown.user.slice(0, 64) },
  ];
  for (const { limit, key } of counted) await limit.look(key);
  const analyst = await analysts.signIn(shown.user, shown.password);
  if (analyst) return analyst;
  for (const { limit, key } of counted) await limit.take(key);
  throw new SqlRefused(
    'AUTHENTICATION_FAILED',
    'Authentication failed: password is incorrect, or there is no user with such name',
  );
};

const timedOut = (): SqlRefused =>
  new SqlRefused('TIMEOUT_EXCEEDED', `Timeout exceeded: a statement has ${limits.seconds} seconds`);

const whenAborted = (signal: AbortSignal, why: () => Error): { promise: Promise<never>; end(): void } => {
  let end: () => void = () => undefined;
  const promise = new Promise<never>((_, reject) => {
    const stop = (): void => reject(why());
    signal.addEventListener('abort', stop, { once: true });
    end = () => signal.removeEventListener('abort', stop);
  });
  return { promise, end };
};

/** Asks in the analyst's turn. The turn ends when the engine has: also of a statement that its analyst no longer waits for. */
const askInTurn = async (
  house: House,
  analyst: Analyst,
  { text, ...asked }: SqlRequest,
  gone: AbortSignal,
): Promise<SqlAnswer> => {
  const { turns, desk, stopping } = house;
  const patience = AbortSignal.timeout(patienceMs);
  const done = await turns.take(analyst.analystId, AbortSignal.any([patience, gone, stopping]));
  const signal = AbortSignal.any([gone, stopping, AbortSignal.timeout(lastMs)]);
  const found = desk.ask({ text, merchants: analyst.merchants, ...asked, signal });
  void found.then(done, done);
  const waits = whenAborted(patience, timedOut);
  try {
    return await Promise.race([found, waits.promise]);
  } catch (error) {
    // One that comes too late is read by nobody.
    void found.then(({ body }) => body?.cancel()).catch(() => undefined);
    throw error;
  } finally {
    waits.end();
  }
};

const asWords = (rows: number | null): string =>
  rows === null ? 'answered' : `${rows} ${rows === 1 ? 'row' : 'rows'}`;

/** Asks and sends the answer; resolves with its rows. */
const answer = async (
  house: House,
  analyst: Analyst,
  { response }: Visit,
  asked: SqlRequest,
): Promise<number | null> => {
  const gone = new AbortController();
  response.once('close', () => gone.abort(new SqlRefused('TIMEOUT_EXCEEDED', 'The client hung up')));
  const found = await askInTurn(house, analyst, asked, gone.signal);
  if (!(await house.analysts.isLiving(analyst)))
    throw new SqlRefused('AUTHENTICATION_FAILED', 'This analyst was revoked');
  return sendAnswer(response, found, randomUUID());
};

/** Says what went wrong; answers the same in a word for the access log. */
const refuse = ({ platform }: House, { request, response }: Visit, error: unknown): string => {
  const said = saidOf(error);
  if (said.status === 500) platform.logger.error({ error: messageOf(error) }, 'a question of an analyst');
  request.resume();
  sendSaid(response, said);
  return `refused with ${said.code}`;
};

/** Lets an analyst ask, and writes down what and how it went. */
const atTheDesk = async (house: House, visit: Visit): Promise<void> => {
  const analyst = await signedIn(house, visit);
  const began = performance.now();
  const name = publishedDatabase(house.database);
  let text = '';
  let outcome: string;
  try {
    const asked = await readSqlRequest(visit.request, visit.url, new Set([name, 'default']));
    text = asked.text;
    outcome = asWords(await answer(house, analyst, visit, asked));
  } catch (error) {
    outcome = refuse(house, visit, error);
  }
  const ms = Math.round(performance.now() - began);
  await house.analysts.record(analyst, { text, outcome: `${outcome} in ${ms} ms`, address: visit.address });
};

const isAlive = ({ request, url }: Visit): boolean =>
  url.pathname === '/ping' || (url.pathname === '/' && request.method === 'GET' && !url.searchParams.has('query'));

const serve = async (house: House, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const url = URL.parse(request.url ?? '/', 'http://localhost') ?? new URL('http://localhost/none');
  const visit = { request, response, url, address: request.socket.remoteAddress ?? '' };
  try {
    if (isAlive(visit))
      return void response.writeHead(200, { 'Content-Type': 'text/plain; charset=UTF-8' }).end('Ok.\n');
    if (url.pathname !== '/') return void response.writeHead(404).end();
    await atTheDesk(house, visit);
  } catch (error) {
    if (!(error instanceof TooMany)) return void refuse(house, visit, error);
    request.resume();
    const text = 'Code: 516. DB::Exception: Too many wrong passwords; wait a little';
    sendSaid(response, { status: 429, code: 516, text }, { 'Retry-After': String(error.retryAfter) });
  }
};

const closing = (server: Server): Promise<void> =>
  new Promise((done) => {
    server.close(() => done());
    server.closeIdleConnections();
  });

/** The door, closed until it is opened. */
export const openSqlDoor = (needs: DoorNeeds): SqlDoor => {
  const stop = new AbortController();
  const { redis } = needs.platform;
  const tries = {
    address: openLimit(redis, { name: 'sql-addresses', ...wrongLogins.address }),
    user: openLimit(redis, { name: 'sql-users', ...wrongLogins.user }),
  };
  const house: House = { ...needs, turns: openTurns(turnLimits), tries, stopping: stop.signal };
  const server = createServer(
    { headersTimeout: 10_000, requestTimeout: 20_000, keepAliveTimeout: 30_000, maxHeaderSize: 65_536 },
    (request, response) => void serve(house, request, response),
  );
  server.on('clientError', (_error, socket) => socket.destroy());
  return {
    open: (port, host) => listen(server, port, host),
    close: async () => {
      if (stop.signal.aborted) return;
      stop.abort(new SqlRefused('NETWORK_ERROR', 'The tower is stopping'));
      await closing(server);
    },
  };
};

/**
 * The one door out. Every call to a partner has a deadline, a rate limit, a breaker, retries only where asking twice is
 * safe, and a record under its order's thread with the credentials taken out and the bodies sealed. Addresses a merchant may choose are checked
 * when the connection is made, so a name that points inside, or changes its mind, is refused.
 */
import { lookup as resolve } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { Agent, request } from 'undici';
import { messageOf, Upstream } from '../kernel/errors.ts';
import { newId } from '../kernel/ids.ts';
import { type Keeping, keepExchange } from './exchange/keep.ts';
import { openPace } from './exchange/pace.ts';
import { without } from './exchange/without.ts';
import { partnerCalls } from './metrics.ts';
import { isPrivateAddress } from './private-address.ts';
import type { Redis } from './redis.ts';

export type Call = {
  partner: string;
  operation: string;
  correlationId: string;
  url: string;
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  headers?: Record<string, string>;
  body?: string;
  timeoutMs?: number;
  /** Asked again after a failure: only what is safe to do twice. */
  retry?: boolean;
  /** Statuses from 400 on that are answers, not failures: a carrier's way to say that it knows no such parcel. */
  accept?: readonly number[];
  /** The bodies carry secrets (a login): they are not recorded. */
  secretBodies?: boolean;
  /** What opens an account (a token, a password): taken out of whatever is recorded. */
  secrets?: readonly string[];
  /** What is answered is kept as a message of its own: it is not recorded once more. */
  answersKept?: boolean;
  /** Calls a second this account may make; below one, e.g. 0.2 is one call in five seconds. */
  perSecond?: number;
  /** The address comes from outside (a merchant's webhook): private networks are refused. */
  untrusted?: boolean;
};
export type Answer = { status: number; headers: Record<string, string>; body: string };
export type Exchange = { call(call: Call): Promise<Answer>; close(): Promise<void> };

const checkingLookup: LookupFunction = (hostname, _options, done) => {
  resolve(hostname, { all: true }, (error, addresses) => {
    const bad = addresses?.find(({ address }) => isPrivateAddress(address));
    if (bad) done(Object.assign(new Error(`${hostname} is an address inside`), { code: 'EPRIVATE' }), []);
    else done(error, addresses);
  });
};

const secretHeader = /authorization|cookie|api-?key|token|secret|signature/i;
const clean = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, secretHeader.test(name) ? '[removed]' : value]),
  );
const cap = (text: string): string =>
  text.length > 16_000 ? `${text.slice(0, 16_000)}… (${text.length} characters)` : text;

/** Five failures in a row close the door to a partner for 15 s; then one call may try, and the others go on waiting. */
const createBreaker = () => {
  const failures = new Map<string, { count: number; until: number }>();
  return {
    check: (partner: string): void => {
      const f = failures.get(partner);
      if (!f || f.count < 5) return;
      if (Date.now() < f.until)
        throw new Upstream(
          partner,
          'breaker_open',
          `${partner} is failing, not asked until ${new Date(f.until).toISOString()}`,
          true,
        );
      f.until = Date.now() + 15_000;
    },
    note: (partner: string, ok: boolean): void => {
      if (ok) failures.delete(partner);
      else failures.set(partner, { count: (failures.get(partner)?.count ?? 0) + 1, until: Date.now() + 15_000 });
    },
  };
};

/** Milliseconds a partner asks to be left alone: seconds or a date; 0 when it says nothing we can read. */
const retryAfterOf = (header: string | undefined): number => {
  if (header === undefined || header === '') return 0;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : 0;
};

/** What an answer means: 429 and 5xx may be asked again, the rest is final. */
const judge = (call: Call, status: number): Upstream | undefined =>
  status < 400 || call.accept?.includes(status)
    ? undefined
    : new Upstream(
        call.partner,
        `http_${status}`,
        `${call.partner} answered ${status} to ${call.operation}`,
        status === 429 || status >= 500,
      );

const checkUrl = (call: Call, guarded: boolean): void => {
  const url = new URL(call.url);
  const literal = isIP(url.hostname.replace(/^\[|\]$/g, '')) > 0;
  if (!guarded) return;
  const refuse = (why: string): never => {
    throw new Upstream(call.partner, 'address_refused', `${url.origin}: ${why}`, false);
  };
  if (url.protocol !== 'https:') refuse('only https');
  if (url.username || url.password) refuse('no user name or password in the address');
  if (literal && isPrivateAddress(url.hostname.replace(/^\[|\]$/g, ''))) refuse('an address inside');
};

/** An answer larger than this is cut off and counts as a failure: nobody's service may fill our memory. */
const mostAnswered = 8_000_000;

type Outcome = { status?: number; error?: string; answer?: Answer };

/** Begins the record of one call; answers how to write down what became of it. */
const beginRecord = (keeping: Keeping, call: Call, attempt: number): ((outcome: Outcome) => Promise<void>) => {
  const { partner, operation, correlationId, secretBodies = false, answersKept = false } = call;
  const startedAt = new Date();
  const bare = without(call.secrets);
  const headersOf = (headers: Record<string, string>): Record<string, string> =>
    Object.fromEntries(Object.entries(clean(headers)).map(([name, value]) => [name, bare(value)]));
  const request = {
    method: call.method ?? 'GET',
    url: bare(call.url.replace(/\?.*/, '?…').replace(/\/\/[^/@]*@/, '//')),
    headers: headersOf(call.headers ?? {}),
    ...(secretBodies ? { body: '[removed]' } : {}),
  };
  return async ({ status = null, error = null, answer }) => {
    const durationMs = Date.now() - startedAt.getTime();
    partnerCalls.observe({ partner, operation, outcome: error ? 'error' : String(status) }, durationMs / 1000);
    const told = { id: newId('exg', startedAt), partner, operation, correlationId, attempt, startedAt, durationMs };
    const bodies = {
      request: secretBodies ? null : cap(bare(call.body ?? '')),
      response: answer && !secretBodies && !answersKept ? cap(bare(answer.body)) : null,
    };
    const response = answer ? { headers: headersOf(answer.headers), bytes: Buffer.byteLength(answer.body) } : {};
    await keepExchange(keeping, { ...told, request, response, status, error }, bodies);
  };
};

const ask = async (call: Call, dispatcher: Agent): Promise<Answer> => {
  const answer = await request(call.url, {
    method: call.method ?? 'GET',
    headers: call.headers ?? {},
    body: call.body ?? null,
    signal: AbortSignal.timeout(call.timeoutMs ?? 10_000),
    dispatcher,
  });
  const body = await answer.body.text();
  const headers = Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name, String(value)]));
  return { status: answer.statusCode, headers, body };
};

const mostTries = 3;

/** Asks again after a failure where that is safe and may help, with longer pauses or those that the partner asks for. */
const withRetries = async (call: Call, once: (attempt: number) => Promise<Answer>): Promise<Answer> => {
  for (let attempt = 1; ; attempt++) {
    const failed = await once(attempt).then(
      (answer) => {
        const refusal = judge(call, answer.status);
        return refusal ? { refusal, after: retryAfterOf(answer.headers['retry-after']) } : { answer };
      },
      (error: unknown) => ({ refusal: error, after: 0 }),
    );
    if ('answer' in failed) return failed.answer;
    const again =
      call.retry &&
      attempt < mostTries &&
      failed.refusal instanceof Upstream &&
      failed.refusal.retryable &&
      failed.refusal.code !== 'breaker_open';
    if (!again) throw failed.refusal;
    await new Promise((done) => setTimeout(done, Math.min(Math.max(failed.after, 200 * 3 ** (attempt - 1)), 10_000)));
  }
};

/** Opens the door. `insideOrigins` may be called although they lie on private addresses. */
export const createExchange = (keeping: Keeping, redis: Redis, insideOrigins: readonly string[] = []): Exchange => {
  const common = { connections: 32, maxResponseSize: mostAnswered };
  const trusted = new Agent(common);
  const guarded = new Agent({ ...common, connect: { lookup: checkingLookup } });
  const breaker = createBreaker();
  const limit = openPace(redis);
  const isGuarded = ({ untrusted, url }: Call): boolean =>
    untrusted === true && !insideOrigins.includes(new URL(url).origin);

  const once = async (call: Call, attempt: number): Promise<Answer> => {
    breaker.check(call.partner);
    if (call.perSecond) await limit(call.partner, call.perSecond);
    const record = beginRecord(keeping, call, attempt);
    const answer = await ask(call, isGuarded(call) ? guarded : trusted).catch(async (error) => {
      breaker.note(call.partner, false);
      await record({ error: messageOf(error) });
      const inside = (error as { code?: unknown }).code === 'EPRIVATE';
      const code = inside ? 'address_refused' : 'unreachable';
      throw new Upstream(call.partner, code, `${call.partner}: ${messageOf(error)}`, !inside);
    });
    breaker.note(call.partner, answer.status < 500);
    // A record that our own store refuses is no failure of the partner's.
    await record({ status: answer.status, answer });
    return answer;
  };
  return {
    call: async (call) => {
      checkUrl(call, isGuarded(call));
      return withRetries(call, (attempt) => once(call, attempt));
    },
    close: async () => void (await Promise.allSettled([trusted.close(), guarded.close()])),
  };
};

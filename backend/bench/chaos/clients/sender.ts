/**
 * Sends one message until it is answered, as real senders do: again after a failure, some of them to the other api, a few
 * give up after one try. What was acknowledged goes into the history.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';
import type { Random } from '../../../src/sandbox/random.ts';
import { type ApiName, apis } from '../tower/tower.ts';
import type { History, Thing } from './history.ts';

/** How long a sender waits for an answer. */
const patienceMs = 5_000;
const firstPauseMs = 400;
const longestPauseMs = 4_000;

export type Message = {
  thing: Thing;
  keys: readonly string[];
  method: 'POST';
  path: string;
  headers: Record<string, string>;
  body: string;
};
/** An answer; status 0 when none came. */
export type Answered = { status: number; body: string };

export type Sender = {
  /** Resolves with the acknowledgement, or undefined: refused, given up, or still unanswered when `stop` came. */
  deliver(message: Message): Promise<Answered | undefined>;
  /** Messages on their way. */
  readonly open: number;
  close(): Promise<void>;
};

/** 409: the first try with this key is still being worked on. 429 and 5xx: not now. */
const verdictOf = (status: number): 'acknowledged' | 'refused' | 'again' => {
  if (status >= 200 && status < 300) return 'acknowledged';
  return status === 0 || status >= 500 || status === 409 || status === 429 ? 'again' : 'refused';
};

/** Asks an api once, over connections that are kept. */
const openConnections = (origins: Readonly<Record<ApiName, string>>) => {
  const pools = new Map(
    apis.map((api) => [
      api,
      new Pool(origins[api], {
        connections: 150,
        headersTimeout: patienceMs,
        bodyTimeout: patienceMs,
        connect: { timeout: 2_000 },
      }),
    ]),
  );
  return {
    ask: async (api: ApiName, { method, path, headers, body }: Message): Promise<Answered> => {
      try {
        const signal = AbortSignal.timeout(patienceMs + 1_000);
        const answer = await pools.get(api)?.request({ method, path, headers, body, signal });
        return answer ? { status: answer.statusCode, body: await answer.body.text() } : { status: 0, body: '' };
      } catch {
        return { status: 0, body: '' };
      }
    },
    close: async (): Promise<void> => void (await Promise.all([...pools.values()].map((pool) => pool.destroy()))),
  };
};

type Sending = { history: History; random: Random; stop: AbortSignal };

/** Notes what an answer to try `tries` means; answers whether it was the last one. */
const noted = (
  history: History,
  { thing, keys }: Message,
  given: Answered & { api: ApiName; tries: number },
): boolean => {
  history.answers.set(given.status, (history.answers.get(given.status) ?? 0) + 1);
  const verdict = verdictOf(given.status);
  if (verdict === 'again') return false;
  if (verdict === 'acknowledged') history.acks.push({ at: Date.now(), api: given.api });
  // After a try without an answer nobody knows what a refusal means.
  if (verdict === 'acknowledged' || given.tries === 1) history.answered(thing, keys, verdict);
  return true;
};

/** Opens connections to both apis. `random` decides who moves and who gives up. */
export const openSender = (origins: Readonly<Record<ApiName, string>>, { history, random, stop }: Sending): Sender => {
  const { ask, close } = openConnections(origins);
  let open = 0;
  const tryOften = async (message: Message): Promise<Answered | undefined> => {
    const moves = random.chance(0.5);
    const givesUp = random.chance(0.04);
    let api = random.pick(apis);
    history.sent(message.thing, message.keys);
    for (let tries = 1; !stop.aborted; tries++) {
      const answer = await ask(api, message);
      if (noted(history, message, { ...answer, api, tries }))
        return verdictOf(answer.status) === 'acknowledged' ? answer : undefined;
      if (givesUp) return undefined;
      const ms = Math.min(longestPauseMs, firstPauseMs * 2 ** (tries - 1)) * random.between(0.7, 1.3);
      await pause(ms, undefined, { signal: stop }).catch(() => undefined);
      if (moves) api = api === 'api' ? 'api-2' : 'api';
    }
    return undefined;
  };
  return {
    deliver: async (message) => {
      open++;
      try {
        return await tryOften(message);
      } finally {
        open--;
      }
    },
    get open() {
      return open;
    },
    close,
  };
};

/**
 * Wake-up calls: "something was appended", "something was sequenced". They carry no truth: whoever listens reads the
 * database, and polls it slowly anyway, so a lost call costs a little time and nothing else.
 */
import { EventEmitter } from 'node:events';
import type { Redis } from './redis.ts';

/** The platform's own, and of a context that something it keeps in memory has changed: its name. */
export type Signal = 'appended' | 'sequenced' | 'jobs' | (string & {});

export type Signals = {
  raise(signal: Signal): void;
  on(signal: Signal, listener: () => void): () => void;
  /** Resolves once calls of other processes are heard. */
  listening: Promise<void>;
  close(): void;
};

/** Hears every call on channels of a prefix, one's own too. Resolves once they are heard. */
const listen = (redis: Redis, prefix: string, onCall: (signal: Signal, sender: string) => void): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const subscriber = redis.another();
  let subscribed = false;
  // Once it is subscribed it is so again after every break.
  subscriber.on('ready', () => {
    if (subscribed) return;
    subscriber
      .pSubscribe(`${prefix}*`, (sender, channel) => onCall(channel.slice(prefix.length), sender))
      .then(
        () => {
          subscribed = true;
          resolve();
        },
        () => undefined,
      );
  });
  return promise;
};

/**
 * Signals over Redis, and at once within the process. Bursts within one turn of the event loop are one call. While Redis
 * does not answer, other processes hear nothing and look by themselves.
 */
export const openSignals = (redis: Redis): Signals => {
  const emitter = new EventEmitter().setMaxListeners(0);
  // Channels are Redis' own, whatever its database: the number keeps towers that share a server apart.
  const prefix = `gantry:${redis.database}:`;
  const self = `${process.pid}:${Math.random()}`;
  const listening = listen(redis, prefix, (signal, sender) => {
    if (sender !== self) emitter.emit(signal);
  });
  const pending = new Set<Signal>();
  const flush = (): void => {
    for (const signal of pending) {
      emitter.emit(signal);
      if (redis.answers) redis.ask(() => redis.client.publish(`${prefix}${signal}`, self)).catch(() => undefined);
    }
    pending.clear();
  };
  return {
    raise: (signal) => {
      if (pending.size === 0) setImmediate(flush);
      pending.add(signal);
    },
    on: (signal, listener) => {
      emitter.on(signal, listener);
      return () => emitter.off(signal, listener);
    },
    listening,
    close: () => void emitter.removeAllListeners(),
  };
};

/** Waits for a signal, `ms` at most; ends early when `stop` is aborted. */
export const waitFor = (
  signals: Signals,
  signal: Signal,
  { ms, stop }: { ms: number; stop: AbortSignal },
): Promise<void> =>
  new Promise((done) => {
    const end = (): void => {
      clearTimeout(timer);
      off();
      stop.removeEventListener('abort', end);
      done();
    };
    const timer = setTimeout(end, ms);
    const off = signals.on(signal, end);
    if (stop.aborted) end();
    else stop.addEventListener('abort', end, { once: true });
  });

/** Waits `ms`; ends early when `stop` is aborted. */
export const pause = (ms: number, stop: AbortSignal): Promise<void> =>
  new Promise((done) => {
    const end = (): void => {
      clearTimeout(timer);
      stop.removeEventListener('abort', end);
      done();
    };
    const timer = setTimeout(end, ms);
    if (stop.aborted) end();
    else stop.addEventListener('abort', end, { once: true });
  });

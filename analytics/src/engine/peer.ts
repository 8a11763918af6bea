/**
 * Notices an engine that went without a word (stopped, or behind a line that is cut), which its connections do not tell.
 * While something is asked for long, the engine is pinged beside it; when it leaves pings unanswered, what is asked is given
 * up, and nothing more is asked until a ping is answered.
 */

const everyMs = 1_000;
const againMs = 200;
/** Unanswered pings in a row after which the engine is away. */
const most = 2;

export type Peer = {
  /** The answer of `call`, which is told when to give up. Throws at once while the engine is away. */
  ask<T>(call: (signal: AbortSignal) => Promise<T>): Promise<T>;
  close(): void;
};

/** Watches an engine; `ping` answers false when it does not, in a time of its own. */
export const watchPeer = (ping: () => Promise<boolean>): Peer => {
  const underWay = new Set<AbortController>();
  let away = false;
  let watching = false;
  let closed = false;
  const pause = (ms: number): Promise<void> => new Promise((done) => void setTimeout(done, ms).unref());
  const watch = async (): Promise<void> => {
    watching = true;
    await pause(everyMs);
    for (let missed = 0; !closed && (away || underWay.size > 0); ) {
      const heard = await ping();
      missed = heard ? 0 : missed + 1;
      away = away ? !heard : missed >= most;
      if (away) for (const one of underWay) one.abort();
      await pause(heard ? everyMs : againMs);
    }
    watching = false;
  };
  return {
    ask: async (call) => {
      if (away) throw new Error('the engine does not answer');
      const giveUp = new AbortController();
      underWay.add(giveUp);
      if (!watching) void watch();
      try {
        return await call(giveUp.signal);
      } finally {
        underWay.delete(giveUp);
      }
    },
    close: () => {
      closed = true;
    },
  };
};

/**
 * Notices an engine that went without a word (stopped, or behind a line that is cut), which its connections do not tell.
 * While something is asked for long, the engine is pinged beside it; when it leaves pings unanswered, what is asked is given
 * up, and nothing more is asked until a ping is answered. Whoever pings for another reason adds to what is known.
 */

const everyMs = 1_000;
const againMs = 200;
/** Unanswered pings in a row after which the engine is away. */
const most = 2;

export type Peer = {
  /** The answer of `call`, which is told when to give up. Throws at once while the engine is away. */
  ask<T>(call: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Whether the engine answers; false at once while it is known to be away. */
  ping(): Promise<boolean>;
  close(): void;
};

const pause = (ms: number): Promise<void> => new Promise((done) => void setTimeout(done, ms).unref());

/** Watches an engine; `ping` answers false when it does not, in a time of its own. */
export const watchPeer = (ping: () => Promise<boolean>): Peer => {
  const underWay = new Set<AbortController>();
  let missed = 0;
  let away = false;
  let watching = false;
  let closed = false;
  let pinging: Promise<boolean> | undefined;
  const note = (heard: boolean): boolean => {
    missed = heard ? 0 : missed + 1;
    away = !heard && (away || missed >= most);
    if (away) for (const one of underWay) one.abort();
    return heard;
  };
  /** One ping at a time, so that one silence counts once. */
  const look = (): Promise<boolean> => {
    pinging ??= ping()
      .then(note)
      .finally(() => {
        pinging = undefined;
      });
    return pinging;
  };
  const watch = async (firstMs: number): Promise<void> => {
    if (watching) return;
    watching = true;
    await pause(firstMs);
    while (!closed && (missed > 0 || underWay.size > 0)) await pause((await look()) ? everyMs : againMs);
    watching = false;
  };
  return {
    ask: async (call) => {
      if (away) throw new Error('the engine does not answer');
      const giveUp = new AbortController();
      underWay.add(giveUp);
      void watch(everyMs);
      try {
        return await call(giveUp.signal);
      } finally {
        underWay.delete(giveUp);
      }
    },
    ping: async () => {
      if (away) return false;
      const heard = await look();
      if (!heard) void watch(againMs);
      return heard;
    },
    close: () => {
      closed = true;
    },
  };
};

/**
 * Notices that somebody has stopped answering. Time is counted in looks, each for no more than it should take: when this
 * process itself was stopped, or the machine slept, the pause is not held against those it watches.
 */

const everyMs = 2_000;

export type Silence = { heard(): void; end(): void };

/** What the silence comes to after a look: `passedMs` since the one before it counts for two looks at most. */
export const silenceAfter = (silentMs: number, passedMs: number): number => silentMs + Math.min(passedMs, everyMs * 2);

/** Asks every two seconds; `onSilence` when nothing was heard for `limitMs`. */
export const watchSilence = ({
  limitMs,
  ask,
  onSilence,
}: {
  limitMs: number;
  ask(n: number): void;
  onSilence(): void;
}): Silence => {
  let silentMs = 0;
  let asked = 0;
  let lookedAt = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    silentMs = silenceAfter(silentMs, now - lookedAt);
    lookedAt = now;
    ask(++asked);
    if (silentMs < limitMs) return;
    silentMs = 0;
    onSilence();
  }, everyMs).unref();
  return {
    heard: () => {
      silentMs = 0;
    },
    end: () => clearInterval(timer),
  };
};

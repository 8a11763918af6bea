/**
 * Who may use the engine at once. Reads and writes queue apart, first come first served, so ten long selects
 * never keep an insert waiting and a flood of inserts never starves a dashboard.
 */

export type Lane = 'read' | 'write';

const LIMITS: Record<Lane, number> = { read: 8, write: 4 };

export type Lanes = {
  /** Runs the work when its lane has a place. Rejects with the signal's reason if it is aborted while still waiting. */
  enter<T>(lane: Lane, signal: AbortSignal, work: () => Promise<T>): Promise<T>;
  /** Resolves when nothing runs and nothing waits. */
  idle(): Promise<void>;
};

/** Two empty lanes. */
export function createLanes(limits: Record<Lane, number> = LIMITS): Lanes {
  const running: Record<Lane, number> = { read: 0, write: 0 };
  const waiting: Record<Lane, Array<() => void>> = { read: [], write: [] };
  const idlers = new Set<() => void>();

  function leave(lane: Lane): void {
    running[lane]--;
    waiting[lane].shift()?.();
    if (running.read + running.write > 0) return;
    for (const wake of idlers) wake();
    idlers.clear();
  }

  function place(lane: Lane, signal: AbortSignal): Promise<void> {
    if (running[lane] < limits[lane]) {
      running[lane]++;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const take = () => {
        signal.removeEventListener('abort', giveUp);
        running[lane]++;
        resolve();
      };
      const giveUp = () => {
        waiting[lane].splice(waiting[lane].indexOf(take), 1);
        reject(signal.reason);
      };
      signal.addEventListener('abort', giveUp, { once: true });
      waiting[lane].push(take);
    });
  }

  return {
    async enter(lane, signal, work) {
      signal.throwIfAborted();
      await place(lane, signal);
      try {
        return await work();
      } finally {
        leave(lane);
      }
    },
    idle() {
      if (running.read + running.write === 0) return Promise.resolve();
      return new Promise((resolve) => idlers.add(resolve));
    },
  };
}

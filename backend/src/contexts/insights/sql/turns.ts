/** Who of the analysts may ask at once: few, so that the tower’s own figures never wait for them, and nobody more than his share. */
import { SqlRefused } from '@gantry/analytics/sql/refused';

export type Turns = {
  /** Waits for a turn. Answers how to give it back; throws a SqlRefused when too many wait already. */
  take(who: string, signal: AbortSignal): Promise<() => void>;
};

export type TurnLimits = { running: number; waiting: number; each: number };

const busy = (): SqlRefused =>
  new SqlRefused('TOO_MANY_SIMULTANEOUS_QUERIES', 'Too many questions at once; ask again in a moment');

/** `running` at once, `waiting` behind them, of one analyst `each` altogether. */
export const openTurns = ({ running: most, waiting: mostWaiting, each }: TurnLimits): Turns => {
  const held = new Map<string, number>();
  const line: (() => void)[] = [];
  let running = 0;
  const leave = (who: string): void => {
    const left = (held.get(who) ?? 1) - 1;
    if (left > 0) held.set(who, left);
    else held.delete(who);
  };
  const place = (signal: AbortSignal): Promise<void> => {
    if (running < most) {
      running++;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const go = (): void => {
        signal.removeEventListener('abort', giveUp);
        running++;
        resolve();
      };
      const giveUp = (): void => {
        line.splice(line.indexOf(go), 1);
        reject(busy());
      };
      signal.addEventListener('abort', giveUp, { once: true });
      line.push(go);
    });
  };
  return {
    async take(who, signal) {
      if ((held.get(who) ?? 0) >= each || line.length >= mostWaiting || signal.aborted) throw busy();
      held.set(who, (held.get(who) ?? 0) + 1);
      try {
        await place(signal);
      } catch (error) {
        leave(who);
        throw error;
      }
      return () => {
        leave(who);
        running--;
        line.shift()?.();
      };
    },
  };
};

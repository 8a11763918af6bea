/**
 * What an actor has to do and when: its turns in two lanes. A turn that the tower refuses is told and not repeated; one
 * that fails for another reason is kept and tried again.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Actor, Lane, News } from './actor.ts';
import { createAgenda } from './agenda.ts';
import { TowerRefusal } from './tower.ts';

export type WorldLog = { info(facts: object, text: string): void; warn(facts: object, text: string): void };

/** `keeps`: a restart must do it again unless it was done; false where something else remembers that. */
export type Turn<Task> = { at: number; task: Task; keeps: boolean };
export type Turns<Task> = Pick<Actor, 'due' | 'act' | 'settled'> & {
  add(turn: Turn<Task>, now: number): void;
};

/** What is longer overdue than this lies behind. */
const behindMs = 10 * 60_000;
const afterFailureMs = 5_000;

export const laneOf = (at: number, now: number): Lane => (at < now - behindMs ? 'past' : 'now');

type TurnOptions<Task> = {
  name: string;
  run: (task: Task, now: number) => Promise<News[]>;
  log: WorldLog;
  signal: AbortSignal;
  /** What is done between a failure and the next try; five seconds of waiting when left out. */
  pause?: (signal: AbortSignal) => Promise<void>;
};

const rest = (signal: AbortSignal): Promise<void> =>
  sleep(afterFailureMs, undefined, { signal }).catch(() => undefined);

/** Takes a turn; when it failed and is to be taken again, `again` is told after a pause. */
const attempt = async <Task>(
  { name, run, log, signal, pause = rest }: TurnOptions<Task>,
  turn: Turn<Task>,
  { now, again }: { now: number; again: () => void },
): Promise<News[]> => {
  try {
    return await run(turn.task, now);
  } catch (error) {
    if (error instanceof TowerRefusal) {
      log.warn({ actor: name, task: turn.task, status: error.status, problem: error.message }, 'refused');
      return [];
    }
    if (!signal.aborted) log.warn({ actor: name, problem: String(error) }, 'put off');
    await pause(signal);
    again();
    return [];
  }
};

export const createTurns = <Task>(options: TurnOptions<Task>): Turns<Task> => {
  const waiting = {
    now: createAgenda<Turn<Task>>(({ at }) => at),
    // What is nearest to now matters most.
    past: createAgenda<Turn<Task>>(({ at }) => -at),
  };
  const active = new Set<Turn<Task>>();
  const add = (turn: Turn<Task>, now: number): void => waiting[laneOf(turn.at, now)].push(turn);
  return {
    add,
    due: (now, lane) => {
      const next = waiting[lane].peek();
      if (!next) return Number.POSITIVE_INFINITY;
      return lane === 'past' ? now : next.at;
    },
    act: async (now, lane) => {
      const turn = waiting[lane].pop();
      if (!turn) return [];
      active.add(turn);
      try {
        return await attempt(options, turn, { now, again: () => add(turn, now) });
      } finally {
        active.delete(turn);
      }
    },
    settled: (now) => {
      let through = Math.min(now, (waiting.now.peek()?.at ?? Number.POSITIVE_INFINITY) - 1);
      for (const turns of [waiting.past.entries(), active])
        for (const { at, keeps } of turns) if (keeps) through = Math.min(through, at - 1);
      return through;
    },
  };
};

/** For tests of actors: a tower that answers as a test says and remembers what it was asked, and a world of one seed. */
import type { Endpoint } from '@gantry/shared/api/endpoint';
import type { Actor, News } from '../src/sandbox/actor.ts';
import { type Book, newBook } from '../src/sandbox/book.ts';
import type { WorldContext } from '../src/sandbox/context.ts';
import { defaultDials } from '../src/sandbox/dials.ts';
import { newState } from '../src/sandbox/state.ts';
import type { Tower } from '../src/sandbox/tower.ts';

/** What the tower was asked, in order: an endpoint's id, `webhook` or `visit`, with what came along. */
export type Asking = {
  what: string;
  input: { params?: object; query?: object; body?: unknown; path?: string; merchant?: string };
};
export type GivenTower = Tower & { asked: Asking[]; of(what: string): Asking['input'][] };

/** A tower whose answers are `replies`, by endpoint id. */
export const givenTower = (replies: Readonly<Record<string, (input: Asking['input']) => object>>): GivenTower => {
  const asked: Asking[] = [];
  const note = (what: string, input: Asking['input']): void => {
    asked.push({ what, input });
  };
  return {
    origin: 'http://tower',
    asked,
    of: (what) => asked.filter((one) => one.what === what).map(({ input }) => input),
    call: async (endpoint: Endpoint, input = {}) => {
      note(endpoint.id, input as Asking['input']);
      return { status: 200, reply: (replies[endpoint.id]?.(input as Asking['input']) ?? {}) as never };
    },
    webhook: async (make) => {
      note('webhook', { ...make() });
      return {
        status: 200,
        reply: { outcome: 'recorded', recorded: 1, duplicates: 0, waiting: 0, trashed: 0 } as never,
      };
    },
    visit: async (path) => {
      note('visit', { path });
      return { status: 200, text: '' };
    },
    serving: async () => undefined,
    close: async () => undefined,
  };
};

/** A world at an instant with `perDay` orders, whose books are in memory alone. All of it is told as the past: there is no floor. */
export const givenWorld = (tower: Tower, now: number, more: Partial<WorldContext> = {}): WorldContext => ({
  tower,
  now,
  state: { ...newState('actors'), began: Date.UTC(2100, 0) },
  dials: { ...defaultDials, perDay: 60, broken: 0, dropped: 0, late: 0, outOfOrder: 0, duplicate: 0 },
  past: { days: 0, perDay: 1 },
  log: { info: () => undefined, warn: () => undefined },
  signal: new AbortController().signal,
  carrierPort: null,
  erpPort: null,
  book: <Entry>(): Book<Entry> => newBook<Entry>(),
  ...more,
});

/** Lets an actor do everything that is due up to an instant, what lies behind first; answers what it said. */
export const actUntil = async (actor: Actor, until: number): Promise<News[]> => {
  const said: News[] = [];
  while (actor.due(until, 'past') <= until) said.push(...(await actor.act(until, 'past')));
  for (let due = actor.due(until, 'now'); due <= until; due = actor.due(until, 'now'))
    said.push(...(await actor.act(due, 'now')));
  return said;
};

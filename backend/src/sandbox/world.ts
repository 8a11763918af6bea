/**
 * The world turning: asks its actors when they have something to do, lets them do it, and carries news between them, for as
 * long as it is let. It survives the tower's restarts and its own: what was done is remembered, and doing it again changes
 * nothing. What lies behind is done at the tower's own pace, and never before what is due now.
 */
import { type Actor, type Lane, lanes, type News } from './actor.ts';
import { openBook } from './book.ts';
import type { OpenActor, WorldContext } from './context.ts';
import { createPace } from './pace.ts';
import { createSaving } from './saving.ts';
import { type WorldClock, waitOn } from './time.ts';

export type WorldOptions = Omit<WorldContext, 'now' | 'book'> & {
  /** Who it is made of, in the order in which they are asked. */
  cast: readonly OpenActor[];
  clock: WorldClock;
  /** The path of what an actor writes down under a name. */
  pathOf: (name: string) => string;
  save: () => void;
};

type World = WorldOptions & {
  actors: readonly Actor[];
  busy: Record<Lane, number>;
  pace: ReturnType<typeof createPace>;
  wake: () => void;
};

const saveEveryMs = 2_000;
/** Longest time without asking everybody again. */
const idleMs = 5_000;

const tell = ({ actors }: World, news: readonly News[], now: number): void => {
  const told = [...news];
  for (let one = told.shift(); one; one = told.shift()) for (const actor of actors) told.push(...actor.hear(one, now));
};

const start = (world: World, actor: Actor, lane: Lane): void => {
  const now = world.clock.now().getTime();
  const began = performance.now();
  world.busy[lane]++;
  actor
    .act(now, lane)
    .then((news) => tell(world, news, now))
    .catch((error: unknown) => world.log.warn({ actor: actor.name, problem: String(error) }, 'went wrong'))
    .finally(() => {
      world.busy[lane]--;
      world.pace.took(lane, performance.now() - began);
      world.wake();
    });
};

/** Starts everything that may start now in a lane; answers the instant at which there is more to do. */
const advance = (world: World, lane: Lane): number => {
  const now = world.clock.now().getTime();
  let next = Number.POSITIVE_INFINITY;
  for (const actor of world.actors) {
    while (world.busy[lane] < world.pace.most(lane) && actor.due(now, lane) <= now) start(world, actor, lane);
    next = Math.min(next, actor.due(now, lane));
  }
  return next;
};

const turnOnce = async (world: World): Promise<void> => {
  const woken = new Promise<void>((resolve) => {
    world.wake = resolve;
  });
  const now = world.clock.now().getTime();
  const next = advance(world, 'now');
  // Somebody waits for the present: the past can wait.
  const behind = next <= now ? Number.POSITIVE_INFINITY : advance(world, 'past');
  const full = next <= now || behind <= now;
  const ms = full ? idleMs * world.clock.speed : Math.min(next, behind) - now;
  await waitOn(world.clock, Math.min(ms, idleMs * world.clock.speed), { woken, signal: world.signal });
};

/** Writes down how far everything has surely been done: what actors remember first, then how far it goes. */
const settle = (world: World): void => {
  const now = world.clock.now().getTime();
  for (const actor of world.actors) actor.save(now);
  world.state.cursor = Math.min(...world.actors.map((actor) => actor.settled(now)));
  world.save();
};

const open = async (options: WorldOptions): Promise<World> => {
  const now = options.clock.now().getTime();
  const context: WorldContext = { ...options, now, book: (name, about) => openBook(options.pathOf(name), about) };
  const actors: Actor[] = [];
  for (const openActor of options.cast) actors.push(await openActor(context));
  const busy = Object.fromEntries(lanes.map((lane) => [lane, 0])) as Record<Lane, number>;
  return { ...options, actors, busy, pace: createPace(), wake: () => undefined };
};

/** Runs until the signal; then saves and returns. */
export const runWorld = async (options: WorldOptions): Promise<void> => {
  const world = await open(options);
  options.log.info({ actors: world.actors.map(({ name }) => name) }, 'world runs');
  const saving = createSaving(options.log);
  const saver = setInterval(() => saving(() => settle(world)), saveEveryMs);
  try {
    while (!options.signal.aborted) await turnOnce(world);
  } finally {
    clearInterval(saver);
    saving(() => settle(world));
    for (const actor of world.actors) await actor.close?.();
  }
};

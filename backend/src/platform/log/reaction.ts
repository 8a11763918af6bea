/**
 * Reactions: what a context does when something happened. A reaction is typed by its event, whose payload is parsed as
 * declared; several that belong together share a checkpoint and are handled in the order of the log.
 */
import type { EventDefinition, RecordedEvent, RecordedOf } from '@gantry/shared/events/define';
import type { Thread } from './event-log.ts';
import { FailedAt } from './isolate.ts';
import type { Subscriber } from './subscriber.ts';

/** An event as a reaction is given it: `thread` goes on with its story, caused by it. */
export type Happening<Definition extends EventDefinition> = RecordedOf<Definition> & { thread: Thread };

export type Reaction = {
  events: readonly EventDefinition[];
  /** Takes a run of neighbouring events that all are of `events`. */
  handle(events: readonly RecordedEvent[], actor: string): Promise<void>;
};

const threaded = <Definition extends EventDefinition>(
  definitions: readonly Definition[],
  event: RecordedEvent,
  actor: string,
): Happening<Definition> => {
  const definition = definitions.find(({ name }) => name === event.name);
  const { correlationId, id: causationId, merchant } = event;
  const thread: Thread = { correlationId, causationId, actor, merchant };
  return { ...event, payload: definition?.payload.parse(event.payload), thread } as Happening<Definition>;
};

const named = async (event: RecordedEvent, work: () => Promise<void>): Promise<void> => {
  try {
    await work();
  } catch (error) {
    throw new FailedAt(event.seq, error);
  }
};

/** Reacts to an event, one at a time: `on(orderCancelled, async ({ payload, thread }) => ...)`. */
export const on = <Definition extends EventDefinition>(
  event: Definition,
  handle: (event: Happening<Definition>) => Promise<void>,
): Reaction => ({
  events: [event],
  handle: async (events, actor) => {
    for (const one of events) await named(one, () => handle(threaded([event], one, actor)));
  },
});

/** Reacts to events of several kinds, as many at once as stand beside each other in the log. */
export const onMany = <Definition extends EventDefinition>(
  definitions: readonly Definition[],
  handle: (events: Happening<Definition>[]) => Promise<void>,
): Reaction => ({
  events: definitions,
  handle: (events, actor) => handle(events.map((event) => threaded(definitions, event, actor))),
});

/** Neighbours that the same reaction takes. */
const runsOf = (reactions: readonly Reaction[], events: readonly RecordedEvent[]) => {
  const runs: { reaction: Reaction; events: RecordedEvent[] }[] = [];
  for (const event of events) {
    const reaction = reactions.find((one) => one.events.some(({ name }) => name === event.name));
    if (!reaction) continue;
    const last = runs.at(-1);
    if (last?.reaction === reaction) last.events.push(event);
    else runs.push({ reaction, events: [event] });
  }
  return runs;
};

export type ReactionGroup = Pick<Subscriber, 'title' | 'partitions' | 'batch' | 'restMs'> & {
  reactions: readonly Reaction[];
};

const eachOnce = (name: string, events: readonly EventDefinition[]): string[] => {
  const names = events.map((event) => event.name);
  const twice = names.find((one, i) => names.indexOf(one) !== i);
  if (twice !== undefined) throw new RangeError(`${name} reacts to ${twice} twice`);
  return names;
};

/** Reactions with a checkpoint of their own: `reactionGroup('tracking.shipments', { reactions: [on(...), on(...)] })`. */
export const reactionGroup = (name: string, { reactions, ...pace }: ReactionGroup): Subscriber => ({
  name,
  ...pace,
  events: eachOnce(
    name,
    reactions.flatMap(({ events }) => events),
  ),
  handle: async (events) => {
    const actor = `system:${name.split('.')[0]}`;
    for (const run of runsOf(reactions, events)) await run.reaction.handle(run.events, actor);
  },
});

/** The subscribers of a context: its groups, and one for everything that has no group. */
export const subscribersOf = (context: string, reactions: readonly (Reaction | Subscriber)[]): Subscriber[] => {
  const single = reactions.filter((one): one is Reaction => !('name' in one));
  const groups = reactions.filter((one): one is Subscriber => 'name' in one);
  return single.length > 0
    ? [...groups, reactionGroup(`${context}.reactions`, { title: `What ${context} does at once`, reactions: single })]
    : groups;
};

/**
 * The shape of every write: a state, a decision that turns it into facts, and an `evolve` that folds facts into state.
 * All three are pure; loading, saving and appending are the platform's.
 */
import type { Fact } from '@gantry/shared/events/define';

/** A fact as a fold sees it: with the times it has in the log. */
export type Timed<Event extends Fact> = Event & { occurredAt: string; receivedAt: string };

/** Starts from undefined: the stream does not exist yet. */
export type Evolve<State, Event extends Fact = Fact> = (
  state: State | undefined,
  event: Timed<Event>,
) => State | undefined;

/** What is known of a stream beside its state; nothing of note when left out. `erased`: whom it speaks of was erased. */
export type Circumstances = { erased: boolean };

/** A pure decision. Throws a Refusal when a rule says no; answers no facts when there is nothing to do. */
export type Decide<State, Event extends Fact = Fact> = (
  state: State | undefined,
  circumstances?: Circumstances,
) => Event[];

// Methods, so that a step of one event stands in a list of steps of any.
type Changing<State, Event extends Fact> = {
  step(state: State, payload: Event['payload'], event: Timed<Event>): State | undefined;
}['step'];
type Beginning<State, Event extends Fact> = {
  begin(payload: Event['payload'], event: Timed<Event>, state: State | undefined): State;
};
type Step<State, Event extends Fact> = Changing<State, Event> | Beginning<State, Event>;

/** One step for each event of the union. */
export type Steps<State, Event extends Fact> = {
  [Name in Event['name']]: Step<State, Extract<Event, { name: Name }>>;
};

/**
 * An `evolve` made of one step per event: `{ begin }` for those that bring the thing into being (or bring it anew), a
 * plain function for those that change one that exists and are passed over where it does not. An event of the union
 * without a step is a type error; events of other names change nothing.
 */
export const fold = <State, Event extends Fact>(steps: Steps<State, Event>): Evolve<State, Event> => {
  const byName = new Map<string, Step<State, Event>>(Object.entries<Step<State, Event>>(steps));
  return (state, event) => {
    const step = byName.get(event.name);
    if (step === undefined) return state;
    if (typeof step !== 'function') return step.begin(event.payload, event, state);
    return state === undefined ? undefined : step(state, event.payload, event);
  };
};

/** A fact with the times that the log gives it: those it has, else `now` (ISO 8601). */
export const timed = <Event extends Fact>(fact: Event, now: string): Timed<Event> => ({
  ...fact,
  occurredAt: fact.occurredAt ?? now,
  receivedAt: fact.receivedAt ?? now,
});

/** The state after facts. `now` (ISO 8601) stands for the times of those that have none. */
export const stateAfter = <State, Event extends Fact>(
  evolve: Evolve<State, Event>,
  state: State | undefined,
  { facts, now }: { facts: readonly Event[]; now: string },
): State | undefined => facts.reduce<State | undefined>((current, fact) => evolve(current, timed(fact, now)), state);

/**
 * The shape of every write: a state, a decision that turns it into facts, and an `evolve` that folds facts into state.
 * All three are pure; loading, saving and appending are the platform's.
 */
import type { Fact } from '@gantry/shared/events/define';

/** What a stream's rows and events have in common. `evolve` starts from undefined: the stream does not exist yet. */
export type Evolve<State> = (
  state: State | undefined,
  fact: Pick<Fact, 'name' | 'payload' | 'occurredAt' | 'receivedAt'>,
) => State | undefined;

/** A pure decision. Throws a Refusal when a rule says no; answers no facts when there is nothing to do. */
export type Decide<State> = (state: State | undefined) => Fact[];

/** Folds facts into a state. */
export const fold = <State>(
  evolve: Evolve<State>,
  state: State | undefined,
  facts: readonly Parameters<Evolve<State>>[1][],
): State | undefined => facts.reduce<State | undefined>((current, fact) => evolve(current, fact), state);

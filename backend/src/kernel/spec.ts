/** given / when / then for decisions: a business rule is tested in one sentence, without mocks. */
import type { Fact } from '@gantry/shared/events/define';
import { type Decide, type Evolve, stateAfter } from './decider.ts';
import { Refusal } from './errors.ts';

type Outcome<Event> = { facts: Event[] } | { refusal: Refusal };

/** When facts without a time of their own happened, in a specification. */
const now = '1970-01-01T00:00:00.000Z';

/**
 * `given(evolve, facts).state()`, or `given(evolve, facts).when(decision)`, then `.events()`, `.names()`, `.state()` or
 * `.refusal()`.
 */
export const given = <State, Event extends Fact>(evolve: Evolve<State, Event>, past: readonly Event[]) => ({
  state: () => stateAfter(evolve, undefined, { facts: past, now }),
  when(decide: Decide<State, Event>) {
    const before = stateAfter(evolve, undefined, { facts: past, now });
    let outcome: Outcome<Event>;
    try {
      outcome = { facts: decide(before) };
    } catch (thrown) {
      if (!(thrown instanceof Refusal)) throw thrown;
      outcome = { refusal: thrown };
    }
    const facts = (): Event[] => {
      if ('refusal' in outcome) throw new Error(`expected events, was refused: ${outcome.refusal.code}`);
      return outcome.facts;
    };
    return {
      events: facts,
      names: () => facts().map((fact) => fact.name),
      state: () => stateAfter(evolve, before, { facts: facts(), now }),
      refusal: () => {
        if ('facts' in outcome)
          throw new Error(
            `expected a refusal, got ${outcome.facts.map((fact) => fact.name).join(', ') || 'no events'}`,
          );
        return outcome.refusal.code;
      },
    };
  },
});

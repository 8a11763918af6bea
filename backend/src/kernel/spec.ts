/** given / when / then for decisions: a business rule is tested in one sentence, without mocks. */
import type { Fact } from '@gantry/shared/events/define';
import { type Decide, type Evolve, fold } from './decider.ts';
import { Refusal } from './errors.ts';

type Outcome = { facts: Fact[] } | { refusal: Refusal };

/** `given(evolve, facts).when(decision)`, then `.events()`, `.names()`, `.state()` or `.refusal()`. */
export const given = <State>(evolve: Evolve<State>, past: readonly Fact[]) => ({
  when(decide: Decide<State>) {
    const before = fold(evolve, undefined, past);
    let outcome: Outcome;
    try {
      outcome = { facts: decide(before) };
    } catch (thrown) {
      if (!(thrown instanceof Refusal)) throw thrown;
      outcome = { refusal: thrown };
    }
    const facts = (): Fact[] => {
      if ('refusal' in outcome) throw new Error(`expected events, was refused: ${outcome.refusal.code}`);
      return outcome.facts;
    };
    return {
      events: facts,
      names: () => facts().map((fact) => fact.name),
      state: () => fold(evolve, before, facts()),
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

/** Rules by event: which function an event of the log goes to, typed by the event's own definition. */
import type { EventDefinition, RecordedEvent, RecordedOf } from '@gantry/shared/events/define';
import type { RefusedEvent } from './fact-table.ts';

/** What one kind of event gives; undefined for an event of another kind. */
export type EventRule<Result> = { name: string; apply(event: RecordedEvent): Result | undefined };

/** True for an event of this definition. The log holds under a name only what its definition allows. */
export const isEvent = <D extends EventDefinition>(
  definition: D,
  event: RecordedEvent,
): event is RecordedEvent & RecordedOf<D> => event.name === definition.name;

/** `on(scanRecorded, ({ payload }) => ...)`: the function is given that event and no other. */
export const on = <D extends EventDefinition, Result>(
  definition: D,
  make: (event: RecordedOf<D>) => Result,
): EventRule<Result> => ({
  name: definition.name,
  apply: (event) => (isEvent(definition, event) ? make(event) : undefined),
});

/** Rules by the name of their event. Throws a RangeError when two are for the same one. */
export const byEvent = <Rule extends { name: string }>(rules: readonly Rule[]): ReadonlyMap<string, Rule> => {
  const map = new Map(rules.map((rule) => [rule.name, rule]));
  if (map.size < rules.length) throw new RangeError('two rules for one event');
  return map;
};

/** Gives events one by one; answers those that it threw on. A rule is pure, so it is the event that cannot be taken. */
export const eachTaken = (events: readonly RecordedEvent[], take: (event: RecordedEvent) => void): RefusedEvent[] => {
  const refused: RefusedEvent[] = [];
  for (const event of events) {
    try {
      take(event);
    } catch (error) {
      refused.push({ event, error });
    }
  }
  return refused;
};

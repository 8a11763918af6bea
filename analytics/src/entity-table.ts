/**
 * A table with one row per thing, kept up to date by the events about it. Each event has a rule; whether a row has to be
 * read before follows from the kind of rule.
 */
import { mainMerchant } from '@gantry/shared/caller';
import type { EventDefinition, RecordedEvent, RecordedOf } from '@gantry/shared/events/define';
import type { z } from 'zod';
import { type Columns, codecOf, columnName, type Owned, type RowCodec, type RowOf } from './columns.ts';
import { createEntityFold, type EntityRule, type Versioned } from './entity-fold.ts';
import { byEvent, isEvent } from './event-rules.ts';
import { type FactTable, shapeOf, type TableSpec } from './fact-table.ts';

/** The id is a field of the payload named as the key; for an event that has no such field it has to be said. */
type IdOf<D extends EventDefinition, Key extends string> =
  z.output<D['payload']> extends Readonly<Record<Key, string>>
    ? [id?: (event: RecordedOf<D>) => string]
    : [id: (event: RecordedOf<D>) => string];

export type EntityRules<Row, Key extends string> = {
  /** The event that a thing begins with; a row that is there already stays as it is. */
  begins<D extends EventDefinition>(event: D, row: (event: RecordedOf<D>) => Row, ...id: IdOf<D, Key>): EntityRule<Row>;
  /** The event has the whole row in it. */
  replaces<D extends EventDefinition>(
    event: D,
    row: (event: RecordedOf<D>) => Row,
    ...id: IdOf<D, Key>
  ): EntityRule<Row>;
  /**
   * Changes a row that is there. In log order what begins a thing comes first, whichever stream the others are in, so an
   * event without a row means a log that starts in the middle: it is passed over.
   */
  changes<D extends EventDefinition>(
    event: D,
    row: (before: Row, event: RecordedOf<D>) => Row,
    ...id: IdOf<D, Key>
  ): EntityRule<Row>;
  /** Begins a row or changes it, for things that may begin more than once. */
  tells<D extends EventDefinition>(
    event: D,
    row: (before: Row | undefined, event: RecordedOf<D>) => Row,
    ...id: IdOf<D, Key>
  ): EntityRule<Row>;
};

type Versions = { version: { type: 'UInt64'; about: string } };

export type EntitySpec<C extends Columns & Versions, Key extends keyof C & string> = TableSpec<C> & {
  /** The field that names the thing. */
  key: Key;
  /** Rows worth keeping at hand at most, where that is fewer than usual; the rest is read when it is needed. */
  mostRemembered?: number;
  rules(rules: EntityRules<RowOf<C>, Key>): EntityRule<RowOf<C>>[];
};

export type EntityTable<Row> = FactTable &
  RowCodec<Row> & {
    /** The thing an event is about; undefined when this table does not care for the event. */
    idOf(event: RecordedEvent): string | undefined;
    /** The row after the event; undefined when there is none. */
    fold(row: Row | undefined, event: RecordedEvent): Row | undefined;
  };

const textIn = (payload: unknown, field: string): string => {
  const value: unknown = typeof payload === 'object' && payload !== null ? Reflect.get(payload, field) : undefined;
  if (typeof value !== 'string') throw new TypeError(`${field} of the event is no text`);
  return value;
};

const rulesFor = <Row extends object, Key extends string>(key: Key): EntityRules<Row, Key> => {
  const rule = <D extends EventDefinition>(
    definition: D,
    { fresh, id }: { fresh: boolean; id: ((event: RecordedOf<D>) => string) | undefined },
    fold: (row: Row | undefined, event: RecordedOf<D>) => Row | undefined,
  ): EntityRule<Row> => ({
    name: definition.name,
    fresh,
    idOf: (event) => (isEvent(definition, event) ? (id?.(event) ?? textIn(event.payload, key)) : undefined),
    fold: (row, event) => (isEvent(definition, event) ? fold(row, event) : row),
  });
  return {
    begins: (event, make, ...[id]) => rule(event, { fresh: true, id }, (row, told) => row ?? make(told)),
    replaces: (event, make, ...[id]) => rule(event, { fresh: true, id }, (_row, told) => make(told)),
    changes: (event, change, ...[id]) => rule(event, { fresh: false, id }, (row, told) => row && change(row, told)),
    tells: (event, tell, ...[id]) => rule(event, { fresh: false, id }, tell),
  };
};

/**
 * A rule whose rows know whose they are: the merchant of the event that a thing began with. What is known of a thing before
 * a `fresh` event depends on what is at hand, so such a row takes it from the event itself.
 */
const owned = <Row extends object>(rule: EntityRule<Row>): EntityRule<Owned<Row>> => ({
  ...rule,
  fold: (row, event) => {
    const after = rule.fold(row, event);
    if (after === undefined) return undefined;
    if (after === row) return row;
    // A row that was made before rows knew theirs has none until it is made again.
    const before = rule.fresh ? undefined : row?.merchant;
    return { ...after, merchant: before || event.merchant || mainMerchant };
  },
});

/** Declares a table of things. See `EntitySpec`. */
export const entityTable = <const C extends Columns & Versions, const Key extends keyof C & string>(
  spec: EntitySpec<C, Key>,
): EntityTable<Owned<RowOf<C>>> => {
  const rules = byEvent(spec.rules(rulesFor<RowOf<C>, Key>(spec.key)).map(owned));
  const codec = codecOf(spec.columns);
  const key = columnName(spec.key);
  return {
    ...shapeOf(spec),
    ...codec,
    key: [key],
    position: 'version',
    events: [...rules.keys()],
    wants: ({ name }) => rules.has(name),
    idOf: (event) => rules.get(event.name)?.idOf(event),
    fold: (row, event) => (rules.get(event.name) ? rules.get(event.name)?.fold(row, event) : row),
    createFold: (options) =>
      createEntityFold<Owned<RowOf<C>> & Versioned>(
        { name: spec.name, key, codec, rules },
        {
          ...options,
          cacheSize: Math.min(options.cacheSize, spec.mostRemembered ?? options.cacheSize),
        },
      ),
  };
};

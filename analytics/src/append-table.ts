/** A table whose rows are written once: what happened, not how something stands. An event that comes again gives the same rows. */
import { mainMerchant } from '@gantry/shared/caller';
import type { RecordedEvent } from '@gantry/shared/events/define';
import { type Columns, codecOf, columnName, type Owned, type RowCodec, type RowOf } from './columns.ts';
import { byEvent, type EventRule, eachTaken } from './event-rules.ts';
import { type FactTable, shapeOf, type TableSpec } from './fact-table.ts';

export type AppendSpec<C extends Columns> = TableSpec<C> & {
  /** The field that holds the log position of a row's event. */
  position: keyof C & string;
  /** The rows of an event: by rules (`on(event, ...)`), or by one function when every event has some. */
  rows: readonly EventRule<readonly RowOf<C>[]>[] | ((event: RecordedEvent) => readonly RowOf<C>[]);
};

export type AppendTable<Row> = FactTable & RowCodec<Row> & { rowsOf(event: RecordedEvent): readonly Row[] };

/** Declares a table of happenings. What `orderBy` names has to be unique: rows alike in it become one. */
export const appendTable = <const C extends Columns>(spec: AppendSpec<C>): AppendTable<Owned<RowOf<C>>> => {
  const { rows } = spec;
  const codec = codecOf(spec.columns);
  const rules = typeof rows === 'function' ? null : byEvent(rows);
  const made = typeof rows === 'function' ? rows : (event: RecordedEvent) => rules?.get(event.name)?.apply(event) ?? [];
  const rowsOf = (event: RecordedEvent): Owned<RowOf<C>>[] =>
    made(event).map((row) => ({ ...row, merchant: event.merchant ?? mainMerchant }));
  return {
    ...shapeOf(spec),
    ...codec,
    key: spec.orderBy.map(columnName),
    position: columnName(spec.position),
    events: rules && [...rules.keys()],
    wants: ({ name }) => rules === null || rules.has(name),
    rowsOf,
    createFold: () => ({
      fold: async (events) => {
        const values: unknown[][] = [];
        const refused = eachTaken(events, (event) => values.push(...rowsOf(event).map(codec.values)));
        return { rows: values, refused, confirm: () => {} };
      },
      forget: () => {},
    }),
  };
};

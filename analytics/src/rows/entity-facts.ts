/** What the projector needs to know to keep one row per thing up to date; the rules themselves are pure folds. */
import type { RecordedEvent } from '@gantry/shared/events/define';
import type { FactTable } from '../fact-table.ts';

/** A row knows the log position of the last event in it, so an event that comes again is recognised. */
export type EntityRow = { version: number };

export type EntityFacts<Row extends EntityRow> = {
  table: FactTable<Row>;
  /** Column that names the thing. */
  idColumn: string;
  /** The thing an event is about; undefined when this table does not care for the event. */
  idOf(event: RecordedEvent): string | undefined;
  /** The event no row exists before; null where a thing may be begun more than once under the same id. */
  createdBy: string | null;
  /** Rows worth keeping at hand at most, where that is fewer than the projector would; the rest is read when it is needed. */
  mostRemembered?: number;
  /**
   * The row after the event; undefined when there is none. In log order the creating event comes first, whichever stream
   * the others are in, so an event without a row means a log that starts in the middle: it is passed over.
   */
  fold(row: Row | undefined, event: RecordedEvent): Row | undefined;
};

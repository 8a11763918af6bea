/**
 * The way into one fact table: a range of the event log in, rows in ClickHouse out. It may be handed any range again, also
 * overlapping ones after a crash: events already in a row are skipped, a repeated insert is dropped by its token, and what
 * slips through both collapses by key and version.
 */
import type { RecordedEvent } from '@gantry/shared/events/define';
import type { Analytics } from './client.ts';
import { EngineError, refusesValues } from './engine/error.ts';
import type { FactTable, RefusedEvent } from './fact-table.ts';
import { standing } from './migrate.ts';

export type Taken = {
  /** What the table cannot take; everything else of the batch is stored. */
  refused: RefusedEvent[];
  /** The highest log position in the rows that were stored; 0 when there were none. */
  top: number;
};

export type TableFeed = {
  table: FactTable;
  /**
   * Stores a batch of events in log order, those of no concern to the table among them, and returns when the table has it;
   * only then move the checkpoint. Throws what has to be waited out (the engine), after forgetting what it remembered: the
   * same batch may be handed in again. One call at a time.
   */
  take(events: readonly RecordedEvent[]): Promise<Taken>;
  /** Drops the remembered rows; call it when the table was changed behind the feed's back. */
  forget(): void;
};

export type FeedOptions = {
  client: Analytics;
  /** Rows kept in memory per table; about 1.5 KB each. */
  cacheSize?: number;
  /** Added to the table's name: a rebuild writes beside the live table. */
  suffix?: string;
};

const inOrder = (events: readonly RecordedEvent[]): void => {
  let last = 0;
  for (const { seq } of events) {
    if (seq <= last) throw new RangeError(`event ${seq} comes after ${last}: a batch is in log order`);
    last = seq;
  }
};

/** The table's events of the batch and nothing else: one with holes (an event in the Trash) is told apart by its count. */
const tokenOf = (target: string, events: readonly RecordedEvent[], refused: readonly RefusedEvent[]): string =>
  `${target}:${events[0]?.seq ?? 0}-${events.at(-1)?.seq ?? 0}:${events.length - refused.length}`;

const both = (a: Taken, b: Taken): Taken => ({ refused: [...a.refused, ...b.refused], top: Math.max(a.top, b.top) });

/** Values are at fault only in a table as it was declared: a column that was changed beneath it refuses every event alike. */
const insistFitting = async (table: FactTable, client: Analytics): Promise<void> => {
  const { fitting } = await standing(client, [table]);
  if (fitting.length === 0) throw new EngineError(new TypeError(`${table.name} is not as it was declared`));
};

/** A feed of one table that exists. */
export const createFeed = (table: FactTable, { client, cacheSize = 100_000, suffix = '' }: FeedOptions): TableFeed => {
  const target = { name: table.name + suffix, columns: table.columns.map(({ name }) => name) };
  const at = table.columns.findIndex(({ name }) => name === table.position);
  const fold = table.createFold({ client, cacheSize, suffix });
  const store = async (events: readonly RecordedEvent[]): Promise<Taken> => {
    if (events.length === 0) return { refused: [], top: 0 };
    const batch = await fold.fold(events);
    await client.insert(target, batch.rows, tokenOf(target.name, events, batch.refused));
    batch.confirm();
    return { refused: batch.refused, top: batch.rows.reduce((top, row) => Math.max(top, Number(row[at])), 0) };
  };
  /** Halves what holds values that the engine refuses until each such event stands alone; the others are stored on the way. */
  const isolate = async (events: readonly RecordedEvent[]): Promise<Taken> => {
    try {
      return await store(events);
    } catch (error) {
      fold.forget();
      const [only, ...more] = events;
      if (only === undefined || !refusesValues(error)) throw error;
      if (more.length === 0) {
        // A table that a rebuild has just made is as it was declared.
        if (suffix === '') await insistFitting(table, client);
        return { refused: [{ event: only, error }], top: 0 };
      }
    }
    const half = events.length >> 1;
    return both(await isolate(events.slice(0, half)), await isolate(events.slice(half)));
  };
  let busy = false;
  return {
    table,
    async take(events) {
      if (busy) throw new Error(`a batch of ${table.name} is still being stored`);
      busy = true;
      try {
        inOrder(events);
        return await isolate(table.events === null ? events : events.filter(table.wants));
      } finally {
        busy = false;
      }
    },
    forget: fold.forget,
  };
};

/** Given an event that the table cannot take, and why; the others go on when it returns. */
export type Refuse = (table: FactTable, event: RecordedEvent, error: unknown) => Promise<void>;

/** Stores a batch around the events that the table cannot take, which are refused one by one. */
export const takeAround = async (feed: TableFeed, events: readonly RecordedEvent[], refuse: Refuse): Promise<void> => {
  const { refused } = await feed.take(events);
  for (const { event, error } of refused) await refuse(feed.table, event, error);
};

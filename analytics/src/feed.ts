/**
 * The way into one fact table: a range of the event log in, rows in ClickHouse out. It may be handed any range again, also
 * overlapping ones after a crash: events already in a row are skipped, a repeated insert is dropped by its token, and what
 * slips through both collapses by key and version.
 */
import type { RecordedEvent } from '@gantry/shared/events/define';
import type { Analytics } from './client.ts';
import { isFaultOfEvents } from './engine-error.ts';
import type { FactTable } from './fact-table.ts';

export type TableFeed = {
  table: FactTable;
  /**
   * Stores a batch of events in log order, those of no concern to the table among them, and returns when the table has it;
   * only then move the checkpoint. Throws what the engine or a fold threw, after forgetting what it remembered: the same batch
   * may be handed in again. One call at a time.
   */
  take(events: readonly RecordedEvent[]): Promise<void>;
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

/** The table's events of the batch and nothing else: one with holes (an event in the Trash) is told apart by its count. */
const tokenOf = (target: string, events: readonly RecordedEvent[]): string =>
  `${target}:${events[0]?.seq ?? 0}-${events.at(-1)?.seq ?? 0}:${events.length}`;

const inOrder = (events: readonly RecordedEvent[]): void => {
  let last = 0;
  for (const { seq } of events) {
    if (seq <= last) throw new RangeError(`event ${seq} comes after ${last}: a batch is in log order`);
    last = seq;
  }
};

/** A feed of one table that exists. */
export const createFeed = (table: FactTable, { client, cacheSize = 100_000, suffix = '' }: FeedOptions): TableFeed => {
  const target = { name: table.name + suffix, columns: table.columns.map(({ name }) => name) };
  const fold = table.createFold({ client, cacheSize, suffix });
  let busy = false;
  return {
    table,
    async take(events) {
      if (busy) throw new Error(`a batch of ${table.name} is still being stored`);
      busy = true;
      try {
        inOrder(events);
        const mine = table.events === null ? events : events.filter(table.wants);
        if (mine.length === 0) return;
        const batch = await fold.fold(mine);
        await client.insert(target, batch.rows, tokenOf(target.name, mine));
        batch.confirm();
      } catch (error) {
        fold.forget();
        throw error;
      } finally {
        busy = false;
      }
    },
    forget: fold.forget,
  };
};

/** Given an event that the table cannot take, and why; the others go on when it returns. */
export type Refuse = (table: FactTable, event: RecordedEvent, error: unknown) => Promise<void>;

const tries = 5;

/** Stores a batch around the events that the table cannot take: halves it until each stands alone, tries five times, refuses. */
export const takeAround = async (feed: TableFeed, events: readonly RecordedEvent[], refuse: Refuse): Promise<void> => {
  const [only, ...more] = events;
  for (let attempt = 1; ; attempt++) {
    try {
      return await feed.take(events);
    } catch (error) {
      if (only === undefined || !isFaultOfEvents(error)) throw error;
      if (more.length > 0) break;
      if (attempt >= tries) return refuse(feed.table, only, error);
    }
  }
  const half = events.length >> 1;
  await takeAround(feed, events.slice(0, half), refuse);
  await takeAround(feed, events.slice(half), refuse);
};

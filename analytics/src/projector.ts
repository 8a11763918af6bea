/** Several fact tables filled side by side from one reading of the log, as a rebuild does; each stands where the others do. */
import type { RecordedEvent } from '@gantry/shared/events/define';
import type { FactTable } from './fact-table.ts';
import { createFeed, type FeedOptions, type Refuse, takeAround } from './feed.ts';

export type Projector = {
  /** Stores a batch in every table. Throws the first failure after all are through; the same batch may be handed in again. */
  project(events: readonly RecordedEvent[]): Promise<void>;
  /** Drops the remembered rows; call it when the tables were changed behind the projector's back. */
  forget(): void;
};

export type ProjectorOptions = FeedOptions & {
  tables: readonly FactTable[];
  /** Takes the events that a table cannot; without it they fail the batch. */
  refuse?: Refuse;
};

/** Waits for every table, also when one fails: a retry must not meet an insert of its own that is still under way. */
const all = async (inserts: Promise<void>[]): Promise<void> => {
  for (const outcome of await Promise.allSettled(inserts)) if (outcome.status === 'rejected') throw outcome.reason;
};

const refuseNone: Refuse = async (_table, _event, error) => {
  throw error;
};

/** A projector over tables that exist. */
export const createProjector = ({ tables, refuse = refuseNone, ...options }: ProjectorOptions): Projector => {
  const feeds = tables.map((table) => createFeed(table, options));
  const forget = (): void => {
    for (const feed of feeds) feed.forget();
  };
  return {
    async project(events) {
      try {
        await all(feeds.map((feed) => takeAround(feed, events, refuse)));
      } catch (error) {
        // The engine may have come back without what it had: no table's memory is to be trusted.
        forget();
        throw error;
      }
    },
    forget,
  };
};

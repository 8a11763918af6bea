/**
 * The projector: a range of the event log in, rows in ClickHouse out. It may be handed any range again, also overlapping
 * ones after a crash: events already in a row are skipped, a repeated insert is dropped by its token, and what slips
 * through both collapses by key and version.
 */
import type { RecordedEvent } from '@gantry/shared/events/define';
import type { Analytics } from './client.ts';
import { createEntityFolder, type FoldedBatch } from './entity-folder.ts';
import { carrierEstimateFacts } from './rows/carrier-estimate-facts.ts';
import { etaFacts } from './rows/eta-facts.ts';
import { eventFact, eventFactsTable } from './rows/event-facts.ts';
import { exceptionFacts } from './rows/exception-facts.ts';
import { orderFacts } from './rows/order-facts.ts';
import { parcelFacts } from './rows/parcel-facts.ts';
import { scanFacts } from './rows/scan-facts.ts';
import { shipmentFacts } from './rows/shipment-facts.ts';

export type Projector = {
  /**
   * Stores a batch of events in log order and returns when every table has it; only then move the checkpoint. Throws what
   * the engine or a fold threw, after forgetting its cache: the same batch may be handed in again. One call at a time.
   */
  project(events: readonly RecordedEvent[]): Promise<void>;
  /** Drops the cached rows; call it when the tables were changed behind the projector's back. */
  forget(): void;
};

export type ProjectorOptions = {
  client: Analytics;
  /** Rows kept in memory per table; about 1.5 KB each. */
  cacheSize?: number;
  /** Added to every table's name: a rebuild writes beside the live tables. */
  suffix?: string;
};

/** The tables this projector fills, in the order of their migrations. */
export const factTables = [
  eventFactsTable.name,
  shipmentFacts.table.name,
  orderFacts.table.name,
  exceptionFacts.table.name,
  scanFacts.table.name,
  parcelFacts.table.name,
  carrierEstimateFacts.table.name,
  etaFacts.table.name,
] as const;

/** The whole batch and nothing else: a batch with holes (an event in the Trash) is told apart by its count. */
const tokenOf = (table: string, events: readonly RecordedEvent[]): string => {
  const from = events[0]?.seq ?? 0;
  const to = events.at(-1)?.seq ?? 0;
  return `${table}:${from}-${to}${to - from + 1 === events.length ? '' : `:${events.length}`}`;
};

const inOrder = (events: readonly RecordedEvent[]): void => {
  let last = 0;
  for (const { seq } of events) {
    if (seq <= last) throw new RangeError(`event ${seq} comes after ${last}: a batch is in log order`);
    last = seq;
  }
};

/** Waits for every insert, also when one fails: a retry must not meet an insert of its own that is still under way. */
const all = async (inserts: Promise<void>[]): Promise<void> => {
  for (const outcome of await Promise.allSettled(inserts)) if (outcome.status === 'rejected') throw outcome.reason;
};

/** A projector over a migrated database. */
export const createProjector = ({ client, cacheSize = 100_000, suffix = '' }: ProjectorOptions): Projector => {
  const options = { client, cacheSize, suffix };
  const folders = [
    createEntityFolder(shipmentFacts, options),
    createEntityFolder(orderFacts, options),
    createEntityFolder(exceptionFacts, options),
    createEntityFolder(scanFacts, options),
    createEntityFolder(parcelFacts, options),
    createEntityFolder(carrierEstimateFacts, options),
    createEntityFolder(etaFacts, options),
  ];
  const eventTarget = { name: eventFactsTable.name + suffix, columns: eventFactsTable.columns };
  const forget = () => {
    for (const folder of folders) folder.forget();
  };

  const store = async (events: readonly RecordedEvent[]): Promise<FoldedBatch[]> => {
    const insert = (target: FoldedBatch['target'], rows: unknown[][]) =>
      client.insert(target, rows, tokenOf(target.name, events));
    const rows = events.map((event) => eventFactsTable.values(eventFact(event)));
    const batches = await Promise.all(folders.map((folder) => folder.fold(events)));
    await all([insert(eventTarget, rows), ...batches.map((batch) => insert(batch.target, batch.rows))]);
    return batches;
  };

  let busy = false;
  return {
    async project(events) {
      if (events.length === 0) return;
      if (busy) throw new Error('a batch is still being projected');
      busy = true;
      try {
        inOrder(events);
        for (const batch of await store(events)) batch.confirm();
      } catch (error) {
        forget();
        throw error;
      } finally {
        busy = false;
      }
    },
    forget,
  };
};

/**
 * Builds every table anew from the event log beside the live ones and swaps them in at the end, so analysts always see a
 * whole set. A crash at any moment is harmless: the next rebuild drops what is left over and starts again.
 */
import type { RecordedEvent } from '@gantry/shared/events/define';
import type { Analytics } from './client.ts';
import { migrations } from './migrations.ts';
import { createProjector, factTables } from './projector.ts';
import { localTable, onCluster, render } from './render.ts';

export type RebuildProgress = {
  /** Events read so far. */
  events: number;
  /** Log position of the last of them; 0 before the first. */
  lastSeq: number;
};

export type RebuildOptions = {
  client: Analytics;
  /**
   * The log from its beginning, in order, in batches of about 10,000 to 20,000, up to at least the live projector's
   * checkpoint. The live projector must not run between the end of this stream and the return of `rebuild`.
   */
  readEvents: AsyncIterable<readonly RecordedEvent[]>;
  onProgress?: (progress: RebuildProgress) => void;
  /** Rows kept in memory per table. Past the number of shipments under way at one time it gains nothing. */
  cacheSize?: number;
};

const suffix = '__rebuild';

const dropSide = async (client: Analytics): Promise<void> => {
  const on = onCluster(client.cluster);
  for (const table of factTables) {
    await client.command(`DROP TABLE IF EXISTS ${table}${suffix}${on} SYNC`);
    if (client.cluster !== null)
      await client.command(`DROP TABLE IF EXISTS ${localTable(table, { ...client, suffix })}${on} SYNC`);
  }
};

/** The migrations, replayed under other names: side tables are exactly what a new database would have. */
const createSide = async (client: Analytics): Promise<void> => {
  for (const { sql } of await migrations())
    for (const statement of render(sql, { cluster: client.cluster, suffix })) await client.command(statement);
};

/** Each exchange is atomic. A crash between two leaves tables of two ages, which the projector's next batches level. */
const swap = async (client: Analytics): Promise<void> => {
  for (const table of factTables) {
    const live = localTable(table, { cluster: client.cluster });
    const side = localTable(table, { cluster: client.cluster, suffix });
    await client.command(`EXCHANGE TABLES ${live} AND ${side}${onCluster(client.cluster)}`);
  }
};

const fill = async ({
  client,
  readEvents,
  onProgress,
  cacheSize = 200_000,
}: RebuildOptions): Promise<RebuildProgress> => {
  const projector = createProjector({ client, cacheSize, suffix });
  const progress = { events: 0, lastSeq: 0 };
  const reader = readEvents[Symbol.asyncIterator]();
  try {
    let next = reader.next();
    for (;;) {
      const { done, value: events } = await next;
      if (done) return progress;
      next = reader.next();
      // Its failure is met at the next turn's await; without this it would count as unhandled until then.
      next.catch(() => undefined);
      await projector.project(events);
      progress.events += events.length;
      progress.lastSeq = events.at(-1)?.seq ?? progress.lastSeq;
      onProgress?.({ ...progress });
    }
  } finally {
    await reader.return?.();
  }
};

/**
 * Rebuilds the fact tables of a migrated database and returns how far it read. The caller then sets the projector's
 * checkpoint to `lastSeq` and calls its `forget`. Throws what reading or the engine threw; the live tables are then as before.
 */
export const rebuild = async (options: RebuildOptions): Promise<RebuildProgress> => {
  const { client } = options;
  await dropSide(client);
  try {
    await createSide(client);
    const progress = await fill(options);
    await swap(client);
    return progress;
  } finally {
    await dropSide(client);
  }
};

/**
 * Keeps the rows of one entity table up to date over a batch: reads the rows it does not know, folds the events in
 * memory and says which rows changed. Nothing is remembered until the projector confirms that the rows are stored.
 */
import type { RecordedEvent } from '@gantry/shared/events/define';
import type { Analytics, InsertTarget } from './client.ts';
import { createRowCache } from './row-cache.ts';
import type { EntityFacts, EntityRow } from './rows/entity-facts.ts';

export type FolderOptions = { client: Analytics; cacheSize: number; suffix: string };

export type FoldedBatch = {
  target: InsertTarget;
  rows: unknown[][];
  /** Call once the rows are stored: the next batch may then build on them. */
  confirm(): void;
};

export type EntityFolder = {
  fold(events: readonly RecordedEvent[]): Promise<FoldedBatch>;
  forget(): void;
};

/** A parameter of a request has a size limit on the server (128 KiB); ids are up to 120 characters long. */
const IDS_PER_READ = 1_000;

/** A folder for one table. See `EntityFolder`. */
export const createEntityFolder = <Row extends EntityRow>(
  facts: EntityFacts<Row>,
  { client, cacheSize, suffix }: FolderOptions,
): EntityFolder => {
  const { table, idColumn } = facts;
  const target = { name: table.name + suffix, columns: table.columns };
  const cache = createRowCache<Row>(Math.min(cacheSize, facts.mostRemembered ?? cacheSize));
  /** The highest version stored. A thing created after it cannot be in the table, so nobody needs to look. */
  let stored: number | undefined;

  const highestVersion = async (): Promise<number> => {
    const [answer] = await client.values(`SELECT max(version) FROM ${target.name}`);
    return Number(answer?.[0] ?? 0);
  };

  const read = async (ids: string[], into: Map<string, Row | undefined>): Promise<void> => {
    const at = table.columns.indexOf(idColumn);
    const sql = `SELECT ${table.selection} FROM ${target.name} FINAL WHERE ${idColumn} IN {ids:Array(String)}`;
    for (let from = 0; from < ids.length; from += IDS_PER_READ) {
      const found = await client.values(sql, { ids: ids.slice(from, from + IDS_PER_READ) });
      for (const values of found) into.set(values[at] as string, table.row(values));
    }
  };

  /** The current row of everything the events are about. */
  const current = async (mine: readonly [string, RecordedEvent][]): Promise<Map<string, Row | undefined>> => {
    stored ??= await highestVersion();
    const rows = new Map<string, Row | undefined>();
    const unknown: string[] = [];
    for (const [id, event] of mine) {
      if (rows.has(id)) continue;
      const row = cache.get(id);
      rows.set(id, row);
      if (row === undefined && !(event.name === facts.createdBy && event.seq > stored)) unknown.push(id);
    }
    await read(unknown, rows);
    return rows;
  };

  return {
    async fold(events) {
      const mine: [string, RecordedEvent][] = [];
      for (const event of events) {
        const id = facts.idOf(event);
        if (id !== undefined) mine.push([id, event]);
      }
      const rows = mine.length === 0 ? new Map<string, Row | undefined>() : await current(mine);
      const changed = new Map<string, Row>();
      for (const [id, event] of mine) {
        const before = rows.get(id);
        if (before !== undefined && event.seq <= before.version) continue;
        const after = facts.fold(before, event);
        if (after === undefined || after === before) continue;
        rows.set(id, after);
        changed.set(id, after);
      }
      return {
        target,
        rows: Array.from(changed.values(), table.values),
        confirm() {
          for (const [id, row] of rows) if (row !== undefined) cache.set(id, row);
          for (const { version } of changed.values()) stored = Math.max(stored ?? 0, version);
        },
      };
    },
    forget() {
      cache.clear();
      stored = undefined;
    },
  };
};

/**
 * What a fact table is to those who create, fill, rebuild and compare it, whatever its rows are: `entityTable` and
 * `appendTable` make one of a declaration.
 */
import type { RecordedEvent } from '@gantry/shared/events/define';
import type { Analytics } from './client.ts';
import type { Column, Columns } from './columns.ts';
import { columnName } from './columns.ts';

/** An event that a table cannot take, and why. */
export type RefusedEvent = { event: RecordedEvent; error: unknown };

export type FoldedBatch = {
  /** Rows to insert, each in the order of the table's columns. */
  rows: unknown[][];
  /** Events whose rule threw: the rows are as if these had not been. */
  refused: RefusedEvent[];
  /** Call once the rows are stored: the next batch may then build on them. */
  confirm(): void;
};

export type TableFold = {
  /** The rows that change by events of this table, given in log order. */
  fold(events: readonly RecordedEvent[]): Promise<FoldedBatch>;
  /** Drops what is remembered of the table. */
  forget(): void;
};

export type FoldOptions = {
  client: Analytics;
  /** Rows kept in memory; about 1.5 KB each. */
  cacheSize: number;
  /** Added to the table's name: a rebuild writes beside the live table. */
  suffix: string;
};

export type FactTable = {
  name: string;
  /** What the table holds, as analysts read it. */
  about: string;
  /** Raised when the rows that are there must be made anew; a column may be added without. */
  revision: number;
  columns: readonly Column[];
  indexes: readonly string[];
  partitionBy: string | null;
  orderBy: readonly string[];
  shardBy: string;
  /** What names a row. */
  key: readonly string[];
  /** The column that holds the log position of the last event in a row. */
  position: string;
  /** Names of the events it is made of; null: every event. */
  events: readonly string[] | null;
  wants(event: RecordedEvent): boolean;
  createFold(options: FoldOptions): TableFold;
};

/** What both forms of a declaration say. Columns are named by their fields. */
export type TableSpec<C extends Columns> = {
  name: string;
  about: string;
  revision: number;
  columns: C;
  /** Indexes as ClickHouse writes them, without the word INDEX. */
  indexes?: readonly string[];
  /** An expression over columns; everything in one partition when left out. */
  partitionBy?: string;
  orderBy: readonly (keyof C & string)[];
  /** The column whose hash says on which shard of a cluster a row lies. */
  shardBy: keyof C & string;
};

type Shape = Omit<FactTable, 'key' | 'position' | 'columns' | 'events' | 'wants' | 'createFold'>;

/** The part of a table that follows from its declaration alone. */
export const shapeOf = <C extends Columns>(spec: TableSpec<C>): Shape => ({
  name: spec.name,
  about: spec.about,
  revision: spec.revision,
  indexes: spec.indexes ?? [],
  partitionBy: spec.partitionBy ?? null,
  orderBy: spec.orderBy.map(columnName),
  shardBy: columnName(spec.shardBy),
});

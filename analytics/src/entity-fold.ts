/**
 * Keeps the rows of one entity table up to date over a batch: reads the rows it does not know, folds the events in
 * memory and says which rows changed. Nothing is remembered until it is confirmed that the rows are stored.
 */
import type { RecordedEvent } from '@gantry/shared/events/define';
import type { RowCodec } from './columns.ts';
import { EngineError } from './engine/error.ts';
import { eachTaken } from './event-rules.ts';
import type { FoldOptions, RefusedEvent, TableFold } from './fact-table.ts';
import { createRowCache, type RowCache } from './row-cache.ts';

/** A row knows the log position of the last event in it, so an event that comes again is recognised. */
export type Versioned = { version: number };

export type EntityRule<Row> = {
  name: string;
  /** True when nothing has to be known of a thing that this event is the newest to speak of. */
  fresh: boolean;
  idOf(event: RecordedEvent): string | undefined;
  fold(row: Row | undefined, event: RecordedEvent): Row | undefined;
};

export type Entity<Row> = {
  name: string;
  /** Column that names the thing. */
  key: string;
  codec: RowCodec<Row>;
  rules: ReadonlyMap<string, EntityRule<Row>>;
};

/** A parameter of a request has a size limit on the server (128 KiB); ids are up to 120 characters long. */
const idsPerRead = 1_000;

type Happening<Row> = { id: string; event: RecordedEvent; rule: EntityRule<Row> };
type Rows<Row> = Map<string, Row | undefined>;

const happenings = <Row>({ rules }: Entity<Row>, events: readonly RecordedEvent[]) => {
  const happened: Happening<Row>[] = [];
  const refused = eachTaken(events, (event) => {
    const rule = rules.get(event.name);
    const id = rule?.idOf(event);
    if (rule !== undefined && id !== undefined) happened.push({ id, event, rule });
  });
  return { happened, refused };
};

const nextRow = <Row extends Versioned>(before: Row | undefined, { event, rule }: Happening<Row>): Row | undefined => {
  if (before !== undefined && event.seq <= before.version) return undefined;
  const after = rule.fold(before, event);
  if (after === undefined || after === before) return undefined;
  if (after.version !== event.seq) throw new RangeError(`the rule for ${event.name} does not set the version`);
  return after;
};

/** Folds in order and answers the rows that changed; `rows` holds the latest of all. An event whose rule throws changes none. */
const foldInto = <Row extends Versioned>(rows: Rows<Row>, happened: readonly Happening<Row>[]) => {
  const changed = new Map<string, Row>();
  const refused: RefusedEvent[] = [];
  for (const one of happened) {
    try {
      const after = nextRow(rows.get(one.id), one);
      if (after === undefined) continue;
      rows.set(one.id, after);
      changed.set(one.id, after);
    } catch (error) {
      refused.push({ event: one.event, error });
    }
  }
  return { changed, refused };
};

/** A row as it was written; what cannot be one says that the table or the answer is not whole, and nothing of the events. */
const readBack = <Row>(codec: RowCodec<Row>, values: readonly unknown[]): Row => {
  try {
    return codec.row(values);
  } catch (error) {
    throw new EngineError(error);
  }
};

/** Reads rows by their ids. */
const createReader = <Row>(
  { key, codec }: Entity<Row>,
  { client, target }: { client: FoldOptions['client']; target: string },
) => {
  const at = codec.columns.findIndex(({ name }) => name === key);
  const sql = `SELECT ${codec.selection} FROM ${target} FINAL WHERE ${key} IN {ids:Array(String)}`;
  return async (ids: readonly string[], into: Rows<Row>): Promise<void> => {
    for (let from = 0; from < ids.length; from += idsPerRead)
      for (const values of await client.values(sql, { ids: ids.slice(from, from + idsPerRead) }))
        into.set(String(values[at]), readBack(codec, values));
  };
};

/** What the cache knows of the things, and the ids of those that have to be read. */
const lookUp = <Row>(cache: RowCache<Row>, happened: readonly Happening<Row>[], stored: number) => {
  const rows: Rows<Row> = new Map();
  const unknown: string[] = [];
  for (const { id, event, rule } of happened) {
    if (rows.has(id)) continue;
    const row = cache.get(id);
    rows.set(id, row);
    if (row === undefined && !(rule.fresh && event.seq > stored)) unknown.push(id);
  }
  return { rows, unknown };
};

/** The fold of one table. */
export const createEntityFold = <Row extends Versioned>(
  entity: Entity<Row>,
  { client, cacheSize, suffix }: FoldOptions,
): TableFold => {
  const target = entity.name + suffix;
  const cache = createRowCache<Row>(cacheSize);
  const read = createReader(entity, { client, target });
  /** The highest version stored. A thing that began after it cannot be in the table, so nobody needs to look. */
  let stored: number | undefined;
  const highestVersion = async (): Promise<number> => {
    const [answer] = await client.values(`SELECT max(version) FROM ${target}`);
    return Number(answer?.[0] ?? 0);
  };
  return {
    async fold(events) {
      const { happened, refused } = happenings(entity, events);
      stored ??= await highestVersion();
      const { rows, unknown } = lookUp(cache, happened, stored);
      await read(unknown, rows);
      const { changed, refused: more } = foldInto(rows, happened);
      return {
        rows: Array.from(changed.values(), entity.codec.values),
        refused: [...refused, ...more],
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

/**
 * Rows of a stream's states: one declaration of a table's columns instead of a hand-written pair of reading and writing.
 * Bulk SQL, since a commit of intake carries many states: one statement for what is new, one for what changed.
 */
import type { Fact } from '@gantry/shared/events/define';
import type { Sql } from '../database.ts';
import type { Privacy } from '../privacy/privacy.ts';
import { type Beside, opened, type PersonalRow, personalOf, rowPlace } from './sealing.ts';
import type { Change, Store, Versioned } from './stream.ts';

/**
 * How a field is kept. `instant`: ISO 8601 in UTC here, timestamptz there. `json`: a JSON value, null is SQL's null.
 * `value`: a JSON value in a column that is never SQL's null. `texts`: a list of texts.
 */
export type ColumnKind = 'text' | 'int' | 'float' | 'boolean' | 'instant' | 'json' | 'value' | 'texts';

const types: Record<ColumnKind, string> = {
  text: 'text',
  int: 'int',
  float: 'float8',
  boolean: 'boolean',
  instant: 'timestamptz',
  json: 'jsonb',
  value: 'jsonb',
  texts: 'text[]',
};

/** A column that follows from the state and is only ever written, for queries to look by. */
export type Derived<State> = { kind: ColumnKind; of(state: State): unknown };

type Columns<State, Row extends object> = {
  table: string;
  /** The field that is the key; its column is `id` unless `keyColumn` says otherwise. */
  key: keyof Row & string;
  keyColumn?: string;
  /** Every other field of the row, in camelCase; columns have the same names in snake_case. */
  columns: { [Field in keyof Row & string]?: ColumnKind };
  derived?: Record<string, Derived<State>>;
  /** Fields that never change once written. */
  fixed?: readonly string[];
  /**
   * What of the state names people: it is taken out of the columns and lies sealed in `sealed`, under the key of the person
   * in `subject`. The table has `erased_at` and the columns of hashes beside them.
   */
  personal?: PersonalRow<State>;
};

/** How a state and its row become one another; either may be left out where the state is its row. */
type Conversion<State, Row extends object> = {
  row(state: State): Row;
  /** `version` counts the events behind the state. */
  state(row: Row, version: number): State;
};

export type RowDeclaration<State, Row extends object> = Columns<State, Row> &
  (Row extends State ? Partial<Conversion<State, Row>> : Conversion<State, Row>);

/** `beside`: kept apart from the row's own fields, see `Beside`. */
type Column = { field: string; name: string; kind: ColumnKind; role: 'kept' | 'derived' | 'beside' };

/** The stored values of a row by field, with the version. */
export type StoredRow = Record<string, unknown>;

export type RowStore<State, Event extends Fact = Fact> = Store<State, Event> & {
  table: string;
  /** The select list of a state and its version, for a table named `alias` in the query. */
  selection(alias?: string): string;
  /** The state and version of a row that `selection` answered. */
  read(row: StoredRow): Versioned<State>;
  /** Takes what is left of a data subject out of its rows: boxes and search hashes. Nothing personal is taken in for them again. */
  erase(tx: Sql, subject: string, at: Date): Promise<void>;
  /** The same states with what names people, for whoever may read it. */
  whole(privacy: Pick<Privacy, 'keysById'>): Reads<State>;
} & Reads<State>;

type Reads<State> = {
  /** States by a condition: `list(sql, 'WHERE channel = $1 ORDER BY id', channel)`. */
  list(sql: Sql, rest: string, ...values: unknown[]): Promise<State[]>;
  /** States by key, without holding them. */
  byIds(sql: Sql, ids: readonly string[]): Promise<Map<string, State>>;
};

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const columnsOf = <State, Row extends object>({
  columns,
  derived = {},
  personal,
}: RowDeclaration<State, Row>): Column[] => [
  ...Object.entries<ColumnKind | undefined>(columns).flatMap(([field, kind]) =>
    kind === undefined ? [] : [{ field, name: snake(field), kind, role: 'kept' as const }],
  ),
  ...Object.entries(derived).map(([field, { kind }]) => ({
    field,
    name: snake(field),
    kind,
    role: 'derived' as const,
  })),
  ...(personal ? besideColumns(Object.keys(personal.hashes ?? {})) : []),
];

const besideColumns = (hashes: readonly string[]): Column[] => [
  { field: 'subject', name: 'subject', kind: 'text', role: 'beside' },
  { field: 'sealed', name: 'sealed', kind: 'text', role: 'beside' },
  ...hashes.map((name): Column => ({ field: name, name, kind: 'texts', role: 'beside' })),
];
/** Select list of what is kept beside a row; the names cannot be those of fields. */
const besideOf = (alias: string): string[] => [
  `${alias}.subject AS "beside.subject"`,
  `${alias}.sealed AS "beside.sealed"`,
  `${alias}.erased_at IS NOT NULL AS "beside.erased"`,
];
const readBeside = (row: StoredRow): Beside => ({
  subject: row['beside.subject'] === null ? null : String(row['beside.subject']),
  sealed: row['beside.sealed'] === null ? null : String(row['beside.sealed']),
  erased: row['beside.erased'] === true,
});

const shown = (value: unknown): unknown => (value instanceof Date ? value.toISOString() : (value ?? null));

/** The value of a column out of a JSON record; a JSON null of a `value` column would become SQL's otherwise. */
const sourceOf = ({ name, kind }: Column): string =>
  kind === 'value' ? `COALESCE(r."${name}", 'null'::jsonb)` : `r."${name}"`;

const statementsOf = (
  table: string,
  key: string,
  { columns, fixed }: { columns: Column[]; fixed: ReadonlySet<string> },
) => {
  const record = (some: readonly Column[]): string =>
    `jsonb_to_recordset($1::jsonb) AS r ("${key}" text, version int${some.map(({ name, kind }) => `, "${name}" ${types[kind]}`).join('')})`;
  const moving = columns.filter(({ field }) => !fixed.has(field));
  return {
    insert: `INSERT INTO ${table} ("${key}", version${columns.map(({ name }) => `, "${name}"`).join('')})
      SELECT r."${key}", r.version${columns.map((column) => `, ${sourceOf(column)}`).join('')} FROM ${record(columns)} ORDER BY 1`,
    update: `UPDATE ${table} t SET version = r.version${moving.map((column) => `, "${column.name}" = ${sourceOf(column)}`).join('')}
      FROM ${record(moving)} WHERE t."${key}" = r."${key}"`,
    moving,
  };
};

/** The store of a table. Throws at its making when a declaration names no column. */
export const rowStore = <State, Event extends Fact = Fact, Row extends object = State extends object ? State : never>(
  declaration: RowDeclaration<State, Row>,
): RowStore<State, Event> => {
  const { table, key, keyColumn = 'id', derived = {} } = declaration;
  const columns = columnsOf(declaration);
  if (columns.length === 0) throw new RangeError(`${table} has no columns`);
  const { insert, update, moving } = statementsOf(table, keyColumn, {
    columns,
    fixed: new Set(declaration.fixed ?? []),
  });
  const kept = columns.filter(({ role }) => role === 'kept');
  const personal = declaration.personal && personalOf(declaration.personal, table);
  const selection = (alias = table): string =>
    [
      `${alias}."${keyColumn}" AS "${key}"`,
      `${alias}.version AS "version"`,
      ...kept.map(({ name, field }) => `${alias}."${name}" AS "${field}"`),
      ...(personal ? besideOf(alias) : []),
    ].join(', ');
  const { row: rowOf, state: stateOf } = declaration as Columns<State, Row> & Partial<Conversion<State, Row>>;
  // A state without `state` of its own is its row: the declaration's types say so.
  const read = ({ version: stored, ...row }: StoredRow): Versioned<State> => {
    const version = Number(stored);
    const fields = Object.fromEntries(
      Object.entries(row).flatMap(([field, value]) => (field.startsWith('beside.') ? [] : [[field, shown(value)]])),
    );
    const beside = personal ? { beside: readBeside(row) } : {};
    return { version, state: stateOf ? stateOf(fields as Row, version) : (fields as State), ...beside };
  };
  const rowsOf = (changes: readonly Change<State, Event>[], some: readonly Column[]): string =>
    JSON.stringify(
      changes.map(({ id, after: { state, version, beside }, hashes = {} }) => {
        const row = (rowOf ? rowOf(state) : state) as StoredRow;
        const kinds: Record<Column['role'], (field: string) => unknown> = {
          kept: (field) => row[field],
          derived: (field) => derived[field]?.of(state),
          beside: (field) => hashes[field] ?? (field === 'subject' || field === 'sealed' ? beside?.[field] : []),
        };
        const cells = some.map(({ name, field, role }) => [name, kinds[role](field)]);
        return { ...Object.fromEntries(cells), [keyColumn]: id, version };
      }),
    );
  const hashes = Object.keys(personal?.hashes ?? {}).map((name) => `, "${name}" = '{}'`);
  const erasure = `UPDATE ${table} SET sealed = NULL, erased_at = $2${hashes.join('')} WHERE subject = $1`;
  const from = `SELECT ${selection()} FROM ${table}`;
  const byKey = `${from} WHERE "${keyColumn}" = ANY($1::text[]) ORDER BY "${keyColumn}"`;
  const load = async (sql: Sql, ids: readonly string[]): Promise<Map<string, Versioned<State>>> => {
    const rows = await sql.rows<StoredRow>(byKey, [...ids]);
    return new Map(rows.map((row) => [String(row[key]), read(row)]));
  };
  const reads = (privacy?: Pick<Privacy, 'keysById'>): Reads<State> => {
    const states = async (sql: Sql, text: string, values: unknown[]): Promise<(readonly [string, State])[]> => {
      const rows = (await sql.rows<StoredRow>(text, ...values)).map((row) => ({ id: String(row[key]), ...read(row) }));
      const clear = rows.map(({ id, state, beside }) => ({
        value: state,
        sealed: (privacy && beside?.sealed) ?? null,
        place: rowPlace(table, id),
      }));
      const found = privacy ? await opened(privacy, sql, clear) : clear.map(({ value }) => value);
      return rows.map(({ id, state }, i) => [id, found[i] ?? state] as const);
    };
    return {
      list: async (sql, rest, ...values) => (await states(sql, `${from} ${rest}`, values)).map(([, state]) => state),
      byIds: async (sql, ids) => new Map(await states(sql, byKey, [[...ids]])),
    };
  };
  return {
    table,
    selection,
    read,
    load,
    ...(personal ? { personal } : {}),
    erase: async (tx, subject, at) => {
      await tx.run(erasure, subject, at);
    },
    whole: reads,
    ...reads(),
    save: async (tx, changes) => {
      const fresh = changes.filter(({ before }) => !before);
      const changed = changes.filter(({ before }) => before);
      if (fresh.length > 0) await tx.run(insert, rowsOf(fresh, columns));
      if (changed.length > 0) await tx.run(update, rowsOf(changed, moving));
    },
  };
};

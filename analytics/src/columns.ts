/**
 * The columns of a fact table, declared once: ClickHouse's type and what it means to an analyst. The row's type in TypeScript
 * follows from them, instants as epoch milliseconds, so what is written and what is read back cannot drift apart.
 */

const instantType = "DateTime64(3, 'UTC')";

type Numeric = 'UInt8' | 'UInt16' | 'UInt32' | 'UInt64' | 'Int32' | 'Int64' | 'Float64';
type Scalar = 'String' | 'Bool' | 'Date32' | typeof instantType | Numeric;
type Word = 'LowCardinality(String)' | 'LowCardinality(Nullable(String))';
export type ColumnType = Scalar | Word | `Nullable(${Scalar})` | `Array(${Scalar | 'LowCardinality(String)'})`;

/** The type in ClickHouse and the comment that analysts read beside the column. */
export type Columns = Readonly<Record<string, { type: ColumnType; about: string }>>;

type ValueOf<Type extends string> = Type extends `LowCardinality(${infer Inner})`
  ? ValueOf<Inner>
  : Type extends `Nullable(${infer Inner})`
    ? ValueOf<Inner> | null
    : Type extends `Array(${infer Inner})`
      ? ValueOf<Inner>[]
      : Type extends 'String' | 'Date32'
        ? string
        : Type extends 'Bool'
          ? boolean
          : Type extends typeof instantType | Numeric
            ? number
            : never;

/** The row that columns make: instants are epoch milliseconds, days `YYYY-MM-DD`. */
export type RowOf<C extends Columns> = { -readonly [Field in keyof C]: ValueOf<C[Field]['type']> };

/**
 * The column that every fact table has beside its own: whose the rows are. It is the merchant of the events that made them,
 * so a rule cannot forget it, nor give it another.
 */
const merchantColumn = {
  merchant: { type: 'LowCardinality(String)', about: 'Merchant it belongs to; `main` where there is only one' },
} as const satisfies Columns;

/** A row as it is stored: what its rule made, and whose it is. */
export type Owned<Row> = Row & RowOf<typeof merchantColumn>;

/** A column as ClickHouse has it. */
export type Column = { name: string; type: ColumnType; about: string };

export type RowCodec<Row> = {
  columns: readonly Column[];
  /** The select list that reads a row back in the order of `columns`. */
  selection: string;
  /** A row as the values of `columns`; JSON numbers are DateTime64's own milliseconds. */
  values(row: Row): unknown[];
  /** The row of the values that `selection` gives. Throws a TypeError when they are not what was written. */
  row(values: readonly unknown[]): Row;
};

/** The name of a field's column: `shipmentId` is `shipment_id`. */
export const columnName = (field: string): string => field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const selected = ({ name, type }: Column): string => {
  if (type === `Array(${instantType})`) return `arrayMap(at -> toUnixTimestamp64Milli(at), ${name})`;
  return type.includes('DateTime64') ? `toUnixTimestamp64Milli(${name})` : name;
};

/** Whether a value that was read back can be of this type. */
const fits = (type: string, value: unknown): boolean => {
  if (value === null) return type.includes('Nullable(');
  if (type.startsWith('Array(')) return Array.isArray(value);
  if (type.includes('DateTime64')) return typeof value === 'number';
  if (type === 'Bool' || type === 'Nullable(Bool)') return typeof value === 'boolean';
  return typeof value === (type.includes('String') || type.includes('Date32') ? 'string' : 'number');
};

/** How rows of these columns, and their merchant, are written and read back. */
export const codecOf = <C extends Columns>(declared: C): RowCodec<Owned<RowOf<C>>> => {
  const all: Columns = { ...declared, ...merchantColumn };
  const fields: (keyof C | 'merchant')[] = Object.keys(all);
  const columns = Object.entries(all).map(([field, column]) => ({ name: columnName(field), ...column }));
  return {
    columns,
    selection: columns.map(selected).join(', '),
    values: (row) => fields.map((field) => row[field]),
    row: (values) => {
      const odd = columns.find(({ type }, at) => !fits(type, values[at]));
      if (odd || values.length !== columns.length)
        throw new TypeError(
          `the answer is no row: ${odd ? `${odd.name} is no ${odd.type}` : `${values.length} values`}`,
        );
      // What this package wrote itself comes back in the order and the types it was written in.
      return Object.fromEntries(fields.map((field, at) => [field, values[at]])) as Owned<RowOf<C>>;
    },
  };
};

/** Epoch milliseconds of an ISO 8601 instant; null stays null. */
export const millis = <T extends string | null>(instant: T): T extends string ? number : number | null =>
  (instant === null ? null : Date.parse(instant)) as T extends string ? number : number | null;

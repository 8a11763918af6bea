/**
 * How a row in TypeScript (camelCase, instants as epoch milliseconds) and a row in ClickHouse (snake_case, DateTime64)
 * correspond. One declaration per table serves writing and reading back, so the two cannot drift apart.
 */

/** `instant`: epoch milliseconds here, DateTime64(3) there. `plain`: the same on both sides. */
export type ColumnKind = 'plain' | 'instant';

export type FactTable<Row> = {
  name: string;
  columns: readonly string[];
  /** The select list that reads a row back in the order of `columns`. */
  selection: string;
  /** A row as the values of `columns`; JSON numbers are DateTime64's own milliseconds. */
  values(row: Row): unknown[];
  /** The row of the values that `selection` gives. */
  row(values: readonly unknown[]): Row;
};

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Declares a table: its name and, in column order, every field of its row. */
export const factTable = <Row extends object>(
  name: string,
  kinds: Record<keyof Row & string, ColumnKind>,
): FactTable<Row> => {
  const fields = Object.keys(kinds) as (keyof Row & string)[];
  const columns = fields.map(snake);
  return {
    name,
    columns,
    selection: fields
      .map((field, index) =>
        kinds[field] === 'instant' ? `toUnixTimestamp64Milli(${columns[index]})` : columns[index],
      )
      .join(', '),
    values: (row) => fields.map((field) => row[field]),
    row: (values) => {
      const row: Partial<Record<keyof Row, unknown>> = {};
      for (const [index, field] of fields.entries()) row[field] = values[index];
      return row as Row;
    },
  };
};

/** Epoch milliseconds of an ISO 8601 instant; null stays null. */
export const millis = <T extends string | null>(instant: T): T extends string ? number : number | null =>
  (instant === null ? null : Date.parse(instant)) as T extends string ? number : number | null;

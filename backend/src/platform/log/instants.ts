/**
 * Instants of the log as they are sent by Postgres, made into ISO 8601 without a detour through dates: a window of the log has
 * tens of thousands of them, and whoever reads it wants texts.
 */
import pg from 'pg';

const { types } = pg;
const asDate: (text: string) => Date = types.getTypeParser(types.builtins.TIMESTAMPTZ);
const plain = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?\+00$/;

/** As `Date.toISOString` writes it; of a session in another zone, or a year beyond 9999, through a date after all. */
export const isoOf = (text: string): string => {
  if (!plain.test(text)) return asDate(text).toISOString();
  const milliseconds = text.slice(20, -3).slice(0, 3).padEnd(3, '0');
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${milliseconds}Z`;
};

/** For the `types` of a query: its instants come as texts, all else as ever. */
export const isoInstants: pg.CustomTypesConfig = {
  getTypeParser: (id, format) => (id === types.builtins.TIMESTAMPTZ ? isoOf : types.getTypeParser(id, format)),
};

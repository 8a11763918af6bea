/**
 * Rows that are read again while somebody points at them: each keeps its place and takes its newest values, what is new is
 * counted, what left is marked. Pure.
 */
export type SteadyRows<Row> = {
  rows: Row[];
  /** Rows of the newest answer that are not shown. */
  unseen: number;
  /** Keys of rows shown that the newest answer does not have. */
  gone: ReadonlySet<string>;
};

/** An answer as it came. */
export const asCame = <Row>(rows: Row[]): SteadyRows<Row> => ({ rows, unseen: 0, gone: new Set() });

/**
 * The rows shown with what a newer answer says of them. Rows that new ones pushed off the end of a page are not gone:
 * below the last row known to both, nothing is said to have left while there are more pages.
 */
export const patched = <Row>(
  shown: readonly Row[],
  newer: readonly Row[],
  { keyOf, more }: { keyOf: (row: Row) => string; more: boolean },
): SteadyRows<Row> => {
  const byKey = new Map(newer.map((row) => [keyOf(row), row]));
  const known = new Set(shown.map(keyOf));
  const lastKnown = shown.findLastIndex((row) => byKey.has(keyOf(row)));
  const reach = more ? lastKnown : shown.length - 1;
  return {
    rows: shown.map((row) => byKey.get(keyOf(row)) ?? row),
    unseen: newer.filter((row) => !known.has(keyOf(row))).length,
    gone: new Set(shown.filter((row, i) => i <= reach && !byKey.has(keyOf(row))).map(keyOf)),
  };
};

/** The rows used last, so that a busy thing is read from ClickHouse once and not with every batch. */

export type RowCache<Row> = {
  get(id: string): Row | undefined;
  set(id: string, row: Row): void;
  clear(): void;
  readonly size: number;
};

/** A cache of at most `limit` rows; the one written longest ago leaves first. The projector writes every row it touched. */
export const createRowCache = <Row>(limit: number): RowCache<Row> => {
  // A Map remembers insertion order: deleting and setting again moves a row to the young end.
  const rows = new Map<string, Row>();
  return {
    get: (id) => rows.get(id),
    set(id, row) {
      rows.delete(id);
      rows.set(id, row);
      if (rows.size <= limit) return;
      const oldest = rows.keys().next();
      if (!oldest.done) rows.delete(oldest.value);
    },
    clear: () => rows.clear(),
    get size() {
      return rows.size;
    },
  };
};

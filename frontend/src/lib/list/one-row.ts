/** One row of a list that is read by pages and has no address of its own: looked for from the first page on. */
type Page<Row> = { items: readonly Row[]; nextCursor: string | null };
/** Nobody keeps so many that more would be needed; a list that never ends is not walked for ever. */
const mostPages = 50;

export const oneRow = async <Row>(
  page: (cursor: string | undefined) => Promise<Page<Row>>,
  is: (row: Row) => boolean,
): Promise<Row | null> => {
  let cursor: string | undefined;
  for (let read = 0; read < mostPages; read++) {
    const { items, nextCursor } = await page(cursor);
    const found = items.find(is);
    if (found) return found;
    if (nextCursor === null) return null;
    cursor = nextCursor;
  }
  return null;
};

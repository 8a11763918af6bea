/** The file of a list: the columns on the screen, the rows of the same question, every cell as it is shown. */
import { toCsv } from '../charts/csv.ts';
import { type Column, cellText } from './columns.ts';

/** More rows than this are cut off, and the list says so. */
export const mostRows = 5_000;

/** The text of the file. Times are by the clock of `zone`, which the head of their columns names. */
export const listCsv = <Row>(columns: readonly Column<Row>[], rows: readonly Row[], zone: string): string => {
  const told = columns.filter(({ hands }) => !hands);
  return toCsv(
    told.map(({ label, time }) => (time ? `${label} (${zone})` : label)),
    rows.map((row) => told.map((column) => cellText(column, row))),
  );
};

/** A page; one without a cursor is the last or the only one. */
export type PageOfRows<Row> = { items: Row[]; nextCursor?: string | null };

/** Every row of a question, page after page, up to the limit; `told` hears how many are there. */
export const allRows = async <Row>(
  page: (cursor: string | null) => Promise<PageOfRows<Row>>,
  told: (count: number) => void,
): Promise<{ rows: Row[]; cut: boolean }> => {
  const rows: Row[] = [];
  let cursor: string | null = null;
  do {
    const answer: PageOfRows<Row> = await page(cursor);
    rows.push(...answer.items);
    cursor = answer.nextCursor ?? null;
    told(Math.min(rows.length, mostRows));
  } while (cursor !== null && rows.length < mostRows);
  return { rows: rows.slice(0, mostRows), cut: cursor !== null || rows.length > mostRows };
};

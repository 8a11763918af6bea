/**
 * A column of a table: what it is called, what its cells say, how much room it needs and how soon it gives way. What a cell
 * says is a text, so that the screen, the file and the reader of a screen get the same. Pure.
 */
import type { Meaning } from '@gantry/shared/vocabulary/tracking-status';
import type { Snippet } from 'svelte';

export type Column<Row> = {
  /** Its name in addresses (`sort=-scans`). */
  key: string;
  label: string;
  /** What the number is, for those who do not know it yet. */
  hint?: string;
  text: (row: Row) => string;
  /** How many cases the text rests on, said quietly behind it: "of 3,904". */
  base?: (row: Row) => string;
  /** What rows are ordered by; a column without it cannot be sorted here. Null comes last either way. */
  order?: (row: Row) => string | number | null;
  num?: true;
  mono?: true;
  quiet?: true;
  /** Says times: the file names their zone in its head. */
  time?: true;
  /** May take more than one line. */
  wrap?: true;
  /** The room it needs, in CSS pixels. */
  width: number;
  /** Takes the room that is left over: its texts are of many lengths. */
  grow?: true;
  /** 1 stays longest; what does not fit stands in the drawer. */
  priority: number;
  /** The icon in front of the text. */
  mark?: (row: Row) => Meaning | null;
  /** Where the text leads. */
  href?: (row: Row) => string | null;
  /** Draws the cell; its text content must be that of `text`. */
  cell?: Snippet<[Row]>;
  /** A cell of buttons: in no file. */
  hands?: true;
};

/** Everything a cell says. */
export const cellText = <Row>({ text, base }: Column<Row>, row: Row): string => {
  const behind = base?.(row) ?? '';
  return behind ? `${text(row)} ${behind}` : text(row);
};

/** The columns for which there is room, in their order: the one that gives way first goes first, and takes no other's place. */
export const fitting = <C extends { width: number; priority: number }>(columns: readonly C[], room: number): C[] => {
  const kept = new Set<C>();
  let left = room;
  for (const column of [...columns].sort((a, b) => a.priority - b.priority)) {
    left -= column.width;
    if (left < 0 && kept.size > 0) break;
    kept.add(column);
  }
  return columns.filter((column) => kept.has(column));
};

type Sized = { width: number; grow?: true };
/** Every column with enough room for its texts, as far as there is room: what is short is shared in proportion. */
const fedColumns = (columns: readonly Sized[], room: number, wants: readonly number[]): number[] => {
  const least = columns.map(({ width }, i) => Math.min(width, wants[i] ?? width));
  const short = columns.map(({ width }, i) => (wants[i] ?? width) - (least[i] ?? 0));
  const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);
  const missing = sum(short);
  const given = missing === 0 ? 0 : Math.min(1, Math.max(0, room - sum(least)) / missing);
  return least.map((one, i) => one + (short[i] ?? 0) * given);
};

/**
 * How wide each column is, in percent of the room: what its longest text wants (its declared width where that is not known),
 * then what is left over for those that grow.
 */
export const sharesOf = (columns: readonly Sized[], room: number, wants: readonly number[] = []): number[] => {
  const fed = fedColumns(columns, room, wants);
  const needed = fed.reduce((sum, width) => sum + width, 0);
  const growing = columns.filter(({ grow }) => grow).length;
  const whole = growing === 0 ? needed : Math.max(room, needed);
  return columns.map(({ grow }, i) => (((fed[i] ?? 0) + (grow ? (whole - needed) / growing : 0)) / whole) * 100);
};

export type Sort = { key: string; descending: boolean };

const compare = (a: string | number, b: string | number): number =>
  typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b), 'en', { numeric: true });

/** Rows in the order of a column; as they came where it has none. Equal rows keep their places. */
export const sorted = <Row>(rows: readonly Row[], columns: readonly Column<Row>[], sort: Sort | null): Row[] => {
  const order = sort && columns.find(({ key }) => key === sort.key)?.order;
  if (!sort || !order) return [...rows];
  const sign = sort.descending ? -1 : 1;
  return [...rows].sort((one, other) => {
    const [a, b] = [order(one), order(other)];
    if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
    return sign * compare(a, b);
  });
};

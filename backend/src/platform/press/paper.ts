/**
 * What is to be printed, as data: texts, columns, tables and barcodes, of which `draw.ts` makes a PDF. Whatever strangers wrote is
 * cleaned and cut to size here, before anything draws it. Pure.
 */

/** A cell: its text, smaller lines below it, and a Code 128 over it. */
export type Cell = {
  text: string;
  below?: string[];
  barcode?: string;
  strong?: boolean;
  /** An empty box to be ticked or written into. */
  box?: boolean;
};
export type Column = {
  head: string;
  /** Its part of the width of all. */
  share: number;
  align?: 'left' | 'right' | 'center';
};
export type Block =
  | { kind: 'head'; title: string; lines: string[]; barcode?: string; logo?: Uint8Array }
  | { kind: 'columns'; columns: { title: string; lines: string[]; barcode?: string }[] }
  | { kind: 'table'; columns: Column[]; rows: Cell[][] }
  | { kind: 'text'; title?: string; text: string; framed?: boolean }
  | { kind: 'page' };

export type Paper = {
  title: string;
  /** Pages it may have; as many as any paper where left out. */
  pages?: number;
  blocks: Block[];
  words: {
    /** `{page}` and `{pages}`. */
    page: string;
    /** Said at the foot where letters are left out that no font here has. */
    unprintable: string;
  };
};

/** Bounds of one paper: nobody’s texts print more than that. */
export const bounds = { line: 200, lines: 40, pages: 200, bytes: 8 * 1024 * 1024, rows: 5_000 };

/** Signs that print nothing and change how others are read: controls, directions, invisible ones, private ones. */
const unseen = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Cn}\u2028\u2029]/gu;

/** One line of text, cut where it is longer than any may be. */
export const lineOf = (text: string): string => {
  const clean = text
    .replace(/[\r\n\t\u2028\u2029]+/g, ' ')
    .normalize('NFC')
    .replace(unseen, '')
    .trim();
  const signs = [...clean];
  return signs.length > bounds.line ? `${signs.slice(0, bounds.line - 1).join('')}…` : clean;
};

/** Lines of text; empty ones are left out, and whatever is beyond the last that may be. */
export const linesOf = (texts: readonly (string | undefined)[]): string[] =>
  texts.flatMap((text) => (text === undefined ? [] : lineOf(text) || [])).slice(0, bounds.lines);

/** A text of several lines as somebody wrote it. */
export const textOf = (text: string): string =>
  text
    .split(/\r\n|[\r\n\u2028\u2029]/)
    .slice(0, bounds.lines)
    .map(lineOf)
    .join('\n');

const cellOf = ({ text, below, ...cell }: Cell): Cell => ({
  ...cell,
  text: lineOf(text),
  ...(below ? { below: linesOf(below) } : {}),
});

/** A block with every text in it clean and within bounds. */
export const bounded = (block: Block): Block => {
  switch (block.kind) {
    case 'head':
      return { ...block, title: lineOf(block.title), lines: linesOf(block.lines) };
    case 'columns':
      return {
        ...block,
        columns: block.columns.map((one) => ({ ...one, title: lineOf(one.title), lines: linesOf(one.lines) })),
      };
    case 'table':
      return { ...block, rows: block.rows.slice(0, bounds.rows).map((row) => row.map(cellOf)) };
    case 'text':
      return {
        ...block,
        text: textOf(block.text),
        ...(block.title === undefined ? {} : { title: lineOf(block.title) }),
      };
    case 'page':
      return block;
  }
};

/** What cannot be printed within the bounds. */
export const tooLarge = (paper: Paper): boolean =>
  paper.blocks.some((block) => block.kind === 'table' && block.rows.length > bounds.rows);

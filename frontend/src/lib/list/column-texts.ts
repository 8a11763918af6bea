/** How wide the texts of a table's columns are in the fonts they are drawn in, so that none is cut while there is room. */
import { type Column, cellText } from './columns.ts';

/** Room of an icon beside a text. */
const iconRoom = 22;
const arrowRoom = 16;
/** Kerning differs a little between a canvas and a page. */
const slack = 2;
/** No text takes more of the table than this, however long it is. */
const mostRoom = 420;

const insetsOf = ({ paddingInlineStart, paddingInlineEnd }: CSSStyleDeclaration): number =>
  Number.parseFloat(paddingInlineStart) + Number.parseFloat(paddingInlineEnd);

/** Measures in the font of an element. Figures and what stands between them are of one width here, which a canvas does not know. */
const rulerOf = (pen: CanvasRenderingContext2D, element: Element): ((text: string) => number) => {
  const style = getComputedStyle(element);
  const inset = insetsOf(style);
  // The shorthand is empty where figures are tabular: it cannot say so.
  const font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  return (text) => {
    pen.font = font;
    return Math.ceil(pen.measureText(text.replace(/[\d:+-]/g, '0')).width + inset + slack);
  };
};

/** What each column's longest text wants, head included, by its key; columns of many lines or of buttons want what they declare. */
export const widestOf = <Row>(
  table: HTMLTableElement,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
): Record<string, number> => {
  const pen = document.createElement('canvas').getContext('2d');
  // Boxes by which rows are chosen are no columns.
  const told = (row: HTMLTableRowElement | undefined) =>
    row && [...row.cells].filter(({ dataset }) => !('box' in dataset));
  const [heads, cells] = [told(table.tHead?.rows[0]), told(table.tBodies[0]?.rows[0])];
  if (!pen || !heads || !cells) return {};
  return Object.fromEntries(
    columns.flatMap((column, i) => {
      const [head, cell] = [heads[i], cells[i]];
      if (!head || !cell || column.wrap || column.hands) return [];
      const ruler = rulerOf(pen, cell);
      const icon = column.cell || column.mark ? iconRoom : 0;
      const wanted = (row: Row) => ruler(cellText(column, row)) + (column.beside?.(row) ?? icon);
      const longest = rows.reduce((most, row) => Math.max(most, wanted(row)), 0);
      return [[column.key, Math.min(mostRoom, Math.max(longest, rulerOf(pen, head)(column.label) + arrowRoom))]];
    }),
  );
};

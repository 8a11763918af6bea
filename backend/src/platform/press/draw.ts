/** Draws papers: each block where the one before ended, tables with their heads again on every page. */
import type { Letters } from './letters.ts';
import { type Block, bounded, type Cell, type Column, type Paper } from './paper.ts';
import { hairline, ink, margin, openSheet, quietInk, type Sheet } from './sheet.ts';

type Of<Kind extends Block['kind']> = Extract<Block, { kind: Kind }>;

const gap = 14;
const pad = 5;
const barHeight = 26;

const drawHead = (sheet: Sheet, { title, lines, barcode, logo }: Of<'head'>): void => {
  const half = sheet.width / 2;
  const right = margin + half;
  const top = sheet.y();
  let left = top;
  if (logo) {
    sheet.doc.image(Buffer.from(logo), margin, top, { fit: [150, 42] });
    left += 50;
  }
  left += sheet.write(title, margin, left, { size: 18, bold: true, width: half - 10 });
  let at = top;
  for (const [i, line] of lines.entries())
    at += sheet.write(line, right, at, { size: i === 0 ? 12 : 9, bold: i === 0, width: half, align: 'right' }) + 1;
  at += sheet.barcode(barcode, right, at + 4, { width: half, height: barHeight, align: 'right' }) + 4;
  sheet.moveTo(Math.max(left, at) + gap);
};

const drawColumns = (sheet: Sheet, { columns }: Of<'columns'>): void => {
  const width = sheet.width / Math.max(1, columns.length);
  sheet.room(60);
  const top = sheet.y();
  const ends = columns.map(({ title, lines, barcode }, i) => {
    const x = margin + i * width;
    let at = top + sheet.write(title, x, top, { size: 8, colour: quietInk, width: width - 12 }) + 1;
    for (const line of lines) at += sheet.write(line, x, at, { size: 10, width: width - 12 });
    return at + sheet.barcode(barcode, x, at + 3, { width: width - 12, height: barHeight }) + 3;
  });
  sheet.moveTo(Math.max(top, ...ends) + gap);
};

const drawText = (sheet: Sheet, { title, text, framed = false }: Of<'text'>): void => {
  const inset = framed ? 10 : 0;
  const width = sheet.width - 2 * inset;
  const how = { size: 10, width };
  const named = title === undefined ? 0 : sheet.heightOf(title, { size: 8, width }) + 2;
  const height = named + sheet.heightOf(text, how) + 2 * inset;
  sheet.room(height);
  const top = sheet.y();
  if (framed) sheet.doc.rect(margin, top, sheet.width, height).lineWidth(0.5).strokeColor(hairline).stroke();
  if (title !== undefined) sheet.write(title, margin + inset, top + inset, { size: 8, colour: quietInk, width });
  sheet.write(text, margin + inset, top + inset + named, how);
  sheet.moveTo(top + height + gap);
};

type Placed = { column: Column; x: number; width: number };

const placesOf = (sheet: Sheet, columns: readonly Column[]): Placed[] => {
  const all = columns.reduce((sum, { share }) => sum + share, 0);
  let x = margin;
  return columns.map((column) => {
    const width = (sheet.width * column.share) / all;
    const placed = { column, x, width: width - 2 * pad };
    x += width;
    return placed;
  });
};

const textStyle = ({ strong = false }: Cell, { column: { align = 'left' }, width }: Placed) => ({
  size: 9.5,
  bold: strong,
  width,
  align,
});
const smallStyle = ({ column: { align = 'left' }, width }: Placed) => ({ size: 8, colour: quietInk, width, align });

const heightOf = (sheet: Sheet, cell: Cell, place: Placed): number => {
  const below = (cell.below ?? []).reduce((sum, line) => sum + sheet.heightOf(line, smallStyle(place)), 0);
  return (cell.barcode === undefined ? 0 : barHeight + 3) + sheet.heightOf(cell.text, textStyle(cell, place)) + below;
};

const drawCell = (sheet: Sheet, cell: Cell, { place, top }: { place: Placed; top: number }): void => {
  if (cell.box)
    sheet.doc.rect(place.x, top, Math.min(place.width, 30), 14).lineWidth(0.7).strokeColor(quietInk).stroke();
  const bars = sheet.barcode(cell.barcode, place.x, top, { width: place.width, height: barHeight });
  let at = top + (bars > 0 ? bars + 3 : 0);
  at += sheet.write(cell.text, place.x, at, textStyle(cell, place));
  for (const line of cell.below ?? []) at += sheet.write(line, place.x, at, smallStyle(place));
};

const drawTableHead = (sheet: Sheet, places: readonly Placed[]): void => {
  const top = sheet.y();
  const how = ({ column: { align = 'left' }, width }: Placed) => ({ size: 8, bold: true, colour: ink, width, align });
  const height = Math.max(...places.map((place) => sheet.heightOf(place.column.head, how(place))));
  for (const place of places) sheet.write(place.column.head, place.x, top, how(place));
  sheet.rule(top + height + 3);
  sheet.moveTo(top + height + 7);
};

const drawTable = (sheet: Sheet, { columns, rows }: Of<'table'>): void => {
  const places = placesOf(sheet, columns);
  sheet.room(70);
  drawTableHead(sheet, places);
  for (const row of rows) {
    const height = Math.max(14, ...places.map((place, i) => heightOf(sheet, row[i] ?? { text: '' }, place)));
    if (sheet.room(height + 8)) drawTableHead(sheet, places);
    const top = sheet.y();
    for (const [i, place] of places.entries()) drawCell(sheet, row[i] ?? { text: '' }, { place, top });
    sheet.rule(top + height + 4);
    sheet.moveTo(top + height + 8);
  }
  sheet.moveTo(sheet.y() + gap / 2);
};

const drawBlock = (sheet: Sheet, block: Block): void => {
  if (block.kind === 'head') drawHead(sheet, block);
  else if (block.kind === 'columns') drawColumns(sheet, block);
  else if (block.kind === 'table') drawTable(sheet, block);
  else if (block.kind === 'text') drawText(sheet, block);
  else sheet.nextPage();
};

/** The bytes of a paper as PDF. Throws a Refusal where it has too many pages or bytes. */
export const draw = (paper: Paper, letters: Letters): Promise<Buffer> => {
  const sheet = openSheet(paper, letters);
  const chunks: Buffer[] = [];
  const whole = new Promise<Buffer>((done, failed) => {
    sheet.doc.on('data', (chunk: Buffer) => chunks.push(chunk));
    sheet.doc.on('end', () => done(Buffer.concat(chunks)));
    sheet.doc.on('error', failed);
  });
  for (const block of paper.blocks) drawBlock(sheet, bounded(block));
  sheet.end();
  return whole;
};

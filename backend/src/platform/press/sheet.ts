/** A page to draw on: where the pen stands, how wide a line is, when the next page begins. */
import PDFDocument from 'pdfkit';
import { Refusal } from '../../kernel/errors.ts';
import { barsOf } from './barcode.ts';
import type { Letters } from './letters.ts';
import { bounds, type Paper } from './paper.ts';

export const margin = 40;
const footer = 30;
export const ink = '#111111';
export const quietInk = '#555555';
export const hairline = '#bbbbbb';

export type Doc = InstanceType<typeof PDFDocument>;
export type Writing = {
  size?: number;
  bold?: boolean;
  colour?: string;
  width: number;
  align?: 'left' | 'right' | 'center';
};
export type Sheet = {
  doc: Doc;
  width: number;
  /** Where the next block begins. */
  y(): number;
  moveTo(y: number): void;
  /** Makes sure of so much room, on a new page where there is not enough. True where one began. */
  room(height: number): boolean;
  nextPage(): void;
  write(text: string, x: number, y: number, how: Writing): number;
  heightOf(text: string, how: Writing): number;
  /** Draws a barcode, where it can be; answers the height it took. */
  barcode(
    text: string | undefined,
    x: number,
    y: number,
    size: { width: number; height: number; align?: Writing['align'] },
  ): number;
  rule(y: number): void;
  /** Writes the feet of all pages and ends the document. */
  end(): void;
};

const tooManyPages = (most: number): Refusal =>
  new Refusal('conflict', 'too_many_pages', `It would have more than ${most} pages: print it in parts`);

/** Opens a paper of A4. `compress`: false so that whoever reads the bytes can follow them. */
export const openSheet = (paper: Paper, letters: Letters): Sheet => {
  const doc = new PDFDocument({
    size: 'A4',
    margins: { top: margin, left: margin, right: margin, bottom: 0 },
    bufferPages: true,
    lang: 'en',
    // What it is called is ours; nobody’s name stands in it.
    info: { Title: paper.title, Producer: 'Gantry', Creator: 'Gantry' },
  });
  doc.registerFont('regular', letters.regular);
  doc.registerFont('bold', letters.bold);
  const width = doc.page.width - 2 * margin;
  const bottom = doc.page.height - margin - footer;
  let y = margin;
  const most = paper.pages ?? bounds.pages;
  let pages = 1;
  let missed = false;
  const miss = (): void => {
    missed = true;
  };
  const styled = ({ size = 9, bold = false, colour = ink }: Writing): void => {
    doc
      .font(bold ? 'bold' : 'regular')
      .fontSize(size)
      .fillColor(colour);
  };
  const optionsOf = ({ width: room, align = 'left' }: Writing) => ({ width: room, align, lineGap: 1 });
  const sheet: Sheet = {
    doc,
    width,
    y: () => y,
    moveTo: (next) => {
      y = next;
    },
    nextPage: () => {
      if (++pages > most) throw tooManyPages(most);
      doc.addPage();
      y = margin;
    },
    room: (height) => {
      if (y + height <= bottom || y === margin) return false;
      sheet.nextPage();
      return true;
    },
    heightOf: (text, how) => {
      if (text === '') return 0;
      styled(how);
      return doc.heightOfString(
        letters.printable(text, () => undefined),
        optionsOf(how),
      );
    },
    write: (text, x, at, how) => {
      if (text === '') return 0;
      const shown = letters.printable(text, miss);
      styled(how);
      const height = doc.heightOfString(shown, optionsOf(how));
      doc.text(shown, x, at, optionsOf(how));
      return height;
    },
    barcode: (text, x, at, { width: room, height, align = 'left' }) => {
      const drawn = text === undefined ? undefined : barsOf(text, room);
      if (!drawn) return 0;
      const from = align === 'right' ? x + room - drawn.width : x;
      doc.fillColor('#000000');
      for (const bar of drawn.bars) doc.rect(from + bar.x, at, bar.width, height);
      doc.fill();
      return height;
    },
    rule: (at) => {
      doc
        .moveTo(margin, at)
        .lineTo(margin + width, at)
        .lineWidth(0.5)
        .strokeColor(hairline)
        .stroke();
    },
    end: () => {
      const foot = doc.page.height - margin - 12;
      for (let page = 0; page < pages; page++) {
        doc.switchToPage(page);
        const told = paper.words.page.replace('{page}', String(page + 1)).replace('{pages}', String(pages));
        sheet.write(told, margin, foot, { size: 8, colour: quietInk, width, align: 'right' });
        if (missed)
          sheet.write(paper.words.unprintable, margin, foot, { size: 7, colour: quietInk, width: width * 0.8 });
      }
      doc.end();
    },
  };
  return sheet;
};

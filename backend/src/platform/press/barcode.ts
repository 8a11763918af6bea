/** Code 128 as bars: what a scanner of the floor reads off a paper. Pure. */
import bwip from 'bwip-js/node';

/** A narrower bar is not read by a hand scanner; a wider one wastes room. In points, of which a millimetre has 2.83. */
const narrowest = 0.54;
const widest = 0.9;
/** Blank modules that a reader needs before and behind. */
const quiet = 10;

/** Bars from left to right in points, and how wide all of it is with the blanks around. */
export type Bars = { bars: { x: number; width: number }[]; width: number };

/** The bars of a text in so much room; undefined where it has signs that no Code 128 has, or would be too fine to be read. */
export const barsOf = (text: string, room: number): Bars | undefined => {
  if (!/^[\x20-\x7e]{1,60}$/.test(text)) return undefined;
  const [symbol] = bwip.raw({ bcid: 'code128', text });
  const widths = symbol && 'sbs' in symbol ? [...symbol.sbs] : [];
  const modules = widths.reduce((sum, width) => sum + width, 0) + 2 * quiet;
  const module = Math.min(widest, room / modules);
  if (widths.length === 0 || module < narrowest) return undefined;
  let x = quiet * module;
  const bars = widths.flatMap((width, i) => {
    const bar = { x, width: width * module };
    x += width * module;
    // Bars and blanks take turns, and a symbol begins with a bar.
    return i % 2 === 0 ? [bar] : [];
  });
  return { bars, width: modules * module };
};

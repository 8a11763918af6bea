/** Reads Code 128 off the bars that a page draws: the reader of the tests, made of the standard's table alone. */

/** Widths of bar, blank, bar, blank, bar, blank by value; 103 to 105 begin a symbol in set A, B, C. */
const table =
  '212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 114311 411113 411311 113141 114131 311141 411131 211412 211214 211232'.split(
    ' ',
  );
const stop = '2331112';

type Bar = { x: number; y: number; width: number };

/** Symbols among the rectangles of a drawing: bars that stand in one row, from left to right. */
export const bars = (drawn: string): Bar[][] => {
  const all = [...drawn.matchAll(/(-?[\d.]+) (-?[\d.]+) ([\d.]+) ([\d.]+) re\b/g)].map(([, x, y, width, height]) => ({
    x: Number(x),
    y: Number(y),
    width: Number(width),
    height: Number(height),
  }));
  return [
    ...Map.groupBy(
      all.filter(({ height }) => height === 26),
      ({ y }) => y,
    ).values(),
  ].map((row) => row.toSorted((a, b) => a.x - b.x));
};

const charactersOf = (widths: string): number[] => {
  const values: number[] = [];
  for (let at = 0; at < widths.length - stop.length; at += 6) values.push(table.indexOf(widths.slice(at, at + 6)));
  return values;
};

/** The text of a symbol. Throws where it is none: a wrong width, a wrong check digit, no end. */
export const readCode128 = (symbol: readonly Bar[]): string => {
  const module = Math.min(...symbol.map(({ width }) => width));
  const widths = symbol
    .flatMap(({ x, width }, i) => {
      const next = symbol[i + 1];
      return next ? [width, next.x - x - width] : [width];
    })
    .map((width) => Math.round(width / module))
    .join('');
  if (!widths.endsWith(stop)) throw new Error(`no end: ${widths}`);
  const [start = -1, ...values] = charactersOf(widths);
  const check = values.pop();
  if (values.reduce((sum, value, i) => sum + value * (i + 1), start) % 103 !== check)
    throw new Error('wrong check digit');
  let set = { 103: 'A', 104: 'B', 105: 'C' }[start];
  let text = '';
  for (const value of values) {
    if (value === 99 && set !== 'C') set = 'C';
    else if (value === 100 && set !== 'B') set = 'B';
    else if (set === 'C') text += String(value).padStart(2, '0');
    else text += String.fromCharCode(value + 32);
  }
  return text;
};

/** CSV that any reader takes, and that runs nothing. */
import { expect, it } from 'vitest';
import { toCsv } from './csv.ts';

it('quotes what needs it, leaves numbers alone and runs no formula', () => {
  expect(
    toCsv(
      ['a', 'b'],
      [
        ['x,"y"', -1.5],
        ['=SUM(A1)', null],
        ['two\nlines', 0],
      ],
    ),
  ).toBe('a,b\r\n"x,""y""",-1.5\r\n\'=SUM(A1),\r\n"two\nlines",0\r\n');
});

it('runs none that begins as a spreadsheet of another country takes it, or on a second line', () => {
  expect(toCsv(['a'], [['＝1+1'], ['\n=1+1']])).toBe('a\r\n\'＝1+1\r\n"\'\n=1+1"\r\n');
});

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

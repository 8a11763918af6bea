/** Where a text stops being JSON, and names given twice. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { firstFault, repeatedNames } from './json-text.ts';

it.each([
  ['', 1, 1, 'a value'],
  ['{"a":', 1, 6, 'a value'],
  ['{"a":NaN}', 1, 6, 'a value'],
  ['{"a":1,}', 1, 8, 'a name in quotes'],
  ['{a:1}', 1, 2, 'a name in quotes or }'],
  ['{"a" 1}', 1, 6, ':'],
  ['[1,2', 1, 5, ', or ]'],
  ['\n\n{"b":\n 1 ; }', 4, 4, ', or }'],
  ['{"a":1}x', 1, 8, 'the end'],
  ['{"a":"b\nc"}', 1, 8, 'the rest of a text in quotes'],
  ['{"a":"\\x"}', 1, 7, 'the rest of a text in quotes'],
  ['01', 1, 1, 'a value'],
])('%j stops being JSON', (text, line, column, expected) => {
  expect(firstFault(text)).toEqual({ line, column, expected });
  expect(() => JSON.parse(text)).toThrow();
});

it('finds a fault exactly where the parser does', () => {
  const pieces = fc.array(
    fc.constantFrom('{', '}', '[', ']', ':', ',', '"a"', '"', '1', '-', '.5', 'e3', 'true', 'nul', ' ', '\\'),
  );
  const parses = (text: string): boolean => {
    try {
      JSON.parse(text);
      return true;
    } catch {
      return false;
    }
  };
  fc.assert(
    fc.property(
      fc.oneof(
        pieces.map((parts) => parts.join('')),
        fc.json(),
      ),
      (text) => {
        expect(firstFault(text) === undefined).toBe(parses(text));
      },
    ),
    { numRuns: 2_000 },
  );
});

it('names what an object gives more than once, by its path', () => {
  expect(repeatedNames('{"a":1,"a":2}')).toEqual(['a']);
  expect(repeatedNames('{"l":[{"x":1},{"x":1,"\\u0078":2}],"m":{"l":1},"l":3}')).toEqual(['l.1.x', 'l']);
  expect(repeatedNames('{"a":{"a":[{"a":1},{"a":1}]},"b":"\\"a\\":1,\\"a\\":2"}')).toEqual([]);
});

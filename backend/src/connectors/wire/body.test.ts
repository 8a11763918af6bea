/** What a body is instead of JSON is said in one line that a person understands. */
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { readBody } from './body.ts';
import { listOf } from './json.ts';

it.each([
  ['', 'empty'],
  [' \r\n', 'empty'],
  ['<!DOCTYPE html><html></html>', 'markup'],
  [gzipSync('{}'), 'gzip'],
  [Buffer.from('{"a":1}', 'utf16le'), 'encoding'],
])('%j is no JSON', (sent, word) => {
  const read = readBody(Buffer.from(sent as string));
  expect('error' in read ? read.error : '').toContain(word);
});
it('a byte order mark, blanks and line ends of any kind do not matter', () => {
  expect(readBody(Buffer.from('\uFEFF\r\n{"a":\r\n1}\r\n'))).toEqual({ body: { a: 1 } });
});
it('a list has no nothings in it: they are what gateways make of empty elements', () => {
  expect(listOf([{}, null, '', { a: 1 }, [], 0])).toEqual([{ a: 1 }, [], 0]);
  expect([undefined, null, '', {}, []].flatMap((none) => listOf(none))).toEqual([]);
  expect(listOf({ a: 1 })).toEqual([{ a: 1 }]);
});

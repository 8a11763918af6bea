/** What actors remember: the last word on each entry survives, whatever the crash left of the last line. */
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { openBook } from './book.ts';

const schema = z.object({ told: z.number() });
let path = '';
let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'book-'));
  path = join(home, 'deep', 'parcels.jsonl');
});
afterEach(() => rmSync(home, { recursive: true }));

it('what was saved is there again; what was deleted or not saved is not', () => {
  const book = openBook(path, { schema });
  for (const [key, told] of [
    ['a', 1],
    ['b', 2],
    ['c', 3],
  ] as const)
    book.set(key, { told });
  book.delete('b');
  book.set('a', { told: 10 });
  book.save();
  book.set('d', { told: 4 });
  const again = openBook(path, { schema });
  expect([...again.values()]).toEqual([{ told: 10 }, { told: 3 }]);
  expect([again.get('b'), again.get('d')]).toEqual([undefined, undefined]);
});

it('a line that a crash cut short loses itself and nothing before it', () => {
  const book = openBook(path, { schema });
  book.set('a', { told: 1 });
  book.save();
  appendFileSync(path, '["b",{"to');
  expect([...openBook(path, { schema }).values()]).toEqual([{ told: 1 }]);
});

it('opening forgets what is not worth keeping, and writes the rest anew, one line each', () => {
  const book = openBook(path, { schema });
  for (let told = 0; told < 20; told++) {
    book.set('a', { told });
    book.set(`old${told}`, { told: -1 });
    book.save();
  }
  const again = openBook(path, { schema, keep: ({ told }) => told >= 0 });
  expect(again.size()).toBe(1);
  expect(readFileSync(path, 'utf8')).toBe('["a",{"told":19}]\n');
});

it('goes on from memory where nothing can be written, and is whole when it can be again', () => {
  const book = openBook(path, { schema });
  book.set('a', { told: 1 });
  book.save();
  // Half a line, as a full disk leaves it, and a file that cannot be written to.
  appendFileSync(path, '["b",{"to');
  renameSync(path, `${path}.aside`);
  mkdirSync(path);
  book.set('b', { told: 2 });
  expect(() => book.save()).toThrow('EISDIR');
  expect(book.get('b')).toEqual({ told: 2 });
  rmSync(path, { recursive: true });
  renameSync(`${path}.aside`, path);
  book.save();
  expect([...openBook(path, { schema }).values()]).toEqual([{ told: 1 }, { told: 2 }]);
});

it('opens where nothing can be written', () => {
  mkdirSync(`${path}.new`, { recursive: true });
  const book = openBook(path, { schema });
  book.set('a', { told: 1 });
  expect(() => book.save()).toThrow('EISDIR');
  rmSync(`${path}.new`, { recursive: true });
  book.save();
  expect([...openBook(path, { schema }).values()]).toEqual([{ told: 1 }]);
});

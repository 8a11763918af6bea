/** Heads beside the database under attack: what a file says that was cut short, put back, forged, moved, or written by two. */
import { appendFileSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { genesis, headHash } from './hashing.ts';
import { headBookOf } from './head-book.ts';
import { addHeads, addRestored, lastNumberIn, readHeadLines } from './head-file.ts';
import type { Head } from './heads.ts';

const [secret, stranger] = ['ab'.repeat(32), 'cd'.repeat(32)];
const folderOf = (): string => mkdtempSync(join(tmpdir(), 'gantry-heads-'));
const minute = (n: number): Date => new Date(Date.UTC(2026, 4, 31, 23, 57 + n));

const headsAt = (...at: readonly Date[]): Head[] => {
  const heads: Head[] = [];
  for (const [i, one] of at.entries()) {
    const before = heads.at(-1)?.hash ?? genesis.toString('hex');
    const content = { number: i + 1, at: one.toISOString(), seq: 10 * (i + 1), day: null, heads: [], before };
    heads.push({ ...content, hash: headHash(content).toString('hex') });
  }
  return heads;
};
const heads = headsAt(...[0, 1, 2, 3, 4, 5].map(minute));
const kept = (...parts: readonly (readonly Head[])[]): string => {
  const folder = folderOf();
  for (const part of parts) addHeads(folder, secret, part);
  return folder;
};
const book = (folder: string, secrets = [secret]) => headBookOf(readHeadLines(folder), secrets);
const texts = (folder: string) => book(folder).faults.map(({ text }) => text);
const numbers = (folder: string) => [...book(folder).heads.keys()];

describe('the place of a line', () => {
  it('stays at the end when the clock goes back over the end of a month', () => {
    const back = headsAt(minute(4), minute(5), minute(-56), minute(-55));
    const folder = folderOf();
    for (const head of back) {
      addHeads(folder, secret, [head]);
      expect(lastNumberIn(folder)).toBe(head.number);
    }
    expect(book(folder)).toMatchObject({ faults: [], unknown: 0 });
    expect(numbers(folder)).toEqual([1, 2, 3, 4]);
  });

  it('is that of the month before while the first line of a month was cut short', () => {
    const folder = kept(heads.slice(0, 3));
    appendFileSync(join(folder, '2026-06.jsonl'), '{"number":4,"at":"2026-06');
    expect(lastNumberIn(folder)).toBe(3);
    addHeads(folder, secret, heads.slice(3));
    expect(texts(folder)).toEqual([]);
    expect(numbers(folder)).toEqual([1, 2, 3, 4, 5, 6]);
    writeFileSync(join(folder, '2026-07.jsonl'), '');
    expect(lastNumberIn(folder)).toBe(6);
  });

  it('may be behind later ones where two workers of a home write the same', () => {
    const folder = kept(heads.slice(0, 5), heads.slice(3, 4), heads.slice(5));
    expect(texts(folder)).toEqual([]);
    expect(numbers(folder)).toEqual([1, 2, 3, 4, 5, 6]);
  });
});

describe('a line that takes heads back', () => {
  const back = { why: 'a backup', at: minute(9), head: heads[1] };

  it.each([[secret], ['ef'.repeat(32)]])('takes nothing back where the tower did not sign it', (own) => {
    const folder = kept(heads);
    addRestored(folder, stranger, back);
    const found = book(folder, [own]);
    expect(found.faults[0]?.text).toContain('the line that goes back to head 2');
    expect(found).toMatchObject({ aside: 0 });
    expect(found.heads.size).toBe(6);
  });

  it('is written behind what is no line as well: a restore is not stopped by it', () => {
    const folder = kept(heads);
    appendFileSync(join(folder, '2026-06.jsonl'), 'rubbish\n');
    addRestored(folder, secret, back);
    expect(() => readHeadLines(folder)).toThrow('is no head of a log');
  });

  it('counts once, and where it was written', () => {
    const folder = kept(heads.slice(0, 4));
    addRestored(folder, secret, back);
    addHeads(folder, secret, heads.slice(2));
    expect(book(folder)).toMatchObject({ aside: 2, faults: [] });
    const [line] = readHeadLines(folder).filter((one) => 'restored' in one);
    const newest = join(folder, readdirSync(folder).sort().at(-1) ?? '');
    appendFileSync(newest, `${JSON.stringify(line)}\n`);
    expect(texts(folder)).toEqual(['the line that goes back to head 2 does not stand where it was written']);
    expect(numbers(folder)).toEqual([1, 2, 3, 4, 5, 6]);
  });
});

describe('a line of an unknown key', () => {
  it('is older than the present key, or forged', () => {
    const rotated = folderOf();
    addHeads(rotated, stranger, heads.slice(0, 3));
    addHeads(rotated, secret, heads.slice(3));
    expect(book(rotated)).toMatchObject({ unknown: 3, faults: [] });
    const forged = kept(heads.slice(0, 3));
    addHeads(forged, stranger, heads.slice(3, 4));
    expect(texts(forged)).toContain('the line of head 4 is not what this tower signed');
  });

  it('is never the newest, unless nobody has a key to check it by', () => {
    const folder = folderOf();
    addHeads(folder, stranger, heads);
    expect(texts(folder)).toEqual(['the newest line of the file is signed by a key that is not at hand']);
    expect(book(folder, [])).toMatchObject({ unknown: 6, faults: [] });
  });
});

/** The list of erasures on the disk: whole lines count, a last one that was cut short never did. */
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { addToErasureList, erasureListOf, joined, missingIn, readErasureList } from './erasures.ts';

const one = { subject: 'sub_1', merchant: 'main', at: '2026-11-28T05:00:00.000Z', keys: ['pdk_1'] };
const two = { subject: 'sub_2', merchant: 'main', at: '2026-11-28T06:00:00.000Z', keys: [] };

let home = '';
let path = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'erasures-'));
  path = erasureListOf(join(home, 'not-there-yet'));
});
afterEach(() => rmSync(home, { recursive: true }));

it('is added to, and readable by its owner alone', () => {
  expect(readErasureList(path)).toEqual([]);
  addToErasureList(path, [one]);
  addToErasureList(path, [two]);
  expect(readErasureList(path)).toEqual([one, two]);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});
it('goes on behind the last whole line', () => {
  addToErasureList(path, [one]);
  appendFileSync(path, '{"subject":"sub_');
  expect(readErasureList(path)).toEqual([one]);
  addToErasureList(path, [two]);
  expect(readErasureList(path)).toEqual([one, two]);
  expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(3);
});
it('that was tampered with is an error, not a shorter list', () => {
  addToErasureList(path, [one]);
  appendFileSync(path, '{"subject":"sub_9"}\n');
  expect(() => readErasureList(path)).toThrow('line 2');
});
it('joined with others has each once', () => {
  expect(joined([one], [two, { ...one, keys: [] }]).map(({ subject }) => subject)).toEqual(['sub_1', 'sub_2']);
  expect(missingIn([one], [one, two])).toEqual([two]);
});

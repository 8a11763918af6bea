/** A list can be read out of an address and written into it. */
import { expect, it } from 'vitest';
import { nextSort, readList, withList } from './list-address.ts';

it('reads what it knows and leaves out what is empty', () => {
  expect(readList('?flag=late&status=&sort=-scans&cursor=c1&other=1', ['flag', 'status'])).toEqual({
    filters: { flag: 'late' },
    sort: { key: 'scans', descending: true },
    cursor: 'c1',
  });
  expect(readList('?codes.sort=code&sort=name', [], { prefix: 'codes' }).sort).toEqual({
    key: 'code',
    descending: false,
  });
});

it('starts at the first page again unless the page is what changes', () => {
  expect(withList('?flag=late&cursor=c1', { status: 'delayed' })).toBe('?flag=late&status=delayed');
  expect(withList('?flag=late&cursor=c1', { cursor: 'c2' })).toBe('?flag=late&cursor=c2');
  expect(withList('?flag=late', { flag: '' })).toBe('');
  expect(withList('?sort=name', { sort: 'code' }, { prefix: 'codes' })).toBe('?sort=name&codes.sort=code');
});

it('orders by a head: first as one looks for it, then the other way, then as it comes', () => {
  expect(nextSort(null, { key: 'name' })).toBe('name');
  expect(nextSort({ key: 'name', descending: false }, { key: 'name' })).toBe('-name');
  expect(nextSort({ key: 'name', descending: true }, { key: 'name' })).toBe('');
  expect(nextSort({ key: 'name', descending: true }, { key: 'scans', num: true })).toBe('-scans');
  expect(nextSort({ key: 'scans', descending: true }, { key: 'scans', num: true })).toBe('scans');
});

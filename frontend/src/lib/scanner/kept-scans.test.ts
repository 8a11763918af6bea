/** Scans that wait are found again in their order, each person's apart, and what is no scan is passed over. */
import { expect, it } from 'vitest';
import { type KeptScan, keptScans, scanNames } from './kept-scans.ts';

const shelfOf = () => {
  const held = new Map<string, string>();
  return {
    get length() {
      return held.size;
    },
    key: (i: number) => [...held.keys()][i] ?? null,
    getItem: (name: string) => held.get(name) ?? null,
    setItem: (name: string, text: string) => void held.set(name, text),
    removeItem: (name: string) => void held.delete(name),
  };
};
const scan = (clientScanId: string, at: number): KeptScan => ({
  clientScanId,
  call: 'pick',
  params: { fulfillmentId: 'ful_1' },
  body: { barcode: '4006381333931' },
  merchant: 'main',
  at,
  read: '4006381333931',
});

it('gives back what was kept, oldest first, to whose it is', () => {
  const shelf = shelfOf();
  const [ana, tomas] = [keptScans(() => shelf, 'per_ana'), keptScans(() => shelf, 'per_tomas')];
  for (const [id, at] of [
    ['c', 3],
    ['a', 3],
    ['b', 2],
  ] as const)
    ana.keep(scan(id, at));
  tomas.keep(scan('t', 1));
  expect(ana.all().map(({ clientScanId }) => clientScanId)).toEqual(['b', 'a', 'c']);
  ana.drop({ clientScanId: 'a' });
  expect(keptScans(() => shelf, 'per_ana').all()).toEqual([scan('b', 2), scan('c', 3)]);
  expect(tomas.all()).toEqual([scan('t', 1)]);
});

it('passes over what is no scan', () => {
  const shelf = shelfOf();
  shelf.setItem('gantry.scan.per_ana.x', '{');
  shelf.setItem('gantry.scan.per_ana.y', '{"clientScanId":"y","call":"delete_all","params":{},"body":{},"at":1}');
  shelf.setItem('gantry.sidebar', 'wide');
  expect(keptScans(() => shelf, 'per_ana').all()).toEqual([]);
});

it('names scans in the order they were made', () => {
  let now = 1_796_000_000_000;
  const next = scanNames(
    () => now,
    () => 'f0',
  );
  const names = [next(), next()];
  now += 1;
  names.push(next());
  expect(new Set(names).size).toBe(3);
  expect([...names].sort()).toEqual(names);
  expect(names.every((name) => name.length <= 80)).toBe(true);
});

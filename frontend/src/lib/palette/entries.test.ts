/** What the palette proposes: the best page first, nothing that fits only what was typed before, the exact number on top. */
import { expect, it } from 'vitest';
import { type Entry, grouped, pagesLike, stillFits } from './entries.ts';

const entry = (label: string, detail = '', kind: Entry['kind'] = 'page'): Entry => ({
  kind,
  key: label,
  label,
  detail,
  href: '/',
});
const labels = (entries: readonly Entry[]) => entries.map(({ label }) => label);
const pages = [
  entry('Status maps'),
  entry('Carriers', 'How each carrier is connected'),
  entry('Settings'),
  entry('Brands', 'Tracking page'),
];

it('puts pages that begin like it before those that only have it', () => {
  expect(labels(pagesLike(pages, 's'))).toEqual(['Status maps', 'Settings', 'Carriers', 'Brands']);
  expect(labels(pagesLike(pages, ' MAP '))).toEqual(['Status maps']);
  expect(labels(pagesLike(pages, 'connected'))).toEqual(['Carriers']);
  expect(labels(pagesLike(pages, 'co'))).toEqual([]);
  expect(pagesLike(pages, '')).toHaveLength(4);
});

it('drops what fitted less text', () => {
  const found = [entry('ORD-51', 'Lyon', 'order'), entry('ORD-60', 'from SHOP-5199', 'order')];
  expect(labels(stillFits(found, 'ord-5'))).toEqual(['ORD-51']);
  expect(labels(stillFits(found, '5199'))).toEqual(['ORD-60']);
});

it('puts the group with exactly that on top, and leaves empty ones out', () => {
  const groups = [
    { kind: 'page' as const, title: '', entries: [] },
    { kind: 'order' as const, title: '', entries: [entry('A1-2', '', 'order')] },
    { kind: 'product' as const, title: '', entries: [entry('a1', '', 'product')] },
  ];
  expect(grouped(groups, 'A1').map(({ kind }) => kind)).toEqual(['product', 'order']);
  expect(grouped(groups, 'x').map(({ kind }) => kind)).toEqual(['order', 'product']);
});

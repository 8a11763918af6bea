/** The way back through pages that only lead forward. */
import { expect, it } from 'vitest';
import { PageTrail } from './page-trail.ts';

it('knows the page before as soon as somebody has come from there; the newest has its own way', () => {
  const trail = new PageTrail('test');
  trail.follow(null, 'p1');
  trail.follow('p1', 'p2');
  trail.follow('p2', 'p3');
  const back = (cursor: string) => trail.before(cursor, (at) => `?cursor=${at}`);
  expect([back('p3'), back('p2'), back('p1'), back('from-elsewhere')]).toEqual([
    '?cursor=p2',
    '?cursor=p1',
    null,
    null,
  ]);
});

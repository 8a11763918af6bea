/** The timeline: its order, its filters, pages that new entries do not move, an entry that an address names. */
import { describe, expect, it } from 'vitest';
import { compare, type Head, insistOnKinds, pageOf, passes, speaksOf } from './timeline.ts';

const head = (entryId: string, second: number, change: Partial<Head> = {}): Head => ({
  entryId,
  recordedAt: `2026-11-28T10:00:0${second}.000Z`,
  kind: 'status',
  actorId: 'system:orders',
  about: {},
  ...change,
});
const ids = (heads: readonly Head[]): string[] => heads.map(({ entryId }) => entryId);
const oldest = { first: 'oldest', limit: 2 } as const;

describe('the timeline', () => {
  it('stands in the order of the log, and what is kept beside it after it', () => {
    const all = [head('whk_a', 1), head('evt_10', 1), head('evt_9', 1), head('evt_1', 2)];
    expect(ids([...all].sort(compare))).toEqual(['evt_9', 'evt_10', 'whk_a', 'evt_1']);
  });

  it('is cut into pages that entries which come meanwhile do not move', () => {
    const all = [head('evt_1', 1), head('evt_2', 2), head('evt_3', 3)];
    const { items, nextCursor } = pageOf(all, oldest);
    const more = [...all, head('evt_4', 4), head('evt_5', 0)];
    const next = pageOf(more, { ...oldest, ...(nextCursor ? { cursor: nextCursor } : {}) });
    expect([ids(items), ids(next.items), next.nextCursor]).toEqual([['evt_1', 'evt_2'], ['evt_3', 'evt_4'], null]);
  });

  it('begins with the newest where it is asked to', () => {
    const all = [head('evt_1', 1), head('evt_2', 2), head('evt_3', 3)];
    const { items, nextCursor } = pageOf(all, { first: 'newest', limit: 2 });
    const next = pageOf(all, { first: 'newest', limit: 2, ...(nextCursor ? { cursor: nextCursor } : {}) });
    expect([ids(items), ids(next.items)]).toEqual([['evt_3', 'evt_2'], ['evt_1']]);
  });

  it('reaches through an entry that is named, with its whole page; one that is not there is passed over', () => {
    const all = [1, 2, 3, 4, 5].map((n) => head(`evt_${n}`, n));
    expect(ids(pageOf(all, { ...oldest, through: 'evt_3' }).items)).toEqual(['evt_1', 'evt_2', 'evt_3', 'evt_4']);
    expect(ids(pageOf(all, { ...oldest, through: 'evt_99' }).items)).toEqual(['evt_1', 'evt_2']);
  });

  it('is filtered by kind, time, actor and part, in any spelling', () => {
    const one = head('evt_1', 1, { kind: 'call', actorId: 'prs_1', about: { trackingNumber: '1Z 999-A' } });
    const passed = (query: Parameters<typeof passes>[0]) => passes(query)(one);
    expect([passed({ kind: 'call,status' }), passed({ kind: 'status' })]).toEqual([true, false]);
    expect([passed({ actor: 'prs_1' }), passed({ actor: 'prs_2' })]).toEqual([true, false]);
    expect([passed({ about: '1z999a' }), passed({ about: '1z999' })]).toEqual([true, false]);
    expect([passed({ from: '2026-11-28T11:00:01+01:00' }), passed({ until: '2026-11-28T10:00:01Z' })]).toEqual([
      true,
      false,
    ]);
  });

  it('finds words in any case, all of them, and refuses kinds that there are none of', () => {
    expect(speaksOf('PLACED shop', ['Placed through shop', null])).toBe(true);
    expect(speaksOf('placed phone', ['Placed through shop', null])).toBe(false);
    expect(() => insistOnKinds('call,gossip', ['call'])).toThrow();
    expect(() => insistOnKinds('call', ['call'])).not.toThrow();
  });
});

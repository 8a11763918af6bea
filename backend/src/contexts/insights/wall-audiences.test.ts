/** Who looks at the wall, and what each audience is told: its own, without a gap, and not each time that others' things move. */
import { describe, expect, it } from 'vitest';
import { createAudiences, type OwnedParcel, tellOf } from './wall-audiences.ts';
import type { OwnedTick } from './wall-ticks.ts';

const parcel = (id: string, merchant: string): OwnedParcel => Object.assign(Object.create(null), { id, merchant });
const tick = (seq: number, merchant: string): OwnedTick => ({
  seq,
  merchant,
  at: '',
  name: '',
  ref: '',
  text: '',
  status: null,
});
const crowd = (inside: Set<string>) => createAudiences({ listeners: (room) => (inside.has(room) ? 1 : 0) }, 10);

describe('audiences', () => {
  it('are those who see the same merchants, in whatever order they are named', () => {
    const audiences = crowd(new Set());
    expect(audiences.roomOf(null, 10)).toBe('wall');
    expect(audiences.roomOf(['b', 'a'], 10)).toBe(audiences.roomOf(['a', 'b'], 10));
    expect(audiences.roomOf(['a'], 10)).not.toBe(audiences.roomOf(['a', 'b'], 10));
  });
  it('are heard while somebody is in them; whoever comes after that begins where the log is by then', () => {
    const inside = new Set<string>();
    const audiences = crowd(inside);
    const room = audiences.roomOf(['a'], 12);
    expect(audiences.heard()).toEqual([]);
    audiences.roomOf(['a'], 12);
    inside.add(room);
    expect(audiences.heard()).toMatchObject([{ room, told: 12 }]);
    audiences.roomOf(['a'], 20);
    expect(audiences.heard()).toMatchObject([{ told: 12 }]);
    inside.clear();
    audiences.roomOf(['a'], 30);
    inside.add(room);
    expect(audiences.heard()).toMatchObject([{ told: 30 }]);
  });
});

describe('what an audience is told', () => {
  const audience = (merchants: string[] | null) => ({ room: '', merchants, told: 10, at: 0, standing: null });
  const about = { moved: [parcel('p', 'a'), parcel('q', 'b')], standing: null, now: 100 };
  const due = (to: number, ...ticks: OwnedTick[]) => ({ to, ticks });
  it('are its own parcels and ticks, without whose they are', () => {
    const told = tellOf(audience(['a']), due(14, tick(13, 'a'), tick(14, 'b')), about);
    expect(told).toMatchObject({ from: 10, to: 14, parcels: [{ id: 'p' }], ticks: [{ seq: 13 }] });
    expect(JSON.stringify(told)).not.toContain('merchant');
    expect(tellOf(audience(null), due(14, tick(13, 'a'), tick(14, 'b')), about)).toMatchObject({
      parcels: [{ id: 'p' }, { id: 'q' }],
      ticks: [{ seq: 13 }, { seq: 14 }],
    });
  });
  it('covers what was others’ with the next that is its own, or once a second', () => {
    const one = audience(['c']);
    expect(tellOf(one, due(12), about)).toBeUndefined();
    expect(tellOf(one, due(13), { ...about, now: 999 })).toBeUndefined();
    expect(tellOf(one, due(14), { ...about, now: 1_000 })).toMatchObject({ from: 10, to: 14, parcels: [], ticks: [] });
    expect(tellOf(one, due(15, tick(15, 'c')), { ...about, now: 1_001 })).toMatchObject({ from: 14, to: 15 });
  });
  it('of all merchants, is every move of the log at once', () => {
    const all = audience(null);
    expect(tellOf(all, due(12), { ...about, moved: [] })).toMatchObject({ from: 10, to: 12 });
    expect(tellOf(all, due(12), { ...about, moved: [] })).toBeUndefined();
  });
  it('is at once that the log stands, and that it goes on', () => {
    const one = { ...audience(['a']), at: 100 };
    const stands = { moved: [], standing: 'log_stands', now: 101 } as const;
    expect(tellOf(one, due(10), stands)).toBeDefined();
    expect(tellOf(one, due(10), stands)).toBeUndefined();
    expect(tellOf(one, due(10), { ...stands, standing: null })).toBeDefined();
  });
});

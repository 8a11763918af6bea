/** Parcels between two scans: where they are drawn, who is counted, who leaves. */
import type { WallParcel } from '@gantry/shared/api/wall';
import { describe, expect, it } from 'vitest';
import { moveField, newField, shareOf, syncField } from './parcel-features.ts';

const start = Date.parse('2026-05-13T10:00:00Z');
const hour = 3_600_000;
const parcel = (id: string, more: Partial<WallParcel> = {}): WallParcel => ({
  id,
  seq: 1,
  status: 'in_transit',
  carrier: 'ups',
  at: { latitude: 40, longitude: 0 },
  since: new Date(start).toISOString(),
  to: { latitude: 50, longitude: 20 },
  arriving: new Date(start + 10 * hour).toISOString(),
  gone: false,
  ...more,
});
const field = (...parcels: WallParcel[]) => {
  const made = newField();
  syncField(made, new Map(parcels.map((one) => [one.id, one])));
  return made;
};

describe('shareOf', () => {
  it('goes with the time and stops short of the goal', () => {
    expect(shareOf(0, 100, 25)).toBe(0.25);
    expect(shareOf(0, 100, 500)).toBe(0.97);
    expect(shareOf(0, 100, -5)).toBe(0);
    expect(shareOf(0, null, 50)).toBe(0);
    expect(shareOf(100, 100, 100)).toBe(0);
  });
});

describe('moveField', () => {
  it('moves along the line and says how far', () => {
    const made = field(parcel('a'));
    expect(moveField(made, start + 5 * hour)).toBeCloseTo(10);
    expect(made.calm[0]?.geometry.coordinates).toEqual([10, 45]);
    expect(moveField(made, start + 5 * hour)).toBe(0);
  });
  it('leaves a parcel without an arrival where it is', () => {
    const made = field(parcel('a', { arriving: null }));
    moveField(made, start + 5 * hour);
    expect(made.calm[0]?.geometry.coordinates).toEqual([0, 40]);
  });
});

describe('syncField', () => {
  it('sets those apart that somebody should look at, and counts by meaning', () => {
    const made = field(parcel('a'), parcel('b', { status: 'exception' }), parcel('c', { status: 'delayed' }));
    expect([made.calm.length, made.attention.length]).toEqual([1, 2]);
    expect([made.counts.moving, made.counts.problem, made.counts.at_risk]).toEqual([1, 1, 1]);
  });
  it('keeps the feature of a parcel that did not change and drops who left', () => {
    const a = parcel('a');
    const made = field(a, parcel('b'));
    const kept = made.calm[0];
    syncField(made, new Map([['a', a]]));
    expect(made.calm[0]).toBe(kept);
    expect([...made.moving.keys()]).toEqual(['a']);
  });
});

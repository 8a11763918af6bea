/** What the wall says of work against the next cutoff. */
import { expect, it } from 'vitest';
import { byNeed, endOf, stagesOf } from './floor-ends.ts';

const work = {
  remainingUnits: 30,
  projectedAt: '2026-11-28T15:00:00.000Z',
  cutoffAt: '2026-11-28T16:30:00.000Z',
  atRisk: false,
};

it('says how long before or after the cutoff work ends, and what is not known', () => {
  expect([
    endOf(work),
    endOf({ ...work, projectedAt: '2026-11-28T18:30:00.000Z', atRisk: true }),
    endOf({ ...work, remainingUnits: 0 }),
    endOf({ ...work, projectedAt: null, atRisk: null }),
    endOf({ ...work, cutoffAt: null, atRisk: null }),
    endOf(work, 'paused'),
  ]).toEqual([
    { text: '1 h 30 m to spare', meaning: 'delivered' },
    { text: '2 h 00 m late', meaning: 'at_risk' },
    { text: 'nothing to pack', meaning: 'waiting' },
    { text: 'no pace yet', meaning: 'waiting' },
    { text: 'no cutoff', meaning: 'moving' },
    { text: 'paused', meaning: 'stuck' },
  ]);
});

it('puts first the stations that end late, then those that have most to pack; idle ones last, in the order they came', () => {
  const station = { ...work, warehouse: 'mad', state: 'open' as const, activeOrders: 1, unitsPerHour: 20 };
  const stations = [
    { ...station, station: 'a', name: 'A', remainingUnits: 0, activeOrders: 0 },
    { ...station, station: 'b', name: 'B', remainingUnits: 0, activeOrders: 0 },
    { ...station, station: 'c', name: 'C', remainingUnits: 40 },
    { ...station, station: 'd', name: 'D', remainingUnits: 5, atRisk: true },
  ];
  expect(byNeed(stations).map((one) => one.station)).toEqual(['d', 'c', 'a', 'b']);
});

it('counts what is taken up and not begun as pending', () => {
  const backlog = (['held', 'pending', 'processing', 'picking', 'packing', 'ready'] as const).map((stage, i) => ({
    stage,
    count: i + 1,
    aged: 0,
  }));
  expect(stagesOf(backlog).map(({ name, count }) => [name, count])).toEqual([
    ['Pending', 5],
    ['Picking', 4],
    ['Packing', 5],
    ['Ready', 6],
  ]);
});

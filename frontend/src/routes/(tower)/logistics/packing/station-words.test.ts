/** How the work of a station ends, in words: known or not, before the cutoff or after it. */
import { expect, it } from 'vitest';
import { endWords, rateWords, sharesOf } from './station-words.ts';

const pace = {
  remainingUnits: 30,
  unitsPerHour: 20,
  ordersPerHour: 8,
  projectedAt: '2026-11-28T15:30:00.000Z',
  nextCutoff: { carrier: 'ups', at: '2026-11-28T16:30:00.000Z' },
  atRisk: false,
};

it.each([
  [{}, '1 h 00 m before the cutoff', 'delivered'],
  [{ projectedAt: '2026-11-28T17:15:00.000Z', atRisk: true }, '45 min after the cutoff', 'at_risk'],
  [{ projectedAt: null, unitsPerHour: null, atRisk: null }, 'end not known yet', 'waiting'],
  [{ nextCutoff: null, atRisk: null }, 'no cutoff ahead', 'moving'],
  [{ remainingUnits: 0, projectedAt: null, atRisk: null }, 'nothing to pack', 'waiting'],
] as const)('of %o says %s', (over, text, meaning) => {
  expect(endWords({ ...pace, ...over })).toEqual({ text, meaning });
});

it('says no number for a pace that nobody knows', () => {
  expect(rateWords(null, 'units')).toBe('no pace yet');
  expect(rateWords(41.26, 'units')).toBe('41.3 units/h');
});

it('draws bars against the longest, also where nobody has anything', () => {
  const at = (station: string, activeOrders: number) => ({ station, activeOrders });
  expect([...sharesOf([at('a', 8), at('b', 4), at('c', 0)]).values()]).toEqual([1, 0.5, 0]);
  expect([...sharesOf([at('a', 0)]).values()]).toEqual([0]);
});

/** Periods become days, and filters become constant SQL with bound values. */
import { expect, test } from 'vitest';
import { periodDays, shipmentsWhere } from './filter.ts';

const now = new Date('2026-03-01T00:30:00.000Z');

test.each([
  ['7d', '2026-02-23', '2026-03-01'],
  ['30d', '2026-01-31', '2026-03-01'],
  ['90d', '2025-12-02', '2026-03-01'],
  ['quarter', '2026-01-01', '2026-03-01'],
] as const)('%s is %s to %s', (period, from, to) => {
  expect(periodDays({ period }, now)).toEqual({ from, to });
});

test('today is the UTC day, whatever the machine thinks', () => {
  expect(periodDays({ period: '7d' }, new Date('2026-03-01T23:59:59.999Z')).to).toBe('2026-03-01');
});

test('every quarter begins in its first month', () => {
  const first = (month: string) => periodDays({ period: 'quarter' }, new Date(`2024-${month}-29T12:00:00Z`)).from;
  expect(['02', '05', '08', '12'].map(first)).toEqual(['2024-01-01', '2024-04-01', '2024-07-01', '2024-10-01']);
});

test('all has no bounds, and is meant when nothing is said unless another fallback is given', () => {
  const open = { from: null, to: null };
  expect(periodDays({ period: 'all' }, now, '90d')).toEqual(open);
  expect(periodDays({}, now)).toEqual(open);
  expect(periodDays({}, now, '90d')).toEqual({ from: '2025-12-02', to: '2026-03-01' });
});

test('from and to win over a period; one bound alone leaves the other side open', () => {
  expect(periodDays({ from: '2017-01-01', to: '2017-12-31', period: '7d' }, now)).toEqual({
    from: '2017-01-01',
    to: '2017-12-31',
  });
  expect(periodDays({ from: '2017-01-01' }, now, '90d')).toEqual({ from: '2017-01-01', to: null });
});

test('what was typed is bound, never part of the SQL', () => {
  const nasty = "x' OR 1=1 --";
  const { where, params } = shipmentsWhere({
    from: null,
    to: null,
    merchants: null,
    channel: nasty,
    region: nasty,
    service: undefined,
  });
  expect(where).not.toContain('1=1');
  expect(params).toEqual({ channel: nasty, region: nasty });
  expect(where).toContain('channel = {channel:String}');
  expect(where).not.toContain('service');
});

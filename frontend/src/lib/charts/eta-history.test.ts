/** Revisions become steps, oldest first, that touch one another. */
import { expect, it } from 'vitest';
import { etaHistory, type Revision, saidAt } from './eta-history.ts';

const eta = (day: number) => ({
  at: `2026-11-${day}T12:00:00Z`,
  low: `2026-11-${day - 1}T12:00:00Z`,
  high: `2026-11-${day + 1}T12:00:00Z`,
  confidence: 'medium' as const,
  evidence: { cell: 'x', shipments: 9 },
});
const revision = (over: Partial<Revision>): Revision => ({
  at: '2026-11-10T00:00:00Z',
  kind: 'eta',
  cause: 'scan',
  from: null,
  to: null,
  eta: null,
  ...over,
});

it('draws each date as steps until the next change', () => {
  const end = Date.parse('2026-11-12T00:00:00Z');
  const history = etaHistory(
    [
      revision({ at: '2026-11-11T00:00:00Z', eta: eta(17) }),
      revision({ kind: 'promise', cause: 'order', to: '2026-11-16' }),
      revision({ eta: eta(15) }),
    ],
    end,
  );
  expect(history.eta.map(({ from, to }) => [new Date(from).getUTCDate(), new Date(to).getUTCDate()])).toEqual([
    [10, 11],
    [11, 12],
  ]);
  expect(history.promise).toEqual([
    { from: Date.parse('2026-11-10T00:00:00Z'), to: end, at: Date.parse('2026-11-16T23:59:59Z') },
  ]);
  expect(history.carrier).toEqual([]);
});

it('a date that was withdrawn leaves a hole', () => {
  const history = etaHistory(
    [
      revision({ at: '2026-11-11T00:00:00Z', kind: 'carrier_estimate', cause: 'push', to: null }),
      revision({ kind: 'carrier_estimate', cause: 'push', to: '2026-11-15T10:00:00Z' }),
    ],
    Date.parse('2026-11-12T00:00:00Z'),
  );
  expect(history.carrier.map(({ to }) => new Date(to).toISOString())).toEqual(['2026-11-11T00:00:00.000Z']);
});

it('reads nothing out of what is no date', () => {
  expect(saidAt('soon')).toBeNull();
  expect(saidAt(null)).toBeNull();
});

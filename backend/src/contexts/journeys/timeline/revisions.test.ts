/** Revisions of the three dates: each with its cause, newest first, bounded. */
import { dateRevision } from '@gantry/shared/api/shipments';
import { expect, it } from 'vitest';
import { after, planWith } from '../../../../test/test-scans.ts';
import { type DateEvent, revisionsOf } from './revisions.ts';

const eta = {
  at: after(40),
  low: after(36),
  high: after(44),
  confidence: 'high' as const,
  evidence: { cell: 'acme', shipments: 80 },
};
const started: DateEvent = { name: 'tracking.tracking_started', at: after(1), payload: planWith() };
const amended = (hours: number, changed: string[], day: string | null): DateEvent => ({
  name: 'orders.order_amended',
  at: after(hours),
  payload: { orderId: 'ord_1', changed, ...(day ? { promise: { day, timeZone: 'Europe/Madrid' } } : {}) },
});
const estimate = (day: string | null, until: string | null = null) => ({ from: null, until, day, text: '' });

it('stand newest first, with what the date was before', () => {
  const events: DateEvent[] = [
    started,
    amended(2, ['shipTo'], null),
    amended(3, ['promise'], '2026-11-25'),
    {
      name: 'tracking.carrier_estimate_changed',
      at: after(4),
      payload: {
        ...estimate(null, after(50)),
        shipmentId: 'shp_1',
        source: 'poll',
        before: estimate('2026-11-23'),
      },
    },
    {
      name: 'tracking.eta_updated',
      at: after(5),
      payload: { ...eta, shipmentId: 'shp_1', stage: 'picked_up', cause: 'scan', model: 3, before: null },
    },
    amended(6, ['promise'], null),
  ];
  const shown = revisionsOf(events);
  expect(shown.map((one) => dateRevision.parse(one))).toEqual(shown);
  expect(shown).toEqual([
    { at: after(6), kind: 'promise', cause: 'order', from: '2026-11-25', to: null, eta: null },
    { at: after(5), kind: 'eta', cause: 'scan', from: null, to: eta.at, eta },
    { at: after(4), kind: 'carrier_estimate', cause: 'poll', from: '2026-11-23', to: after(50), eta: null },
    { at: after(3), kind: 'promise', cause: 'order', from: '2026-11-22', to: '2026-11-25', eta: null },
    { at: after(1), kind: 'promise', cause: 'order', from: null, to: '2026-11-22', eta: null },
  ]);
});
it('are none where nothing was promised, and never more than two hundred', () => {
  expect(revisionsOf([{ ...started, payload: planWith({ promise: null }) }])).toEqual([]);
  const many = Array.from({ length: 300 }, (_, n) => amended(n, ['promise'], `2026-12-${10 + (n % 2)}`));
  const shown = revisionsOf([started, ...many]);
  expect(shown).toHaveLength(200);
  expect(shown[0]?.at).toBe(after(299));
});

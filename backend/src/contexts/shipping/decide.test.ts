/** A shipment as a plan: created once per reference, cancelled once. */
import { describe, expect, it } from 'vitest';
import { given } from '../../kernel/spec.ts';
import { cancelShipment, createShipment } from './decide.ts';
import { evolve, type Plan } from './shipment.ts';

const now = new Date('2026-11-20T12:00:00.000Z');
const createdAt = '2026-11-20T09:00:00.000Z';
const plan: Plan = {
  shipmentId: 'shp_1',
  orderId: 'ord_1',
  orderNumber: 'A-1',
  channel: 'shop',
  reference: 'parcel-1',
  warehouse: null,
  origin: { city: 'Madrid', country: 'ES' },
  destination: { city: 'Sevilla', country: 'ES' },
  packages: [{}],
  legs: [{ number: 1, carrier: 'acme', service: 'standard', trackingNumber: 'T1' }],
  orderPlacedAt: '2026-11-20T08:00:00.000Z',
  promise: null,
  shipBy: null,
  cost: null,
  tokenHash: 'hash-of-token',
};
const create = (change: Partial<Plan> = {}) => createShipment({ ...plan, ...change }, createdAt, now);
const created = given(evolve, []).when(create()).events();

describe('creating', () => {
  it('makes a plan and a label, at the time of the label', () => {
    const outcome = given(evolve, []).when(create());
    expect(outcome.names()).toEqual(['shipping.shipment_created', 'shipping.label_created']);
    expect(outcome.events()[1]).toMatchObject({ occurredAt: createdAt, receivedAt: now.toISOString() });
    expect(outcome.state()).toEqual({ shipmentId: 'shp_1', plan, status: 'label_created', createdAt });
  });
  it('again is nothing, whatever link it was about to get', () => {
    expect(
      given(evolve, created)
        .when(create({ tokenHash: 'another' }))
        .events(),
    ).toEqual([]);
  });
  it.each([
    ['number', { trackingNumber: 'T2' }],
    ['carrier', { carrier: 'other' }],
  ])('under a reference that has a label of another %s is refused', (_name, change) => {
    const legs = plan.legs.map((leg) => ({ ...leg, ...change }));
    expect(given(evolve, created).when(create({ legs })).refusal()).toBe('reference_taken');
  });
});

describe('cancelling', () => {
  it('happens once', () => {
    const outcome = given(evolve, created).when(cancelShipment('order cancelled', now));
    expect(outcome.names()).toEqual(['shipping.shipment_cancelled']);
    expect(outcome.state()?.status).toBe('cancelled');
    const past = [...created, ...outcome.events()];
    expect(given(evolve, past).when(cancelShipment('again', now)).events()).toEqual([]);
  });
  it('what does not exist is nothing', () => {
    expect(given(evolve, []).when(cancelShipment('no', now)).events()).toEqual([]);
  });
});

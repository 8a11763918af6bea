/** The customer's page: what it says, and that nobody's personal data is in any byte of it. */
import { trackingPage } from '@gantry/shared/api/tracking';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assess } from './assess.ts';
import { after, anyScans, labelAt, orderedAt, planWith, scanAt } from './test-scans.ts';
import type { Plan, TrackedShipment } from './tracked-shipment.ts';
import { trackingPageOf } from './tracking-page.ts';

const now = new Date(after(40));
const tracked = (scans: TrackedShipment['scans'], plan: Plan = planWith()): TrackedShipment => ({
  plan,
  createdAt: labelAt,
  scans,
  ...assess({ shipmentId: plan.shipmentId, orderPlacedAt: orderedAt }, scans),
});
const page = (scans: TrackedShipment['scans'], plan?: Plan) => trackingPageOf(tracked(scans, plan), 'Acme', now);

describe('the headline', () => {
  it.each([
    ['delivered', 'Delivered on Friday 20 November'],
    ['cancelled', 'This shipment was cancelled'],
    ['returned_to_sender', 'Returned to the sender'],
    ['available_for_pickup', 'Ready to be collected'],
    ['out_for_delivery', 'Out for delivery today'],
    ['in_transit', 'Promised for Sun 22 November'],
  ] as const)('of %s is "%s"', (status, headline) => {
    expect(page([scanAt(status, 5)]).headline).toBe(headline);
  });
  it('speaks of the day by the clock of the destination', () => {
    const auckland = planWith({ destination: { city: 'Auckland', country: 'NZ' }, promise: null });
    expect(page([scanAt('delivered', 5)], auckland).headline).toBe('Delivered on Saturday 21 November');
  });
});

describe('events and places', () => {
  it('stand newest first, with the clock of their place', () => {
    const lima = { city: 'Lima', country: 'PE' };
    const { events } = page([scanAt('picked_up', 1), scanAt('customs_held', 5, { place: lima, reason: 'weather' })]);
    expect(events.map(({ label }) => label)).toEqual(['Held by customs', 'Picked up']);
    expect(events[0]).toMatchObject({ description: 'Weather', timeZone: 'America/Lima', place: 'Lima, PE' });
  });
  it('a time whose zone nobody knows is never printed as an instant', () => {
    const local = scanAt('in_transit', 0, { occurredAt: null, zone: 'unknown', localTime: '2026-11-20T10:00:00' });
    expect(page([local]).events[0]).toMatchObject({ at: null, localTime: '2026-11-20T10:00:00', zone: 'unknown' });
  });
  it('points are towns, each once in a row, never more than forty scans', () => {
    const moving = Array.from({ length: 90 }, (_, n) =>
      scanAt('in_transit', n / 10, { scanId: `scn_${n}`, place: { latitude: 40.123 - n / 40, longitude: -3.456 } }),
    );
    const { points } = page(moving);
    expect(points).toHaveLength(23 + 2);
    expect(points[1]).toEqual({ label: '', latitude: 40.1, longitude: -3.5, kind: 'scan' });
  });
});

describe('personal data', () => {
  const secrets = {
    name: 'Ursula Quimby',
    company: 'Quimby Holdings',
    street: '77 Gallows Lane',
    phone: '+34 600 123 987',
    email: 'ursula.quimby@example.invalid',
    postalCode: 'ZQ9 9QZ',
    words: 'left with neighbour Ottoline',
    facility: 'Hub of Bartholomew',
    latitude: 40.417283,
    longitude: -3.703791,
    order: 'ORDER-7781-QX',
  };
  const person = {
    name: secrets.name,
    company: secrets.company,
    lines: [secrets.street],
    phone: secrets.phone,
    email: secrets.email,
    postalCode: secrets.postalCode,
    latitude: secrets.latitude,
    longitude: secrets.longitude,
    city: 'Madrid',
    country: 'ES',
  };
  const plan = planWith({ origin: person, destination: person, orderNumber: secrets.order, reference: secrets.order });
  it('is in no byte of the page, whatever carriers write into their scans', () => {
    fc.assert(
      fc.property(anyScans, (scans) => {
        const planted = scans.map((scan) => ({
          ...scan,
          description: `${secrets.words} ${secrets.name}`,
          code: secrets.words,
          place: { ...person, text: `${secrets.facility}, ${secrets.street}`, city: 'Madrid' },
        }));
        const shown = page(planted, plan);
        const bytes = JSON.stringify(shown);
        for (const [what, secret] of Object.entries(secrets))
          expect(bytes.includes(String(secret)), `${what} in ${bytes}`).toBe(false);
        expect(bytes).toContain('Madrid, ES');
        expect(trackingPage.parse(shown)).toEqual(shown);
      }),
    );
  });
});

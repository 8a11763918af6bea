/** The customer's page: what it says, and that nobody's personal data is in any byte of it. */
import { trackingPage } from '@gantry/shared/api/tracking-page';
import type { Brand } from '@gantry/shared/events/brands';
import type { Eta } from '@gantry/shared/events/eta';
import type { Scan } from '@gantry/shared/events/tracking';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { after, anyScans, labelAt, planWith, scanAt } from '../../../../test/test-scans.ts';
import type { Spot } from '../../../platform/gazetteer/spot.ts';
import { assess } from '../../tracking/assess.ts';
import { judgedBy } from '../../tracking/decide.ts';
import { type Plan, type TrackedShipment, untouched } from '../../tracking/tracked-shipment.ts';
import type { Atlas } from '../timeline/town.ts';
import { type PageSources, trackingPageOf } from './tracking-page.ts';

const spot = (name: string, country: string, unlocode: string): Spot => ({
  name,
  country,
  unlocode,
  state: undefined,
  states: [],
  latitude: 40,
  longitude: -4,
  weight: 20,
  rank: 4,
});
const toledo = spot('Toledo', 'ES', 'ESTOL');
/** A world of one town. */
const atlas: Atlas = {
  named: (country, key) => (country === 'ES' && key === 'TOLEDO' ? [toledo] : []),
  byUnlocode: (code) => (code === 'ESTOL' ? toledo : undefined),
  byPostalCode: () => undefined,
  byAirport: () => [],
  countryOf: () => undefined,
  regionsOf: () => [],
  timeZoneAt: () => undefined,
};
const now = new Date(after(40));
const tracked = (
  scans: TrackedShipment['scans'],
  plan: Plan = planWith(),
  change: Partial<TrackedShipment> = {},
): TrackedShipment => ({
  ...untouched(plan, labelAt),
  scans,
  ...assess(judgedBy(plan), scans),
  ...change,
});
const seen = (change: Partial<PageSources> = {}): PageSources => ({
  eta: null,
  carriers: new Map([['acme', 'Acme']]),
  brand: null,
  alsoOrders: [],
  atlas,
  now,
  ...change,
});
const page = (scans: TrackedShipment['scans'], plan?: Plan) => trackingPageOf(tracked(scans, plan), seen());
const etaOf = (low: string, high: string, change: Partial<Eta> = {}): Eta => ({
  at: low,
  low,
  high,
  confidence: 'high',
  evidence: { cell: 'acme standard ES ES', shipments: 80 },
  ...change,
});

describe('the headline', () => {
  it.each([
    ['delivered', 'Delivered on Friday 20 November'],
    ['cancelled', 'This shipment was cancelled'],
    ['returned_to_sender', 'Your parcel was returned to the sender'],
    ['return_initiated', 'Your parcel is on its way back to the sender'],
    ['available_for_pickup', 'Ready for you to collect'],
    ['in_transit', 'Promised for Sunday 22 November'],
    ['out_for_delivery', 'Out for delivery'],
  ] as const)('of %s is "%s"', (status, headline) => {
    expect(page([scanAt(status, 5)]).headline).toBe(headline);
  });
  it('is of today where the van left today', () => {
    expect(page([scanAt('out_for_delivery', 39)]).headline).toBe('Out for delivery today');
  });
  it.each([
    ['us', 'customs_documents', 'Customs are missing documents'],
    ['recipient', 'customs_duties_unpaid', 'Pay the customs duties'],
    ['authority', 'customs_inspection', 'Customs are inspecting the parcel'],
    ['none', null, 'Customs are holding your parcel'],
  ] as const)(
    'at customs, where %s must act, is what that means for the customer',
    (actionRequiredBy, reason, headline) => {
      const held = page([scanAt('customs_held', 5, { actionRequiredBy, reason })], planWith({ promise: null }));
      expect(held.headline).toBe(headline);
    },
  );
  it.each([
    ['high', '2026-11-24T08:00:00.000Z', '2026-11-24T16:00:00.000Z', 'Arrives Tue 24 Nov, very likely'],
    ['medium', '2026-11-24T08:00:00.000Z', '2026-11-26T16:00:00.000Z', 'Arrives Tue 24 – Thu 26 Nov, likely'],
    ['low', '2026-11-30T08:00:00.000Z', '2026-12-01T16:00:00.000Z', 'Arrives Mon 30 Nov – Tue 1 Dec, not yet certain'],
  ] as const)('speaks of an estimate of %s confidence', (confidence, low, high, headline) => {
    const eta = etaOf(low, high, { confidence });
    expect(trackingPageOf(tracked([scanAt('in_transit', 5)]), seen({ eta })).headline).toBe(headline);
    expect(trackingPageOf(tracked([scanAt('delivered', 5)]), seen({ eta })).eta).toBeNull();
  });
  it('tells trouble and what is still expected', () => {
    const eta = etaOf('2026-11-24T08:00:00.000Z', '2026-11-24T16:00:00.000Z');
    const late = tracked([scanAt('delayed', 5, { reason: 'weather' })]);
    expect(trackingPageOf(late, seen({ eta })).headline).toBe('Delayed: now expected Tue 24 Nov, very likely');
  });
  it('does not promise what has passed, nor speak when nothing was heard', () => {
    const later = new Date('2026-11-27T12:00:00Z');
    const old = etaOf('2026-11-24T08:00:00.000Z', '2026-11-24T16:00:00.000Z');
    expect(trackingPageOf(tracked([scanAt('in_transit', 5)]), seen({ eta: old, now: later })).headline).toBe(
      'Running late: it was promised for Sunday 22 November',
    );
    const silent = tracked([scanAt('in_transit', 5)], planWith(), { silentSince: after(5) });
    expect(trackingPageOf(silent, seen({ now: later })).headline).toBe(
      'No news from the carrier since Friday 20 November',
    );
  });
  it('speaks of days by the clock of the destination', () => {
    const auckland = planWith({ destination: { city: 'Auckland', country: 'NZ' }, promise: null });
    expect(page([scanAt('delivered', 5)], auckland).headline).toBe('Delivered on Saturday 21 November');
    const eta = etaOf('2026-11-24T08:00:00.000Z', '2026-11-24T12:00:00.000Z');
    expect(trackingPageOf(tracked([], auckland), seen({ eta })).eta).toMatchObject({
      lowDay: '2026-11-24',
      highDay: '2026-11-25',
    });
  });
});

describe('events and places', () => {
  it('stand newest first, with the clock of their place, and without what is not mapped', () => {
    const lima = { city: 'Lima', country: 'PE' };
    const scans = [
      scanAt('picked_up', 1),
      scanAt(null, 3),
      scanAt('customs_held', 5, { place: lima, reason: 'weather' }),
    ];
    const { events } = page(scans, planWith({ destination: lima }));
    expect(events.map(({ label }) => label)).toEqual(['Held by customs', 'Picked up']);
    expect(events[0]).toMatchObject({
      reason: 'weather',
      timeZone: 'America/Lima',
      localTime: '2026-11-20T08:00:00',
      place: 'Lima, PE',
    });
  });
  it('a time whose zone nobody knows is never printed as an instant', () => {
    const local = scanAt('in_transit', 0, { occurredAt: null, zone: 'unknown', localTime: '2026-11-20T10:00:00' });
    expect(page([local]).events[0]).toMatchObject({ at: null, localTime: '2026-11-20T10:00:00', zone: 'unknown' });
  });
  it.each([
    ['of the order', { city: 'SEVILLA', country: 'ES' }, 'Sevilla, ES'],
    ['that the gazetteer knows', { city: 'Toledo', country: 'ES' }, 'Toledo, ES'],
    ['that the gazetteer knows, shouted', { city: 'TOLEDO', country: 'ES' }, 'Toledo, ES'],
    ['with the code of one', { city: 'Almacen de Ursula', country: 'ES', unlocode: 'ESTOL' }, 'Toledo, ES'],
    ['of that name elsewhere', { city: 'Toledo', country: 'US' }, 'US'],
    ['that nobody knows', { city: '77 Gallows Lane', country: 'ES', latitude: 40, longitude: -3 }, 'ES'],
    ['without a country that nobody knows', { city: 'Ursula' }, ''],
    ['that is only a text', { text: 'Hub of Ursula', name: 'Ursula' }, ''],
  ])('names a town %s', (_, place, shown) => {
    expect(page([scanAt('in_transit', 2, { place })]).events[0]?.place).toBe(shown);
  });
  it('points are towns, each once in a row, never more than sixty, never (0,0)', () => {
    const at = (n: number, place: Scan['place']) => scanAt('in_transit', n / 10, { scanId: `scn_${n}`, place });
    const few = Array.from({ length: 90 }, (_, n) => at(n, { latitude: 40.123 - n / 40, longitude: -3.456 }));
    const { points } = page(few);
    expect(points).toHaveLength(23 + 2);
    expect(points[1]).toEqual({ label: '', latitude: 40.1, longitude: -3.5, kind: 'scan' });
    const many = Array.from({ length: 300 }, (_, n) => at(n, { latitude: 40 - n / 10, longitude: -3.456 }));
    const thin = page(many).points.filter(({ kind }) => kind === 'scan');
    expect(thin).toHaveLength(58);
    expect([thin[0]?.latitude, thin.at(-1)?.latitude]).toEqual([40, 10.1]);
    const nowhere = [at(1, { latitude: 0, longitude: 0 }), at(2, { latitude: 0.04, longitude: -0.03 })];
    expect(
      page(nowhere, planWith({ origin: { city: 'Null', country: 'ES', latitude: 0, longitude: 0 } })).points,
    ).toEqual([expect.objectContaining({ kind: 'destination' })]);
  });
});

describe('what stands beside them', () => {
  it('legs have their own carriers and the current one is named', () => {
    const plan = planWith({
      legs: [
        { number: 1, carrier: 'acme', service: 's', trackingNumber: 'T1' },
        { number: 2, carrier: 'lima', service: 's', trackingNumber: 'L9' },
      ],
    });
    const shown = page([scanAt('delivered', 4), scanAt('in_transit', 6, { leg: 2 })], plan);
    expect(shown).toMatchObject({ carrier: 'lima', trackingNumber: 'L9', status: 'in_transit' });
    expect(shown.legs).toEqual([
      { number: 1, carrier: 'Acme', trackingNumber: 'T1', status: 'handed_over', current: false },
      { number: 2, carrier: 'lima', trackingNumber: 'L9', status: 'in_transit', current: true },
    ]);
    expect(shown.events.map(({ status, leg }) => [status, leg])).toEqual([
      ['in_transit', 2],
      ['handed_over', 1],
    ]);
  });
  it('steps before the carrier has it', () => {
    expect(page([scanAt('info_received', 3)]).preShipment).toEqual([
      { name: 'order_placed', at: after(0) },
      { name: 'order_processing', at: null },
      { name: 'label_created', at: labelAt },
      { name: 'info_received', at: after(3) },
    ]);
  });
  it('the carrier’s day from the first physical scan on, until it has ended', () => {
    const estimate = { from: null, until: null, day: '2026-11-23', text: 'left with Ursula' };
    const dayOf = (...scans: Scan[]) => trackingPageOf(tracked(scans, planWith(), { estimate }), seen()).carrierDay;
    expect(dayOf()).toBeNull();
    expect(dayOf(scanAt('picked_up', 2))).toBe('2026-11-23');
    expect(dayOf(scanAt('picked_up', 2), scanAt('delivered', 4))).toBeNull();
  });
  it('the brand with its logo', () => {
    const brand: Brand = {
      channel: 'shop',
      name: 'Shop',
      accent: '#112233',
      website: null,
      supportUrl: null,
      embedOrigins: ['https://shop.example'],
      hasLogo: true,
      logoVersion: 3,
    };
    const shown = trackingPageOf(tracked([]), seen({ brand }));
    expect(shown.brand?.logo).toBe('/api/logistics/tracking/brands/shop/logo?v=3');
    expect(trackingPage.parse(shown)).toEqual(shown);
  });
});

describe('personal data', () => {
  const word = fc
    .array(fc.constantFrom(...'bcdfghjklmnpqrstvwxz'), { minLength: 9, maxLength: 12 })
    .map((letters) => letters.join(''));
  /** One person, as an order has her and as carriers may write of her into any field they have. */
  const person = fc.record({ name: word, company: word, street: word, email: word, postalCode: word, words: word });
  type Person = typeof person extends fc.Arbitrary<infer P> ? P : never;
  const phone = '+34 600 123 987';
  const point = { latitude: 40.417283, longitude: -3.703791 };

  const addressOf = (who: Person) => ({
    name: who.name,
    company: who.company,
    lines: [who.street],
    phone,
    email: `${who.email}@example.invalid`,
    postalCode: who.postalCode,
    ...point,
    city: 'Madrid',
    country: 'ES',
  });
  const plantedIn = (scan: Scan, who: Person, n: number): Scan => {
    const secrets = [who.name, who.street, `${who.email}@example.invalid`, phone, `received by ${who.words}`];
    const secret = secrets[n % secrets.length] ?? '';
    return {
      ...scan,
      code: secret,
      keys: [secret],
      description: `${who.words} ${secret}`,
      localTime: n % 2 ? secret : `2026-11-20T10:00 ${secret}`.slice(0, 40),
      place: {
        text: `${who.words}, ${secret}`,
        name: secret,
        city: n % 3 ? secret : 'Madrid',
        state: secret,
        postalCode: who.postalCode,
        timeZone: secret,
        ...(n % 4 ? { country: 'ES', ...point } : {}),
      },
    };
  };

  it('is in no byte of the page, whatever carriers write into whatever field', () => {
    fc.assert(
      fc.property(anyScans, person, fc.boolean(), (scans, who, silent) => {
        const plan = planWith({
          origin: addressOf(who),
          destination: addressOf(who),
          orderNumber: who.words,
          reference: who.words,
        });
        const planted = scans.map((scan, n) => plantedIn(scan, who, n));
        const state = tracked(planted, plan, {
          estimate: { from: null, until: null, day: '2026-11-23', text: `${who.words} ${who.name}` },
          proof: { signature: true, photo: true },
          silentSince: silent ? after(3) : null,
        });
        const evidence = { cell: who.words, shipments: 3 };
        const shown = trackingPageOf(state, seen({ eta: etaOf(after(90), after(95), { evidence }) }));
        const bytes = JSON.stringify(shown);
        for (const secret of [...Object.values(who), phone, '600 123', String(point.latitude), String(point.longitude)])
          expect(bytes.includes(secret), `${secret} in ${bytes}`).toBe(false);
        expect(bytes).toContain('Madrid');
        expect(trackingPage.parse(shown)).toEqual(shown);
      }),
    );
  });
});

/** A carrier moves the parcels it has taken, by its own clock, and knows no others. */
import { describe, expect, it } from 'vitest';
import { actUntil, givenTower, givenWorld } from '../../../test/sandbox-actors.ts';
import type { News, ParcelRequest } from '../actor.ts';
import { type Book, newBook } from '../book.ts';
import type { Parcel } from '../carrier/parcel.ts';
import { openCarrier } from './carrier.ts';

const hour = 3_600_000;
const day = 24 * hour;
const now = Date.UTC(2026, 4, 13, 9);
const request: ParcelRequest = {
  carrier: 'ups',
  service: 'standard',
  reference: 'SB-1',
  origin: { city: 'Getafe', country: 'ES', postalCode: '28906', latitude: 40.305, longitude: -3.733 },
  destination: { city: 'Paris', country: 'FR', postalCode: '75004', latitude: 48.86, longitude: 2.35 },
  weightGrams: 900,
  at: now,
};
const carrierAt = (book: Book<Parcel> = newBook(), more = {}) => {
  const tower = givenTower({});
  const context = givenWorld(tower, now, { book: () => book as never, ...more });
  return openCarrier(context).then((carrier) => ({ tower, carrier, context }));
};
const made = (news: readonly News[]) => news.flatMap((one) => (one.what === 'parcel_made' ? [one] : []));

describe('a carrier', () => {
  it('has nothing to do before it is asked, whatever else it hears', async () => {
    const { carrier, tower } = await carrierAt();
    const price = { amount: 1, currency: 'EUR' };
    const rumours: News[] = [
      { what: 'parcel_made', request, trackingNumber: '1Z999AA10000000001', price, estimatedDay: '2026-05-15' },
      { what: 'customer_told', trackingUrl: '/track/x', orderNumber: 'SB-1', home: {}, postalCode: '1', at: now },
    ];
    for (const rumour of rumours) expect(carrier.hear(rumour, now)).toEqual([]);
    expect(carrier.due(now + 10 * day, 'now')).toBe(Number.POSITIVE_INFINITY);
    expect(tower.of('webhook')).toEqual([]);
  });

  it('gives a parcel its number, and the same again when it is asked again', async () => {
    const { carrier } = await carrierAt();
    const [first] = made(carrier.hear({ what: 'parcel_wanted', request }, now));
    const [again] = made(carrier.hear({ what: 'parcel_wanted', request }, now + hour));
    const [other] = made(carrier.hear({ what: 'parcel_wanted', request: { ...request, reference: 'SB-2' } }, now));
    expect(first?.trackingNumber).toMatch(/^1Z999AA1\d{10}$/);
    expect(again).toEqual(first);
    expect(other?.trackingNumber).not.toBe(first?.trackingNumber);
  });

  it('moves it over its network and tells the tower as it goes, nothing before its time', async () => {
    const { carrier, tower } = await carrierAt();
    const [parcel] = made(carrier.hear({ what: 'parcel_wanted', request }, now));
    await actUntil(carrier, now + hour);
    const soon = tower.of('webhook').length;
    await actUntil(carrier, now + 10 * day);
    const bodies = tower.of('webhook').map(({ body }) => JSON.parse(String(body)));
    expect(soon).toBeLessThan(2);
    expect(bodies.length).toBeGreaterThan(5);
    for (const { trackingNumber } of bodies) expect(trackingNumber).toBe(parcel?.trackingNumber);
    const last = bodies.at(-1);
    expect(last.activityStatus).toMatchObject({ type: 'D' });
    expect(last.activityLocation).toMatchObject({ city: 'Paris' });
    expect(carrier.due(now + 10 * day, 'now')).toBe(Number.POSITIVE_INFINITY);
  });

  it('tells of a past it was asked about late in one go, before it gives the number', async () => {
    const { carrier, tower } = await carrierAt();
    const old = { ...request, carrier: 'meridian', service: 'classic', at: now - 10 * day };
    expect(carrier.hear({ what: 'parcel_wanted', request: old }, now)).toEqual([]);
    expect(carrier.due(now, 'past')).toBe(now);
    const [answer] = made(await carrier.act(now, 'past'));
    expect(answer?.trackingNumber).toMatch(/^ME\d{12}$/);
    expect(tower.of('webhook').length).toBe(1);
  });

  it('goes on after a restart where it stopped, and takes nothing twice', async () => {
    const book = newBook<Parcel>();
    const before = await carrierAt(book);
    before.carrier.hear({ what: 'parcel_wanted', request }, now);
    await actUntil(before.carrier, now + 14 * hour);
    const told = before.tower.of('webhook').length;
    const state = { ...before.context.state, cursor: before.carrier.settled(now + 14 * hour) };
    const after = await carrierAt(book, { state, now: now + 15 * hour });
    await actUntil(after.carrier, now + 10 * day);
    const whole = await carrierAt();
    whole.carrier.hear({ what: 'parcel_wanted', request }, now);
    await actUntil(whole.carrier, now + 10 * day);
    expect(told).toBeGreaterThan(0);
    expect(told + after.tower.of('webhook').length).toBe(whole.tower.of('webhook').length);
  });
});

describe('who asks a carrier', () => {
  const ask = async (origin: string, number: string): Promise<string> => {
    const login = await fetch(`${origin}/postnl/shipment/v2/status/barcode/${number}`, {
      headers: { apikey: 'sandbox' },
    });
    return login.text();
  };
  it('hears of a parcel it has taken, and of no number that somebody else made up', async () => {
    const { carrier, tower } = await carrierAt(newBook(), { carrierPort: 0 });
    const post = { ...request, carrier: 'postnl', service: 'standaard', at: Date.now() - 3 * day };
    carrier.hear({ what: 'parcel_wanted', request: post }, Date.now());
    const [parcel] = made(await carrier.act(Date.now(), 'past'));
    const connections = tower.of('carriers.configure_connection').length;
    const settings = tower.asked.flatMap(({ input }) => JSON.stringify(input).match(/http:\/\/127\.0\.0\.1:\d+/) ?? []);
    const origin = settings[0] ?? expect.unreachable(`${connections}`);
    expect(await ask(origin, parcel?.trackingNumber ?? '')).toContain('"OldStatus"');
    expect(await ask(origin, '3S0000000001')).toContain('No shipment found');
    await carrier.close?.();
  });
});

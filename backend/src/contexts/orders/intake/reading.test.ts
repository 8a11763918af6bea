/** From what a channel sends to a placement: zones, sums, and every field that does not work out. */
import { orderInput } from '@gantry/shared/api/orders';
import { describe, expect, it } from 'vitest';
import { Refusal } from '../../../kernel/errors.ts';
import { derivedId } from '../../../kernel/ids.ts';
import { listingKey } from '../../inventory/public.ts';
import { type OrderInput, orderIdOf, placementOf as placementFor } from './reading.ts';

const now = new Date('2026-11-20T12:00:00.000Z');
const input = (change: object = {}) =>
  orderInput.parse({
    channel: 'shop',
    externalId: 'A-1',
    customer: {},
    shipTo: { city: 'Sevilla', country: 'ES' },
    lines: [
      { sku: 'S', quantity: 2, unitPrice: 150 },
      { sku: 'T', quantity: 1, unitPrice: 99 },
    ],
    currency: 'EUR',
    ...change,
  });
const placementOf = (said: OrderInput, at: Date) => placementFor({ input: said, merchant: 'main' }, at);
const paths = (change: object): string[] => {
  try {
    placementOf(input(change), now);
    return [];
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    expect(error.status).toBe(422);
    return error.errors.map(({ path }) => path);
  }
};
it('is no larger than sums can be exact, a line and its listings in units included', () => {
  expect(paths({ lines: [{ sku: 'S', quantity: 1_000_000, unitPrice: 1e12 }] })).toEqual(['lines']);
  expect(paths({ lines: [{ sku: 'S', quantity: 1_000_000, unitPrice: 1e12 }], total: 1 })).toEqual(['lines']);
  const listings = new Map([[listingKey('main', 'shop', 'L'), { sku: 'S', quantity: 10_000 }]]);
  const of = (lines: object[]) => () => placementFor({ input: input({ lines }), merchant: 'main' }, now, listings);
  expect(of([{ channelSku: 'L', quantity: 100, unitPrice: 10_000 }])().content.lines[0]?.quantity).toBe(1_000_000);
  expect(of([{ channelSku: 'L', quantity: 101, unitPrice: 10_000 }])).toThrow(Refusal);
  expect(of(Array.from({ length: 251 }, () => ({ channelSku: 'L', quantity: 1, unitPrice: 1 })))).toThrow(Refusal);
});
const unknownZone = { shipTo: { city: 'McMurdo Station', country: 'AQ' } };

describe('times', () => {
  it('with an offset are kept', () => {
    const placement = placementOf(input({ placedAt: '2026-11-20T12:00:00+05:00' }), now);
    expect(placement).toMatchObject({ placedAt: '2026-11-20T07:00:00.000Z', placedAtZone: 'given' });
  });
  it('without one are read by the order’s zone, else the ship-to’s, and marked as inferred', () => {
    const local = { placedAt: '2026-11-20T12:00:00', shipBy: '2026-11-21T12:00:00' };
    expect(placementOf(input(local), now)).toMatchObject({
      placedAt: '2026-11-20T11:00:00.000Z',
      placedAtZone: 'inferred',
      content: { shipBy: '2026-11-21T11:00:00.000Z' },
    });
    const zoned = placementOf(input({ ...local, timeZone: 'America/Sao_Paulo' }), now);
    expect(zoned.placedAt).toBe('2026-11-20T15:00:00.000Z');
  });
  it('left out are now', () => {
    expect(placementOf(input(), now)).toMatchObject({ placedAt: now.toISOString(), placedAtZone: 'given' });
  });
  it('that nobody can place are told, each by its field', () => {
    expect(paths({ ...unknownZone, placedAt: '2026-11-20T12:00:00', shipBy: '2026-11-20T12:00:00' })).toEqual([
      'placedAt',
      'shipBy',
    ]);
    const nowhere = orderInput.safeParse({ ...input(), timeZone: 'Mars/Olympus', deliverByTimeZone: 'x' });
    expect(nowhere.error?.issues.map(({ path }) => path.join('.'))).toEqual(['timeZone', 'deliverByTimeZone']);
    expect(paths({ ...unknownZone, placedAt: '2026-11-20T12:00:00Z' })).toEqual([]);
  });
});

describe('the promise', () => {
  it('is a day by the clock of the ship-to when no other is named', () => {
    const hawaii = { shipTo: { city: 'Hilo', state: 'HI', country: 'US' }, deliverBy: '2026-11-22' };
    expect(placementOf(input(hawaii), now).content.promise).toEqual({
      day: '2026-11-22',
      timeZone: 'Pacific/Honolulu',
    });
    const named = placementOf(input({ ...hawaii, deliverByTimeZone: 'Europe/Madrid' }), now);
    expect(named.content.promise?.timeZone).toBe('Europe/Madrid');
  });
  it('needs a clock', () => {
    expect(paths({ ...unknownZone, deliverBy: '2026-11-22' })).toEqual(['deliverByTimeZone']);
    expect(placementOf(input(), now).content.promise).toBeNull();
  });
});

describe('the rest', () => {
  it('has the sum of its lines and the external id for a number, unless it says so itself', () => {
    expect(placementOf(input(), now).content).toMatchObject({ total: 399, number: 'A-1' });
    expect(placementOf(input({ total: 350, number: 'N-7' }), now).content).toMatchObject({ total: 350, number: 'N-7' });
  });
  it('the same pair of channel and external id is the same order of a merchant, and another of another', () => {
    const named = { channel: 'shop', externalId: 'A-1' };
    expect(placementOf(input(), now).orderId).toBe(orderIdOf('main', named));
    expect(orderIdOf('main', named)).not.toBe(orderIdOf('main', { ...named, channel: 'shop2' }));
    expect(placementFor({ input: input(), merchant: 'acme' }, now).orderId).toBe(orderIdOf('acme', named));
    expect(orderIdOf('acme', named)).not.toBe(orderIdOf('main', named));
  });
  it('the ids of main are those from before there were merchants', () => {
    expect(orderIdOf('main', { channel: 'shop', externalId: 'A-1' })).toBe(derivedId('ord', ['shop', 'A-1']));
  });
});
it('mkt-18: what nobody has told the price of is of unknown value, neither nothing nor the rest', () => {
  const lines = [
    { sku: 'S', quantity: 2, unitPrice: 150 },
    { sku: 'T', quantity: 1 },
  ];
  const told = (change: object) => placementOf(input(change), now).content;
  expect([told({}).total, told({ lines }).total, told({ lines, total: 399 }).total]).toEqual([399, null, 399]);
  expect(told({ lines }).lines[1]).not.toHaveProperty('unitPrice');
});

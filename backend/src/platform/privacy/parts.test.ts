/** Personal values are found by their marks, wherever a schema holds them, and come back to where they were. */
import { eventCatalog } from '@gantry/shared/events/catalog';
import { orderContent } from '@gantry/shared/events/orders';
import { address } from '@gantry/shared/values/address';
import { postalArea } from '@gantry/shared/values/personal';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { personalPathsOf, putBack, takeOut } from './parts.ts';

const whole = {
  name: 'Ana García',
  company: 'Flores SL',
  lines: ['Calle Sierpes 1', '2º B'],
  city: 'Sevilla',
  state: 'SE',
  postalCode: '41004',
  country: 'ES',
  residential: true,
  phone: '600 123 456',
  email: 'ana@example.com',
  latitude: 37.389_123,
  longitude: -5.995_317,
};
const clear = {
  city: 'Sevilla',
  state: 'SE',
  postalCode: '410',
  country: 'ES',
  residential: true,
  latitude: 37.39,
  longitude: -6,
};

describe('an address', () => {
  const paths = personalPathsOf(address);
  it('keeps its town, a rough point and the area of its postal code', () => {
    expect(takeOut(paths, whole).clear).toEqual(clear);
    expect(address.parse(takeOut(paths, whole).clear)).toEqual(clear);
  });
  it('is whole again with its parts, and is not touched itself', () => {
    const before = structuredClone(whole);
    const { clear: rest, parts } = takeOut(paths, whole);
    expect(putBack(rest, JSON.parse(JSON.stringify(parts)))).toEqual(whole);
    expect(whole).toEqual(before);
  });
  it('of which nothing is personal is the same value, also when it is taken out again', () => {
    const town = { city: 'Sevilla', country: 'ES' };
    expect(takeOut(paths, town)).toEqual({ clear: town, parts: undefined });
    expect(takeOut(paths, town).clear).toBe(town);
    expect(takeOut(paths, clear)).toEqual({ clear, parts: undefined });
  });
});

it('values are found in lists, unions and behind every wrapper', () => {
  const schema = z.object({
    stops: z.array(z.union([address, z.object({ at: address.nullable() })])).default([]),
    maybe: address.partial().optional(),
  });
  const value = { stops: [whole, { at: whole }, { at: null }], maybe: { phone: '1' } };
  const { clear: rest, parts } = takeOut(personalPathsOf(schema), value);
  expect(rest).toEqual({ stops: [clear, { at: clear }, { at: null }], maybe: {} });
  expect(putBack(rest, parts)).toEqual(value);
});

it('whatever an order says, its parts and what stays are the order', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 20 });
  const place = fc.record(
    {
      name: text,
      lines: fc.array(text, { maxLength: 4 }),
      postalCode: text,
      phone: text,
      latitude: fc.double({ noNaN: true }),
    },
    { requiredKeys: [] },
  );
  const paths = personalPathsOf(orderContent);
  fc.assert(
    fc.property(place, place, fc.option(text, { nil: undefined }), (shipTo, billTo, email) => {
      const order = { customer: email === undefined ? {} : { email }, shipTo, billTo, lines: [] };
      const { clear: rest, parts } = takeOut<object>(paths, order);
      expect(putBack(rest, parts)).toEqual(order);
      expect(takeOut(paths, rest).parts).toBeUndefined();
    }),
  );
});

it('every event that holds an address is sealed by the same rule', () => {
  const addressed = [
    'orders.order_placed',
    'orders.order_amended',
    'shipping.shipment_created',
    'tracking.tracking_started',
  ];
  for (const name of addressed) {
    const { names } = personalPathsOf(eventCatalog.get(name)?.payload ?? z.never());
    for (const field of ['name', 'lines', 'phone', 'postalCode', 'latitude'])
      expect(names.filter((path) => path.endsWith(`.${field}`)).length, `${name} ${field}`).toBeGreaterThan(0);
  }
});

it('the area of an area is the same area', () => {
  expect(['41004', 'SW1A 1AA', '410'].map(postalArea)).toEqual(['410', 'SW1', '410']);
});

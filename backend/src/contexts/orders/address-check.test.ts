/** What cannot be right about an address, and what may well be. */
import type { Address } from '@gantry/shared/values/address';
import { describe, expect, it } from 'vitest';
import { findingsOf, isAddressed } from './address-check.ts';

const good: Address = {
  name: 'Ana Ruiz',
  lines: ['Calle Mayor 5'],
  city: 'Madrid',
  postalCode: '28001',
  country: 'ES',
};
const found = (change: Partial<Address>): string[] =>
  findingsOf({ ...good, ...change }).map(({ path, code }) => `${path} ${code}`);
/** The same without some fields. */
const without = (...fields: (keyof Address)[]): string[] =>
  findingsOf(
    Object.fromEntries(Object.entries(good).filter(([field]) => !fields.some((one) => one === field))) as Address,
  ).map(({ path, code }) => `${path} ${code}`);

describe('an address', () => {
  it('that may be right has no finding, whatever letters it is written in', () => {
    for (const address of [
      good,
      { ...good, name: 'Ζωή Παππά', lines: ['Ερμού 12'], city: 'Αθήνα', postalCode: '105 63', country: 'GR' },
      { ...good, lines: ['渋谷区神南１丁目'], city: '東京都', postalCode: '〒150-0041', country: 'JP' },
      {
        ...good,
        lines: ["12 O'Connell St. #4, c/o Smith & Co. (rear)"],
        city: 'Sydney',
        state: 'NSW',
        postalCode: '2000',
        country: 'AU',
      },
      { ...good, lines: ['نهج الحرية 3'], city: 'تونس', postalCode: '1000', country: 'TN' },
    ])
      expect(findingsOf(address)).toEqual([]);
  });
  it('needs somebody, a street, and a code where there are codes', () => {
    expect(without('name')).toEqual(['name required']);
    expect(without('lines')).toEqual(['lines required']);
    expect(without('postalCode')).toEqual(['postalCode required']);
    expect(found({ name: undefined, company: 'Ruiz S.L.' })).toEqual([]);
    expect(findingsOf({ name: 'A', lines: ['Sheikh Zayed Road 1'], city: 'Dubai', country: 'AE' })).toEqual([]);
    expect(found({ country: 'US', postalCode: '10001', city: 'New York' })).toEqual(['state required']);
  });
  it.each([
    ['ES', '28001', '28 001', 'E-28001', '2800'],
    ['GB', 'SW1A 1AA', 'sw1a1aa', 'SW1A-1AA', '28001'],
    ['DE', '10115', 'D 10115', 'DE-10115', '1011'],
    ['US', '10001', '10001-1234', '100011234', '1000'],
    ['PL', '00-950', '00950', 'PL 00-950', '0950'],
    ['PT', '1000-001', '1000001', '1000 001', '10'],
    ['NL', '1012 AB', '1012ab', 'NL-1012AB', '1012 A'],
    ['CA', 'K1A 0B1', 'k1a0b1', 'K1A-0B1', 'K1A'],
    ['BR', '01310-100', '01310100', '01310 100', '0131'],
    ['SE', '111 22', '11122', 'SE-111 22', '1112'],
    ['AR', 'C1425DKF', '1425', 'c1425dkf', '14'],
  ])('of %s has a code in any spacing, and not another', (country, one, other, third, wrong) => {
    const state = country === 'US' || country === 'CA' ? { state: 'X1' } : {};
    for (const postalCode of [one, other, third])
      expect([postalCode, found({ country, postalCode, ...state })]).toEqual([postalCode, []]);
    expect(found({ country, postalCode: wrong, ...state })).toEqual(['postalCode format']);
  });
  it('cannot bear what no label prints', () => {
    expect(found({ name: 'Ana 🌸 Ruiz' })).toEqual(['name unsupported_characters']);
    expect(found({ lines: ['Calle Mayor\u0007 5'] })).toEqual(['lines.0 unsupported_characters']);
    expect(found({ lines: ['Calle Mayor 5\nleft'] })).toEqual(['lines.0 unsupported_characters']);
    expect(found({ city: 'Ma\uFFFDrid' })).toEqual(['city unsupported_characters']);
    expect(found({ name: '🇪🇸 Ruiz' })).toEqual(['name unsupported_characters']);
    expect(found({ lines: ['Acme® ™'] })).toEqual([]);
  });
  it('is more than marks, and fits a label', () => {
    expect(found({ lines: ['...'], city: '-' })).toEqual(['lines.0 only_punctuation', 'city only_punctuation']);
    expect(found({ lines: ['Calle Mayor 5', 'x'.repeat(61)] })).toEqual(['lines.1 too_long']);
    expect(found({ lines: ['x'.repeat(60)] })).toEqual([]);
  });
});

describe('checking', () => {
  const now = new Date('2026-11-20T12:00:00Z');
  const line = { sku: 'S', name: '', quantity: 1, unitPrice: 1, tags: [] };
  const stock = { lines: [{ ...line, fulfillmentType: 'stock' as const }] };
  it('is of what travels and was ordered lately', () => {
    expect(isAddressed(stock, '2026-10-22T12:00:00Z', now)).toBe(true);
    expect(isAddressed(stock, '2026-10-20T12:00:00Z', now)).toBe(false);
    expect(isAddressed({ lines: [{ ...line, fulfillmentType: 'digital' }] }, '2026-11-20T00:00:00Z', now)).toBe(false);
  });
});

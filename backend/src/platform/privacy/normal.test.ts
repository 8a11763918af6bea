/** The one form of what people tell of themselves: what is the same must compare as the same, and nothing else. */
import { describe, expect, it } from 'vitest';
import { normalEmail, normalName, normalPhone, normalPostalName, possiblePhones, surest } from './normal.ts';

describe('a telephone number', () => {
  it.each([
    ['+34 600 123 456', undefined, '34600123456'],
    ['0034-600-123-456', undefined, '34600123456'],
    ['600 123 456', 'ES', '34600123456'],
    ['07700 900123', 'GB', '447700900123'],
    ['+44 (0)7700 900123', 'FR', '447700900123'],
    ['(555) 010-9999', 'US', '15550109999'],
    ['1 555 010 9999', 'CA', '15550109999'],
    ['06 1234 5678', 'IT', '390612345678'],
    ['8 916 123-45-67', 'RU', '79161234567'],
    ['12345678', 'DK', '4512345678'],
  ])('%s read in %s is %s', (text, country, digits) => {
    expect(normalPhone(text, country)).toBe(digits);
  });
  it('without a country is none, or any that it may mean', () => {
    expect(normalPhone('600 123 456', undefined)).toBeUndefined();
    expect(normalPhone('12', 'ES')).toBeUndefined();
    expect(possiblePhones('600 123 456')).toContain('34600123456');
    expect(possiblePhones('+34600123456')).toEqual(['34600123456']);
  });
});

it('an e-mail has no case, a name neither case nor accents nor punctuation', () => {
  expect(normalEmail(' Ana@Example.COM ')).toBe('ana@example.com');
  expect(normalEmail('  ')).toBeUndefined();
  expect(normalName('Müller-Lüdenscheidt,  ZOË')).toBe('muller ludenscheidt zoe');
  expect(normalName('Łukasz Große')).toBe('lukasz grosse');
  expect(normalName('王小明')).toBe('王小明');
  expect(normalPostalName('sw1a 1aa', 'Zoë')).toBe('SW1A1AA zoe');
  expect(normalPostalName('41001', undefined)).toBeUndefined();
});

describe('a person is known by the surest of what is said', () => {
  const all = {
    email: 'Ana@x.es',
    phone: '600123456',
    country: 'ES',
    postalCode: '41001',
    name: 'Ana',
    orderId: 'ord_1',
  };
  it('e-mail, else phone, else postal code and name, else the order', () => {
    expect(surest(all)).toEqual(['email', 'ana@x.es']);
    expect(surest({ ...all, email: undefined })).toEqual(['phone', '34600123456']);
    expect(surest({ ...all, email: undefined, phone: undefined })).toEqual(['postal_name', '41001 ana']);
    expect(surest({ orderId: 'ord_1', name: 'Ana' })).toEqual(['order', 'ord_1']);
  });
});

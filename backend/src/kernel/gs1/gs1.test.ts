/** What is read of GS1 symbols: separators kept, written otherwise and lost; check digits; days; addresses. */

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayOfGs1 } from './dates.ts';
import { type Element, groupSeparator, itemOf, readGs1 } from './gs1.ts';
import { checkDigitOf, endsInCheckDigit, identifierOf } from './identifiers.ts';

const gs = groupSeparator;
const now = new Date('2026-11-28T12:00:00.000Z');
const gtin = '09501101530003';
const told = (text: string, options?: { sign?: string }) => {
  const read = readGs1(text, options);
  if (!read?.ok) return read;
  return { read: read.elements.map(({ ai, value }) => `${ai}:${value}`).join(' '), certain: read.certain };
};
const sure = (read: string) => ({ read, certain: true });
const unsure = (read: string) => ({ read, certain: false });

describe('an element string', () => {
  const want = sure(`01:${gtin} 17:261231 10:AB17C21D 21:S1`);
  const parts = [`01${gtin}17261231`, '10AB17C21D', '21S1'];
  it('is told apart by its separators, whatever its values look like', () => {
    for (const symbol of [']C1', ']d2', ']Q3', ']e0', ''])
      expect(told(`${symbol}${parts[0]}${parts[1]}${gs}${parts[2]}`)).toEqual(want);
  });
  it('may begin with its sign, and have separators where none is needed', () => {
    expect(told(`]C1${gs}01${gtin}${gs}17261231${gs}${parts[1]}${gs}${parts[2]}${gs}`)).toEqual(want);
  });
  it('is read whatever the scanner writes for a separator', () => {
    for (const sign of ['<GS>', '{GS}', '<gs>', '\u241d', '<FNC1>'])
      expect(told(`${parts[0]}${parts[1]}${sign}${parts[2]}`)).toEqual(want);
    expect(told(`${parts[0]}${parts[1]}|${parts[2]}\r\n`, { sign: '|' })).toEqual(want);
  });
  it('of another symbol is none, and digits alone are a GTIN by themselves', () => {
    expect(told(`]C0${parts[0]}`)).toBeUndefined();
    expect(told(`]E0${gtin.slice(1)}`)).toBeUndefined();
    expect(told(gtin)).toBeUndefined();
    expect(told('0195011015')).toBeUndefined();
    expect(told('A-01-3')).toBeUndefined();
  });
  it('with brackets is what somebody typed; brackets around anything else belong to the value', () => {
    expect(told(`(01)${gtin}(17)261231(10)AB17C21D(21)S1`)).toEqual(want);
    expect(told(`(01)${gtin} (10)LOT(7)X`)).toEqual(sure(`01:${gtin} 10:LOT(7)X`));
  });
  it('counts what lies in a unit, and measures', () => {
    const pallet = `]C100395011015300000040295011015300031537${12}`;
    const bare = `00${'39501101530000000'}${checkDigitOf('39501101530000000')}02${gtin}37${12}`;
    expect(told(`]C1${bare}`)).toEqual(
      sure(`00:39501101530000000${checkDigitOf('39501101530000000')} 02:${gtin} 37:12`),
    );
    expect(told(pallet)).toMatchObject({ ok: false });
    const gln = `400638133393${checkDigitOf('400638133393')}`;
    expect(told(`]C1410${gln}01${gtin}${gs}10A`)).toEqual(sure(`410:${gln} 01:${gtin} 10:A`));
    expect(told(`01${gtin}3103001250`)).toEqual(sure(`01:${gtin} 3103:001250`));
    expect(told(`01${gtin}3922599${gs}10A`)).toEqual(sure(`01:${gtin} 3922:599 10:A`));
  });
});

describe('without separators', () => {
  it('the usual order is sure, where the lot is last and could be nothing else', () => {
    expect(told(`01${gtin}1726123110LOTX`)).toEqual(sure(`01:${gtin} 17:261231 10:LOTX`));
  });
  it('what could be told apart otherwise is read with the lot last, and not sure', () => {
    expect(told(`]d201${gtin}10ABC12137`)).toEqual(unsure(`01:${gtin} 10:ABC12137`));
    expect(told(`01${gtin}10LOT17261231`)).toEqual(unsure(`01:${gtin} 10:LOT17261231`));
  });
  it('a value that is too long ends where the table allows', () => {
    expect(told(`01${gtin}10ABCDEFGHIJKLMNOPQRST17261231`)).toEqual(
      sure(`01:${gtin} 10:ABCDEFGHIJKLMNOPQRST 17:261231`),
    );
  });
  it('an item is found behind a lot that came first', () => {
    expect(told(`]C110LOTX01${gtin}`)).toEqual(unsure(`10:LOTX 01:${gtin}`));
  });
});

describe('misread', () => {
  it('is told from what is no GS1', () => {
    const wrong = `${gtin.slice(0, -1)}4`;
    expect(told(`]C101${wrong}10A`)).toEqual({ ok: false, fault: 'check_digit' });
    expect(told(`01${wrong}10A`)).toEqual({ ok: false, fault: 'check_digit' });
    expect(told(`(01)${wrong}`)).toEqual({ ok: false, fault: 'check_digit' });
    expect(told(`https://id.example.com/01/${wrong}`)).toEqual({ ok: false, fault: 'check_digit' });
    expect(told(`]C105${gtin}`)).toEqual({ ok: false, fault: 'form' });
    expect(told(`]C101${gtin}17abcdef`)).toEqual({ ok: false, fault: 'form' });
  });
  it('names a date that no calendar has, with and without separators, in brackets and addresses', () => {
    const bad = (value: string, ai = '17') => ({ ok: false, fault: 'date', element: { ai, value } });
    expect(told(`]C101${gtin}17261331`)).toEqual(bad('261331'));
    expect(told(`01${gtin}1726133110LOT7`)).toEqual(bad('261331'));
    expect(told(`01${gtin}15260010${groupSeparator}10LOT7`)).toEqual(bad('260010', '15'));
    expect(told(`(01)${gtin}(17)260230`)).toEqual(bad('260230'));
    expect(told(`https://id.example.com/01/${gtin}?17=261301`)).toEqual(bad('261301'));
    expect(told(`(01)${gtin}(17)280229(10)A`)).toMatchObject({ certain: true });
  });
  it('any one digit changed is seen, for every GTIN, SSCC and GLN', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(7, 11, 12, 13, 17),
        fc.infiniteStream(fc.integer({ min: 0, max: 9 })),
        fc.nat(),
        fc.integer({ min: 1, max: 9 }),
        (length, digits, place, by) => {
          const body = [...digits.take(length)].join('');
          const whole = `${body}${checkDigitOf(body)}`;
          const at = place % whole.length;
          const changed = `${whole.slice(0, at)}${(Number(whole[at]) + by) % 10}${whole.slice(at + 1)}`;
          return endsInCheckDigit(whole) && endsInCheckDigit(whole.padStart(20, '0')) && !endsInCheckDigit(changed);
        },
      ),
    );
  });
});

describe('a Digital Link address', () => {
  it('is read in its order, with what its query adds', () => {
    const link = `https://id.example.com/shop/01/${gtin}/22/2A/10/AB%2F17/21/S1?17=261231&utm=x`;
    expect(told(link)).toEqual(sure(`01:${gtin} 22:2A 10:AB/17 21:S1 17:261231`));
    expect(told('https://example.com/01/9501101530003')).toEqual(sure(`01:${gtin}`));
  });
  it('out of its order, or of no item, is none', () => {
    expect(told(`https://example.com/01/${gtin}/21/S1/10/A`)).toBeUndefined();
    expect(told('https://example.com/about/us')).toBeUndefined();
    expect(told(`https://example.com/01/${gtin}/99/x`)).toBeUndefined();
  });
});

describe('a day', () => {
  it('00 is the last of its month, also of a leap February', () => {
    expect(dayOfGs1('270200', now)).toBe('2027-02-28');
    expect(dayOfGs1('280200', now)).toBe('2028-02-29');
    expect(dayOfGs1('261231', now)).toBe('2026-12-31');
    expect(dayOfGs1('260231', now)).toBeUndefined();
  });
  it('is between 49 years back and 50 ahead', () => {
    expect(dayOfGs1('760101', now)).toBe('2076-01-01');
    expect(dayOfGs1('770101', now)).toBe('1977-01-01');
    expect(dayOfGs1('260101', now)).toBe('2026-01-01');
    expect(dayOfGs1('010101', new Date('2099-06-01'))).toBe('2101-01-01');
    expect(dayOfGs1('990101', new Date('2101-06-01'))).toBe('2099-01-01');
  });
});

it('what elements say of an item', () => {
  const read = readGs1(`01${gtin}7003261231${'2359'}${gs}10L${gs}21S${gs}3024`);
  expect(read?.ok && itemOf(read.elements, now)).toEqual({
    gtin,
    sscc: null,
    lot: 'L',
    serial: 'S',
    expiresOn: '2026-12-31',
    count: 24,
  });
});

describe('written and read again', () => {
  const text = (most: number) =>
    fc
      .array(fc.constantFrom(...'ABCXYZabcxyz0123456789-./_+'), { minLength: 1, maxLength: most })
      .map((all) => all.join(''));
  const checked = (length: number) =>
    fc
      .array(fc.integer({ min: 0, max: 9 }), { minLength: length - 1, maxLength: length - 1 })
      .map((all) => `${all.join('')}${checkDigitOf(all.join(''))}`);
  const date = fc
    .tuple(fc.integer({ min: 0, max: 99 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 28 }))
    .map((all) => all.map((n) => String(n).padStart(2, '0')).join(''));
  const of = (ai: string, value: fc.Arbitrary<string>) => value.map((one): Element => ({ ai, value: one }));
  const rest = fc
    .shuffledSubarray(['10', '21', '240', '17', '15', '3103', '30', '410', '400'], { minLength: 1 })
    .chain((ais) =>
      fc.tuple(
        ...ais.map((ai) => {
          if (ai === '17' || ai === '15') return of(ai, date);
          if (ai === '3103')
            return of(
              ai,
              fc.integer({ min: 0, max: 999_999 }).map((n) => String(n).padStart(6, '0')),
            );
          if (ai === '30') return of(ai, fc.integer({ min: 0, max: 99_999_999 }).map(String));
          return ai === '410' ? of(ai, checked(13)) : of(ai, text(ai === '10' || ai === '21' ? 20 : 30));
        }),
      ),
    );
  const all = fc.tuple(of('01', checked(14)), rest).map(([item, others]) => [item, ...others]);
  const written = (elements: readonly Element[], separator: string): string =>
    elements
      .map(
        ({ ai, value }, i) => `${ai}${value}${identifierOf(ai)?.fixed || i === elements.length - 1 ? '' : separator}`,
      )
      .join('');

  it('with separators it is the same, in any order', () => {
    fc.assert(
      fc.property(all, fc.constantFrom(gs, '<GS>', '{GS}'), (elements, separator) => {
        const read = readGs1(`]C1${written(elements, separator)}`);
        expect(read).toMatchObject({ ok: true, elements });
      }),
      { numRuns: 300 },
    );
  });
  it('with brackets it is the same', () => {
    fc.assert(
      fc.property(all, (elements) => {
        expect(readGs1(elements.map(({ ai, value }) => `(${ai})${value}`).join(''))).toEqual({
          ok: true,
          elements,
          certain: true,
        });
      }),
    );
  });
  it('without separators it is the same, or it is not sure', () => {
    fc.assert(
      fc.property(all, (elements) => {
        const read = readGs1(written(elements, ''));
        if (read?.ok && read.certain) expect(read.elements).toEqual(elements);
        else expect(read).toMatchObject({ ok: true, certain: false });
      }),
      { numRuns: 300 },
    );
  });
  it('nothing makes it throw, and nothing is read that the table does not allow', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 200 }),
        fc.constantFrom('', ']C1', ']Q3', '(01)', 'https://'),
        (text, before) => {
          const read = readGs1(before + text);
          if (read?.ok)
            for (const { ai, value } of read.elements) expect(identifierOf(ai)?.pattern.test(value)).toBe(true);
        },
      ),
    );
  });
});

/** What people read when what they sent cannot be: each fault at its own field, and never a word of zod's. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { inWords, read } from './faults.ts';

const order = z.strictObject({
  externalId: z.string().min(1).max(5),
  lines: z.array(z.strictObject({ sku: z.string(), quantity: z.int().min(1).max(9) })).max(2),
  placedAt: z.iso.datetime({ offset: true }).optional(),
  deliverBy: z.iso.date().optional(),
  email: z.email('an e-mail address').optional(),
  status: z.enum(['placed', 'cancelled']).optional(),
  weight: z.number().optional(),
  scopes: z.union([z.literal('*'), z.array(z.string())]).optional(),
});
const good = { externalId: 'A', lines: [] };
const faultsOf = (value: unknown, schema: z.ZodType = order): string[] => {
  const reading = read(schema, value);
  return reading.ok ? [] : reading.faults.map(({ path, message }) => `${path}: ${message}`);
};
const withOne = (field: object): string[] => faultsOf({ ...good, ...field });

describe('a fault', () => {
  it.each([
    ['null', null, [': a JSON object is expected, not null']],
    ['a list', [1], [': a JSON object is expected, not a list']],
    ['a text', 'x', [': a JSON object is expected, not a text']],
    ['nothing of it', {}, ['externalId: is missing', 'lines: is missing']],
  ])('of a whole that is %s', (_what, value, faults) => expect(faultsOf(value)).toEqual(faults));
  it.each([
    [{ externalId: 1 }, 'externalId: a text is expected, not a number'],
    [{ externalId: '' }, 'externalId: must not be empty'],
    [{ externalId: 'ABCDEF' }, 'externalId: at most 5 characters expected'],
    [{ lines: [{ sku: 'S', quantity: -1 }] }, 'lines.0.quantity: at least 1 expected'],
    [{ lines: [{ sku: 'S', quantity: 1.5 }] }, 'lines.0.quantity: a whole number is expected'],
    [{ lines: [{ sku: 'S', quantity: '1' }] }, 'lines.0.quantity: a number is expected, not a text'],
    [{ lines: [{ quantity: 1 }] }, 'lines.0.sku: is missing'],
    [
      { lines: [{ sku: 'S', quantity: 1 }, {}, {}].map(() => ({ sku: 'S', quantity: 1 })) },
      'lines: at most 2 items expected',
    ],
    [{ placedAt: 'soon' }, 'placedAt: a time, e.g. 2026-11-28T10:00:00Z, is expected'],
    [{ deliverBy: '2026-02-30' }, 'deliverBy: a calendar day, e.g. 2026-11-28, is expected'],
    [{ email: 'nobody' }, 'email: an e-mail address'],
    [{ status: 'canceled' }, 'status: one of "placed", "cancelled" is expected; did you mean "cancelled"?'],
    [{ weight: Number.POSITIVE_INFINITY }, 'weight: a number is expected, not a number without end'],
    [{ scopes: 3 }, 'scopes: "*" or a list is expected'],
    [{ scopes: ['a', 3] }, 'scopes.1: a text is expected, not a number'],
    [{ externalid: 'B' }, 'externalid: is not known here; did you mean "externalId"?'],
  ])('of a field: %j', (field, fault) => expect(withOne(field)).toEqual([fault]));
  it('of a number too large for whole numbers names the bound, the closest there is', () => {
    const beyond = 2 ** 53 + 2;
    expect(faultsOf(beyond, z.int())).toEqual([`: at most ${Number.MAX_SAFE_INTEGER} expected`]);
    expect(withOne({ lines: [{ sku: 'S', quantity: beyond }] })).toEqual(['lines.0.quantity: at most 9 expected']);
  });
  it('hides what else is wrong with the same field', () => {
    expect(faultsOf('xx', z.string().max(1).regex(/^a/, 'begins with a'))).toEqual([': at most 1 character expected']);
  });
  it('of a name nobody knows stands at that name, however deep, with the names there are', () => {
    expect(withOne({ lines: [{ sku: 'S', quantity: 1, colour: 'red' }] })).toEqual([
      'lines.0.colour: is not known here; known: sku, quantity',
    ]);
    expect(withOne(JSON.parse('{"lines":[{"sku":"S","quantity":1,"__proto__":{"x":1}}]}'))).toEqual([
      'lines.0.__proto__: is not known here; known: sku, quantity',
    ]);
  });
  it('of a choice of many names those that come closest', () => {
    const names = Array.from({ length: 20 }, (_, n) => `name_${String.fromCharCode(97 + n)}`);
    const many = z.enum(names);
    expect(faultsOf('foo', many)[0]).toMatch(
      /^: one of 20 names, such as "name_\w", "name_\w", "name_\w", is expected$/,
    );
    expect(faultsOf('nam_t', many)[0]).toContain('such as "name_t", ');
  });
  it('of a union is that of the branch it comes closest to', () => {
    const union = z.union([
      z.strictObject({ kind: z.literal('a'), n: z.int() }),
      z.strictObject({ other: z.string() }),
    ]);
    expect(faultsOf({ kind: 'a', n: 'x' }, union)).toEqual(['n: a number is expected, not a text']);
    const told = z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('a') })]);
    expect(faultsOf({ kind: 'b' }, told)).toEqual(['kind: is of none of the kinds that are known here']);
  });
});

it('says at most fifty, behind the path of the whole, and all on one line where there are no fields', () => {
  const many = read(
    z.array(z.int()),
    Array.from({ length: 80 }, () => 'x'),
    'values',
  );
  expect(many.ok || many.faults).toHaveLength(50);
  expect(many.ok || many.faults[0]).toEqual({ path: 'values.0', message: 'a number is expected, not a text' });
  expect(
    inWords([
      { path: 'a', message: 'is missing' },
      { path: '', message: 'no' },
    ]),
  ).toBe('a: is missing; no');
});

/** Forms of schemas: which fields a value has on screen, and that a value which passes through its form loses nothing. */
import { placeOrder } from '@gantry/shared/api/orders';
import { describe, expect, it } from 'vitest';
import { comparedLines } from './compared-lines.ts';
import type { JsonSchema } from './json-schema.ts';
import { fieldWords, labelOf, singular, unitOf } from './labels.ts';
import { asOption, blankOf, fieldsOf, misfitOf, optionLabel, optionOf } from './object-fields.ts';
import { type Shape, shapeOf } from './shape.ts';
import { isSame, isWithin, moved, plainPath, renamed, valueAt, withAt, without } from './values.ts';

const kindOf = (schema: JsonSchema): Shape['kind'] => shapeOf(schema, schema).kind;
const objectOf = (root: JsonSchema) => {
  const shape = shapeOf(root, root);
  if (shape.kind !== 'object') throw new Error(`${shape.kind} is no object`);
  return { root, shape };
};
const text: JsonSchema = { type: 'string' };

describe('a schema', () => {
  it('asks for kinds of fields', () => {
    const kinds: [JsonSchema, Shape['kind']][] = [
      [text, 'text'],
      [{ type: 'number' }, 'number'],
      [{ type: 'boolean' }, 'choice'],
      [{ type: 'string', enum: ['a', 'b'] }, 'choice'],
      [{ type: 'string', const: 'a' }, 'choice'],
      [{ type: 'array', items: text }, 'list'],
      [{ type: 'array', prefixItems: [text, { type: 'number' }] }, 'tuple'],
      [{ type: 'object', propertyNames: text, additionalProperties: { type: 'number' } }, 'record'],
      [{ type: 'object', properties: { a: text }, required: ['a'] }, 'object'],
      [{ anyOf: [text, { type: 'number' }] }, 'union'],
      [{}, 'any'],
    ];
    expect(kinds.map(([schema]) => kindOf(schema))).toEqual(kinds.map(([, kind]) => kind));
  });
  it('tells null apart from the kind it may stand in for', () => {
    const root: JsonSchema = { anyOf: [{ type: 'string', maxLength: 5 }, { type: 'null' }], description: 'Why' };
    expect(shapeOf(root, root)).toMatchObject({ kind: 'text', nullable: true, hint: 'Why', most: 5 });
    expect(shapeOf({ type: ['string', 'null'] }, {})).toMatchObject({ kind: 'text', nullable: true });
    expect(shapeOf({ enum: ['a', null] }, {})).toMatchObject({ kind: 'choice', values: ['a'], nullable: true });
  });
  it('has formats and bounds, and no bound that is only the end of the numbers', () => {
    const formats = ['date-time', 'date', 'email', 'uri', 'made-up'];
    expect(formats.map((format) => shapeOf({ type: 'string', format }, {}))).toMatchObject([
      { format: 'instant' },
      { format: 'date' },
      { format: 'email' },
      { format: 'url' },
      { format: 'plain' },
    ]);
    const safe = { minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER };
    expect(shapeOf({ type: 'integer', ...safe }, {})).toMatchObject({ whole: true, least: null, most: null });
    expect(shapeOf({ type: 'integer', minimum: 1, maximum: 9 }, {})).toMatchObject({ least: 1, most: 9 });
  });
  it('is read through references, also where it contains itself, and never without end', () => {
    const tree: JsonSchema = {
      $ref: '#/$defs/tree',
      $defs: {
        tree: {
          type: 'object',
          properties: { name: text, inner: { type: 'array', items: { $ref: '#/$defs/tree' } } },
          required: ['name'],
        },
      },
    };
    const { root, shape } = objectOf(tree);
    const inner = shapeOf(shape.properties.inner ?? {}, root);
    expect(inner.kind === 'list' && shapeOf(inner.item, root).kind).toBe('object');
    const ring: JsonSchema = { $ref: '#/$defs/a', $defs: { a: { $ref: '#/$defs/a' } } };
    expect(kindOf(ring)).toBe('any');
    expect(kindOf({ $ref: '#/nowhere' })).toBe('any');
  });
  it('is one object where it is joined of several', () => {
    const part = (name: string): JsonSchema => ({ type: 'object', properties: { [name]: text }, required: [name] });
    const { shape } = objectOf({ allOf: [part('a'), part('b')] });
    expect([Object.keys(shape.properties).sort(), [...shape.needed].sort()]).toEqual([
      ['a', 'b'],
      ['a', 'b'],
    ]);
  });
  it('of an order draws its lines, nested', () => {
    const body = placeOrder.body.toJSONSchema({ unrepresentable: 'any', io: 'input' });
    const { root, shape } = objectOf(body as JsonSchema);
    const lines = shapeOf(shape.properties.lines ?? {}, root);
    const line = lines.kind === 'list' ? objectOf({ ...lines.item, $defs: root.$defs ?? {} }).shape : shape;
    const { shown, absent } = fieldsOf(line, { quantity: 2, sku: 'CUP' });
    expect(shown.map(({ name }) => name)).toEqual(['sku', 'quantity']);
    expect(absent.map(({ name }) => name)).toContain('weightGrams');
  });
});

describe('an object', () => {
  const schema: JsonSchema = {
    type: 'object',
    properties: { name: text, note: text, count: { type: 'integer' } },
    required: ['name', 'count'],
  };
  it('shows what it needs and what it holds; the rest may be added, or is asked for', () => {
    const { shape } = objectOf(schema);
    const names = (value: unknown, asked?: (name: string) => boolean) => {
      const { shown, absent } = fieldsOf(shape, value, asked);
      return [shown.map(({ name }) => name), absent.map(({ name }) => name)];
    };
    expect(names({})).toEqual([['name', 'count'], ['note']]);
    expect(names({}, (name) => name === 'note')).toEqual([['name', 'note', 'count'], []]);
    expect(names({ note: '', extra: 1 })).toEqual([['name', 'note', 'count', 'extra'], []]);
    expect(fieldsOf(shape, { extra: 1 }).shown.at(-1)).toMatchObject({ name: 'extra', known: false });
    const { shape: loose } = objectOf({ ...schema, additionalProperties: { type: 'number' } });
    expect(fieldsOf(loose, { extra: 1 }).shown.at(-1)).toMatchObject({ known: true, schema: { type: 'number' } });
  });
  it('begins with what must be there, empty', () => {
    expect(blankOf(schema, schema)).toEqual({ name: '', count: null });
    const deep: JsonSchema = { type: 'object', properties: { me: { $ref: '#' } }, required: ['me'] };
    expect(JSON.stringify(blankOf(deep, deep)).length).toBeLessThan(200);
  });
});

describe('a value', () => {
  const given = { z: 1, lines: [{ sku: 'A', odd: { deep: [1, null] } }, { sku: 'B' }], a: null, unknown: [[{}]] };
  it('loses nothing where one field of it is changed: unknown keys and their order stay', () => {
    const next = withAt(given, ['lines', 1, 'sku'], 'C');
    expect(JSON.stringify(next)).toBe(JSON.stringify(given).replace('"B"', '"C"'));
    expect(JSON.stringify(withAt(next, ['lines', 1, 'sku'], 'B'))).toBe(JSON.stringify(given));
    expect(valueAt(next, ['lines', 0])).toBe(given.lines[0]);
  });
  it('takes what is new at its end, also where nothing leads there yet', () => {
    expect(withAt({}, ['shipTo', 'lines', 0], 'Calle 1')).toEqual({ shipTo: { lines: ['Calle 1'] } });
    expect(Object.keys(withAt(given, ['b'], 1) as object)).toEqual(['z', 'lines', 'a', 'unknown', 'b']);
  });
  it('lets go of entries and items, and of nothing else', () => {
    expect(without(given, ['lines', 0])).toEqual({ ...given, lines: [{ sku: 'B' }] });
    expect(without(given, ['a'])).toEqual({ z: 1, lines: given.lines, unknown: given.unknown });
    expect(without(given, ['nowhere', 'at', 'all'])).toEqual(given);
  });
  it('has items that move and entries that are renamed in their place', () => {
    expect([moved([1, 2, 3], 0, 2), moved([1, 2, 3], 2, 1), moved([1, 2], 0, -1)]).toEqual([
      [2, 3, 1],
      [1, 3, 2],
      [1, 2],
    ]);
    expect(JSON.stringify(renamed({ a: 1, b: 2, c: 3 }, 'b', 'd'))).toBe('{"a":1,"d":2,"c":3}');
  });
  it('of another kind than its field says so, and stays', () => {
    const number = shapeOf({ type: 'number' }, {});
    expect([misfitOf(number, 2), misfitOf(number, 'two'), misfitOf(number, undefined)]).toEqual([
      null,
      'is a text, not a number',
      null,
    ]);
    expect(misfitOf(shapeOf({ enum: ['a'] }, {}), 'b')).toBe('is none of the choices');
    expect(misfitOf(shapeOf({ type: 'object', properties: { a: {} } }, {}), [])).toBe('is a list, not an object');
  });
  it('is the same in whatever order it is written', () => {
    expect([isSame({ a: 1, b: [2] }, { b: [2], a: 1 }), isSame([1, 2], [2, 1]), isSame({ a: undefined }, {})]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe('alternatives', () => {
  const option = (channel: string, properties: Record<string, JsonSchema>, required: string[]): JsonSchema => ({
    type: 'object',
    properties: { channel: { type: 'string', const: channel }, ...properties },
    required: ['channel', ...required],
  });
  const options = [option('mail', { to: text }, ['to']), option('text', { number: text, to: text }, ['number'])];
  const root: JsonSchema = { oneOf: options };
  it('are told by what names them, else by what fits best', () => {
    expect(kindOf(root)).toBe('union');
    expect(options.map((one) => optionLabel(one, root))).toEqual(['mail', 'text']);
    expect(optionOf(options, { channel: 'text', to: 'x' }, root)).toBe(1);
    expect(optionOf([text, { type: 'number' }], 3, {})).toBe(1);
    expect(optionOf([text, { type: 'number' }], {}, {})).toBe(-1);
  });
  it('carry over what both have', () => {
    expect(asOption(options[1] ?? {}, { channel: 'mail', to: 'a@example.com' }, root)).toEqual({
      channel: 'text',
      number: '',
      to: 'a@example.com',
    });
  });
});

describe('words', () => {
  it('are made of names where a schema has no title', () => {
    expect(['postalCode', 'channel_sku', 'hsCode', 'orderId', 'SKU'].map(fieldWords)).toEqual([
      'Postal code',
      'Channel SKU',
      'HS code',
      'Order id',
      'SKU',
    ]);
    expect(['Lines', 'Addresses', 'Boxes', 'Entries', 'Status', 'Tags'].map(singular)).toEqual([
      'Line',
      'Address',
      'Box',
      'Entry',
      'Status, item',
      'Tag',
    ]);
  });
  it('name the unit of a number', () => {
    expect([
      unitOf('weightGrams', null),
      unitOf('dimensionsMm', null),
      unitOf('total', 'Minor units; the sum of the lines'),
      unitOf('age', 'Counted in hours'),
      unitOf('quantity', 'Reserved in turn'),
    ]).toEqual(['g', 'mm', 'minor units', 'h', null]);
    const number = shapeOf({ type: 'integer' }, {});
    expect([
      labelOf('weightGrams', number),
      labelOf('grams', number),
      labelOf('weightGrams', shapeOf(text, {})),
    ]).toEqual(['Weight', 'Grams', 'Weight grams']);
  });
  it('of paths are one, however they are written', () => {
    expect(['lines[0].sku', '/lines/0/sku', 'lines.0.sku', '$.lines[0].sku'].map(plainPath)).toEqual(
      Array(4).fill('lines.0.sku'),
    );
    expect([isWithin('lines.0', 'lines'), isWithin('lines2', 'lines'), isWithin('a', '')]).toEqual([true, false, true]);
  });
});

describe('two values beside each other', () => {
  const differing = (was: unknown, is: unknown) =>
    comparedLines(was, is)
      .filter(({ same }) => !same)
      .map((line) => [line.was?.trim() ?? null, line.is?.trim() ?? null]);
  it('differ in the lines that are different, and in no other', () => {
    expect(differing({ a: 1, b: { c: 'x', d: 2 } }, { a: 1, b: { c: 'y', d: 2 } })).toEqual([
      ['"c": "x",', '"c": "y",'],
    ]);
    expect(differing({ b: 1, a: [1, { x: 2 }] }, { a: [1, { x: 2 }], b: 1 })).toEqual([]);
    expect(differing({ a: 1 }, { a: 1, b: 2 })).toEqual([[null, '"b": 2']]);
  });
  it('have items beside each other that are the same, wherever one was put in or taken out', () => {
    expect(differing([1, 2, 3], [0, 1, 2, 3])).toEqual([[null, '0,']]);
    expect(differing(['a', 'b', 'c'], ['a', 'c'])).toEqual([['"b",', null]]);
  });
  it('are each whole in their lines', () => {
    const [was, is] = [
      { a: [1, { b: null }], c: 'x' },
      { a: [1], c: 'x', d: {} },
    ];
    const lines = comparedLines(was, is);
    const side = (of: 'was' | 'is') => JSON.parse(lines.flatMap((line) => line[of] ?? []).join('\n'));
    expect([side('was'), side('is')]).toEqual([was, is]);
  });
});

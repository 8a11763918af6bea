/** What may happen to products, listings and channel rules; how barcodes are compared. */
import { channelRulesContent, productContent } from '@gantry/shared/events/inventory/products';
import { describe, expect, it } from 'vitest';
import type { FieldError, Refusal } from '../../../kernel/errors.ts';
import { given } from '../../../kernel/spec.ts';
import { stockIdOf } from '../stock/stock.ts';
import { comparedCode, gtinFault, upcAOf } from './barcodes.ts';
import { evolveRules, setRules } from './channel-rules.ts';
import { archiveProduct, type SaidProduct, type Surroundings, setProduct } from './decide.ts';
import { evolveListing, mapListing, unmapListing } from './listing.ts';
import { evolveProduct, type Product } from './product.ts';
import { availableOf } from './queries.ts';

const lamp = (change: Partial<SaidProduct> = {}): SaidProduct => ({
  sku: 'LAMP',
  ...productContent.parse({ name: 'Lamp' }),
  ...change,
});
const around = (change: Partial<Surroundings> = {}): Surroundings => ({
  parts: new Map(),
  barcodes: new Map(),
  warehouses: new Set(['pad']),
  kits: [],
  stock: { onHand: 0, reserved: 0, coming: 0 },
  ...change,
});
const code = (text: string) => ({ code: text, kind: 'unit' as const, quantity: 1 });
const saved = given(evolveProduct, [])
  .when(setProduct('main', lamp(), around()))
  .events();
const all = (): boolean => true;

/** What a decision is refused with, by field. */
const faultsOf = (decide: () => unknown): FieldError[] => {
  try {
    decide();
    return [];
  } catch (error) {
    return (error as Refusal).errors;
  }
};

describe('barcodes', () => {
  it('are compared without zeros in front where they are all digits', () => {
    for (const same of ['0012345678905', '012345678905', '12345678905', '00012345678905'])
      expect(comparedCode(same)).toBe('12345678905');
    expect(['X-001', '0a1', '000'].map(comparedCode)).toEqual(['X-001', '0a1', '0']);
  });
  it('of the form of a GTIN have its check digit', () => {
    for (const good of ['96385074', '012345678905', '4006381333931', '00012345678905', '10012345678902'])
      expect(gtinFault(good), good).toBeUndefined();
    for (const bad of ['96385075', '012345678906', '4006381333932', '10012345678905'])
      expect(gtinFault(bad), bad).toContain('check digit');
    expect(['1234567', '123456789', 'AB345678', '12345678901234567'].map(gtinFault)).toEqual(Array(4).fill(undefined));
  });
  it('of eight digits may be the short form of a UPC-A, by its check digit', () => {
    const long = {
      '04252614': '042100005264',
      '01234505': '012000003455',
      '01234531': '012300000451',
      '01234543': '012340000053',
      '01234565': '012345000065',
    };
    for (const [short, whole] of Object.entries(long)) expect(upcAOf(short), short).toBe(whole);
    expect(['04252615', '24252614', '4252614', '042100005264', '0425261X'].map(upcAOf)).toEqual(
      Array(5).fill(undefined),
    );
  });
});

describe('a product', () => {
  it('is added, changed by other words, and by the same words not', () => {
    expect(given(evolveProduct, saved).state()).toMatchObject({ sku: 'LAMP', merchant: 'main', archived: false });
    expect(
      given(evolveProduct, saved)
        .when(setProduct('main', lamp(), around()))
        .names(),
    ).toEqual([]);
    const renamed = given(evolveProduct, saved).when(setProduct('main', lamp({ name: 'Desk lamp' }), around()));
    expect(renamed.state()?.content).toMatchObject({ name: 'Desk lamp' });
    expect(renamed.names()).toEqual(['inventory.product_set']);
  });
  it('has barcodes that can be, that are no one else’s, and each once', () => {
    const codes = (...barcodes: string[]) => lamp({ barcodes: barcodes.map(code) });
    const faults = (said: SaidProduct, near = around()) => faultsOf(() => setProduct('main', said, near)(undefined));
    expect(faults(codes('4006381333931', 'X1'))).toEqual([]);
    expect(faults(codes('X1', '4006381333932'))).toEqual([
      { path: 'barcodes.1.code', message: expect.stringContaining('check digit') },
    ]);
    expect(faults(codes('0012345678905', '012345678905')).map(({ path }) => path)).toEqual(['barcodes.1.code']);
    const taken = around({ barcodes: new Map([['12345678905', 'MAT']]) });
    expect(faults(codes('X1', '0012345678905'), taken)).toEqual([
      { path: 'barcodes.1.code', message: 'belongs to MAT' },
    ]);
    expect(
      given(evolveProduct, [])
        .when(setProduct('main', codes('0012345678905'), taken))
        .refusal(),
    ).toBe('barcode_taken');
  });
  it('is a kit of products that are there, no kits, not itself, each named once', () => {
    const kit = (...skus: string[]) => lamp({ components: skus.map((sku) => ({ sku, quantity: 2 })) });
    const parts = new Map([
      ['BULB', { kit: false }],
      ['SET', { kit: true }],
      ['LAMP', { kit: false }],
    ]);
    const faults = (said: SaidProduct) => faultsOf(() => setProduct('main', said, around({ parts }))(undefined));
    expect(faults(kit('BULB'))).toEqual([]);
    expect(faults(kit('BULB', 'NONE', 'SET', 'LAMP', 'BULB')).map(({ path }) => path)).toEqual(
      [1, 2, 3, 4].map((i) => `components.${i}.sku`),
    );
  });
  it('becomes no kit while it is a part of one, or has stock of its own', () => {
    const kit = lamp({ components: [{ sku: 'BULB', quantity: 1 }] });
    const parts = new Map([['BULB', { kit: false }]]);
    const refusal = (near: Partial<Surroundings>) =>
      given(evolveProduct, saved)
        .when(setProduct('main', kit, around({ parts, ...near })))
        .refusal();
    expect(refusal({ kits: ['SET'] })).toBe('part_of_kit');
    expect(refusal({ stock: { onHand: 1, reserved: 0, coming: 0 } })).toBe('stock_left');
    expect(refusal({ stock: { onHand: 0, reserved: 0, coming: 1 } })).toBe('stock_left');
  });
  it('is archived once nothing hangs on it, and comes back when it is said again', () => {
    const none = { onHand: 0, reserved: 0, coming: 0 };
    const archive = (kits: string[] = [], stock = none) =>
      given(evolveProduct, saved).when(archiveProduct(all, { kits, stock }));
    for (const left of ['onHand', 'reserved', 'coming'] as const)
      expect(archive([], { ...none, [left]: 1 }).refusal()).toBe('stock_left');
    expect(archive(['SET']).refusal()).toBe('part_of_kit');
    const gone = [...saved, ...archive().events()];
    expect(given(evolveProduct, gone).state()).toMatchObject({ archived: true });
    expect(
      given(evolveProduct, gone)
        .when(archiveProduct(all, { kits: ['SET'], stock: none }))
        .names(),
    ).toEqual([]);
    const back = given(evolveProduct, gone).when(setProduct('main', lamp(), around()));
    expect(back.state()).toMatchObject({ archived: false });
  });
  it('of somebody else is not there', () => {
    const other = archiveProduct((merchant) => merchant !== 'main', around());
    expect(given(evolveProduct, saved).when(other).refusal()).toBe('no_such_product');
    expect(given(evolveProduct, []).when(archiveProduct(all, around())).refusal()).toBe('no_such_product');
  });
});

it('of a kit as many are available as its parts allow', () => {
  const product = (components: Product['content']['components']): Product => ({
    productId: 'prd_1',
    merchant: 'main',
    sku: 'SET',
    archived: false,
    content: { ...productContent.parse({ name: '' }), components },
  });
  const units = new Map(Object.entries({ SET: 3, LEG: 7, TOP: 5 }).map(([sku, n]) => [stockIdOf('main', sku), n]));
  const of = (...parts: [string, number][]) =>
    availableOf(product(parts.map(([sku, quantity]) => ({ sku, quantity }))), units);
  expect(of()).toBe(3);
  expect(of(['LEG', 2], ['TOP', 1])).toBe(3);
  expect(of(['TOP', 6], ['LEG', 1])).toBe(0);
  expect(of(['LEG', 1], ['NONE', 1])).toBe(0);
});

describe('a listing', () => {
  const said = { channel: 'shop', channelSku: 'A-1', sku: 'LAMP', quantity: 1 };
  const mapped = given(evolveListing, [])
    .when(mapListing('main', said, true))
    .events();
  const on = given(evolveListing, mapped);
  it('is mapped to what is in the catalog, and mapped otherwise', () => {
    expect(on.state()).toMatchObject({ ...said, mapped: true });
    expect(on.when(mapListing('main', said, true)).names()).toEqual([]);
    expect(on.when(mapListing('main', { ...said, quantity: 6 }, true)).state()).toMatchObject({ quantity: 6 });
    expect(on.when(mapListing('main', { ...said, sku: 'BULB' }, false)).refusal()).toBe('invalid');
    expect(faultsOf(() => mapListing('main', said, false)(undefined))).toEqual([
      { path: 'sku', message: 'is not in the catalog' },
    ]);
  });
  it('is unmapped once, by whoever sees it, and can be mapped again', () => {
    expect(on.when(unmapListing(() => false)).refusal()).toBe('no_such_listing');
    expect(given(evolveListing, []).when(unmapListing(all)).refusal()).toBe('no_such_listing');
    const gone = given(evolveListing, [...mapped, ...on.when(unmapListing(all)).events()]);
    expect(gone.state()).toMatchObject({ mapped: false });
    expect(gone.when(unmapListing(all)).names()).toEqual([]);
    expect(gone.when(mapListing('main', said, true)).state()).toMatchObject({ mapped: true });
  });
});

it('the rules of a channel name warehouses that there are', () => {
  const said = { channel: '*', ...channelRulesContent.parse({ warehouses: ['mad', 'ber'], keepBack: 2 }) };
  const set = given(evolveRules, [])
    .when(setRules('main', said, new Set(['mad', 'ber'])))
    .events();
  expect(given(evolveRules, set).state()).toMatchObject({ channel: '*', content: { keepBack: 2 } });
  expect(
    given(evolveRules, set)
      .when(setRules('main', said, new Set()))
      .names(),
  ).toEqual([]);
  const more = { ...said, warehouses: ['mad', 'par'] };
  expect(faultsOf(() => setRules('main', more, new Set(['mad']))(undefined))).toEqual([
    { path: 'warehouses.1', message: 'is no warehouse' },
  ]);
  expect(
    given(evolveRules, set)
      .when(setRules('main', { ...said, warehouses: null }, new Set()))
      .state(),
  ).toMatchObject({ content: { warehouses: null } });
});

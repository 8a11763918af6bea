/** Whose turn it is, and what each gets: scenarios of allocation without a database. */
import { channelRulesContent } from '@gantry/shared/events/inventory/products';
import type { OrderContent, OrderEvent, OrderLine } from '@gantry/shared/events/orders';
import { allocationReleased, orderAllocated, orderPlaced, quantityCancelled } from '@gantry/shared/events/orders';
import { describe, expect, it } from 'vitest';
import { given } from '../../kernel/spec.ts';
import { type CatalogProduct, type Stock, stockIdOf } from '../inventory/public.ts';
import type { Catalog } from './allocation.ts';
import { evolve, type Order } from './order.ts';
import { type Ahead, balancesOf, byTurn, givenBack, settlementsOf, turnOf, type World } from './turn.ts';

const now = new Date('2026-11-27T12:00:00.000Z');
type Lots = {
  lot?: string;
  warehouse?: string;
  onHand: number;
  reserved?: number;
  expiresOn?: string | null;
  receivedAt?: string;
};
const stock = (sku: string, ...lots: Lots[]): Stock => ({
  stockId: stockIdOf('main', sku),
  merchant: 'main',
  sku,
  buckets: lots.map(({ lot = 'L', warehouse = 'w', onHand, reserved = 0 }) => ({
    warehouse,
    bin: '',
    condition: 'sellable',
    lot,
    onHand,
    reserved,
  })),
  lots: lots.map(({ lot = 'L', expiresOn = null, receivedAt = '2026-11-01T00:00:00.000Z' }) => ({
    lot,
    receivedAt,
    unitCost: null,
    expiresOn,
  })),
  inTransit: [],
  warehouses: ['w'],
  reorderSince: null,
});
const product = (sku: string, components: CatalogProduct['components'] = []): [string, CatalogProduct] => {
  const stockId = stockIdOf('main', sku);
  return [stockId, { merchant: 'main', sku, stockId, name: sku, components, fulfillmentType: 'stock', vendor: null }];
};
const catalog = (...skus: string[]): Catalog => new Map(skus.map((sku) => product(sku)));
const worldOf = (known: Catalog, stocks: Stock[], rules: Record<string, object> = {}): World => ({
  catalog: known,
  stocks: new Map(stocks.map((one) => [one.stockId, one])),
  warehouses: ['v', 'w'].map((warehouse) => ({ warehouse, address: { city: 'x', country: 'ES' } })),
  rulesOf: ({ channel }) => channelRulesContent.parse(rules[channel] ?? {}),
  locate: () => undefined,
  now,
});
const line = (sku: string, quantity: number, lineId?: string): OrderLine => ({
  sku,
  name: '',
  quantity,
  unitPrice: 1,
  tags: [],
  fulfillmentType: 'stock',
  ...(lineId ? { lineId } : {}),
});
type About = { promise?: string; placedAt?: string; channel?: string };
const placed = (
  orderId: string,
  lines: OrderLine[],
  { promise, placedAt = '2026-11-20T00:00:00.000Z', channel = 'shop' }: About = {},
) => {
  const content: OrderContent = {
    number: orderId,
    customer: { tier: 'standard' },
    shipTo: { city: 'Vigo', country: 'ES' },
    lines,
    currency: 'EUR',
    total: 1,
    promise: promise ? { day: promise, timeZone: 'Europe/Madrid' } : null,
    shipBy: null,
  };
  return orderPlaced({ ...content, orderId, channel, externalId: orderId, placedAt, placedAtZone: 'given' });
};
const stateOf = (...events: OrderEvent[]): Order => {
  const state = given(evolve, events).state();
  if (!state) throw new Error('no order');
  return state;
};
const order = (orderId: string, lines: OrderLine[], about?: About) => stateOf(placed(orderId, lines, about));
const nobody: Ahead = { orders: [], beyond: new Map() };
const settled = (orders: Order[], world: World, ahead: Ahead = nobody) => {
  const own = balancesOf(orders, world.catalog);
  const after = givenBack(own, world);
  const settlements = settlementsOf(own, ahead, after);
  const reserved = (sku: string): number =>
    (after.stocks.get(stockIdOf('main', sku))?.buckets ?? []).reduce((sum, one) => sum + one.reserved, 0);
  return { settlements, reserved };
};
const units = (taken: readonly { quantity: number }[]): number =>
  taken.reduce((sum, { quantity }) => sum + quantity, 0);

describe('turns', () => {
  it('are by promise, no promise last, then by when it was ordered, then by id', () => {
    const orders = [
      order('ord_1', [line('S', 1)]),
      order('ord_2', [line('S', 1)], { promise: '2026-12-02' }),
      order('ord_4', [line('S', 1)], { promise: '2026-12-01', placedAt: '2026-11-21T00:00:00.000Z' }),
      order('ord_3', [line('S', 1)], { promise: '2026-12-01', placedAt: '2026-11-21T00:00:00.000Z' }),
      order('ord_5', [line('S', 1)], { promise: '2026-12-01' }),
    ];
    expect(
      orders
        .map(turnOf)
        .sort(byTurn)
        .map(({ orderId }) => orderId),
    ).toEqual(['ord_5', 'ord_3', 'ord_4', 'ord_2', 'ord_1']);
  });
  it('decide among orders that are settled together', () => {
    const late = order('ord_1', [line('S', 5)], { promise: '2026-12-09' });
    const soon = order('ord_2', [line('S', 5)], { promise: '2026-12-01' });
    const { settlements } = settled([late, soon], worldOf(catalog('S'), [stock('S', { onHand: 7 })]));
    expect(
      settlements.map(({ order: { orderId }, taken, waiting }) => [orderId, units(taken), units(waiting)]),
    ).toEqual([
      ['ord_2', 5, 0],
      ['ord_1', 2, 3],
    ]);
  });
  it('of those who wait and could be served are not overtaken; what is left over is taken', () => {
    const waiting = order('ord_1', [line('S', 5)], { promise: '2026-12-01' });
    const fresh = order('ord_2', [line('S', 4)], { promise: '2026-12-02' });
    const world = () => worldOf(catalog('S'), [stock('S', { onHand: 6 })]);
    const ahead: Ahead = { orders: [waiting], beyond: new Map() };
    expect(settled([fresh], world(), ahead).settlements).toMatchObject([
      { taken: [{ quantity: 1 }], waiting: [{ quantity: 3 }] },
    ]);
    const sooner = order('ord_3', [line('S', 4)], { promise: '2026-11-30' });
    expect(settled([sooner], world(), ahead).settlements).toMatchObject([{ taken: [{ quantity: 4 }], waiting: [] }]);
  });
  it('of those who cannot be served stand in nobody’s way', () => {
    const waiting = order('ord_1', [line('S', 5)], { promise: '2026-12-01', channel: 'only-v' });
    const fresh = order('ord_2', [line('S', 4)]);
    const world = worldOf(catalog('S'), [stock('S', { onHand: 4 })], { 'only-v': { warehouses: ['v'] } });
    const { settlements } = settled([fresh], world, { orders: [waiting], beyond: new Map() });
    expect(settlements).toMatchObject([{ taken: [{ quantity: 4 }], waiting: [] }]);
  });
  it('behind more than were looked at wait in line; those before them do not', () => {
    const [end, id] = [
      { promiseDay: '2026-12-01', placedAt: '2026-11-20T00:00:00.000Z', orderId: 'ord_5' },
      stockIdOf('main', 'S'),
    ];
    const ahead: Ahead = { orders: [], beyond: new Map([[id, end]]) };
    const world = () => worldOf(catalog('S'), [stock('S', { onHand: 9 })]);
    const [before, behind] = [
      order('ord_1', [line('S', 2)], { promise: '2026-12-01' }),
      order('ord_9', [line('S', 2)], { promise: '2026-12-01' }),
    ];
    expect(units(settled([before], world(), ahead).settlements[0]?.taken ?? [])).toBe(2);
    expect(settled([behind], world(), ahead).settlements).toMatchObject([{ taken: [], waiting: [{ quantity: 2 }] }]);
  });
});

describe('scenarios', () => {
  it('fs-005: two lines of one SKU are each promised their own, and a part that is cancelled goes back', () => {
    const wanted = order('ord_1', [line('APPLE', 10), line('APPLE', 5)]);
    const { settlements, reserved } = settled(
      [wanted],
      worldOf(catalog('APPLE'), [stock('APPLE', { onHand: 50, reserved: 20 })]),
    );
    expect(reserved('APPLE')).toBe(35);
    const taken = settlements[0]?.taken ?? [];
    expect(taken.map(({ lineId, quantity }) => [lineId, quantity])).toEqual([
      ['1', 10],
      ['2', 5],
    ]);
    const after = stateOf(
      placed('ord_1', [line('APPLE', 10), line('APPLE', 5)]),
      orderAllocated({ orderId: 'ord_1', taken, waiting: [], strategy: 'proximity', reservedUntil: null }),
      quantityCancelled({ orderId: 'ord_1', lineId: '2', quantity: 5, reason: '' }),
    );
    const back = settled([after], worldOf(catalog('APPLE'), [stock('APPLE', { onHand: 50, reserved: 35 })]));
    expect(back.reserved('APPLE')).toBe(30);
    expect(back.settlements).toMatchObject([{ released: [{ lineId: '2', quantity: 5 }], taken: [], waiting: [] }]);
  });
  it('fs-009: nothing is left of an order of one line that is cancelled', () => {
    const taken = [{ lineId: '1', sku: 'BELT', warehouse: 'w', bin: '', lot: 'L', quantity: 1, perUnit: 1 }];
    const after = stateOf(
      placed('ord_1', [line('BELT', 1)]),
      orderAllocated({ orderId: 'ord_1', taken, waiting: [], strategy: 'proximity', reservedUntil: null }),
      quantityCancelled({ orderId: 'ord_1', lineId: '1', quantity: 1, reason: '' }),
    );
    const { reserved, settlements } = settled(
      [after],
      worldOf(catalog('BELT'), [stock('BELT', { onHand: 4, reserved: 1 })]),
    );
    expect(reserved('BELT')).toBe(0);
    expect(settlements[0]?.released).toEqual(taken);
  });
  it('fs-019: what one lot lacks for another’s claim comes from the next', () => {
    const lots = [
      { lot: 'B1', onHand: 100, reserved: 10, expiresOn: '2027-01-01' },
      { lot: 'B2', onHand: 100, expiresOn: '2027-02-01' },
    ];
    const { settlements } = settled(
      [order('ord_1', [line('INK', 110)])],
      worldOf(catalog('INK'), [stock('INK', ...lots)]),
    );
    expect(settlements[0]?.taken.map(({ lot, quantity }) => [lot, quantity])).toEqual([
      ['B1', 90],
      ['B2', 20],
    ]);
    expect(settlements[0]?.waiting).toEqual([]);
  });
  it('fs-020: what expires first goes first, a lot without a date last', () => {
    const lots = [
      { lot: 'L1', onHand: 5, expiresOn: '2026-12-31' },
      { lot: 'L2', onHand: 5 },
      { lot: 'L3', onHand: 5, expiresOn: '2026-12-15' },
    ];
    const wanted = order('ord_1', [line('JAM', 12)], { promise: '2026-12-08' });
    const { settlements } = settled([wanted], worldOf(catalog('JAM'), [stock('JAM', ...lots)]));
    expect(settlements[0]?.taken.map(({ lot, quantity }) => [lot, quantity])).toEqual([
      ['L3', 5],
      ['L1', 5],
      ['L2', 2],
    ]);
  });
  it('fs-022: expired units are there and are promised to nobody', () => {
    const lots = [
      { lot: 'old', onHand: 50, expiresOn: '2026-11-20' },
      { lot: 'good', onHand: 10, expiresOn: '2027-06-30' },
    ];
    const { settlements } = settled(
      [order('ord_1', [line('PILL', 20)])],
      worldOf(catalog('PILL'), [stock('PILL', ...lots)]),
    );
    expect(settlements).toMatchObject([{ taken: [{ lot: 'good', quantity: 10 }], waiting: [{ quantity: 10 }] }]);
  });
  it('fs-023: a kit of which one part has no stock at all gets nothing of the other', () => {
    const kit = new Map([
      product('GIFT', [
        { sku: 'CARD', quantity: 1 },
        { sku: 'RIBBON', quantity: 2 },
      ]),
      product('CARD'),
      product('RIBBON'),
    ]);
    const { settlements, reserved } = settled(
      [order('ord_1', [line('GIFT', 1)])],
      worldOf(kit, [stock('CARD', { onHand: 10 })]),
    );
    expect(reserved('CARD')).toBe(0);
    expect(settlements).toMatchObject([
      {
        taken: [],
        waiting: [
          { sku: 'CARD', quantity: 1, perUnit: 1 },
          { sku: 'RIBBON', quantity: 2, perUnit: 2 },
        ],
      },
    ]);
  });
  it('fs-016: of a part that two lines share, a cancelled line gives back its own', () => {
    const kit = new Map([
      product('SET', [
        { sku: 'BOLT', quantity: 1 },
        { sku: 'NUT', quantity: 1 },
      ]),
      product('BOLT'),
      product('NUT'),
    ]);
    const stocks = () => [stock('BOLT', { onHand: 3 }), stock('NUT', { onHand: 1 })];
    const lines = [line('SET', 1), line('BOLT', 2)];
    const first = settled([order('ord_1', lines)], worldOf(kit, stocks()));
    expect([first.reserved('BOLT'), first.reserved('NUT')]).toEqual([3, 1]);
    const after = stateOf(
      placed('ord_1', lines),
      orderAllocated({
        orderId: 'ord_1',
        taken: first.settlements[0]?.taken ?? [],
        waiting: [],
        strategy: 'proximity',
        reservedUntil: null,
      }),
      quantityCancelled({ orderId: 'ord_1', lineId: '1', quantity: 1, reason: '' }),
    );
    const full = [stock('BOLT', { onHand: 3, reserved: 3 }), stock('NUT', { onHand: 1, reserved: 1 })];
    const back = settled([after], worldOf(kit, full));
    expect([back.reserved('BOLT'), back.reserved('NUT')]).toEqual([2, 0]);
    const left = stateOf(
      placed('ord_1', lines),
      orderAllocated({
        orderId: 'ord_1',
        taken: first.settlements[0]?.taken ?? [],
        waiting: [],
        strategy: 'proximity',
        reservedUntil: null,
      }),
      allocationReleased({
        orderId: 'ord_1',
        released: back.settlements[0]?.released ?? [],
        waiting: [],
        cause: 'cancelled',
      }),
    );
    expect(left.allocations).toMatchObject([{ lineId: '2', sku: 'BOLT', quantity: 2 }]);
  });
});

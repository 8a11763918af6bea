/** What the world's shops begin with: valid, enough for the past and days to come, and added only where it is not there. */
import { saveWarehouse } from '@gantry/shared/api/inventory/places';
import { mapListing, saveProduct } from '@gantry/shared/api/inventory/products';
import { placePurchaseOrder, receivePurchaseOrder } from '@gantry/shared/api/inventory/purchasing';
import { describe, expect, it } from 'vitest';
import { givenTower } from '../../../test/sandbox-actors.ts';
import { mainShop, smallerShops } from '../data/shops.data.ts';
import { defaultDials } from '../dials.ts';
import { openStock } from './open-stock.ts';
import { unitsADay } from './quantities.ts';

const world = { seed: 's', dials: defaultDials, past: { days: 30, perDay: 200 } };
const fresh = { 'inventory.place_purchase_order': () => ({ purchaseOrderId: 'pur_1' }) };
const empty = { items: [], nextCursor: null };
const nothing = {
  'inventory.list_warehouses': () => empty,
  'inventory.list_vendors': () => empty,
  'inventory.list_products': () => empty,
  'inventory.list_mappings': () => empty,
  'inventory.list_channel_rules': () => empty,
};
const opened = async (replies: Parameters<typeof givenTower>[0], stocked = false) => {
  const tower = givenTower({ ...fresh, ...nothing, ...replies });
  await openStock(tower, world, { stocked, now: Date.UTC(2026, 4, 13) });
  return tower;
};

describe('a new tower', () => {
  it('is told of everything in words it takes, kits after their parts', async () => {
    const tower = await opened({});
    for (const [endpoint, least] of [
      [saveWarehouse, 6],
      [saveProduct, 30],
      [mapListing, 90],
      [placePurchaseOrder, 30],
      [receivePurchaseOrder, 30],
    ] as const) {
      const asked = tower.of(endpoint.id);
      expect(asked.length).toBeGreaterThanOrEqual(least);
      for (const { body } of asked) endpoint.body.parse(body);
    }
    const known = new Set<string>();
    for (const { body, merchant } of tower.of('inventory.save_product')) {
      const { sku, components = [] } = body as { sku: string; components?: { sku: string }[] };
      for (const part of components) expect(known.has(`${merchant} ${part.sku}`)).toBe(true);
      known.add(`${merchant} ${sku}`);
    }
    expect(tower.asked.length).toBeLessThan(330);
  });
  it('begins with stock for its past and for five days at least', async () => {
    const tower = await opened({});
    const lines = tower
      .of('inventory.place_purchase_order')
      .filter(({ merchant }) => merchant === 'main')
      .flatMap(({ body }) => (body as { lines: { sku: string; quantity: number }[] }).lines);
    for (const [sku, units] of unitsADay(mainShop, defaultDials.perDay)) {
      const all = lines.filter((line) => line.sku === sku).reduce((sum, { quantity }) => sum + quantity, 0);
      expect(all / units).toBeGreaterThan(6.5);
      expect(all / units).toBeLessThan(16);
    }
    expect(smallerShops.length).toBeGreaterThan(0);
  });
});

it('a tower that knows it all is told nothing again', async () => {
  const first = await opened({});
  const bodies = (what: string) => first.of(what).map(({ body, merchant }) => ({ ...(body as object), merchant }));
  const of =
    (what: string) =>
    ({ merchant }: { merchant?: string }) => ({
      items: bodies(what).filter((one) => merchant === undefined || one.merchant === merchant),
      nextCursor: null,
    });
  const again = await opened(
    {
      'inventory.list_warehouses': of('inventory.save_warehouse'),
      'inventory.list_vendors': of('inventory.save_vendor'),
      'inventory.list_products': of('inventory.save_product'),
      'inventory.list_mappings': of('inventory.map_listing'),
      'inventory.list_channel_rules': of('inventory.save_channel_rules'),
    },
    true,
  );
  expect(again.asked.map(({ what }) => what).filter((what) => !what.startsWith('inventory.list_'))).toEqual([]);
  expect(again.asked.length).toBeLessThan(12);
});

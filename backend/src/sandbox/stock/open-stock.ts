/**
 * The shops' side of stock as the tower knows it when the world begins: warehouses, vendors, products, listings, channels'
 * rules, and what lies there, received from the vendors. Added where it is not; what people have changed since stays as they
 * left it.
 */
import * as places from '@gantry/shared/api/inventory/places';
import * as catalog from '@gantry/shared/api/inventory/products';
import { placePurchaseOrder, receivePurchaseOrder } from '@gantry/shared/api/inventory/purchasing';
import { worldCarriers } from '../carrier/carriers.ts';
import type { Product } from '../data/catalog.data.ts';
import { type Warehouse, warehouses } from '../data/network.data.ts';
import { type Merchant, mainShop, smallerShops } from '../data/shops.data.ts';
import { channelRules, type Vendor, vendorOf, vendors } from '../data/supply.data.ts';
import { shifts } from '../floor/crew.ts';
import { warehouseAddress } from '../shop/dispatch.ts';
import { type Tower, TowerRefusal } from '../tower.ts';
import { allOf, each } from './asking.ts';
import { costOf, listingsOf, productBody } from './assortment.ts';
import { beginsWith, expiryOf, reorderOf, type StockWorld, unitsADay } from './quantities.ts';

/** Calls at a time: the tower has just started and has other things to do. */
const lanes = 6;
const workdays = [1, 2, 3, 4, 5, 6];

const openWarehouses = async (tower: Tower): Promise<void> => {
  const { reply } = await tower.call(places.listWarehouses);
  const known = new Set(reply.items.map(({ warehouse }) => warehouse));
  await each(
    warehouses.filter(({ name }) => !known.has(name)),
    lanes,
    (site) => tower.call(places.saveWarehouse, { body: warehouseBody(site) }),
  );
};

/** An hour with minutes as a fraction, as a clock shows it. */
const clockText = (hour: number): string =>
  `${String(Math.floor(hour)).padStart(2, '0')}:${String(Math.round((hour % 1) * 60)).padStart(2, '0')}`;

/** A warehouse works in shifts and hands over to each carrier at its hour. */
export const warehouseBody = (site: Warehouse) => ({
  warehouse: site.name,
  name: site.label,
  address: warehouseAddress(site),
  timeZone: site.timeZone,
  shifts: shifts.map(({ days, from, to }) => ({
    // The tower's week begins on Monday and ends with the seventh day.
    days: days.map((day) => (day === 0 ? 7 : day)),
    from: clockText(from),
    to: clockText(to),
  })),
  cutoffs: worldCarriers
    .filter(({ continents }) => continents.includes(site.continent))
    .map(({ name, cutOff }) => ({ carrier: name, days: workdays, at: clockText(cutOff) })),
});

/** A shop and what of its world decides how much it has. */
type Shelves = { shop: Merchant; units: ReadonlyMap<string, number> };

const vendorsOf = ({ products, fromVendors }: Merchant): Vendor[] =>
  vendors.filter((vendor) =>
    [...products, ...fromVendors].some(({ sku, parts }) => !parts && vendorOf(sku) === vendor),
  );

const openVendors = async (tower: Tower, shop: Merchant): Promise<void> => {
  const { merchant } = shop;
  const { reply } = await tower.call(places.listVendors, { merchant });
  const known = new Set(reply.items.map(({ vendor }) => vendor));
  for (const { makes: _, ...body } of vendorsOf(shop))
    if (!known.has(body.vendor)) await tower.call(places.saveVendor, { body, merchant });
};

const openProducts = async (tower: Tower, { shop, units }: Shelves): Promise<void> => {
  const { merchant, products, fromVendors } = shop;
  const items = await allOf(
    async (more) => (await tower.call(catalog.listProducts, { query: { limit: 200, ...more }, merchant })).reply,
  );
  const known = new Set(items.map(({ sku }) => sku));
  const fresh = [...products, ...fromVendors].filter(({ sku }) => !known.has(sku));
  const save = (product: Product) => {
    const reorder = product.parts || product.sentByVendor ? undefined : reorderOf(units.get(product.sku) ?? 0);
    return tower.call(catalog.saveProduct, { body: productBody(product, reorder), merchant });
  };
  await each(
    fresh.filter(({ parts }) => !parts),
    lanes,
    save,
  );
  // A kit is made of what is there already.
  await each(
    fresh.filter(({ parts }) => parts),
    lanes,
    save,
  );
};

const openListings = async (tower: Tower, shop: Merchant): Promise<void> => {
  const { merchant } = shop;
  const items = await allOf(
    async (more) => (await tower.call(catalog.listMappings, { query: { limit: 200, ...more }, merchant })).reply,
  );
  const known = new Set(items.map(({ channelSku }) => channelSku));
  await each(
    listingsOf(shop).filter(({ channelSku }) => !known.has(channelSku)),
    lanes,
    (body) => tower.call(catalog.mapListing, { body, merchant }),
  );
};

const openRules = async (tower: Tower, { merchant }: Merchant): Promise<void> => {
  const { reply } = await tower.call(places.listChannelRules, { merchant });
  const known = new Set(reply.items.map(({ channel }) => channel));
  for (const body of channelRules[merchant] ?? [])
    if (!known.has(body.channel)) await tower.call(places.saveChannelRules, { body, merchant });
};

type FirstDelivery = { warehouse: Warehouse; vendor: Vendor; lines: { product: Product; quantity: number }[] };

const firstDeliveries = (world: StockWorld, { shop, units }: Shelves): FirstDelivery[] =>
  warehouses
    .flatMap((warehouse) =>
      vendorsOf(shop).map((vendor) => ({
        warehouse,
        vendor,
        lines: shop.products
          .filter(({ sku, parts }) => !parts && vendorOf(sku) === vendor)
          .map((product) => {
            const { sku } = product;
            const asked = { merchant: shop.merchant, sku, units: units.get(sku) ?? 0 };
            return { product, quantity: beginsWith(world, asked, warehouse) };
          }),
      })),
    )
    .filter(({ lines }) => lines.length > 0);

/** Has a vendor send what a warehouse begins with; one that was ordered otherwise before stays as it is. */
const receiveFirst = async (
  tower: Tower,
  { warehouse, vendor, lines }: FirstDelivery,
  { merchant, now }: { merchant: string; now: number },
): Promise<void> => {
  try {
    const { reply } = await tower.call(placePurchaseOrder, {
      merchant,
      body: {
        number: `START-${warehouse.name}-${vendor.vendor}`,
        vendor: vendor.vendor,
        warehouse: warehouse.name,
        lines: lines.map(({ product, quantity }) => ({ sku: product.sku, quantity, unitCost: costOf(product) })),
      },
    });
    await tower.call(receivePurchaseOrder, {
      params: { purchaseOrderId: reply.purchaseOrderId },
      body: {
        receiptId: 'start',
        lines: lines.map(({ product: { sku, keepsDays }, quantity }) => {
          const expiresOn = expiryOf(keepsDays, now);
          return { sku, accepted: quantity, ...(expiresOn === undefined ? {} : { expiresOn }) };
        }),
      },
    });
  } catch (error) {
    if (!(error instanceof TowerRefusal) || error.status !== 409) throw error;
  }
};

/** Makes sure that the tower knows what the shops sell and where it lies; `stocked`: they have received what they begin with. */
export const openStock = async (
  tower: Tower,
  world: StockWorld,
  { stocked, now }: { stocked: boolean; now: number },
): Promise<void> => {
  await openWarehouses(tower);
  for (const shop of [mainShop, ...smallerShops]) {
    const shelves = { shop, units: unitsADay(shop, world.dials.perDay) };
    await openVendors(tower, shop);
    await openProducts(tower, shelves);
    await openListings(tower, shop);
    await openRules(tower, shop);
    const { merchant } = shop;
    if (!stocked)
      await each(firstDeliveries(world, shelves), lanes, (delivery) =>
        receiveFirst(tower, delivery, { merchant, now }),
      );
  }
};

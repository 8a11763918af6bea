/** What a tower would answer about a small catalog: two warehouses, tea in lots, a kit, what is ordered, sent and mapped. */
import type { ReplyOf } from '@gantry/shared/api/endpoint';
import * as places from '@gantry/shared/api/inventory/places';
import * as products from '@gantry/shared/api/inventory/products';
import * as purchasing from '@gantry/shared/api/inventory/purchasing';
import * as stock from '@gantry/shared/api/inventory/stock';
import * as transfers from '@gantry/shared/api/inventory/transfers';
import { ago } from './ago.ts';
import type { StaffTower } from './staff-tower.ts';

const day = (daysAhead: number): string => ago(-24 * daysAhead).slice(0, 10);

const warehouse = (short: string, name: string, over: Partial<places.Warehouse> = {}): places.Warehouse => ({
  warehouse: short,
  name,
  address: {
    lines: ['Calle del Hierro 12'],
    city: name,
    postalCode: '28045',
    country: 'ES',
    latitude: 40.39,
    longitude: -3.69,
  },
  timeZone: 'Europe/Madrid',
  shifts: [{ days: [1, 2, 3, 4, 5], from: '06:00', to: '22:00' }],
  cutoffs: [{ carrier: 'acme', days: [1, 2, 3, 4, 5], at: '16:30' }],
  state: 'open',
  units: 1_284,
  ...over,
});
const { latitude: _latitude, longitude: _longitude, ...nowhere } = warehouse('lyo', 'Lyon').address;
export const warehouses = [
  warehouse('mad', 'Madrid'),
  warehouse('lyo', 'Lyon', {
    address: { ...nowhere, country: 'FR' },
    timeZone: 'Europe/Paris',
    units: 310,
    cutoffs: [],
  }),
];

const product = (n: number, sku: string, name: string, over: Partial<products.Product> = {}): products.Product => ({
  productId: `prd_${n}`,
  merchant: 'main',
  sku,
  name,
  barcodes: [],
  components: [],
  tags: [],
  fulfillmentType: 'stock',
  archived: false,
  available: 40 - n * 7,
  ...over,
});
export const tea = product(1, 'TEA-ASSAM-100', 'Assam second flush, loose leaf, 100 g', {
  barcodes: [
    { code: '4006381333931', kind: 'unit', quantity: 1 },
    { code: '14006381333938', kind: 'case', quantity: 12 },
  ],
  weightGrams: 124,
  dimensionsMm: { length: 90, width: 60, height: 140 },
  hsCode: '0902',
  countryOfOrigin: 'IN',
  vendor: 'assam',
  reorderPoint: 40,
  reorderQuantity: 120,
});
const mug = product(2, 'MUG-BLUE', 'Stoneware mug, blue', {
  tags: ['fragile'],
  barcodes: [{ code: 'MUG-7', kind: 'unit', quantity: 1 }],
});
const kit = product(3, 'KIT-TEATIME', 'Tea for two', {
  components: [
    { sku: tea.sku, quantity: 1 },
    { sku: mug.sku, quantity: 2 },
  ],
});
const catalog = [kit, mug, product(6, 'POT-CAST-IRON', 'Cast-iron pot', { reorderPoint: 5, available: 0 }), tea];
/** What has stock of its own: a kit has none. */
const stocked = catalog.filter(({ components }) => components.length === 0);
/** As the tower finds them: by a part of SKU or name, or a whole barcode. */
const found = (q: string): products.Product[] =>
  catalog.filter(
    ({ sku, name, barcodes }) =>
      `${sku} ${name}`.toLowerCase().includes(q.toLowerCase()) || barcodes.some(({ code }) => code === q),
  );

const level = (n: number, over: Partial<stock.StockLevel> = {}): stock.StockLevel => {
  const { sku, name } = stocked[n % stocked.length] ?? tea;
  const at = n < stocked.length ? 'mad' : 'lyo';
  return {
    sku: n < 2 * stocked.length ? sku : `${sku}-${n}`,
    merchant: 'main',
    name,
    warehouse: at,
    onHand: 120 - n * 4,
    reserved: n === 1 ? 120 - n * 4 : n % 3 === 0 ? 18 : 0,
    available: n === 1 ? 0 : 94 - n * 4,
    damaged: n === 2 ? 2 : 0,
    expired: n === 2 ? 6 : 0,
    incoming: n % 4 === 0 ? 240 : 0,
    value: [{ currency: 'EUR', amount: 184_250 - n * 1_111 }],
    ...over,
  };
};
export const levels = Array.from({ length: 22 }, (_, n) => level(n));

const lot = (name: string, onHand: number, reserved: number, over = {}): Lot => ({
  lot: name,
  receivedAt: ago(700),
  unitCost: { amount: 345, currency: 'EUR' },
  expiresOn: day(200),
  onHand,
  reserved,
  ...over,
});
type Balance = ReplyOf<typeof stock.listBalances>['items'][number];
type Lot = Balance['lots'][number];
const balance = (bin: string, condition: Balance['condition'], lots: Lot[]): Balance => {
  const sum = (of: 'onHand' | 'reserved') => lots.reduce((all, one) => all + one[of], 0);
  return {
    sku: tea.sku,
    merchant: 'main',
    warehouse: 'mad',
    bin,
    condition,
    onHand: sum('onHand'),
    reserved: sum('reserved'),
    available: sum('onHand') - sum('reserved'),
    lots,
  };
};
export const balances = [
  balance('A-01-02', 'sellable', [lot('L2026-07', 10, 8), lot('L2026-09', 20, 0)]),
  balance('B-11', 'sellable', [lot('L2025-01', 6, 0, { expiresOn: day(-3) })]),
  balance('Q-01', 'damaged', [lot('L2026-07', 2, 0, { unitCost: null })]),
];

const movement = (
  n: number,
  kind: stock.StockMovement['kind'],
  over: Partial<stock.StockMovement> = {},
): stock.StockMovement => ({
  movementId: `mov_${n}`,
  sku: tea.sku,
  merchant: 'main',
  kind,
  at: ago(n * 3),
  onHand: 0,
  reserved: 0,
  entries: [
    {
      warehouse: 'mad',
      bin: 'A-01-02',
      condition: 'sellable',
      lot: 'L2026-07',
      onHand: over.onHand ?? 0,
      reserved: over.reserved ?? 0,
    },
  ],
  orderId: null,
  reason: null,
  reference: null,
  actor: 'per_ana',
  ...over,
});
export const movements = [
  movement(1, 'reserve', { reserved: 8, orderId: 'ord_00001' }),
  movement(2, 'adjust', { onHand: -2, reason: 'lost', reference: 'count-2026-11-28-4f7a1c' }),
  movement(3, 'receipt', { onHand: 24, reference: 'PO-1042' }),
  movement(4, 'ship', { onHand: -3, reserved: -3, orderId: 'ord_00002' }),
];

export const purchaseOrder: purchasing.PurchaseOrder = {
  purchaseOrderId: 'pur_1',
  merchant: 'main',
  number: 'PO-1042',
  vendor: 'assam',
  warehouse: 'mad',
  state: 'partly_received',
  expectedOn: day(-2),
  placedAt: ago(400),
  lines: [
    {
      lineId: '1',
      sku: tea.sku,
      quantity: 48,
      unitCost: { amount: 345, currency: 'EUR' },
      received: 24,
      damaged: 1,
      open: 24,
    },
    { lineId: '2', sku: mug.sku, quantity: 12, unitCost: null, received: 0, damaged: 0, open: 12 },
  ],
  discrepancies: [{ lineId: '1', sku: tea.sku, kind: 'damaged', difference: 1, at: ago(20), settled: false }],
};
const alert: ReplyOf<typeof purchasing.listReorderAlerts>['items'][number] = {
  sku: tea.sku,
  merchant: 'main',
  name: tea.name,
  vendor: 'assam',
  available: 33,
  reorderPoint: 40,
  reorderQuantity: 120,
  incoming: 36,
  since: ago(5),
};

const transfer: transfers.Transfer = {
  transferId: 'tfr_1',
  merchant: 'main',
  sku: tea.sku,
  from: 'mad',
  to: 'lyo',
  state: 'in_transit',
  expectedOn: day(1),
  sentAt: ago(30),
  quantity: 20,
  accepted: 12,
  damaged: 1,
  missing: 0,
  discrepancies: [{ receiptId: 'arrival-1', kind: 'damaged', quantity: 1, at: ago(6) }],
};

const listing: products.Listing = {
  listingId: 'lst_1',
  merchant: 'main',
  channel: 'etsy',
  channelSku: 'ETSY-990',
  sku: tea.sku,
  quantity: 2,
};
export const unmapped = { channel: 'etsy', channelSku: 'ETSY-1204', merchant: 'main', orders: 3, since: ago(7) };

const bin = (n: number, code: string, over: Partial<places.WarehouseLocation> = {}): places.WarehouseLocation => ({
  locationId: `loc_${n}`,
  warehouse: 'mad',
  bin: code,
  zone: 'ambient',
  aisle: 'A',
  shelf: '1',
  capacity: 40,
  occupancy: 30,
  ...over,
});
const vendor: places.Vendor = {
  vendorId: 'ven_1',
  merchant: 'main',
  vendor: 'assam',
  name: 'Assam Gardens',
  country: 'IN',
  leadTimeDays: 21,
};
const rules: places.ChannelRules = {
  merchant: 'main',
  channel: '*',
  strategy: 'proximity',
  warehouses: null,
  keepBack: 0,
  shipPolicy: 'ship_partial',
  unpaidMinutes: null,
  addressCheck: 'flag',
};

const withStock = (tower: StaffTower): StaffTower =>
  tower
    .on(stock.listLevels, ({ query }) => {
      const q = query.get('q') ?? '';
      return {
        status: 200,
        body: { items: levels.filter(({ sku }) => sku.includes(q)), nextCursor: q ? null : 'more' },
      };
    })
    .on(stock.listBalances, ({ query }) => ({
      status: 200,
      body: {
        items: query.get('sku') === tea.sku && query.get('warehouse') === 'mad' ? balances : [],
        nextCursor: null,
      },
    }))
    .on(stock.listMovements, { items: movements, nextCursor: null })
    .on(stock.moveStock, { movementIds: ['mov_9'], onHand: 50, reserved: 8, available: 34 })
    .on(stock.countStock, { lines: [{ outcome: 'adjusted', difference: -1, onHand: 29, reason: null }] });

const withCatalog = (tower: StaffTower): StaffTower =>
  tower
    .on(products.listProducts, ({ query }) => ({
      status: 200,
      body: { items: found(query.get('q') ?? ''), nextCursor: null },
    }))
    .on(products.getProduct, tea)
    .on(products.saveProduct, { outcome: 'added', productId: 'prd_1' })
    .on(products.archiveProduct, { productId: 'prd_1', outcome: 'archived' })
    .on(products.listMappings, { items: [listing], nextCursor: null })
    .on(products.listUnmapped, { items: [unmapped] })
    .on(products.mapListing, { outcome: 'mapped', listingId: 'lst_2' })
    .on(products.unmapListing, { listingId: 'lst_1', outcome: 'unmapped' });

const withSupply = (tower: StaffTower): StaffTower =>
  tower
    .on(purchasing.listPurchaseOrders, {
      items: [
        purchaseOrder,
        { ...purchaseOrder, purchaseOrderId: 'pur_2', number: 'PO-1041', state: 'cancelled', discrepancies: [] },
      ],
      nextCursor: null,
    })
    .on(purchasing.getPurchaseOrder, purchaseOrder)
    .on(purchasing.placePurchaseOrder, { ...purchaseOrder, state: 'open' })
    .on(purchasing.receivePurchaseOrder, purchaseOrder)
    .on(purchasing.changePurchaseOrder, purchaseOrder)
    .on(purchasing.listReorderAlerts, { items: [alert] })
    .on(transfers.listTransfers, { items: [transfer], nextCursor: null })
    .on(transfers.sendTransfer, transfer)
    .on(transfers.receiveTransfer, { ...transfer, accepted: 19, state: 'received' });

/** A tower with that catalog. */
export const withInventory = (tower: StaffTower): StaffTower =>
  withSupply(withCatalog(withStock(tower)))
    .on(places.listWarehouses, { items: warehouses })
    .on(places.saveWarehouse, { outcome: 'changed', warehouse: 'mad' })
    .on(places.closeWarehouse, { warehouse: 'mad', outcome: 'closed' })
    .on(places.listLocations, {
      items: [bin(1, 'A-01-02'), bin(2, 'B-11', { occupancy: 46 }), bin(3, 'Q-01', { capacity: null, zone: '' })],
      nextCursor: null,
    })
    .on(places.saveLocation, { outcome: 'added', locationId: 'loc_9' })
    .on(places.listVendors, { items: [vendor] })
    .on(places.saveVendor, { outcome: 'changed', vendorId: 'ven_1' })
    .on(places.listChannelRules, {
      items: [
        rules,
        {
          ...rules,
          channel: 'etsy',
          strategy: 'single_warehouse',
          warehouses: ['mad'],
          keepBack: 5,
          unpaidMinutes: 60,
        },
      ],
    })
    .on(places.saveChannelRules, { outcome: 'changed' });

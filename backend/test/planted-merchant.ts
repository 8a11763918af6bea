/**
 * A merchant with one word planted in everything it may say: orders, lines, addresses, shipments, scans, brands, what lies in
 * the Trash, its own name and key. Wherever another merchant is answered with that word, something has leaked.
 */
import { issueKey } from '@gantry/shared/api/access/keys';
import { addMerchant } from '@gantry/shared/api/access/merchants';
import { invitePerson } from '@gantry/shared/api/access/people';
import { listFulfillment } from '@gantry/shared/api/fulfillment/orders';
import { saveChannelRules, saveVendor, saveWarehouse } from '@gantry/shared/api/inventory/places';
import { mapListing, saveProduct } from '@gantry/shared/api/inventory/products';
import { placePurchaseOrder, receivePurchaseOrder } from '@gantry/shared/api/inventory/purchasing';
import { moveStock } from '@gantry/shared/api/inventory/stock';
import { cancelOrder, listOrders, placeOrder } from '@gantry/shared/api/orders';
import { requestReturn } from '@gantry/shared/api/returns/staff';
import { shipmentTimeline } from '@gantry/shared/api/shipments';
import { createShipment } from '@gantry/shared/api/shipping';
import { correctShipment } from '@gantry/shared/api/tracking';
import { configureBrand } from '@gantry/shared/api/tracking-page';
import { type OrderBody, orderBody, postScans, shipmentBody } from './doings.ts';
import type { SpokenTower } from './tower.ts';
import { until } from './until.ts';

export const word = 'zqveil';
export const hasWord = (text: string): boolean => text.toLowerCase().includes(word);

/** A merchant of this file's own, with a key that serves it alone. */
export const newMerchant = async (tower: SpokenTower, merchant: string, name: string) => {
  await tower.call(addMerchant, { body: { merchant, name } });
  const { body } = await tower.call(issueKey, {
    body: { name: `${name} key`, area: 'manager', merchants: [merchant] },
  });
  return { merchant, key: body.secret, keyId: body.keyId };
};

export type Merchant = Awaited<ReturnType<typeof newMerchant>>;

const end = {
  city: `${word} town`,
  state: `${word} state`,
  postalCode: `${word}1`,
  country: 'ES',
  latitude: 40,
  longitude: -3,
};

/** An order in which every text is planted. */
export const plantedOrder = (change: Partial<OrderBody> = {}): OrderBody =>
  orderBody({
    channel: `${word}-shop`,
    externalId: `${word}-1`,
    number: `${word}-N1`,
    customer: { id: `${word}-customer`, email: `${word}@example.invalid`, tier: 'vip' },
    shipTo: {
      ...end,
      name: `${word} name`,
      company: `${word} company`,
      lines: [`${word} street`],
      phone: `+34 ${word}`,
    },
    billTo: { ...end, name: `${word} payer`, email: `${word}.payer@example.invalid` },
    lines: [
      {
        sku: `${word}-sku`,
        channelSku: `${word}-channel-sku`,
        name: `${word} lamp`,
        vendor: `${word} vendor`,
        quantity: 1,
        unitPrice: 100,
      },
    ],
    ...change,
  });

/** What a planted merchant has made: the ids of it all. */
export type Planted = Awaited<ReturnType<typeof plant>>;

const shipmentOf = async (tower: SpokenTower, key: string, orderId: string, n: number) => {
  const { body } = await tower.call(createShipment, {
    key,
    body: shipmentBody(tower, orderId, {
      reference: `${word}-parcel-${n}`,
      trackingNumber: `${word.toUpperCase()}${process.pid}T${n}`,
      service: `${word} express`,
      warehouse: `${word}-warehouse`,
      origin: { ...end, company: `${word} sender` },
    }),
  });
  const { shipmentId, trackingUrl, legs } = body;
  return { shipmentId, token: trackingUrl.replace('/track/', ''), number: legs[0]?.trackingNumber ?? '' };
};

/** Scans of a planted parcel: one held up, one whose code no map knows, one that is where it is. */
const plantedScans = (number: string) =>
  [
    { code: 'PU', at: '2026-11-16T10:00:00Z' },
    { code: `${word}-code`, at: '2026-11-16T11:00:00Z' },
    { code: 'LATE', at: '2026-11-16T12:00:00Z' },
  ].map((scan) => ({ number, city: `${word} depot`, country: 'ES', text: `${word} words of a carrier`, ...scan }));

/** A catalog in which every text is planted. */
const plantCatalog = async (tower: SpokenTower, key: string) => {
  const sku = `${word}-product`;
  const vendor = `${word}-vendor`;
  await tower.call(saveVendor, { key, body: { vendor, name: `${word} supplies` } });
  const product = {
    sku,
    name: `${word} lamp`,
    barcodes: [{ code: `${word}-code` }],
    materials: `${word} steel`,
    vendor,
    reorderPoint: 100,
  };
  const saved = await tower.call(saveProduct, { key, body: product });
  const part = { sku: `${word}-kit`, name: `${word} kit`, components: [{ sku, quantity: 2 }] };
  await tower.call(saveProduct, { key, body: part });
  const listing = { channel: `${word}-shop`, channelSku: `${word}-listing`, sku };
  const mapped = await tower.call(mapListing, { key, body: listing });
  await tower.call(saveChannelRules, { key, body: { channel: `${word}-shop`, keepBack: 1 } });
  return { productId: saved.body.productId, listingId: mapped.body.listingId };
};

/** A purchase order in which every text is planted, some of which came broken, and what is to be bought again. */
const plantPurchase = async (tower: SpokenTower, key: string) => {
  const [sku, vendor, warehouse] = [`${word}-product`, `${word}-vendor`, 'depot-of-all'];
  await tower.call(saveWarehouse, {
    body: { warehouse, name: 'Depot', address: { city: 'Madrid', country: 'ES' }, timeZone: 'Europe/Madrid' },
  });
  const lines = [{ sku, quantity: 9 }];
  const { body } = await tower.call(placePurchaseOrder, {
    key,
    body: { number: `${word}-PO`, vendor, warehouse, lines },
  });
  const { purchaseOrderId } = body;
  const came = [{ sku, accepted: 4, damaged: 1, lot: `${word}-lot` }];
  const params = { purchaseOrderId };
  await tower.call(receivePurchaseOrder, { key, params, body: { receiptId: `${word}-receipt`, lines: came } });
  await tower.call(moveStock, { key, body: { kind: 'adjust', sku, warehouse, change: -1, reason: 'lost' } });
  return { purchaseOrderId };
};

/** A return in which every text is planted, once the goods of its order have left. */
const plantReturn = (tower: SpokenTower, key: string, orderId: string) =>
  until(
    async () => {
      const lines = [{ lineId: '1', quantity: 1, reason: 'damaged' as const }];
      const number = `${word}-RMA`;
      const { body, status } = await tower.call(requestReturn, {
        key,
        body: { orderId, number, lines, note: `${word} does not shine` },
      });
      return status === 201 ? { returnId: body.returnId } : undefined;
    },
    { what: 'a planted return' },
  );

/** Work on the floor in which every text is planted. */
const plantFloor = async (tower: SpokenTower, key: string) => {
  const line = { sku: `${word}-sku`, vendor: `${word}-vendor`, fulfillmentType: 'dropship' as const };
  const lines = [{ ...line, quantity: 1, unitPrice: 100 }];
  const order = plantedOrder({ externalId: `${word}-4`, number: `${word}-N4`, lines });
  const { body } = await tower.call(placeOrder, { key, body: order });
  const query = { orderId: body.orderId ?? '' };
  const [planned] = await until(
    async () => {
      const { items } = (await tower.call(listFulfillment, { key, query })).body;
      return items.length > 0 ? items : undefined;
    },
    { what: 'planted work on the floor' },
  );
  return { fulfillmentId: planned?.fulfillmentId ?? '' };
};

/** Does as a merchant all that leaves a trace, and waits until it has. */
export const plant = async (tower: SpokenTower, { key, merchant }: Merchant) => {
  const person = { email: `${word}.staff@example.invalid`, name: `${word} staff`, merchants: [merchant] };
  await tower.call(invitePerson, { key, body: { ...person, area: 'staff', verticals: '*' } });
  const placed = await tower.call(placeOrder, { key, body: plantedOrder() });
  const orderId = placed.body.orderId ?? '';
  const cancelled = await tower.call(placeOrder, {
    key,
    body: plantedOrder({ externalId: `${word}-2`, number: `${word}-N2` }),
  });
  const params = { orderId: cancelled.body.orderId ?? '' };
  await tower.call(cancelOrder, { key, params, body: { reason: `${word} changed my mind` } });
  const trashed = await tower.call(placeOrder, { key, body: plantedOrder({ externalId: `${word}-3`, lines: [] }) });
  const brand = {
    name: `${word} brand`,
    website: `https://${word}.example`,
    embedOrigins: [`https://${word}.example`],
  };
  await tower.call(configureBrand, { key, params: { channel: `${word}-shop` }, body: brand });
  const [one, ended] = [await shipmentOf(tower, key, orderId, 1), await shipmentOf(tower, key, orderId, 2)];
  await postScans(tower, ...plantedScans(one.number));
  // What nobody can read, and a number that nobody has, are the operator's to look at.
  await postScans(tower, { number: '', code: 'PU', at: `${word} o’clock`, text: `${word} unreadable` });
  await postScans(tower, {
    number: `${word}-unknown`,
    code: 'PU',
    at: '2026-11-16T10:00:00Z',
    text: `${word} unknown`,
  });
  const timeline = await until(
    async () => {
      const { body } = await tower.call(shipmentTimeline, { key, params: { shipmentId: one.shipmentId } });
      return body.exceptions?.length && body.eta ? body : undefined;
    },
    { what: 'the exception and the estimate of a planted parcel' },
  );
  await until(
    async () => (await tower.call(shipmentTimeline, { key, params: { shipmentId: ended.shipmentId } })).status === 200,
  );
  await tower.call(correctShipment, {
    key,
    params: { shipmentId: ended.shipmentId },
    body: { status: 'delivered', occurredAt: '2026-11-16T18:00:00Z', note: `${word} says the neighbour` },
  });
  const page = await tower.call(listOrders, { key, query: { limit: 1 } });
  return {
    ...(await plantCatalog(tower, key)),
    ...(await plantPurchase(tower, key)),
    ...(await plantReturn(tower, key, orderId)),
    ...(await plantFloor(tower, key)),
    orderId,
    shipmentId: one.shipmentId,
    endedId: ended.shipmentId,
    token: one.token,
    number: one.number,
    trashId: trashed.body.trashId ?? '',
    messageId: timeline.legs[0]?.events[0]?.witnesses[0]?.messageId ?? '',
    cursor: page.body.nextCursor ?? '',
  };
};

/** Where the palette looks: orders by number or external id, parcels by any number, products by SKU, name or barcode, audits by any of these numbers. */
import { findAudits } from '@gantry/shared/api/audit';
import { listProducts, type Product } from '@gantry/shared/api/inventory/products';
import { listOrders } from '@gantry/shared/api/orders';
import { searchShipments } from '@gantry/shared/api/shipments';
import type { Need } from '@gantry/shared/caller';
import { pageAt } from '@gantry/shared/navigation';
import { statusFacts } from '@gantry/shared/vocabulary/tracking-status';
import { ask } from '../access/staff.svelte.ts';
import { count } from '../format.ts';
import { channelName, stageLooks, townOf } from '../order-words.ts';
import type { Entry, EntryKind } from './entries.ts';

export type PaletteSource = {
  kind: EntryKind;
  need: Need;
  /** Below so many characters it is not asked. */
  least: number;
  find: (text: string, signal: AbortSignal) => Promise<readonly Entry[]>;
};
const limit = 6;

const findOrders: PaletteSource['find'] = async (q, signal) =>
  (await ask(listOrders, { query: { q, limit } }, signal)).items.map((order) => ({
    kind: 'order',
    key: order.orderId,
    label: order.number,
    detail: [
      stageLooks[order.stage].label,
      townOf(order),
      `${channelName(order.channel)}${order.externalId === order.number ? '' : ` ${order.externalId}`}`,
    ].join(', '),
    href: `/logistics/orders/${order.orderId}`,
    meaning: stageLooks[order.stage].meaning,
  }));

const findShipments: PaletteSource['find'] = async (search, signal) =>
  (await ask(searchShipments, { query: { search, limit } }, signal)).items.map((row) => ({
    kind: 'shipment',
    key: row.shipmentId,
    label: row.trackingNumber,
    detail: [row.label, `order ${row.orderNumber}`, row.destination].filter(Boolean).join(', '),
    href: `/logistics/tracking/${row.shipmentId}`,
    meaning: statusFacts[row.status].meaning,
  }));

/** Its page in the catalog where there is one; else the orders that it is in. */
const productAddress = ({ productId, sku }: Product): string =>
  pageAt('/logistics/inventory') === undefined
    ? `/logistics/orders?${new URLSearchParams({ view: 'table', sku })}`
    : `/logistics/inventory/products/${productId}`;
const findProducts: PaletteSource['find'] = async (q, signal) =>
  (await ask(listProducts, { query: { q, limit } }, signal)).items.map((product) => ({
    kind: 'product',
    key: product.productId,
    label: product.sku,
    detail: [product.name, `${count(product.available)} available`].filter(Boolean).join(', '),
    href: productAddress(product),
  }));

/** "audit of ORD-3301" asks for the audit of what is named by the rest. */
const audited = (text: string): string => text.replace(/^audit( of)?\s+/i, '');
const mostAudits = 3;
const findAuditsOf: PaletteSource['find'] = async (text, signal) => {
  const q = audited(text.trim());
  if (q.length < 2) return [];
  return (await ask(findAudits, { query: { q } }, signal)).items.slice(0, mostAudits).map((order) => ({
    kind: 'audit',
    key: order.orderId,
    label: `Audit of ${order.number}`,
    detail: order.because,
    href: `/logistics/audit/${encodeURIComponent(order.orderId)}`,
  }));
};

export const paletteSources: readonly PaletteSource[] = [
  { kind: 'order', need: listOrders, least: 1, find: findOrders },
  { kind: 'shipment', need: searchShipments, least: 2, find: findShipments },
  { kind: 'product', need: listProducts, least: 2, find: findProducts },
  { kind: 'audit', need: findAudits, least: 3, find: findAuditsOf },
];

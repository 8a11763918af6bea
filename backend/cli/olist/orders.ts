/**
 * One Olist order as the tower takes it: the order, one shipment per seller, and the times that become signed scans.
 * Nothing is corrected: impossible times go out as they stand in the file.
 */
import { createHash } from 'node:crypto';
import type { orderInput } from '@gantry/shared/api/orders';
import type { shipmentInput } from '@gantry/shared/api/shipping';
import type { Address } from '@gantry/shared/values/address';
import { minorUnits } from '@gantry/shared/values/money';
import type { z } from 'zod';
import { instantInZone } from '../../src/kernel/zoned-time.ts';
import type { OlistFiles, Row } from './files.ts';

/** The files print local times without a zone: they are read by this clock. */
export const olistZone = 'America/Sao_Paulo';
export const olistName = 'olist';

type OrderInput = z.input<typeof orderInput>;
export type OlistShipment = Omit<z.input<typeof shipmentInput>, 'orderId'> & { trackingNumber: string };
export type OlistOrder = {
  id: string;
  input: OrderInput;
  shipments: OlistShipment[];
  /** As the file prints them. */
  purchasedAt: string;
  approvedAt: string | undefined;
  handedOverAt: string | undefined;
  deliveredAt: string | undefined;
  /** Promised calendar day. */
  promisedDay: string | undefined;
  cancelled: boolean;
  status: string;
};

/** Milliseconds since 1970 of a time as the files print it ("2017-07-09 21:57:05"). */
export const instantOf = (local: string): number => instantInZone(Date.parse(`${local.replace(' ', 'T')}Z`), olistZone);

const present = <T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };

const addressOf = (
  files: OlistFiles,
  prefix: string | undefined,
  city: string | undefined,
  state: string | undefined,
) =>
  present({
    city: city ?? 'unknown',
    state,
    postalCode: prefix,
    country: 'BR',
    ...files.places.get(prefix ?? ''),
  }) as Address;

const millimetres = (centimetres: string | undefined): number => Math.round(Number(centimetres) * 10);

const lineOf = (files: OlistFiles, item: Row, quantity: number): OrderInput['lines'][number] => {
  const product = files.products.get(item.product_id ?? '');
  const category = product?.product_category_name;
  const measured =
    product?.product_length_cm !== undefined &&
    product.product_width_cm !== undefined &&
    product.product_height_cm !== undefined;
  return present({
    sku: item.product_id ?? '',
    name: category === undefined ? '' : (files.categories.get(category) ?? category),
    quantity,
    unitPrice: minorUnits(item.price ?? '0'),
    vendor: item.seller_id,
    weightGrams: product?.product_weight_g === undefined ? undefined : Math.round(Number(product.product_weight_g)),
    dimensionsMm: measured
      ? {
          length: millimetres(product.product_length_cm),
          width: millimetres(product.product_width_cm),
          height: millimetres(product.product_height_cm),
        }
      : undefined,
  }) as OrderInput['lines'][number];
};

/** Items that are the same product of the same seller at the same price. */
const grouped = (items: Row[]): Row[][] => [
  ...Map.groupBy(items, (item) => `${item.product_id}|${item.seller_id}|${item.price}`).values(),
];

const trackingNumberOf = (order: string, seller: string): string =>
  `OL${createHash('sha256').update(`${order}|${seller}`).digest('hex').slice(0, 16).toUpperCase()}`;

const shipmentOf = (files: OlistFiles, items: Row[], order: { id: string; createdAt: string }): OlistShipment => {
  const sellerId = items[0]?.seller_id ?? '';
  const seller = files.sellers.get(sellerId);
  const grams = items.reduce(
    (sum, item) => sum + Number(files.products.get(item.product_id ?? '')?.product_weight_g ?? 0),
    0,
  );
  return {
    reference: sellerId,
    carrier: olistName,
    trackingNumber: trackingNumberOf(order.id, sellerId),
    origin: addressOf(files, seller?.seller_zip_code_prefix, seller?.seller_city, seller?.seller_state),
    packages: [grams > 0 ? { weightGrams: Math.round(grams) } : {}],
    cost: { amount: items.reduce((sum, item) => sum + minorUnits(item.freight_value ?? '0'), 0), currency: 'BRL' },
    createdAt: order.createdAt,
  };
};

const inputOf = (files: OlistFiles, row: Row, items: Row[]): OrderInput => {
  const customer = files.customers.get(row.customer_id ?? '');
  const person = customer?.customer_unique_id ?? row.customer_id ?? '';
  const limits = items.map((item) => item.shipping_limit_date ?? '').filter((limit) => limit !== '');
  return present({
    channel: olistName,
    externalId: row.order_id ?? '',
    customer: { id: person, email: `${person}@olist.example.invalid` },
    shipTo: addressOf(files, customer?.customer_zip_code_prefix, customer?.customer_city, customer?.customer_state),
    lines: grouped(items).map((group) => lineOf(files, group[0] ?? {}, group.length)),
    currency: 'BRL',
    placedAt: (row.order_purchase_timestamp ?? '').replace(' ', 'T'),
    timeZone: olistZone,
    deliverBy: row.order_estimated_delivery_date?.slice(0, 10),
    // The promise is judged by the clock of the files, as the plain count does; by the clock of the destination one
    // delivery in Mato Grosso would fall on the other side of midnight.
    deliverByTimeZone: row.order_estimated_delivery_date === undefined ? undefined : olistZone,
    shipBy: limits.sort().at(-1)?.replace(' ', 'T'),
  }) as OrderInput;
};

/** Joins the files into orders, in the order of the orders file. */
export const olistOrders = (files: OlistFiles): OlistOrder[] =>
  files.orders.map((row) => {
    const id = row.order_id ?? '';
    const items = files.items.get(id) ?? [];
    const purchasedAt = row.order_purchase_timestamp ?? '';
    const createdAt = new Date(instantOf(row.order_approved_at ?? purchasedAt)).toISOString();
    const bySeller = [...Map.groupBy(items, (item) => item.seller_id ?? '').values()];
    return {
      id,
      input: inputOf(files, row, items),
      shipments: bySeller.map((own) => shipmentOf(files, own, { id, createdAt })),
      purchasedAt,
      approvedAt: row.order_approved_at,
      handedOverAt: row.order_delivered_carrier_date,
      deliveredAt: row.order_delivered_customer_date,
      promisedDay: row.order_estimated_delivery_date?.slice(0, 10),
      cancelled: row.order_status === 'canceled' || row.order_status === 'unavailable',
      status: row.order_status ?? '',
    };
  });

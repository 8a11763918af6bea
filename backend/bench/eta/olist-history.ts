/**
 * Olist folders as history for the ETA model: two stages an order, from purchase and from the hand-over to the carrier.
 * Every fact stands only on the stage at whose beginning it was known; times are the files' local times, read as if UTC
 * throughout, so weekdays and hours are the local ones and a difference of two times is what the files say.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { dayMs, type EtaHistoryRow, type EtaPlace } from '../../src/contexts/forecast/model/eta-model.ts';

export const benchStages = { purchase: 'order_placed', handoff: 'picked_up' } as const;
export type BenchStage = keyof typeof benchStages;

/** One order as both stages see it; `handoff` is absent without a hand-over. `judged`: its times are whole and in order. */
export type OlistJourney = {
  purchase: EtaHistoryRow;
  handoff?: EtaHistoryRow;
  judged: Record<BenchStage, boolean>;
};

export type Row = Record<string, string | undefined>;
/** The tables of a folder, by the data set's names; a table without a file is empty. */
export type OlistTables = Record<
  'orders' | 'order_items' | 'customers' | 'sellers' | 'products' | 'geolocation',
  Row[]
>;

/** The text of a table's file; empty when there is none. */
const textOf = (folder: string, table: string): string => {
  const name = readdirSync(folder)
    .sort()
    .find((file) => new RegExp(`^(?:\\w+_)?olist_${table}_dataset\\.csv(?:\\.gz)?$`).test(file));
  if (name === undefined) return '';
  const bytes = readFileSync(join(folder, name));
  return (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
};

const readTable = (folder: string, table: string): Row[] =>
  parse(textOf(folder, table), {
    columns: true,
    bom: true,
    skip_empty_lines: true,
    relax_column_count: true,
    relax_quotes: true,
  });

/** A million rows in the whole data set: only the prefix and the point are wanted, and they hold no commas. */
const readPoints = (folder: string): Row[] => {
  const [head = '', ...lines] = textOf(folder, 'geolocation').split('\n');
  const bare = (line: string): string[] => line.replaceAll('"', '').split(',');
  const columns = bare(head.replace('\uFEFF', '').trim());
  const [prefix, latitude, longitude] = ['zip_code_prefix', 'lat', 'lng'].map((name) =>
    columns.indexOf(`geolocation_${name}`),
  );
  return lines.map((line) => {
    const cells = bare(line);
    return {
      geolocation_zip_code_prefix: cells[prefix ?? -1],
      geolocation_lat: cells[latitude ?? -1],
      geolocation_lng: cells[longitude ?? -1],
    };
  });
};

/** Reads a folder of the data set, plain or gzipped. Throws when it is no folder or has no orders. */
export const readTables = (folder: string): OlistTables => {
  if (!existsSync(folder)) throw new Error(`${folder}: no such folder`);
  const orders = readTable(folder, 'orders');
  if (orders.length === 0) throw new Error(`${folder}: no orders (olist_orders_dataset.csv or .csv.gz)`);
  return {
    orders,
    order_items: readTable(folder, 'order_items'),
    customers: readTable(folder, 'customers'),
    sellers: readTable(folder, 'sellers'),
    products: readTable(folder, 'products'),
    geolocation: readPoints(folder),
  };
};

const keyed = (rows: Row[], column: string): Map<string, Row> => new Map(rows.map((row) => [row[column] ?? '', row]));

const numberOf = (text: string | undefined): number | undefined => {
  const value = text === undefined || text === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : undefined;
};

const timeOf = (text: string | undefined): number | undefined => {
  const value = text
    ? Date.parse(`${text.trim().replace(' ', 'T')}${text.trim().length === 10 ? 'T00:00:00' : ''}Z`)
    : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
};

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };
const present = <T extends object>(value: T): Present<T> =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as Present<T>;

type Centroid = { latitude: number; longitude: number; count: number };

/** Mean point of each postal prefix, of what lies in Brazil. */
const centroidsOf = (rows: readonly Row[]): Map<string, Centroid> => {
  const sums = new Map<string, Centroid>();
  for (const row of rows) {
    const [latitude, longitude] = [numberOf(row.geolocation_lat), numberOf(row.geolocation_lng)];
    if (latitude === undefined || longitude === undefined) continue;
    if (latitude < -34 || latitude > 5.3 || longitude < -74 || longitude > -34.7) continue;
    const prefix = row.geolocation_zip_code_prefix ?? '';
    const sum = sums.get(prefix) ?? { latitude: 0, longitude: 0, count: 0 };
    sums.set(prefix, { latitude: sum.latitude + latitude, longitude: sum.longitude + longitude, count: sum.count + 1 });
  }
  return sums;
};

type Lookups = {
  items: Map<string, Row[]>;
  customers: Map<string, Row>;
  sellers: Map<string, Row>;
  products: Map<string, Row>;
  centroids: Map<string, Centroid>;
};

const placeOf = (prefix: string | undefined, region: string | undefined, centroids: Lookups['centroids']): EtaPlace => {
  const postalCode = prefix?.padStart(5, '0');
  const sum = prefix === undefined ? undefined : (centroids.get(prefix) ?? centroids.get(postalCode ?? ''));
  const point = sum ? { latitude: sum.latitude / sum.count, longitude: sum.longitude / sum.count } : {};
  return { country: 'BR', ...present({ region, postalCode }), ...point };
};

const goodsOf = (items: readonly Row[], { products }: Lookups) => {
  const total = (of: (item: Row) => number | undefined): number | undefined => {
    const known = items.flatMap((item) => of(item) ?? []);
    return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0);
  };
  const product = (item: Row): Row => products.get(item.product_id ?? '') ?? {};
  return present({
    items: items.length === 0 ? undefined : items.length,
    weightGrams: total((item) => numberOf(product(item).product_weight_g)),
    volumeCm3: total((item) => {
      const { product_length_cm, product_height_cm, product_width_cm } = product(item);
      const [length, height, width] = [product_length_cm, product_height_cm, product_width_cm].map(numberOf);
      return length === undefined || height === undefined || width === undefined ? undefined : length * height * width;
    }),
    freight: total((item) => numberOf(item.freight_value)),
    goodsValue: total((item) => numberOf(item.price)),
  });
};

/** By when the seller must hand over is fixed at approval of the payment, so it is known only from then on. */
const shipByOf = (order: Row, items: readonly Row[], handedOver: number): number | undefined => {
  const approved = timeOf(order.order_approved_at);
  const limits = items.flatMap((item) => timeOf(item.shipping_limit_date) ?? []);
  return approved === undefined || approved > handedOver || limits.length === 0 ? undefined : Math.max(...limits);
};

const journeyOf = (order: Row, lookups: Lookups): OlistJourney | undefined => {
  const purchased = timeOf(order.order_purchase_timestamp);
  if (purchased === undefined || !order.order_id) return undefined;
  const items = lookups.items.get(order.order_id) ?? [];
  const customer = lookups.customers.get(order.customer_id ?? '') ?? {};
  const seller = lookups.sellers.get(items[0]?.seller_id ?? '') ?? {};
  const promisedDay = timeOf(order.order_estimated_delivery_date);
  const handedOver = timeOf(order.order_delivered_carrier_date);
  const delivered = timeOf(order.order_delivered_customer_date);
  const common = {
    parcel: order.order_id,
    carrier: 'olist',
    channel: 'olist',
    origin: placeOf(seller.seller_zip_code_prefix, seller.seller_state, lookups.centroids),
    destination: placeOf(customer.customer_zip_code_prefix, customer.customer_state, lookups.centroids),
    ...goodsOf(items, lookups),
    ...present({
      seller: items[0]?.seller_id,
      promisedBy: promisedDay === undefined ? undefined : promisedDay + dayMs,
    }),
    ...(delivered === undefined ? {} : { deliveredAt: delivered }),
  };
  const purchase = {
    ...common,
    stage: benchStages.purchase,
    enteredAt: purchased,
    ...(handedOver === undefined ? {} : { leftAt: handedOver }),
  };
  const whole = order.order_status === 'delivered' && delivered !== undefined && handedOver !== undefined;
  if (handedOver === undefined) return { purchase, judged: { purchase: false, handoff: false } };
  const handoff = {
    ...common,
    stage: benchStages.handoff,
    enteredAt: handedOver,
    orderedAt: purchased,
    ...present({ shipBy: shipByOf(order, items, handedOver) }),
  };
  return {
    purchase,
    handoff,
    judged: { purchase: whole && delivered >= purchased, handoff: whole && delivered >= handedOver },
  };
};

/** The orders of a folder, each as its two stages, in the order of the file. */
export const journeysOf = (tables: OlistTables): OlistJourney[] => {
  const items = Map.groupBy(tables.order_items, (item) => item.order_id ?? '');
  const lookups = {
    items,
    customers: keyed(tables.customers, 'customer_id'),
    sellers: keyed(tables.sellers, 'seller_id'),
    products: keyed(tables.products, 'product_id'),
    centroids: centroidsOf(tables.geolocation),
  };
  return tables.orders.flatMap((order) => journeyOf(order, lookups) ?? []);
};

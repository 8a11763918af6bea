/**
 * Reads a folder of the Olist data set (CSV, plain or gzipped, whole or sampled) into tables keyed for joining. Values
 * stay texts as the files have them; empty fields are undefined.
 */
import { createReadStream, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';
import { CommandError } from '../tower-access.ts';

export type Row = Record<string, string | undefined>;
export type Point = { latitude: number; longitude: number };
export type OlistFiles = {
  orders: Row[];
  /** By order id, in the order of the file. */
  items: Map<string, Row[]>;
  customers: Map<string, Row>;
  products: Map<string, Row>;
  sellers: Map<string, Row>;
  /** Mean of what the file says about a postal prefix, within Brazil. */
  places: Map<string, Point>;
  /** Portuguese category -> English. */
  categories: Map<string, string>;
};

/** The file of a table, or undefined. */
const find = (folder: string, table: string): string | undefined => {
  const pattern = new RegExp(`^(?:\\w+_)?${table}\\.csv(?:\\.gz)?$`);
  const name = readdirSync(folder)
    .sort()
    .find((file) => pattern.test(file));
  return name === undefined ? undefined : join(folder, name);
};

const each = async (folder: string, table: string, see: (row: Row) => void): Promise<void> => {
  const path = find(folder, table);
  if (path === undefined) throw new CommandError(`${folder}: no ${table}.csv or ${table}.csv.gz`);
  const rows = parse({ columns: true, bom: true, skip_empty_lines: true });
  const input = createReadStream(path);
  const reading = path.endsWith('.gz') ? pipeline(input, createGunzip(), rows) : pipeline(input, rows);
  const seeing = (async () => {
    for await (const row of rows as AsyncIterable<Record<string, string>>) {
      see(Object.fromEntries(Object.entries(row).map(([key, value]) => [key, value === '' ? undefined : value])));
    }
  })();
  await Promise.all([reading, seeing]);
};

const keyed = async (folder: string, table: string, key: string): Promise<Map<string, Row>> => {
  const rows = new Map<string, Row>();
  await each(folder, table, (row) => rows.set(row[key] ?? '', row));
  return rows;
};

const inBrazil = (latitude: number, longitude: number): boolean =>
  latitude > -34 && latitude < 5.3 && longitude > -74 && longitude < -34.7;

const readPlaces = async (folder: string): Promise<Map<string, Point>> => {
  const sums = new Map<string, { latitude: number; longitude: number; count: number }>();
  await each(folder, 'olist_geolocation_dataset', (row) => {
    const latitude = Number(row.geolocation_lat);
    const longitude = Number(row.geolocation_lng);
    if (!inBrazil(latitude, longitude)) return;
    const sum = sums.get(row.geolocation_zip_code_prefix ?? '') ?? { latitude: 0, longitude: 0, count: 0 };
    sum.latitude += latitude;
    sum.longitude += longitude;
    sum.count++;
    sums.set(row.geolocation_zip_code_prefix ?? '', sum);
  });
  const mean = (sum: number, count: number) => Number((sum / count).toFixed(5));
  return new Map(
    [...sums].map(([prefix, { latitude, longitude, count }]) => [
      prefix,
      { latitude: mean(latitude, count), longitude: mean(longitude, count) },
    ]),
  );
};

/** Reads the whole folder. Throws a CommandError when it is no such folder. */
export const readOlist = async (folder: string): Promise<OlistFiles> => {
  if (!existsSync(folder)) throw new CommandError(`${folder}: no such folder`);
  const orders: Row[] = [];
  const items = new Map<string, Row[]>();
  await each(folder, 'olist_orders_dataset', (row) => orders.push(row));
  await each(folder, 'olist_order_items_dataset', (row) => {
    const id = row.order_id ?? '';
    const list = items.get(id);
    if (list) list.push(row);
    else items.set(id, [row]);
  });
  const categories = new Map<string, string>();
  if (find(folder, 'product_category_name_translation') !== undefined) {
    await each(folder, 'product_category_name_translation', (row) => {
      categories.set(row.product_category_name ?? '', row.product_category_name_english ?? '');
    });
  }
  return {
    orders,
    items,
    customers: await keyed(folder, 'olist_customers_dataset', 'customer_id'),
    products: await keyed(folder, 'olist_products_dataset', 'product_id'),
    sellers: await keyed(folder, 'olist_sellers_dataset', 'seller_id'),
    places: await readPlaces(folder),
    categories,
  };
};

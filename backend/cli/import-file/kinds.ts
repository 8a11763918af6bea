/** Every kind of thing that can be imported, by the name it has on the command line. */
import type { Kind } from './kind.ts';
import { locations } from './locations.ts';
import { orders } from './orders.ts';
import { products } from './products.ts';
import { stock } from './stock.ts';
import { vendors } from './vendors.ts';
import { warehouses } from './warehouses.ts';

export const kinds: Readonly<Record<string, Kind>> = { orders, products, stock, warehouses, locations, vendors };

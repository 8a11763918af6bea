/**
 * What DHL's codes mean. Each division has a table of its own, because the same code means other things in another (`AN` is
 * an unsuccessful pickup in Germany and a bad address in Poland; `450` is delivered at PPL and a delay at eCommerce): the
 * keys are `division:code`. The classes of the unified API stand without a division, below them all.
 */
import type { StatusRow } from '../carrier.ts';
import { classRows } from './statuses/classes.data.ts';
import { ecommerceRows } from './statuses/ecommerce.data.ts';
import { ecommerceEuropeRows } from './statuses/ecommerce-europe.data.ts';
import { expressRows } from './statuses/express.data.ts';
import { otherRows } from './statuses/others.data.ts';
import { parcelDeRows } from './statuses/parcel-de.data.ts';
import { parcelNlRows } from './statuses/parcel-nl.data.ts';
import { parcelPlRows } from './statuses/parcel-pl.data.ts';

export const dhlStatuses: readonly StatusRow[] = [
  ...expressRows,
  ...parcelDeRows,
  ...ecommerceRows,
  ...ecommerceEuropeRows,
  ...parcelNlRows,
  ...parcelPlRows,
  ...otherRows,
  ...classRows,
];

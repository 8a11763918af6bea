/**
 * A hand scanner and whoever holds it: scans barcodes as they are printed, sends now and then twice (the same scan under the same
 * name), and slips: the wrong product, the wrong bin, a unit that is not there.
 */
import { products } from '../data/catalog.data.ts';
import type { Random } from '../random.ts';
import { barcodesOf } from '../stock/assortment.ts';
import type { PickStep } from './next-step.ts';

/** Of a hundred scans, so many are sent twice; and so many times somebody slips first. */
const twice = 0.12;
const wrongProduct = 0.015;
const wrongBin = 0.01;
const notThere = 0.003;

/** What is read off a unit; a product that people have added is named by its SKU. */
export const readOff = (sku: string): { barcode: string } | { sku: string } => {
  const product = products.find((one) => one.sku === sku && !one.parts);
  const [unit] = product ? barcodesOf(sku) : [];
  return unit ? { barcode: unit.code } : { sku };
};

export type Scan = { clientScanId: string; quantity: number; location?: string } & ReturnType<typeof readOff>;

/** One scan as it leaves the scanner: `times` it is sent, whether it is a slip that the tower refuses. */
export type Sent = { scan: Scan; times: 1 | 2; isSlip: boolean };

/** A bin that no warehouse of the world has. */
const elsewhere = 'Z9-99-99-99';

const otherThan = (sku: string, random: Random): string =>
  random.pick(products.filter((one) => one.sku !== sku && !one.parts)).sku;

/** The scans by which units are taken from a bin; `name` makes their ids. `short`: one of them is not there. */
export const pickScans = (
  { sku, location, units }: PickStep,
  name: string,
  random: Random,
): { sent: Sent[]; short: boolean } => {
  const scan: Scan = { clientScanId: name, quantity: units, location, ...readOff(sku) };
  const slips: Sent[] = [];
  if (random.chance(wrongProduct)) {
    const wrong = { ...readOff(otherThan(sku, random)), clientScanId: `${name}-w`, quantity: 1, location };
    slips.push({ scan: wrong, times: 1, isSlip: true });
  }
  if (random.chance(wrongBin))
    slips.push({ scan: { ...scan, clientScanId: `${name}-b`, location: elsewhere }, times: 1, isSlip: true });
  if (random.chance(notThere)) return { sent: slips, short: true };
  return { sent: [...slips, { scan, times: random.chance(twice) ? 2 : 1, isSlip: false }], short: false };
};

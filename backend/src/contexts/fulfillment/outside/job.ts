/** The job of an outside warehouse in the numbers it counts in, and its reports in units again. Pure. */
import type { JobLine } from '@gantry/shared/events/fulfillment/jobs';
import { type FieldError, Refusal } from '../../../kernel/errors.ts';
import { firstOut, goodOn } from '../../inventory/public.ts';
import { type FulfillmentOrder, pickedOf } from '../fulfillment-order.ts';
import {
  type Floor,
  lotOf,
  openLinesOf,
  promisedOf,
  type Refused,
  refuse,
  type Take,
  takeFor,
  unitsText,
  whyNotPicked,
} from '../picking/pick.ts';

/** Units of each SKU that are left to pick, in the order of the lines. */
const openBySku = (order: FulfillmentOrder): Map<string, { name: string; units: number }> => {
  const open = new Map<string, { name: string; units: number }>();
  for (const { lineId, sku, name, quantity } of order.lines) {
    const units = quantity - pickedOf(order, { lineId, sku }) + (open.get(sku)?.units ?? 0);
    open.set(sku, { name: open.get(sku)?.name ?? name, units });
  }
  return open;
};

const restText = (units: number, size: number): string =>
  `${Math.floor(units / size)} packs of ${size} and ${unitsText(units % size)}`;

/** What is left to pick, as its warehouse counts it. Throws a Refusal that names what is no whole number of packs. */
export const jobOf = (order: FulfillmentOrder, sizeOf: (sku: string) => number | undefined): JobLine[] => {
  const faults: FieldError[] = [];
  const lines = [...openBySku(order)].flatMap(([sku, { name, units }], i): JobLine[] => {
    const packSize = sizeOf(sku) ?? null;
    if (units === 0) return [];
    if (packSize === null) return [{ sku, name, quantity: units, packSize, units }];
    if (units % packSize !== 0)
      faults.push({
        path: `lines.${i}.quantity`,
        message: `${units} units of ${sku} are ${restText(units, packSize)}`,
      });
    return [{ sku, name, quantity: Math.floor(units / packSize), packSize, units }];
  });
  if (faults.length > 0) {
    const message = `${order.warehouse} counts in packs: ${faults.map((one) => one.message).join(', ')}. Change the order to whole packs, or pick the rest elsewhere`;
    throw new Refusal('conflict', 'not_whole_packs', message, faults);
  }
  if (lines.length === 0) throw new Refusal('conflict', 'line_complete', `All of ${order.number} is picked`);
  return lines;
};

/** One SKU as a warehouse reports it. */
export type Reported = {
  sku: string;
  packs?: number | undefined;
  packSize?: number | undefined;
  units?: number | undefined;
};

/** Units of what was reported, by the job that was sent; or why it is not believed. */
export const unitsReported = (
  job: readonly JobLine[],
  { sku, packs, packSize: said, units }: Reported,
): { units: number } | Refused => {
  const line = job.find((one) => one.sku === sku);
  if (!line) return refuse('not_in_job', `${sku} is not in the job that was sent`);
  const { packSize } = line;
  if (packs === undefined) {
    const all = units ?? 0;
    return packSize === null || all % packSize === 0
      ? { units: all }
      : refuse(
          'not_whole_packs',
          `${all} units of ${sku} are ${restText(all, packSize)}, and it is counted in whole packs`,
        );
  }
  if (packSize === null) return refuse('other_packs', `${sku} was sent in units, not in packs: say how many units`);
  if (said !== undefined && said !== packSize)
    return refuse('other_packs', `${sku} was sent in packs of ${packSize}, not of ${said}`);
  return { units: packs * packSize };
};

/** Which units a report takes of what is promised, from whichever bin: the warehouse knows its own. Whole or not at all. */
export const judgeReport = (
  floor: Floor,
  { sku, units }: { sku: string; units: number },
): { takes: Take[] } | Refused => {
  const { order, stock, day } = floor;
  const blocked = whyNotPicked(floor);
  if (blocked) return blocked;
  const lines = openLinesOf(order, sku);
  const open = lines.reduce((sum, line) => sum + line.open, 0);
  if (open <= 0) return refuse('line_complete', `All of ${sku} is picked`);
  if (units > open)
    return refuse('too_many', `${unitsText(units)} of ${sku} were reported, and ${open} are to be picked`);
  const promised = promisedOf(floor, sku, lines);
  if (promised.length === 0)
    return refuse('not_allocated', `Nothing of ${sku} is promised to the order in ${order.warehouse} any more`);
  const lotNamed = (lot: string) => lotOf(stock, lot) ?? { lot, receivedAt: '', expiresOn: null };
  const sources = promised
    .filter(({ lot }) => goodOn(lotOf(stock, lot), day))
    .sort((a, b) => firstOut(lotNamed(a.lot), lotNamed(b.lot)))
    .map((allocation) => ({ allocation, left: allocation.quantity }));
  const { takes, lacking } = takeFor(lines, sources, units);
  if (lacking === 0) return { takes };
  return refuse(
    sources.length < promised.length ? 'expired' : 'bin_short',
    `${unitsText(units - lacking)} of ${sku} are promised to the order there and good, not ${units}`,
  );
};

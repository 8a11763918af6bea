/** Which units a scan takes of what is promised to a fulfillment order, or why it takes none. Pure. */
import { pickedBin } from '@gantry/shared/events/inventory/places';
import type { Allocation } from '@gantry/shared/events/orders';
import type { ScanRefusal } from '@gantry/shared/vocabulary/fulfillment';
import { firstOut, goodOn, type Stock } from '../../inventory/public.ts';
import { type FulfillmentOrder, pickedOf } from '../fulfillment-order.ts';

export type Refused = { refused: ScanRefusal; message: string };

/** What was scanned. `lot`: what the symbol or the person says; not to be relied on where it is not `certain`. */
export type Scan = {
  sku: string;
  name: string;
  units: number;
  location: string | undefined;
  lot: string | null;
  certain: boolean;
  expiresOn: string | null;
};

/** The world of a scan. `allocations`: what is promised to the order. `day`: on which units must still be good. */
export type Floor = {
  order: FulfillmentOrder;
  /** Its order is held, whether or not the floor has been told yet. */
  held: boolean;
  allocations: readonly Allocation[];
  stock: Stock | undefined;
  day: string;
};

/** Units taken from their bin. `instead`: where they lay, where that is not what was promised. */
export type Take = { allocation: Allocation; instead?: { bin: string; lot: string } };

export const refuse = (refused: ScanRefusal, message: string): Refused => ({ refused, message });

export const unitsText = (count: number): string => (count === 1 ? '1 unit' : `${count} units`);
const binText = (bin: string): string => (bin === '' ? 'no bin in particular' : bin);

/** Why nothing is picked of a fulfillment order now, whatever was scanned. */
export const whyNotPicked = ({ order, held }: Pick<Floor, 'order' | 'held'>): Refused | undefined => {
  const { kind, status, number } = order;
  if (kind === 'dropship' || kind === 'digital') return refuse('wrong_status', `Nothing is picked of ${number}`);
  if (status !== 'picking') return refuse('wrong_status', `${number} is in ${status}: units are picked in picking`);
  return held ? refuse('held', `The order of ${number} is held`) : undefined;
};

/** A line with what is left to pick of it. */
export type OpenLine = { lineId: string; open: number; quantity: number };

export const openLinesOf = (order: FulfillmentOrder, sku: string): OpenLine[] =>
  order.lines
    .filter((line) => line.sku === sku)
    .map(({ lineId, quantity }) => ({ lineId, quantity, open: quantity - pickedOf(order, { lineId, sku }) }));

/** Promised units that lie in bins of its warehouse, of lines that need any. */
export const promisedOf = ({ order, allocations }: Floor, sku: string, lines: readonly OpenLine[]): Allocation[] =>
  allocations.filter(
    (one) =>
      one.sku === sku &&
      one.warehouse === order.warehouse &&
      one.bin !== pickedBin &&
      lines.some(({ lineId, open }) => lineId === one.lineId && open > 0),
  );

export type Source = Take & { left: number };

/** Takes units for lines, in their order, from what is promised to each. */
export const takeFor = (
  lines: readonly OpenLine[],
  sources: Source[],
  units: number,
): { takes: Take[]; lacking: number } => {
  const takes: Take[] = [];
  let lacking = units;
  for (const { lineId, open } of lines) {
    let wanted = Math.min(open, lacking);
    for (const source of sources) {
      const quantity = source.allocation.lineId === lineId ? Math.min(wanted, source.left) : 0;
      if (quantity <= 0) continue;
      const { left: _, allocation, ...place } = source;
      takes.push({ ...place, allocation: { ...allocation, quantity } });
      source.left -= quantity;
      wanted -= quantity;
      lacking -= quantity;
    }
  }
  return { takes, lacking };
};

export const lotOf = (stock: Stock | undefined, lot: string) => stock?.lots.find((one) => one.lot === lot);

/** What is promised in a bin, the lot that was scanned first; other units of that lot there may stand in for the rest. */
const sourcesIn = (
  { stock, day, order }: Floor,
  here: readonly Allocation[],
  { location, lot }: { location: string; lot: string | undefined },
): Source[] => {
  const good = here.filter((one) => goodOn(lotOf(stock, one.lot), day));
  const known = (name: string) => lotOf(stock, name) ?? { lot: name, receivedAt: '', expiresOn: null };
  if (lot === undefined)
    return good
      .sort((a, b) => firstOut(known(a.lot), known(b.lot)))
      .map((allocation) => ({ allocation, left: allocation.quantity }));
  const promised = good
    .filter((one) => one.lot === lot)
    .map((allocation) => ({ allocation, left: allocation.quantity }));
  let free = (stock?.buckets ?? [])
    .filter((one) => one.warehouse === order.warehouse && one.bin === location && one.lot === lot)
    .filter(({ condition }) => condition === 'sellable')
    .reduce((sum, { onHand, reserved }) => sum + onHand - reserved, 0);
  const swapped = here
    .filter((one) => one.lot !== lot)
    .map((allocation) => {
      const left = Math.min(free, allocation.quantity);
      free -= left;
      return { allocation, left, instead: { bin: location, lot } };
    });
  return [...promised, ...swapped];
};

/** Why the place that was scanned cannot be where it is taken from. */
const whyNotThere = (
  floor: Floor,
  promised: readonly Allocation[],
  { location, ...scan }: Scan,
): Refused | undefined => {
  if (promised.length === 0)
    return refuse(
      'not_allocated',
      `Nothing of ${scan.sku} is promised to the order in ${floor.order.warehouse} any more`,
    );
  if (location !== undefined && promised.some(({ bin }) => bin === location)) return undefined;
  const bins = [...new Set(promised.map(({ bin }) => binText(bin)))].sort().join(', ');
  if (location === undefined)
    return refuse('wrong_location', `Scan the bin first: ${scan.sku} is to be taken from ${bins}`);
  const taken = floor.order.picks.some(({ sku, bin }) => sku === scan.sku && bin === location);
  return taken
    ? refuse(
        'bin_short',
        `All that ${binText(location)} had of ${scan.sku} for this order is taken; the rest is in ${bins}`,
      )
    : refuse('wrong_location', `${scan.sku} is to be taken from ${bins}, not from ${binText(location)}`);
};

/** Why the lot that was scanned may not leave. */
const whyNotLot = ({ stock, day }: Floor, lot: string | undefined, expiresOn: string | null): Refused | undefined => {
  const known = lot === undefined ? undefined : lotOf(stock, lot);
  const expires = known?.expiresOn ?? expiresOn;
  return expires !== null && expires <= day
    ? refuse('expired', `${lot === undefined ? 'It' : `Lot ${lot}`} expires on ${expires}, and is to be good on ${day}`)
    : undefined;
};

const missed = (floor: Floor, here: readonly Allocation[], asked: Scan & { lot: string | null }): Refused => {
  const { sku, units, location = '', lot } = asked;
  const bin = binText(location);
  if (lot !== null && !here.some((one) => one.lot === lot)) {
    const lots = [...new Set(here.map((one) => one.lot))].sort().join(', ');
    return refuse('wrong_lot', `No ${unitsText(units)} of lot ${lot} are free in ${bin}: promised is ${lots}`);
  }
  const good = here.filter((one) => goodOn(lotOf(floor.stock, one.lot), floor.day));
  const there = good.reduce((sum, { quantity }) => sum + quantity, 0);
  if (there === 0) return refuse('expired', `What is promised of ${sku} in ${bin} is expired`);
  return refuse('bin_short', `${bin} has ${unitsText(there)} of ${sku} for this order, not ${units}`);
};

/** Which units a scan takes, whole or not at all. */
export const judgePick = (floor: Floor, scan: Scan): { takes: Take[] } | Refused => {
  const { order, stock } = floor;
  const { sku, name, units } = scan;
  const blocked = whyNotPicked(floor);
  if (blocked) return blocked;
  const lines = openLinesOf(order, sku);
  const called = name === '' || name === sku ? sku : `${sku} (${name})`;
  if (lines.length === 0) return refuse('not_in_job', `${called} is not in ${order.number}`);
  const open = lines.reduce((sum, line) => sum + line.open, 0);
  if (open <= 0) return refuse('line_complete', `All of ${called} is picked`);
  if (units > open)
    return refuse('too_many', `${unitsText(units)} of ${called} were scanned, and ${open} are to be picked`);
  const promised = promisedOf(floor, sku, lines);
  // A warehouse that keeps no bins has nothing to scan.
  const location = scan.location ?? (promised.every(({ bin }) => bin === '') ? '' : undefined);
  const elsewhere = whyNotThere(floor, promised, { ...scan, location });
  if (elsewhere) return elsewhere;
  const here = promised.filter(({ bin }) => bin === location);
  // A lot that was read without separators is only believed where there is one of that name.
  const lot = scan.lot !== null && (scan.certain || lotOf(stock, scan.lot)) ? scan.lot : undefined;
  const spoilt = whyNotLot(floor, lot, scan.expiresOn);
  if (spoilt) return spoilt;
  const { takes, lacking } = takeFor(lines, sourcesIn(floor, here, { location: location ?? '', lot }), units);
  return lacking === 0 ? { takes } : missed(floor, here, { ...scan, location, lot: lot ?? null });
};

/** Units as events name them: where they lay, by line and lot. */
export const unitsOfTakes = (takes: readonly Take[]) => {
  const byKey = new Map<string, { lineId: string; sku: string; lot: string; quantity: number; bin: string }>();
  for (const { allocation, instead } of takes) {
    const { lineId, sku, quantity } = allocation;
    const { lot, bin } = instead ?? allocation;
    const key = JSON.stringify([lineId, sku, lot, bin]);
    byKey.set(key, { lineId, sku, lot, bin, quantity: quantity + (byKey.get(key)?.quantity ?? 0) });
  }
  return [...byKey.values()];
};

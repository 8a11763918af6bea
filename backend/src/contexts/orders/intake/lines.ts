/**
 * Lines of an order as its channel writes them, made into lines of the catalog: listings become SKUs, and each line keeps the
 * id it has. Pure.
 *
 * A listing may stand for several units of a SKU. The line then has so many times the units, and its sum stays what the
 * channel said to the last minor unit: where the sum does not divide by the units, the line becomes two, some units at the
 * price rounded up and the rest at the price rounded down.
 */
import { isDeepStrictEqual } from 'node:util';
import type { givenLine } from '@gantry/shared/api/orders';
import type { OrderLine } from '@gantry/shared/events/orders';
import type { z } from 'zod';
import type { FieldError } from '../../../kernel/errors.ts';
import { listingKey } from '../../inventory/public.ts';
import type { Order } from '../order.ts';
import { lineIdOf } from '../standing.ts';

export type GivenLine = z.output<typeof givenLine>;
/** What listings are, by `listingKey`. */
export type Listings = ReadonlyMap<string, { sku: string; quantity: number }>;
type Placed = { merchant: string; channel: string };

/** Lines that name a listing only, with their places. */
export const listedIn = (lines: readonly GivenLine[]): { channelSku: string; index: number }[] =>
  lines.flatMap(({ sku, channelSku }, index) =>
    sku === undefined && channelSku !== undefined ? [{ channelSku, index }] : [],
  );

/** Listings of an order that nobody has mapped yet. */
export const unmappedIn = (lines: readonly GivenLine[], { merchant, channel }: Placed, listings: Listings) =>
  listedIn(lines).filter(({ channelSku }) => !listings.has(listingKey(merchant, channel, channelSku)));

const longestId = 60;

/** Units of a SKU for those of a listing: one line, or two where the sum does not divide. */
const inUnits = (
  { lineId, ...line }: Omit<GivenLine, 'sku'>,
  { sku, quantity: each }: { sku: string; quantity: number },
) => {
  const quantity = line.quantity * each;
  const own = lineId === undefined ? {} : { lineId };
  const weight = line.weightGrams === undefined ? {} : { weightGrams: Math.round(line.weightGrams / each) };
  const unit = { ...line, sku, ...weight };
  if (line.unitPrice === undefined) return [{ ...unit, ...own, quantity }];
  const sum = line.quantity * line.unitPrice;
  const low = Math.floor(sum / quantity);
  const high = sum - low * quantity;
  if (high === 0) return [{ ...unit, ...own, quantity, unitPrice: low }];
  const other = lineId === undefined ? {} : { lineId: `${lineId.slice(0, longestId - 2)}/2` };
  return [
    { ...unit, ...own, quantity: high, unitPrice: low + 1 },
    { ...unit, ...other, quantity: quantity - high, unitPrice: low },
  ];
};

/** The lines with their SKUs. Of a listing that is not mapped the channel's name stands for it: whoever asks first looks for those. */
export const catalogLines = (
  lines: readonly GivenLine[],
  { merchant, channel }: Placed,
  listings: Listings,
): OrderLine[] =>
  lines.flatMap(({ sku, ...line }): OrderLine[] => {
    const listing = sku === undefined ? listings.get(listingKey(merchant, channel, line.channelSku ?? '')) : undefined;
    return listing ? inUnits(line, listing) : [{ ...line, sku: sku ?? line.channelSku ?? '' }];
  });

/** Ids that more than one line bears. */
export const doubledIds = (lines: readonly GivenLine[]): FieldError[] => {
  const seen = new Set<string>();
  return lines.flatMap(({ lineId }, i) => {
    if (lineId === undefined) return [];
    if (seen.has(lineId)) return [{ path: `lines.${i}.lineId`, message: 'another line of the order has this id' }];
    seen.add(lineId);
    return [];
  });
};

type Known = { id: string; line: OrderLine; used: boolean };
const without = ({ lineId: _, ...line }: OrderLine): Omit<OrderLine, 'lineId'> => line;

/** From the surest to the least sure: the same line, the same listing, the same SKU. */
const likenesses: readonly ((a: OrderLine, b: OrderLine) => boolean)[] = [
  (a, b) => isDeepStrictEqual(without(a), without(b)),
  (a, b) => a.sku === b.sku && a.channelSku === b.channelSku,
  (a, b) => a.sku === b.sku,
];

/** Which known line each one is. A line that bears an id is the one of that id, or a new one. */
const matched = (lines: readonly OrderLine[], known: readonly Known[]): (Known | undefined)[] => {
  const found = lines.map(({ lineId }) => {
    const same = lineId === undefined ? undefined : known.find(({ id }) => id === lineId);
    if (same) same.used = true;
    return same;
  });
  for (const alike of likenesses)
    for (const [i, line] of lines.entries()) {
      if (found[i] || line.lineId !== undefined) continue;
      const one = known.find((each) => !each.used && alike(each.line, line));
      if (!one) continue;
      one.used = true;
      found[i] = one;
    }
  return found;
};

/** What of an order its lines are matched with: `said` is what its channel last said of them, before people changed them. */
export type KnownLines = Pick<Order, 'content' | 'cancelled' | 'issued'> & { said: readonly OrderLine[] };

/** Every id that a line of the order has or had as far as anything is remembered of it: none of them is given anew. */
const takenIds = (order: KnownLines | undefined, lines: readonly OrderLine[]): Set<string> =>
  new Set([
    ...(order?.content.lines ?? []).map(lineIdOf),
    ...(order?.said ?? []).map(lineIdOf),
    ...Object.keys(order?.cancelled ?? {}),
    ...(order?.issued.flatMap(({ lines: whole, taken }) => [...whole, ...taken].map(({ lineId }) => lineId)) ?? []),
    ...lines.flatMap(({ lineId }) => lineId ?? []),
  ]);

/**
 * The lines with ids that name them for good. A line whose channel gives it none is the known line of its SKU, so that an
 * amendment leaves its id as it is; an id is left out only where it says the line's place, as everybody takes it then.
 */
export const withLineIds = (lines: readonly OrderLine[], order?: KnownLines): OrderLine[] => {
  const known = order?.said.map((line, i): Known => ({ id: lineIdOf(line, i), line, used: false })) ?? [];
  const found = matched(lines, known);
  const taken = takenIds(order, lines);
  let next = lines.length;
  const fresh = (place: string): string => {
    let id = place;
    while (taken.has(id)) id = String(++next);
    taken.add(id);
    return id;
  };
  return lines.map((line, i) => {
    if (line.lineId !== undefined) return line;
    const place = String(i + 1);
    const one = found[i];
    const id = one?.id ?? fresh(place);
    return id === place && one?.line.lineId === undefined ? line : { ...line, lineId: id };
  });
};

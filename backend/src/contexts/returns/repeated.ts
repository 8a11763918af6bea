/**
 * What bears a name that is known: the same is answered as before, anything else under that name is refused rather than dropped.
 * What was said then is read from the log, since a return only keeps what follows of it.
 */
import { isDeepStrictEqual } from 'node:util';
import { returnInspected, returnReceived } from '@gantry/shared/events/returns';
import type { z } from 'zod';
import { Refusal } from '../../kernel/errors.ts';
import type { Sql } from '../../platform/database.ts';
import { namedEvents } from '../../platform/log/event-log.ts';

export type ReceiptSaid = Omit<z.output<typeof returnReceived.payload>, 'returnId'>;

const taken = (code: string, what: string): Refusal =>
  new Refusal('conflict', code, `${what} was booked with other numbers: what differs needs a name of its own`);

/** Units by what they are of, in one order whatever the order and the parts in which they were told. */
export const summed = (units: readonly { of: unknown; quantity: number }[]): [string, number][] => {
  const byName = new Map<string, number>();
  for (const { of, quantity } of units) {
    const name = JSON.stringify(of);
    byName.set(name, (byName.get(name) ?? 0) + quantity);
  }
  return [...byName].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
};

const counted = ({ lines, unexpected, complete }: ReceiptSaid): unknown => [
  summed(lines.map(({ lineId, quantity }) => ({ of: lineId, quantity }))),
  summed(unexpected.map(({ sku, quantity }) => ({ of: sku, quantity }))),
  complete,
];

/** Throws a Refusal where a receipt was booked under this name with other numbers. */
export const insistOnSameReceipt = (receipt: ReceiptSaid, before: ReceiptSaid | undefined): void => {
  if (before && !isDeepStrictEqual(counted(receipt), counted(before)))
    throw taken('receipt_taken', `Receipt ${receipt.receiptId}`);
};

/** A unit as an inspector told of it. A lot that was not named is the one it joined. */
type Told = {
  lineId: string | null;
  sku: string;
  quantity: number;
  outcome: string;
  bin: string;
  lot?: string | null | undefined;
  note?: string | undefined;
};
export type InspectionTold = { inspectionId: string; units: readonly Told[]; complete: boolean };

const found = (units: readonly Told[], withNotes: boolean) =>
  summed(
    units.map(({ lineId, sku, outcome, bin, note = '', quantity }) => ({
      of: [lineId, sku, outcome, bin, withNotes ? note : ''],
      quantity,
    })),
  );

const lotsOf = (units: readonly Told[]) =>
  new Map(
    summed(
      units.map(({ lineId, sku, outcome, lot = null, quantity }) => ({ of: [lineId, sku, outcome, lot], quantity })),
    ),
  );

/**
 * Throws a Refusal where an inspection was booked under this name and found something else. `before`: what it found. What somebody
 * wrote about a person that was erased is known no more, and is taken for the same.
 */
export const insistOnSameInspection = (
  { inspectionId, units, complete }: InspectionTold,
  before: { units: readonly Told[]; complete: boolean },
): void => {
  const withNotes = !before.units.some(({ note }) => note === '');
  const joined = lotsOf(before.units);
  // Of what no stock is kept no lot is joined, whatever was named.
  const sameLots =
    before.units.every(({ lot }) => lot === null) ||
    [...lotsOf(units.filter(({ lot }) => lot !== undefined))].every(([lot, most]) => (joined.get(lot) ?? 0) >= most);
  const same =
    sameLots &&
    complete === before.complete &&
    isDeepStrictEqual(found(units, withNotes), found(before.units, withNotes));
  if (!same) throw taken('inspection_taken', `Inspection ${inspectionId}`);
};

type Lines = readonly { lineId: string; quantity: number }[];

/** Throws a Refusal where a replacement was sent under this name for other units. */
export const insistOnSameReplacement = (
  { replacementId, lines }: { replacementId: string; lines: Lines },
  before: { lines: Lines },
): void => {
  const all = (some: Lines) => summed(some.map(({ lineId, quantity }) => ({ of: lineId, quantity })));
  if (!isDeepStrictEqual(all(lines), all(before.lines)))
    throw taken('replacement_taken', `Replacement ${replacementId}`);
};

/** A receipt as it was booked; undefined for a new name. */
export const receiptBefore = async (tx: Sql, returnId: string, receiptId: string): Promise<ReceiptSaid | undefined> => {
  const events = await namedEvents(tx, [returnId], ['returns.received']);
  return events.map(({ payload }) => returnReceived.payload.parse(payload)).find((one) => one.receiptId === receiptId);
};

/** Whether an inspection that was booked said that nothing else came; undefined for a new name. */
export const inspectionComplete = async (
  tx: Sql,
  returnId: string,
  inspectionId: string,
): Promise<boolean | undefined> => {
  const events = await namedEvents(tx, [returnId], ['returns.inspected']);
  // What somebody wrote about people is sealed: it is not asked for here.
  const said = events.map(({ payload }) =>
    returnInspected.payload.pick({ inspectionId: true, complete: true }).parse(payload),
  );
  return said.find((one) => one.inspectionId === inspectionId)?.complete;
};

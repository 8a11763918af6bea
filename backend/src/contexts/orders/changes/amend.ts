/** Changing what an order says by hand: lines, address, promise, payment, policy. Pure. */
import { isDeepStrictEqual } from 'node:util';
import {
  type OrderContent,
  type OrderEvent,
  type OrderLine,
  orderAmended,
  orderContent,
} from '@gantry/shared/events/orders';
import type { Address } from '@gantry/shared/values/address';
import { usualTimeZoneOf } from '@gantry/shared/values/time-zone';
import type { paymentStates, ShipPolicy } from '@gantry/shared/vocabulary/orders';
import { type Circumstances, stateAfter } from '../../../kernel/decider.ts';
import { type FieldError, Refusal } from '../../../kernel/errors.ts';
import { allowed, endOf, known } from '../decide.ts';
import { pricedWorthOf, tooLarge } from '../intake/size.ts';
import { evolve, type Order } from '../order.ts';
import { paymentEvents } from '../payment.ts';
import { type LineStanding, lineIdOf, linesOf } from '../standing.ts';
import { destinationEventsOf, type Rules } from './destination.ts';

/** What somebody wants changed; what is left out stays. */
export type Amendment = {
  shipTo?: Address | undefined;
  billTo?: Address | undefined;
  lines?: readonly { lineId: string; quantity?: number | undefined; sku?: string | undefined }[] | undefined;
  /** Lines that are new, with their SKUs. */
  addLines?: readonly OrderLine[] | undefined;
  deliverBy?: string | null | undefined;
  shipBy?: string | null | undefined;
  payment?: (typeof paymentStates)[number] | undefined;
  shipPolicy?: ShipPolicy | undefined;
  /** Null: it is sent instead. */
  pickupAt?: string | null | undefined;
  giftNote?: string | null | undefined;
};

const invalid = (...errors: FieldError[]): Refusal =>
  new Refusal('invalid', 'invalid', 'Some fields are not valid', errors);

type LineChange = NonNullable<Amendment['lines']>[number];

/** A line as it is to be. Throws a Refusal where units of it that are not open any more would be undone. */
const lineAfter = ({ lineId, line, shipped, cancelled }: LineStanding, { quantity, sku }: LineChange): OrderLine => {
  if (quantity !== undefined && quantity < shipped + cancelled)
    throw new Refusal(
      'conflict',
      'units_gone',
      `Line ${lineId}: ${shipped} have left and ${cancelled} are cancelled, so that it cannot be of fewer than ${shipped + cancelled}`,
    );
  if (sku !== undefined && sku !== line.sku && shipped > 0)
    throw new Refusal(
      'conflict',
      'units_gone',
      `Line ${lineId}: ${shipped} have left as ${line.sku}; add a line for the other SKU`,
    );
  return { ...line, ...(quantity === undefined ? {} : { quantity }), ...(sku === undefined ? {} : { sku }) };
};

const changedLines = (order: Order, changes: readonly LineChange[]): OrderLine[] => {
  const standing = linesOf(order);
  const errors = changes.flatMap(({ lineId }, i) => {
    const path = `lines.${i}.lineId`;
    if (!standing.some((one) => one.lineId === lineId)) return [{ path, message: 'there is no such line' }];
    const first = changes.findIndex((one) => one.lineId === lineId);
    return first === i ? [] : [{ path, message: 'the line is named twice' }];
  });
  if (errors.length > 0) throw invalid(...errors);
  return standing.map((one) => {
    const change = changes.find(({ lineId }) => lineId === one.lineId);
    return change ? lineAfter(one, change) : one.line;
  });
};

/** As many lines as an order may have. */
const most = 500;

/** The lines with new ones at their end, which bear ids that no line of the order has had. */
const withAdded = (order: Order, lines: readonly OrderLine[], added: readonly OrderLine[]): OrderLine[] => {
  if (lines.length + added.length > most)
    throw invalid({
      path: 'addLines',
      message: `an order has ${most} lines at most, and this one has ${lines.length}`,
    });
  const taken = new Set([...lines.map(lineIdOf), ...Object.keys(order.cancelled)]);
  let next = lines.length;
  const fresh = (): string => {
    do next++;
    while (taken.has(String(next)));
    return String(next);
  };
  const named = added.map((line, i) => {
    if (line.lineId !== undefined && taken.has(line.lineId))
      throw invalid({ path: `addLines.${i}.lineId`, message: 'a line of the order has this id' });
    const lineId = line.lineId ?? fresh();
    taken.add(lineId);
    return { ...line, lineId };
  });
  return [...lines, ...named];
};

const promiseAfter = ({ promise }: OrderContent, shipTo: Address, day: string | null): OrderContent['promise'] => {
  if (day === null) return null;
  const timeZone = usualTimeZoneOf(shipTo.country, shipTo.state) ?? promise?.timeZone;
  if (timeZone === undefined) throw invalid({ path: 'deliverBy', message: 'the ship-to’s time zone is not known' });
  return { day, timeZone };
};

const unitsWithoutPrice = (lines: readonly OrderLine[]): number =>
  lines.reduce((sum, { quantity, unitPrice }) => sum + (unitPrice === undefined ? quantity : 0), 0);

/**
 * The total follows its lines by the difference, since it holds more than these: postage, taxes. Of units without a price nobody
 * knows the difference.
 */
const totalAfter = ({ total, lines: before }: OrderContent, lines: readonly OrderLine[]): number | null =>
  total === null || unitsWithoutPrice(lines) !== unitsWithoutPrice(before)
    ? null
    : Math.max(0, total + pricedWorthOf(lines) - pricedWorthOf(before));

/** What the order says then. */
const contentAfter = (order: Order, asked: Amendment): OrderContent => {
  const { pickupAt: place, giftNote: note, ...content } = order.content;
  const pickupAt = asked.pickupAt === undefined ? place : asked.pickupAt;
  const giftNote = asked.giftNote === undefined ? note : asked.giftNote;
  const shipTo = asked.shipTo ?? content.shipTo;
  const lines = withAdded(order, changedLines(order, asked.lines ?? []), asked.addLines ?? []);
  const total = totalAfter(content, lines);
  const errors = tooLarge({ lines, total });
  if (errors.length > 0) throw invalid(...errors);
  return orderContent.strip().parse({
    ...content,
    shipTo,
    lines,
    total,
    ...(asked.billTo === undefined ? {} : { billTo: asked.billTo }),
    ...(asked.deliverBy === undefined ? {} : { promise: promiseAfter(content, shipTo, asked.deliverBy) }),
    ...(asked.shipBy === undefined ? {} : { shipBy: asked.shipBy }),
    ...(asked.payment === undefined ? {} : { payment: asked.payment }),
    ...(asked.shipPolicy === undefined ? {} : { shipPolicy: asked.shipPolicy }),
    ...(pickupAt ? { pickupAt } : {}),
    ...(giftNote ? { giftNote } : {}),
  });
};

const isAbout = ({ lines, addLines }: Amendment): boolean => (lines?.length ?? 0) + (addLines?.length ?? 0) > 0;

/**
 * Amends an order by hand. What its channel says of these parts again is no news from then on. Where nothing is open any more
 * and nothing has left, the order is cancelled.
 */
export const amendOrder =
  (asked: Amendment, { rules, now }: { rules: Rules; now: Date }) =>
  (state: Order | undefined, { erased }: Circumstances = { erased: false }): OrderEvent[] => {
    const before = known(state);
    // The stage is asked for what is wanted; whatever else an order says may change as long as its lines may.
    allowed(before, asked.shipTo && !isAbout(asked) ? 'change_address' : 'amend_lines');
    const content = contentAfter(before, asked);
    const { orderId, placedAt } = before;
    const changed = (Object.keys({ ...content, ...before.content }) as (keyof OrderContent)[]).filter(
      (part) => !isDeepStrictEqual(content[part], before.content[part]),
    );
    if (changed.length === 0) return [];
    const parts = Object.fromEntries(changed.map((part) => [part, content[part]]));
    const amended: OrderEvent[] = [
      orderAmended({ orderId, changed, byHand: true, ...parts }, { occurredAt: now.toISOString() }),
      ...paymentEvents({ orderId, before, payment: content.payment }, now),
      ...destinationEventsOf({ orderId, placedAt, content, before }, { rules, now, erased }),
    ];
    const after = stateAfter(evolve, before, { facts: amended, now: now.toISOString() });
    return after ? [...amended, ...endOf(after, 'No unit of it is wanted any more', now)] : amended;
  };

/** Units of an order that leave in a shipment, and that come back when it is called off before it left. Pure. */
import { type Allocation, goodsIssued, goodsReturned, type OrderEvent } from '@gantry/shared/events/orders';
import type { ShipPolicy } from '@gantry/shared/vocabulary/orders';
import { type FieldError, Refusal } from '../../../kernel/errors.ts';
import type { Order } from '../order.ts';
import { type LineStanding, linesOf, unitsOf } from '../standing.ts';

/** Units of lines that a shipment names. */
export type Units = { lineId: string; quantity: number };
/** A shipment as its order needs to know it. `lines`: what is in it, where that was said. `at`: when it was made. */
export type Issuing = {
  shipmentId: string;
  warehouse: string | null;
  lines?: readonly Units[] | undefined;
  at: string;
};

const allocatedTo = (order: Order, lineId: string): Allocation[] =>
  order.allocations.filter((one) => one.lineId === lineId);

/** Units of a line that can leave: those that are promised where some of it waits for stock, else all that is open. */
const readyOf = (order: Order, { lineId, open, ahead }: LineStanding): number => {
  const lacking = order.waiting.filter((one) => one.lineId === lineId).map((one) => ({ ...one, quantity: 0 }));
  if (lacking.length === 0) return open;
  return Math.min(open, unitsOf([...ahead, ...allocatedTo(order, lineId), ...lacking]));
};

/** Units that a shipment takes along: those it names as far as they are open, else whatever is ready, else whatever is open. */
const unitsIn = (order: Order, { lines }: Pick<Issuing, 'lines'>): Units[] => {
  const standing = linesOf(order);
  const some = (count: (line: LineStanding) => number): Units[] =>
    standing.flatMap((line) => {
      const quantity = Math.min(line.open, count(line));
      return quantity > 0 ? [{ lineId: line.lineId, quantity }] : [];
    });
  if (lines) {
    const named = (lineId: string): number =>
      lines.reduce((sum, one) => sum + (one.lineId === lineId ? one.quantity : 0), 0);
    return some(({ lineId }) => named(lineId));
  }
  const ready = some((line) => readyOf(order, line));
  return ready.length > 0 ? ready : some(({ open }) => open);
};

/**
 * Takes what units of a line were promised, of each part as many as make them up with what left ahead; first what lies where the
 * parcel leaves from.
 */
const takenFor = (
  order: Order,
  { lineId, quantity }: Units,
  { warehouse, ahead }: { warehouse: string | null; ahead: LineStanding['ahead'] },
): Allocation[] => {
  const own = allocatedTo(order, lineId);
  const nearFirst = [
    ...own.filter((one) => one.warehouse === warehouse),
    ...own.filter((one) => one.warehouse !== warehouse),
  ];
  const gone = new Map(ahead.map((part) => [part.sku, part.quantity]));
  const left = new Map(own.map(({ sku, perUnit }) => [sku, quantity * perUnit - (gone.get(sku) ?? 0)]));
  return nearFirst.flatMap((one) => {
    const some = Math.min(one.quantity, left.get(one.sku) ?? 0);
    left.set(one.sku, (left.get(one.sku) ?? 0) - some);
    return some > 0 ? [{ ...one, quantity: some }] : [];
  });
};

/** Issues units of an order to a shipment, once; nothing where nothing of it is open. */
export const issueGoods =
  (issuing: Issuing) =>
  (order: Order | undefined): OrderEvent[] => {
    const { shipmentId, warehouse, at } = issuing;
    if (!order || order.issued.some((one) => one.shipmentId === shipmentId)) return [];
    const units = unitsIn(order, issuing);
    if (units.length === 0) return [];
    const aheadOf = new Map(linesOf(order).map(({ lineId, ahead }) => [lineId, ahead]));
    const ahead = (lineId: string): LineStanding['ahead'] => aheadOf.get(lineId) ?? [];
    const taken = units.flatMap((some) => takenFor(order, some, { warehouse, ahead: ahead(some.lineId) }));
    // Of a kit of which parts left ahead it is told part by part what follows them.
    const parts = units.flatMap(({ lineId }) => ahead(lineId).map(({ sku, perUnit }) => ({ lineId, sku, perUnit })));
    const lines = units.filter(({ lineId }) => ahead(lineId).length === 0);
    const told = { orderId: order.orderId, shipmentId, lines, taken, ...(parts.length > 0 ? { parts } : {}) };
    return [goodsIssued(told, { occurredAt: at })];
  };

/** Gives an order back what a shipment had taken that was called off, once. */
export const returnGoods =
  (shipmentId: string, at: string) =>
  (order: Order | undefined): OrderEvent[] =>
    order?.issued.some((one) => one.shipmentId === shipmentId)
      ? [goodsReturned({ orderId: order.orderId, shipmentId }, { occurredAt: at })]
      : [];

const inWords = (order: Order): string => order.waiting.map(({ sku, quantity }) => `${quantity} × ${sku}`).join(', ');

const heldFor = ({ holds }: Order): string => holds.map(({ kind }) => kind).join(', ');

const wrongUnits = (order: Order, lines: readonly Units[]): FieldError[] => {
  const standing = new Map(linesOf(order).map((line) => [line.lineId, line]));
  const asked = new Map<string, number>();
  return lines.flatMap(({ lineId, quantity }, i): FieldError[] => {
    const line = standing.get(lineId);
    if (!line) return [{ path: `lines.${i}.lineId`, message: 'the order has no such line' }];
    const sum = (asked.get(lineId) ?? 0) + quantity;
    asked.set(lineId, sum);
    return sum > line.open
      ? [{ path: `lines.${i}.quantity`, message: `more than is open of the line: ${line.open}` }]
      : [];
  });
};

/** Whether a new shipment of an order may be made. Throws a Refusal that says what it waits for. */
export const mayShip = (order: Order, policy: ShipPolicy, lines?: readonly Units[]): void => {
  if (order.status === 'cancelled')
    throw new Refusal('conflict', 'order_cancelled', 'A cancelled order takes no new shipment');
  if (order.holds.length > 0)
    throw new Refusal('conflict', 'order_held', `The order is held (${heldFor(order)}): release it first`);
  if (lines) {
    const errors = wrongUnits(order, lines);
    if (errors.length > 0) throw new Refusal('invalid', 'invalid', 'Some fields are not valid', errors);
  }
  if (order.waiting.length === 0) return;
  if (policy === 'ship_complete')
    throw new Refusal(
      'conflict',
      'not_complete',
      `The order ships complete and still waits for ${inWords(order)}: let it ship in parts, or wait for stock`,
    );
  if (!lines && linesOf(order).every((line) => readyOf(order, line) === 0))
    throw new Refusal('conflict', 'not_allocated', `Nothing of the order can leave: it waits for ${inWords(order)}`);
};

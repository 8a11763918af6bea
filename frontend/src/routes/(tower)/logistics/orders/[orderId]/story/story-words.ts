/** What happened to an order, in words: one sentence an event. Pure. */
import type { Order } from '@gantry/shared/api/orders';
import type { EventDefinition, FactOf } from '@gantry/shared/events/define';
import { pickedBin } from '@gantry/shared/events/inventory/places';
import { stockMoved } from '@gantry/shared/events/inventory/stock';
import * as orders from '@gantry/shared/events/orders';
import * as erp from '@gantry/shared/events/orders/erp';
import * as shipping from '@gantry/shared/events/shipping';
import type { HoldKind, ReleaseCause } from '@gantry/shared/vocabulary/orders';
import type { Meaning } from '@gantry/shared/vocabulary/tracking-status';
import { calendarDay, count } from '#lib/format.ts';
import { addressField, channelName, holdNames, unitWords } from '#lib/order-words.ts';
import { inWords } from '#lib/staff-words.ts';
import { findingWords } from '../../address/finding-words.ts';

export type Told = { text: string; meaning: Meaning /** What it speaks of. */; href?: string };
/** The lines, for what events call by their ids; and how whoever reads it likes times told. */
export type About = Pick<Order, 'lines'> & { stamp: (instant: string) => string };
type Teller = (payload: unknown, order: About) => Told | null;

/** What an event of this definition says. */
type PayloadOf<D> = FactOf<D>['payload'];
const teller = <D extends EventDefinition>(
  { name, payload: schema }: D,
  words: (payload: PayloadOf<D>, order: About) => Told,
): [string, Teller] => [
  name,
  (payload, order) => {
    const read = schema.safeParse(payload);
    return read.success ? words(read.data as PayloadOf<D>, order) : null;
  },
];

type Part = { sku: string; quantity: number; warehouse?: string };
/** "3 × MUG from madrid, 2 × CUP": the same SKU from the same place once. */
export const partsInWords = (parts: readonly Part[]): string => {
  const sums = new Map<string, number>();
  for (const { sku, quantity, warehouse } of parts) {
    const what = warehouse === undefined ? sku : `${sku} from ${warehouse}`;
    sums.set(what, (sums.get(what) ?? 0) + quantity);
  }
  return [...sums].map(([what, sum]) => `${count(sum)} × ${what}`).join(', ');
};
const lineName = (lineId: string, { lines }: About): string =>
  lines.find((line) => line.lineId === lineId)?.sku ?? `line ${lineId}`;
const waits = (waiting: readonly Part[]): string =>
  waiting.length === 0 ? '' : `; waits for ${partsInWords(waiting.map(({ sku, quantity }) => ({ sku, quantity })))}`;
const because = (reason: string): string => (reason === '' ? '' : `: ${reason}`);
const shipmentLink = (shipmentId: string): string => `/logistics/tracking/${shipmentId}`;

const causes: Readonly<Record<ReleaseCause, string>> = {
  cancelled: 'it was cancelled',
  amended: 'the order was changed',
  expired: 'it was not paid in time',
  held: 'the order is held',
  manual: 'somebody gave it back',
  short: 'it was not where it should be',
};
const changedFields: Readonly<Record<string, string>> = {
  shipTo: 'ship-to address',
  billTo: 'bill-to address',
  shipBy: 'day to leave by',
  shipPolicy: 'how it leaves',
};
const heldFor = (kind: HoldKind): string => holdNames[kind].toLowerCase();

const placedAndChanged = [
  teller(orders.orderPlaced, ({ channel, lines }) => ({
    text: `Placed through ${channelName(channel)}: ${lines.length} ${lines.length === 1 ? 'line' : 'lines'}, ${unitWords(lines.reduce((sum, { quantity }) => sum + quantity, 0))}`,
    meaning: 'waiting',
  })),
  teller(orders.orderAmended, ({ changed }) => ({
    text: `Changed: ${changed.map((field) => changedFields[field] ?? inWords(field).toLowerCase()).join(', ')}`,
    meaning: 'waiting',
  })),
  teller(orders.orderCancelled, ({ reason }) => ({ text: `Cancelled${because(reason)}`, meaning: 'problem' })),
  teller(orders.quantityCancelled, ({ lineId, quantity, reason }, order) => ({
    text: `${unitWords(quantity)} of ${lineName(lineId, order)} cancelled${because(reason)}`,
    meaning: 'problem',
  })),
  teller(orders.orderHeld, ({ kind, until, note }, { stamp }) => ({
    text: `Held: ${heldFor(kind)}${until ? `, until ${stamp(until)}` : ''}${note ? `. ${note}` : ''}`,
    meaning: 'stuck',
  })),
  teller(orders.holdReleased, ({ expired }) => ({
    text: expired ? 'Its hold ended by itself' : 'Released',
    meaning: 'delivered',
  })),
];

const stock = [
  teller(orders.orderAllocated, ({ taken, waiting }) =>
    taken.length === 0
      ? { text: `Stock was looked for: nothing found${waits(waiting)}`, meaning: 'problem' }
      : {
          text: `Allocated ${partsInWords(taken)}${waits(waiting)}`,
          meaning: waiting.length === 0 ? 'moving' : 'at_risk',
        },
  ),
  teller(orders.allocationReleased, ({ released, cause }) => ({
    text: `Back on the shelf: ${partsInWords(released)}, because ${causes[cause]}`,
    meaning: 'waiting',
  })),
  teller(orders.allocationMoved, ({ to }) => ({
    text: `${to.every(({ bin }) => bin === pickedBin) ? 'Picked' : 'Laid back'}: ${partsInWords(to)}`,
    meaning: 'moving',
  })),
  teller(orders.goodsIssued, ({ shipmentId, lines, taken, parts = [] }, order) => ({
    text: `Left: ${partsInWords([
      ...lines.map(({ lineId, quantity }) => ({ sku: lineName(lineId, order), quantity })),
      ...taken.filter(({ lineId }) => parts.some((part) => part.lineId === lineId)),
    ])}`,
    meaning: 'handed_over',
    // A fulfillment order stands in for the shipment of what nobody carries.
    ...(shipmentId.startsWith('ful_') ? {} : { href: shipmentLink(shipmentId) }),
  })),
  teller(orders.goodsReturned, ({ shipmentId }) => ({
    text: 'Its shipment was called off; the units are the order’s again',
    meaning: 'at_risk',
    href: shipmentLink(shipmentId),
  })),
  teller(stockMoved, ({ kind, sku, entries }) => ({
    text: `Ledger, ${inWords(kind).toLowerCase()}: ${entries.map(({ warehouse, onHand, reserved }) => `${sku} in ${warehouse}${onHand === 0 ? '' : `, on hand ${onHand > 0 ? '+' : '−'}${count(Math.abs(onHand))}`}${reserved === 0 ? '' : `, reserved ${reserved > 0 ? '+' : '−'}${count(Math.abs(reserved))}`}`).join('; ')}`,
    meaning: 'waiting',
  })),
];

const around = [
  teller(orders.ordersMerged, ({ orderIds }) => ({
    text: `Merged: leaves together with ${orderIds.length - 1} other ${orderIds.length === 2 ? 'order' : 'orders'}`,
    meaning: 'waiting',
  })),
  teller(orders.orderUnmerged, () => ({ text: 'Taken out of the merge', meaning: 'waiting' })),
  teller(orders.addressChecked, ({ findings }) =>
    findings.length === 0
      ? { text: 'Address checked: nothing wrong', meaning: 'delivered' }
      : {
          text: `Address checked: ${findings.map(({ path, code }) => `${addressField(path).toLowerCase()} ${findingWords(code)}`).join(', ')}`,
          meaning: 'problem',
        },
  ),
  teller(orders.addressForced, () => ({ text: 'Somebody said that the address is right', meaning: 'delivered' })),
  teller(erp.erpCustomerAttached, ({ system, customerId, created }) => ({
    // Empty where whoever it is was erased.
    text: `Customer ${customerId === '' ? 'known' : customerId} in ${system}${created ? ', made there' : ''}`,
    meaning: 'waiting',
  })),
  teller(erp.erpOrderInjected, ({ system, erpOrderId }) => ({
    text: `Order ${erpOrderId} in ${system}`,
    meaning: 'waiting',
  })),
  teller(shipping.shipmentCreated, ({ shipmentId, legs, warehouse, promise }) => ({
    text: `Shipment made: ${legs.map(({ carrier, trackingNumber }) => `${carrier} ${trackingNumber}`).join(', ')}${warehouse ? ` from ${warehouse}` : ''}${promise ? `, promised ${calendarDay(promise.day)}` : ''}`,
    meaning: 'handed_over',
    href: shipmentLink(shipmentId),
  })),
  teller(shipping.shipmentCancelled, ({ shipmentId, reason }) => ({
    text: `Shipment called off${because(reason)}`,
    meaning: 'problem',
    href: shipmentLink(shipmentId),
  })),
];
const tellers = new Map<string, Teller>([...placedAndChanged, ...stock, ...around]);

/** An event as a sentence; one that has none is told by its name. */
export const toldOf = ({ name, payload }: { name: string; payload: unknown }, order: About): Told =>
  tellers.get(name)?.(payload, order) ?? {
    text: inWords(name.slice(name.indexOf('.') + 1)),
    meaning: 'waiting',
  };

/** Steps of stock and parcels are many, and say in detail what the order's own events say at once. */
export const isDetail = (name: string): boolean =>
  !name.startsWith('orders.') && name !== shipping.shipmentCreated.name && name !== shipping.shipmentCancelled.name;

/** Who did it; empty where the tower did it by itself. */
export const byWhom = (actor: string, me: string): string => {
  if (actor === me) return 'by you';
  if (actor.startsWith('per_')) return `by person ${actor}`;
  if (actor.startsWith('key_')) return `by program ${actor}`;
  return '';
};

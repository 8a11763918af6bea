/** What happened to an order, in words: placed, changed, held, promised stock, gone out, told to the ERP. Pure. */
import { pickedBin } from '../../events/inventory/places.ts';
import * as erp from '../../events/orders/erp.ts';
import * as orders from '../../events/orders.ts';
import type { AllocationStrategyName } from '../../vocabulary/inventory.ts';
import type { HoldKind, ReleaseCause } from '../../vocabulary/orders.ts';
import {
  addressField,
  because,
  calendarDay,
  channelName,
  count,
  findingWords,
  holdNames,
  lowWords,
  partsInWords,
  some,
  sumOf,
  unitWords,
} from './phrases.ts';
import { lineName, orderLink, shipmentLink, type Teller, teller } from './telling.ts';

type Part = { sku: string; quantity: number };
const waits = (waiting: readonly Part[]): string =>
  waiting.length === 0 ? '' : `; waits for ${partsInWords(waiting.map(({ sku, quantity }) => ({ sku, quantity })))}`;

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
const strategyWords: Readonly<Record<AllocationStrategyName, string>> = {
  proximity: 'Strategy proximity: the warehouse nearest to the customer first',
  single_warehouse: 'Strategy single warehouse: the nearest one that has everything, else the nearest together',
  oldest_cost: 'Strategy oldest cost: the lots that came first, wherever they lie',
};
const fields = (changed: readonly string[]): string =>
  changed.map((field) => changedFields[field] ?? lowWords(field)).join(', ');
const heldFor = (kind: HoldKind): string => holdNames[kind].toLowerCase();
const promised = (promise: orders.DeliveryPromise | null | undefined): string =>
  promise ? calendarDay(promise.day) : 'nothing';

const placed = [
  teller(orders.orderPlaced, 'arrival', ({ channel, lines, promise }) => ({
    text: `Placed through ${channelName(channel)}: ${some(lines.length, 'line')}, ${unitWords(sumOf(lines))}`,
    meaning: 'waiting',
    ...(promise ? { detail: `Promised: ${calendarDay(promise.day)}` } : {}),
  })),
  teller(orders.orderAmended, 'change', ({ changed, byHand, promise }) => ({
    text: `Changed: ${fields(changed)}`,
    meaning: 'waiting',
    ...(changed.includes('promise') ? { detail: `Promised from now on: ${promised(promise)}` } : {}),
    reasons: [byHand ? 'Somebody changed it by hand' : 'Its channel said so'],
  })),
  teller(orders.versionTold, 'arrival', ({ older, parts }) => ({
    text: older ? 'Its channel told an older version, which changed nothing' : 'Its channel told the same again',
    meaning: 'waiting',
    ...(parts.length > 0 ? { detail: `Told otherwise: ${fields(parts)}` } : {}),
  })),
  teller(orders.orderCancelled, 'change', ({ reason }) => ({
    text: `Cancelled${because(reason)}`,
    meaning: 'problem',
  })),
  teller(orders.quantityCancelled, 'change', ({ lineId, quantity, reason }, about) => ({
    text: `${unitWords(quantity)} of ${lineName(lineId, about)} cancelled${because(reason)}`,
    meaning: 'problem',
  })),
  teller(orders.orderHeld, 'decision', ({ kind, until, note, keepsStock }, { stamp }) => ({
    text: `Held: ${heldFor(kind)}${until ? `, until ${stamp(until)}` : ''}${note ? `. ${note}` : ''}`,
    meaning: 'stuck',
    reasons: [
      `Hold for: ${heldFor(kind)}`,
      keepsStock ? 'What is promised stays promised' : 'What is promised goes back',
    ],
  })),
  teller(orders.holdReleased, 'decision', ({ expired }) => ({
    text: expired ? 'Its hold ended by itself' : 'Released',
    meaning: 'delivered',
  })),
];

type Considered = { warehouse: string; km: number | null };
/** "Madrid, 12 km; lyon, 600 km": how far what was looked at is from the customer, the nearest first. */
const distanceWords = (considered: readonly Considered[]): string[] =>
  considered.length === 0
    ? []
    : [
        `Looked at: ${considered.map(({ warehouse, km }) => `${warehouse} (${km === null ? 'distance unknown' : `${count(Math.round(km))} km away`})`).join(', ')}`,
      ];

const stock = [
  teller(orders.orderAllocated, 'decision', ({ taken, waiting, strategy, reservedUntil, considered = [] }, about) => ({
    ...(taken.length === 0
      ? { text: `Stock was looked for: nothing found${waits(waiting)}`, meaning: 'problem' as const }
      : {
          text: `Allocated ${partsInWords(taken)}${waits(waiting)}`,
          meaning: waiting.length === 0 ? ('moving' as const) : ('at_risk' as const),
        }),
    reasons: [
      strategyWords[strategy],
      ...distanceWords(considered),
      ...(waiting.length > 0
        ? [`Nothing to promise of ${partsInWords(waiting.map(({ sku, quantity }) => ({ sku, quantity })))}`]
        : []),
      ...(reservedUntil ? [`Goes back unless it is paid by ${about.stamp(reservedUntil)}`] : []),
    ],
  })),
  teller(orders.allocationReleased, 'stock', ({ released, cause }) => ({
    text: `Back on the shelf: ${partsInWords(released)}, because ${causes[cause]}`,
    meaning: 'waiting',
  })),
  teller(orders.allocationMoved, 'floor', ({ to }) => ({
    text: `${to.every(({ bin }) => bin === pickedBin) ? 'Picked' : 'Laid back'}: ${partsInWords(to)}`,
    meaning: 'moving',
  })),
  teller(orders.goodsIssued, 'shipping', ({ shipmentId, lines, taken, parts = [] }, about) => ({
    text: `Left: ${partsInWords([
      ...lines.map(({ lineId, quantity }) => ({ sku: lineName(lineId, about), quantity })),
      ...taken.filter(({ lineId }) => parts.some((part) => part.lineId === lineId)),
    ])}`,
    meaning: 'handed_over',
    // A fulfillment order stands in for the shipment of what nobody carries.
    ...(shipmentId.startsWith('ful_') ? {} : { href: shipmentLink(shipmentId) }),
  })),
  teller(orders.goodsReturned, 'shipping', ({ shipmentId }) => ({
    text: 'Its shipment was called off; the units are the order’s again',
    meaning: 'at_risk',
    href: shipmentLink(shipmentId),
  })),
];

const around = [
  teller(orders.ordersMerged, 'decision', ({ orderId, orderIds }) => {
    const [other = orderId] = orderIds.filter((id) => id !== orderId);
    return {
      text: `Merged: leaves together with ${orderIds.length - 1} other ${orderIds.length === 2 ? 'order' : 'orders'}`,
      meaning: 'waiting',
      reasons: ['They go to the same address'],
      ...(orderIds.length === 2 ? { href: orderLink(other) } : {}),
    };
  }),
  teller(orders.orderUnmerged, 'decision', () => ({ text: 'Taken out of the merge', meaning: 'waiting' })),
  teller(orders.addressChecked, 'decision', ({ findings }) => {
    const found = findings.map(({ path, code }) => `${addressField(path).toLowerCase()} ${findingWords(code)}`);
    return found.length === 0
      ? { text: 'Address checked: nothing wrong', meaning: 'delivered' }
      : { text: `Address checked: ${found.join(', ')}`, meaning: 'problem', reasons: found };
  }),
  teller(orders.addressForced, 'change', () => ({
    text: 'Somebody said that the address is right',
    meaning: 'delivered',
  })),
  teller(erp.erpCustomerAttached, 'snapshot', ({ system, customerId, created }) => ({
    // Empty where whoever it is was erased.
    text: `Customer ${customerId === '' ? 'known' : customerId} in ${system}${created ? ', made there' : ''}`,
    meaning: 'waiting',
  })),
  teller(erp.erpOrderInjected, 'snapshot', ({ system, erpOrderId }) => ({
    text: `Order ${erpOrderId} in ${system}`,
    meaning: 'waiting',
  })),
];

export const orderTellers: readonly Teller[] = [...placed, ...stock, ...around];

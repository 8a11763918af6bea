/** All orders of the files as one list of doings in time order, and the plain count that the tower must agree with. */
import { instantOf, type OlistOrder, type OlistShipment } from './orders.ts';

export type ScanEvent = 'picked_up' | 'delivered';
export type Doing = { at: number; order: OlistOrder } & (
  | { what: 'order' }
  | { what: 'shipment'; shipment: OlistShipment }
  | { what: 'scan'; shipment: OlistShipment; event: ScanEvent; localTime: string }
  | { what: 'cancel' }
);

/** What one order does, in the order in which it must be sent. */
const doingsOf = (order: OlistOrder): Doing[] => {
  const placed = instantOf(order.purchasedAt);
  const created = instantOf(order.approvedAt ?? order.purchasedAt);
  const shipments = order.shipments.map((shipment): Doing => ({ at: created, order, what: 'shipment', shipment }));
  const scans = order.shipments.flatMap((shipment) =>
    (
      [
        ['picked_up', order.handedOverAt],
        ['delivered', order.deliveredAt],
      ] as const
    ).flatMap(([event, localTime]): Doing[] =>
      localTime === undefined ? [] : [{ at: instantOf(localTime), order, what: 'scan', shipment, event, localTime }],
    ),
  );
  const all: Doing[] = [{ at: placed, order, what: 'order' }, ...shipments, ...scans.sort((a, b) => a.at - b.at)];
  if (order.cancelled && order.shipments.length > 0) all.push({ at: placed, order, what: 'cancel' });
  // A scan older than its shipment, or a cancellation (for which the files have no time), waits for what it follows.
  let earliest = placed;
  return all.map((doing) => {
    earliest = Math.max(earliest, doing.at);
    return { ...doing, at: earliest };
  });
};

/** Everything up to `until` (milliseconds since 1970, exclusive), oldest first; ties keep each order's own order. */
export const scriptOf = (orders: readonly OlistOrder[], until = Number.POSITIVE_INFINITY): Doing[] =>
  orders
    .flatMap(doingsOf)
    .filter((doing) => doing.at < until)
    .sort((one, other) => one.at - other.at);

export type PlainCount = {
  orders: number;
  ordersWithoutLines: number;
  shipments: number;
  scans: number;
  cancellations: number;
  /** Without those whose order was cancelled before any hand-over: they never became a delivery to be judged. */
  shipmentsToDeliver: number;
  deliveredShipments: number;
  onTimeDeliveryRate: number | null;
  avgTransitDays: number | null;
  /** Shipments delivered before they were handed over, or handed over before the purchase. */
  impossibleTimes: number;
};

const day = 86_400_000;

/** Counts straight over the files' rows (the doings only say how far): no tower, no status logic. */
export const plainCount = (doings: readonly Doing[]): PlainCount => {
  const of = (what: Doing['what']) => doings.filter((doing) => doing.what === what);
  const delivered = doings.filter((doing) => doing.what === 'scan' && doing.event === 'delivered');
  const promised = delivered.filter(({ order }) => order.promisedDay !== undefined);
  const onTime = promised.filter(({ order }) => (order.deliveredAt ?? '').slice(0, 10) <= (order.promisedDay ?? ''));
  const timed = delivered.flatMap(({ order: { deliveredAt, handedOverAt } }) =>
    deliveredAt === undefined || handedOverAt === undefined ? [] : [instantOf(deliveredAt) - instantOf(handedOverAt)],
  );
  const moved = new Set(of('scan').map(({ order }) => order.id));
  const cancelledUnmoved = new Set(of('cancel').flatMap(({ order }) => (moved.has(order.id) ? [] : [order.id])));
  const impossible = new Set<string>();
  for (const doing of doings) {
    if (doing.what !== 'scan') continue;
    const { purchasedAt, handedOverAt, deliveredAt } = doing.order;
    const backwards = handedOverAt !== undefined && deliveredAt !== undefined && deliveredAt < handedOverAt;
    if (backwards || (handedOverAt !== undefined && handedOverAt < purchasedAt))
      impossible.add(doing.shipment.trackingNumber);
  }
  return {
    orders: of('order').length,
    ordersWithoutLines: of('order').filter(({ order }) => order.input.lines.length === 0).length,
    shipments: of('shipment').length,
    scans: of('scan').length,
    cancellations: of('cancel').length,
    shipmentsToDeliver: of('shipment').filter(({ order }) => !cancelledUnmoved.has(order.id)).length,
    deliveredShipments: delivered.length,
    onTimeDeliveryRate: promised.length === 0 ? null : onTime.length / promised.length,
    avgTransitDays: timed.length === 0 ? null : timed.reduce((sum, one) => sum + one, 0) / timed.length / day,
    impossibleTimes: impossible.size,
  };
};

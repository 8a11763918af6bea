/**
 * A fulfillment order leaves the house: its picked units are issued with each of its parcels, in the same transaction as its
 * status says so. What is collected, digital or sent by a vendor leaves under its own id.
 */
import { pickedBin } from '@gantry/shared/events/inventory/places';
import type { Allocation } from '@gantry/shared/events/orders';
import { Refusal } from '../../../kernel/errors.ts';
import type { Thread } from '../../../platform/log/event-log.ts';
import type { Unit } from '../../../platform/write/transact.ts';
import type { Order } from '../../orders/public.ts';
import type { FulfillmentOrder } from '../fulfillment-order.ts';
import type { FloorNeeds } from '../needs.ts';

type Wanted = { lineId: string; sku: string; lot: string; quantity: number };

/** Picked units of a fulfillment order, divided among its parcels: a parcel names lines, the promise names lots. */
export const lotsOf = ({ picks, packages }: Pick<FulfillmentOrder, 'picks' | 'packages'>) => {
  const left = picks.map((one) => ({ ...one }));
  return packages.map(({ packageId, label, units }) => ({
    packageId,
    label,
    units: units.flatMap(({ lineId, sku, quantity }) => {
      let open = quantity;
      return left.flatMap((one): Wanted[] => {
        const some = one.lineId === lineId && one.sku === sku ? Math.min(open, one.quantity) : 0;
        open -= some;
        one.quantity -= some;
        return some > 0 ? [{ lineId, sku, lot: one.lot, quantity: some }] : [];
      });
    }),
  }));
};

/** Takes what an order is promised of picked units, each once. Throws a Refusal where it is promised less. */
const takerOf = (order: Order, warehouse: string | null) => {
  const left = order.allocations
    .filter((one) => one.bin === pickedBin && one.warehouse === warehouse)
    .map((one) => ({ ...one }));
  return (wanted: readonly Wanted[]): Allocation[] =>
    wanted.flatMap(({ lineId, sku, lot, quantity }) => {
      let open = quantity;
      const taken = left.flatMap((one): Allocation[] => {
        const some = one.lineId === lineId && one.sku === sku && one.lot === lot ? Math.min(open, one.quantity) : 0;
        open -= some;
        one.quantity -= some;
        return some > 0 ? [{ ...one, quantity: some }] : [];
      });
      if (open === 0) return taken;
      throw new Refusal(
        'conflict',
        'not_allocated',
        `${open} of ${quantity} × ${sku} are promised to its order no more`,
      );
    });
};

type Parcel = { shipmentId: string; taken: Allocation[]; lines: { lineId: string; quantity: number }[] };

/** What leaves under which name: everything is found before anything is written. */
const parcelsOf = (state: FulfillmentOrder, order: Order): Parcel[] => {
  const { kind, fulfillmentId, lines, picks, warehouse } = state;
  const gone = new Set(order.issued.map(({ shipmentId }) => shipmentId));
  const take = takerOf(order, warehouse);
  if (kind === 'ship')
    return lotsOf(state).flatMap(({ label, units }) =>
      label && units.length > 0 && !gone.has(label.shipmentId)
        ? [{ shipmentId: label.shipmentId, taken: take(units), lines: [] }]
        : [],
    );
  if (gone.has(fulfillmentId)) return [];
  if (kind === 'pickup') return [{ shipmentId: fulfillmentId, taken: take(picks), lines: [] }];
  const whole = lines.map(({ lineId, quantity }) => ({ lineId, quantity }));
  return [{ shipmentId: fulfillmentId, taken: [], lines: whole }];
};

type Leaving = { state: FulfillmentOrder; thread: Thread; at: string };

/** Lets a fulfillment order’s units leave, each parcel once. The transaction holds its order and the stocks (`floor.holding`). */
export const letLeave = async (
  { orders: { floor } }: FloorNeeds,
  unit: Unit,
  { state, thread, at }: Leaving,
): Promise<void> => {
  const { orderId, number } = state;
  const order = (await floor.standing(unit.tx, [orderId])).get(orderId);
  if (!order) throw new RangeError(`there is no order ${orderId}`);
  for (const parcel of parcelsOf(state, order))
    await floor.issue(unit, { orderId, thread, reference: number }, { ...parcel, at });
};

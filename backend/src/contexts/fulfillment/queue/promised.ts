/**
 * Where the units that fulfillment orders of one order still have to pick are promised. Several of them may be picked in one
 * warehouse: those planned earlier take the nearest units, so that two screens do not send two people to the same one. Pure.
 */
import { pickedBin } from '@gantry/shared/events/inventory/places';
import type { Allocation } from '@gantry/shared/events/orders';
import { openStatuses } from '@gantry/shared/vocabulary/fulfillment';
import { type Place, placeKey } from '../../inventory/public.ts';
import { type FulfillmentOrder, pickedOf } from '../fulfillment-order.ts';

/** Which of its order's fulfillment orders it is: 1, 2, … */
export const numberOf = ({ number }: Pick<FulfillmentOrder, 'number'>): number =>
  Number(number.slice(number.lastIndexOf('/') + 1));

export const byNumber = (a: Pick<FulfillmentOrder, 'number'>, b: Pick<FulfillmentOrder, 'number'>): number =>
  numberOf(a) - numberOf(b);

export const isOpen = ({ status }: Pick<FulfillmentOrder, 'status'>): boolean =>
  (openStatuses as readonly string[]).includes(status);

const words = new Intl.Collator('en', { numeric: true });

/** The order of the walk through a warehouse: zone, aisle, shelf, bin; numbers within names as numbers. */
export const byWalk =
  (places: ReadonlyMap<string, Place>) =>
  (a: { warehouse: string; bin: string }, b: { warehouse: string; bin: string }): number => {
    const [one, other] = [places.get(placeKey(a)), places.get(placeKey(b))];
    return (
      words.compare(one?.zone ?? '', other?.zone ?? '') ||
      words.compare(one?.aisle ?? '', other?.aisle ?? '') ||
      words.compare(one?.shelf ?? '', other?.shelf ?? '') ||
      words.compare(a.bin, b.bin)
    );
  };

/** Takes units out of what is left of allocations, in their order. */
const taken = (left: Allocation[], wanted: (one: Allocation) => boolean, most: number): Allocation[] => {
  let open = most;
  const some: Allocation[] = [];
  for (const one of left) {
    const quantity = wanted(one) ? Math.min(open, one.quantity) : 0;
    if (quantity <= 0) continue;
    some.push({ ...one, quantity });
    one.quantity -= quantity;
    open -= quantity;
  }
  return some;
};

/**
 * Promised units that are not picked yet, by fulfillment order. `all`: every fulfillment order of the order. `allocations`: what
 * is promised to the order, in the order of the walk.
 */
export const promisedTo = (
  all: readonly FulfillmentOrder[],
  allocations: readonly Allocation[],
): Map<string, Allocation[]> => {
  const left = allocations.flatMap((one) => (one.bin === pickedBin ? [] : [{ ...one }]));
  return new Map(
    all
      .filter(isOpen)
      .sort(byNumber)
      .map((order) => [
        order.fulfillmentId,
        order.lines.flatMap((line) =>
          taken(
            left,
            ({ lineId, sku, warehouse }) => lineId === line.lineId && sku === line.sku && warehouse === order.warehouse,
            line.quantity - pickedOf(order, line),
          ),
        ),
      ]),
  );
};

/**
 * Picking one fulfillment order and picking a walk look the same on the floor: stops in the order of the walk, each with what is
 * to be taken and for whom. Pure.
 */
import type { FulfillmentOrder } from '@gantry/shared/api/fulfillment/orders';
import type { Walk } from '@gantry/shared/api/fulfillment/picking';
import { sumsOf } from '#lib/floor/floor-words.ts';

export type Share = { fulfillmentId: string; number: string; tote: string | null; lineId: string; quantity: number };
export type Stop = {
  bin: string;
  sku: string;
  name: string;
  lot: string;
  quantity: number;
  expiresOn: string | null;
  /** For whom; on a cart, into which tote. */
  shares: readonly Share[];
};
export type PickWork = {
  /** Its number, or how many orders a walk is of. */
  title: string;
  /** What scans of it call, with what. */
  call: { name: 'pick' | 'walk_pick'; params: Record<string, string> };
  merchant: string | null;
  warehouse: string | null;
  /** Each unit goes into the tote of its order. */
  cart: boolean;
  stops: readonly Stop[];
  picked: number;
  units: number;
  /** Nothing is left to take, and all of it was taken. */
  complete: boolean;
  members: readonly { fulfillmentId: string; number: string; tote: string | null; picked: number; units: number }[];
};

const words = new Intl.Collator('en', { numeric: true });

/** The work on one fulfillment order. */
export const workOfOrder = (order: FulfillmentOrder): PickWork => {
  const { fulfillmentId, number } = order;
  const { units, picked } = sumsOf(order);
  const stops = order.lines
    .flatMap(({ lineId, sku, name, toPick }) =>
      toPick.map((place) => ({
        ...place,
        sku,
        name,
        shares: [{ fulfillmentId, number, tote: null, lineId, quantity: place.quantity }],
      })),
    )
    .sort((a, b) => words.compare(a.bin, b.bin));
  return {
    title: number,
    call: { name: 'pick', params: { fulfillmentId } },
    merchant: order.merchant,
    warehouse: order.warehouse,
    cart: false,
    stops,
    picked,
    units,
    complete: units > 0 && picked >= units,
    members: [{ fulfillmentId, number, tote: null, picked, units }],
  };
};

/** The work of a walk. */
export const workOfWalk = (walk: Walk): PickWork => {
  const sum = (of: (member: Walk['members'][number]) => number) =>
    walk.members.reduce((total, member) => total + of(member), 0);
  const [units, picked] = [sum((member) => member.units), sum((member) => member.picked)];
  return {
    title: `${walk.kind === 'tote' ? 'Cart' : 'Walk'} of ${walk.members.length} ${walk.members.length === 1 ? 'order' : 'orders'}`,
    call: { name: 'walk_pick', params: { walkId: walk.walkId } },
    merchant: null,
    warehouse: walk.warehouse,
    cart: walk.kind === 'tote',
    stops: walk.stops.map(({ totes, ...stop }) => ({ ...stop, expiresOn: null, shares: totes })),
    picked,
    units,
    complete: units > 0 && picked >= units,
    members: walk.members,
  };
};

/** Units of the stop, and of those the ones that one order still needs there. */
export const unitsHere = ({ shares, quantity }: Stop): number =>
  shares.length === 0 ? quantity : shares.reduce((sum, share) => sum + share.quantity, 0);

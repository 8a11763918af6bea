/** What somebody at a station does next with a fulfillment order, as the tower shows it. Pure. */
import type { FulfillmentOrder } from '@gantry/shared/api/fulfillment/orders';

export type PickStep = { does: 'pick'; lineId: string; sku: string; location: string; lot: string; units: number };
export type Step =
  | { does: 'advance'; to: 'processing' | 'picking' | 'packing' | 'shipped' }
  /** To be looked at again: where its units lie is only told of one that is asked for. */
  | { does: 'look' }
  | PickStep
  | { does: 'open' }
  | { does: 'pack'; packageId: string; sku: string; units: number }
  | { does: 'label'; packageId: string }
  /** Nothing of it can be done here now. */
  | { does: 'leave' };

type Line = FulfillmentOrder['lines'][number];

const pickOf = ({ lineId, sku, toPick, quantity, pickedQuantity }: Line): PickStep[] => {
  const [first] = toPick;
  if (!first || pickedQuantity >= quantity) return [];
  const units = Math.min(first.quantity, quantity - pickedQuantity);
  return [{ does: 'pick', lineId, sku, location: first.bin, lot: first.lot, units }];
};

const picking = ({ lines }: FulfillmentOrder): Step => {
  const [pick] = lines.flatMap(pickOf);
  if (pick) return pick;
  const isPicked = lines.every(({ quantity, pickedQuantity }) => pickedQuantity >= quantity);
  return isPicked ? { does: 'advance', to: 'packing' } : { does: 'leave' };
};

const packing = ({ lines, packages }: FulfillmentOrder): Step => {
  const open = packages.filter(({ label }) => label === null);
  const line = lines.find(({ pickedQuantity, packedQuantity }) => packedQuantity < pickedQuantity);
  const [into] = open;
  if (line && !into) return { does: 'open' };
  if (line && into)
    return { does: 'pack', packageId: into.packageId, sku: line.sku, units: line.pickedQuantity - line.packedQuantity };
  const [unlabelled] = open.filter((one) => one.lines.length > 0);
  return unlabelled ? { does: 'label', packageId: unlabelled.packageId } : { does: 'advance', to: 'shipped' };
};

/** The next step. `isWhole`: it was asked for by itself, so that it says where its units lie. */
export const nextStep = (order: FulfillmentOrder, isWhole: boolean): Step => {
  if (order.held || order.kind !== 'ship') return { does: 'leave' };
  if (order.status === 'pending') return { does: 'advance', to: 'processing' };
  if (order.status === 'processing') return { does: 'advance', to: 'picking' };
  if (order.status === 'packing') return packing(order);
  if (order.status !== 'picking') return { does: 'leave' };
  return isWhole ? picking(order) : { does: 'look' };
};

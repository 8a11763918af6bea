/** The words of stock as people read them. */

import type {
  AdjustReason,
  AllocationStrategyName,
  MovementKind,
  PurchaseOrderState,
  StockCondition,
} from '@gantry/shared/vocabulary/inventory';
import type { Meaning } from '@gantry/shared/vocabulary/tracking-status';
import { count } from '#lib/format.ts';

export const conditionWords: Readonly<Record<StockCondition, string>> = { sellable: 'Sellable', damaged: 'Damaged' };

export const kindWords: Readonly<Record<MovementKind, string>> = {
  receipt: 'Received',
  reserve: 'Reserved',
  release: 'Released',
  pick: 'Picked',
  ship: 'Shipped',
  return_restock: 'Returned to stock',
  return_damaged: 'Returned damaged',
  transfer: 'Moved',
  adjust: 'Corrected',
};

export const reasonWords: Readonly<Record<AdjustReason, string>> = {
  counted: 'Counted',
  found: 'Found',
  lost: 'Lost',
  damaged: 'Damaged',
  expired: 'Expired',
  sample: 'Sample',
  correction: 'Booking error',
};

export const purchaseWords: Readonly<Record<PurchaseOrderState, { word: string; mark: Meaning }>> = {
  open: { word: 'Open', mark: 'waiting' },
  partly_received: { word: 'Partly received', mark: 'moving' },
  received: { word: 'Received', mark: 'delivered' },
  cancelled: { word: 'Cancelled', mark: 'problem' },
};

export const transferWords: Readonly<Record<'in_transit' | 'received', { word: string; mark: Meaning }>> = {
  in_transit: { word: 'In transit', mark: 'moving' },
  received: { word: 'Received', mark: 'delivered' },
};

export const strategyWords: Readonly<Record<AllocationStrategyName, { word: string; sentence: string }>> = {
  proximity: {
    word: 'Nearest warehouse',
    sentence:
      'Each line is taken from the warehouse nearest to the customer that has it; what it lacks comes from the next.',
  },
  single_warehouse: {
    word: 'One warehouse',
    sentence:
      'The whole order comes from one warehouse if any has all of it, the nearest of these; else as with the nearest.',
  },
  oldest_cost: {
    word: 'Oldest stock first',
    sentence: 'Units that came first leave first, from whichever warehouse they lie in.',
  },
};

/** "+12", "−4", "0". */
export const signed = (value: number): string =>
  value > 0 ? `+${count(value)}` : value < 0 ? `−${count(-value)}` : '0';

/** "A-01-02", or that it lies nowhere in particular. */
export const binWords = (bin: string): string => (bin === '' ? 'no bin' : bin);

export const unitsInWords = (units: number): string => `${count(units)} ${units === 1 ? 'unit' : 'units'}`;

/** A transfer: units of one SKU on their way from one warehouse to another, and what arrived of them. State and its fold. */
import type { TransferEvent } from '@gantry/shared/events/inventory/purchasing';
import { fold } from '../../../kernel/decider.ts';

export type Arrival = { receiptId: string; accepted: number; damaged: number; missing: number };
export type Discrepancy = { receiptId: string; kind: 'damaged' | 'missing'; quantity: number; at: string };

export type Transfer = {
  transferId: string;
  merchant: string;
  sku: string;
  from: string;
  to: string;
  state: 'in_transit' | 'received';
  expectedOn: string | null;
  sentAt: string;
  lots: { lot: string; quantity: number }[];
  arrivals: Arrival[];
  discrepancies: Discrepancy[];
};

/** Units that were sent. */
export const sentIn = ({ lots }: Pick<Transfer, 'lots'>): number =>
  lots.reduce((sum, { quantity }) => sum + quantity, 0);

/** What became of the units, and how many are still on their way. */
export const arrivedOf = (transfer: Pick<Transfer, 'lots' | 'arrivals'>) => {
  const sum = (of: (one: Arrival) => number): number => transfer.arrivals.reduce((total, one) => total + of(one), 0);
  const [accepted, damaged, missing] = [
    sum((one) => one.accepted),
    sum((one) => one.damaged),
    sum((one) => one.missing),
  ];
  return { accepted, damaged, missing, open: sentIn(transfer) - accepted - damaged - missing };
};

export const evolve = fold<Transfer, TransferEvent>({
  'inventory.transfer_sent': {
    begin: ({ transferId, merchant, sku, from, to, expectedOn, lots }, { occurredAt }) => ({
      transferId,
      merchant,
      sku,
      from,
      to,
      state: 'in_transit',
      expectedOn,
      sentAt: occurredAt,
      lots,
      arrivals: [],
      discrepancies: [],
    }),
  },
  'inventory.transfer_received': (transfer, { receiptId, accepted, damaged, missing }) => {
    const after = { ...transfer, arrivals: [...transfer.arrivals, { receiptId, accepted, damaged, missing }] };
    return { ...after, state: arrivedOf(after).open > 0 ? 'in_transit' : 'received' };
  },
  'inventory.transfer_discrepancy_found': (transfer, { receiptId, kind, quantity }, { occurredAt }) => ({
    ...transfer,
    discrepancies: [...transfer.discrepancies, { receiptId, kind, quantity, at: occurredAt }],
  }),
});

/** A return (RMA): what of an order is to come back, what came, what was found, what became of the money. Its state. */
import type * as events from '@gantry/shared/events/returns';
import type { ReturnState, ReturnWay } from '@gantry/shared/vocabulary/returns';
import type { z } from 'zod';

export type ReturnLine = z.output<typeof events.returnLine>;
type Inspected = z.output<typeof events.returnInspected.payload>;
export type Inspection = Inspected['units'][number] & Pick<Inspected, 'inspectionId' | 'warehouse'> & { at: string };
type RefundSaid = z.output<typeof events.refundChanged.payload>;

export type Rma = {
  returnId: string;
  merchant: string;
  number: string;
  orderId: string;
  orderNumber: string;
  channel: string;
  by: 'customer' | 'staff' | 'carrier';
  shipmentId: string | null;
  state: ReturnState;
  lines: ReturnLine[];
  note: string;
  photos: string[];
  warehouse: string | null;
  way: ReturnWay | null;
  dropOffCode: string | null;
  carrier: string | null;
  trackingNumber: string | null;
  expiresAt: string | null;
  /** Names of deliveries that were counted. */
  receipts: string[];
  /** Units that came, of each line. */
  received: Record<string, number>;
  unexpected: { sku: string; quantity: number }[];
  inspections: Inspection[];
  refund: Omit<RefundSaid, 'returnId'>;
  replacements: { replacementId: string; orderId: string; lines: { lineId: string; quantity: number }[] }[];
  /** Why it was rejected or cancelled. */
  reason: string | null;
  requestedAt: string;
  closedAt: string | null;
};

/** Whether nothing more of it is waited for. */
export const hasCome = ({ state }: Pick<Rma, 'state'>): boolean =>
  state === 'received' || state === 'inspected' || state === 'closed';

/** What may happen to stock: a movement that leaves nothing below zero and nothing promised twice. Pure. */
import {
  type BucketKey,
  type Lot,
  reorderDue,
  reorderRearmed,
  type StockEntry,
  type StockEvent,
  stockMoved,
} from '@gantry/shared/events/inventory/stock';
import type { AdjustReason, MovementKind } from '@gantry/shared/vocabulary/inventory';
import { Refusal } from '../../../kernel/errors.ts';
import { availableOn, type Bucket, bucketKeyOf, bucketsAfter, type Stock, stockIdOf } from './stock.ts';

/** A movement that somebody wants. Entries of one bucket may occur twice. */
export type Movement = {
  movementId: string;
  kind: MovementKind;
  entries: readonly StockEntry[];
  lots?: readonly Lot[];
  inTransit?: { transferId: string; lots: readonly { lot: string; quantity: number }[] };
  orderId?: string;
  lineId?: string;
  reason?: AdjustReason;
  reference?: string;
};

/** Whose stock of what, and what else the decision looks at. */
export type MovementContext = {
  merchant: string;
  sku: string;
  now: Date;
  /** At which an alert is raised; null for a product that has none. */
  reorderPoint?: number | null;
};

const placeOf = ({ warehouse, bin, lot, condition }: BucketKey): string =>
  `${warehouse}${bin === '' ? '' : ` ${bin}`}, lot ${lot}${condition === 'damaged' ? ', damaged' : ''}`;

/** Why stock does not suffice, in words that name the place. */
const short = (sku: string, bucket: Bucket, entry: StockEntry | undefined): Refusal => {
  const before = bucket.onHand - (entry?.onHand ?? 0);
  const promised = bucket.reserved - (entry?.reserved ?? 0);
  return new Refusal(
    'conflict',
    'stock_short',
    `${sku} in ${placeOf(bucket)}: ${before} on hand, ${promised} of them reserved; this would make it ${bucket.onHand} and ${bucket.reserved}`,
  );
};

/** Entries with one of each bucket, those that change nothing left out. */
const merged = (entries: readonly StockEntry[]): StockEntry[] => {
  const byKey = new Map<string, StockEntry>();
  for (const entry of entries) {
    const known = byKey.get(bucketKeyOf(entry));
    byKey.set(bucketKeyOf(entry), {
      ...entry,
      onHand: entry.onHand + (known?.onHand ?? 0),
      reserved: entry.reserved + (known?.reserved ?? 0),
    });
  }
  return [...byKey.values()].filter(({ onHand, reserved }) => onHand !== 0 || reserved !== 0);
};

/** Kinds that bring units from outside, after which an alert may be armed again. */
const arrivals: readonly MovementKind[] = ['receipt', 'return_restock', 'transfer'];

const alerts = (state: Stock | undefined, after: Pick<Stock, 'buckets' | 'lots'>, wanted: MovementAsked) => {
  const { reorderPoint = null, now, merchant, sku, kind } = wanted;
  if (reorderPoint === null) return [];
  const stockId = stockIdOf(merchant, sku);
  const available = availableOn(after, now.toISOString().slice(0, 10));
  const raised = state?.reorderRaised ?? false;
  if (!raised && available <= reorderPoint && kind !== 'receipt')
    return [reorderDue({ stockId, merchant, sku, available, reorderPoint })];
  if (raised && available > reorderPoint && arrivals.includes(kind))
    return [reorderRearmed({ stockId, merchant, sku, available })];
  return [];
};

type MovementAsked = Movement & MovementContext;

/**
 * Moves stock. Throws a Refusal `stock_short` that names the place where not enough lies, or where more would be promised than
 * is there; nothing is moved then. A movement that changes nothing is no event.
 */
export const moveStock =
  (wanted: MovementAsked) =>
  (state: Stock | undefined): StockEvent[] => {
    const { merchant, sku, now, movementId, kind, lots, inTransit, orderId, lineId, reason, reference } = wanted;
    const entries = merged(wanted.entries);
    if (entries.length === 0 && !inTransit) return [];
    const after = bucketsAfter(state?.buckets ?? [], entries);
    const byKey = new Map(entries.map((entry) => [bucketKeyOf(entry), entry]));
    for (const bucket of after)
      if (bucket.onHand < 0 || bucket.reserved < 0 || bucket.reserved > bucket.onHand)
        throw short(sku, bucket, byKey.get(bucketKeyOf(bucket)));
    const moved = {
      stockId: stockIdOf(merchant, sku),
      merchant,
      sku,
      movementId,
      kind,
      entries,
      ...(lots?.length ? { lots: [...lots] } : {}),
      ...(inTransit ? { inTransit: { ...inTransit, lots: [...inTransit.lots] } } : {}),
      ...(orderId === undefined ? {} : { orderId }),
      ...(lineId === undefined ? {} : { lineId }),
      ...(reason === undefined ? {} : { reason }),
      ...(reference === undefined ? {} : { reference }),
    };
    const known = [...(state?.lots ?? []), ...(lots ?? [])];
    return [
      stockMoved(moved, { occurredAt: now.toISOString() }),
      ...alerts(state, { buckets: after, lots: known }, wanted),
    ];
  };

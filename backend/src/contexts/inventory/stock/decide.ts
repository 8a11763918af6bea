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
import {
  availableOn,
  type Bucket,
  bucketKeyOf,
  bucketsAfter,
  dayOf,
  type Stock,
  stockIdOf,
  transitAfter,
} from './stock.ts';

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
  /** When it happened in the world, where that is not now: a receipt booked later, a count as of its time. ISO 8601 in UTC. */
  at?: string;
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

/** What follows for alerts: one is raised where none stands, and armed again, each only where it may be. */
const alertsOf = (
  stock: Pick<Stock, 'buckets' | 'lots' | 'reorderSince'>,
  { merchant, sku, now, reorderPoint = null }: MovementContext,
  may: { raise: boolean; rearm: boolean },
): StockEvent[] => {
  const raised = stock.reorderSince !== null;
  const stockId = stockIdOf(merchant, sku);
  const available = availableOn(stock, dayOf(now));
  const low = reorderPoint !== null && available <= reorderPoint;
  const times = { occurredAt: now.toISOString() };
  if (low && !raised && may.raise) return [reorderDue({ stockId, merchant, sku, available, reorderPoint }, times)];
  if (raised && !low && may.rearm) return [reorderRearmed({ stockId, merchant, sku, available }, times)];
  return [];
};

/**
 * Judges anew whether a product is to be bought again, for what no movement tells of: its reorder point was changed, or units
 * went past their day. Nothing is said of a product of which there never was any.
 */
export const judgeReorder =
  (context: MovementContext & { pointChanged: boolean }) =>
  (state: Stock | undefined): StockEvent[] =>
    state === undefined ? [] : alertsOf(state, context, { raise: true, rearm: context.pointChanged });

/** More of one stock than columns of the tables hold is a slip of whoever typed it. */
const mostUnits = 2_000_000_000;
/** As many as an event may name. */
export const mostEntries = 1_000;

/** Throws where a movement cannot be: what a caller asked too much of, or what a part of the program got wrong. */
const insistOnBounds = (
  { sku, orderId, lineId }: MovementAsked,
  entries: readonly StockEntry[],
  after: readonly Bucket[],
): void => {
  if (entries.length > mostEntries)
    throw new Refusal('invalid', 'too_many_lots', `${sku}: a movement touches at most ${mostEntries} lots at once`);
  if (after.reduce((sum, { onHand }) => sum + onHand, 0) > mostUnits)
    throw new Refusal('invalid', 'too_many_units', `${sku}: more than ${mostUnits} units in all`);
  const promising = entries.filter(({ reserved }) => reserved !== 0);
  if (promising.length > 0 && (orderId === undefined || lineId === undefined))
    throw new RangeError(`${sku}: units are reserved for no line of an order`);
  if (promising.some(({ condition }) => condition !== 'sellable'))
    throw new RangeError(`${sku}: damaged units are never reserved`);
};

type MovementAsked = Movement & MovementContext;

/** Throws a Refusal where a movement leaves less than nothing, or promises more than is there. */
const insistOnEnough = (sku: string, entries: readonly StockEntry[], after: readonly Bucket[]): void => {
  const byKey = new Map(entries.map((entry) => [bucketKeyOf(entry), entry]));
  for (const bucket of after)
    if (bucket.onHand < 0 || bucket.reserved < 0 || bucket.reserved > bucket.onHand)
      throw short(sku, bucket, byKey.get(bucketKeyOf(bucket)));
};

/** Throws a Refusal where more leaves a transfer than is on its way with it. */
const insistOnTransit = (sku: string, after: Stock['inTransit']): void => {
  const short = after.find(({ quantity }) => quantity < 0);
  if (short)
    throw new Refusal(
      'conflict',
      'transfer_short',
      `${sku}: not so many units are on their way with ${short.transferId}`,
    );
};

/** Lots that units join and that nobody ever told of: of the day on which they came, at no known cost. */
const newLots = (entries: readonly StockEntry[], known: readonly Lot[], receivedAt: string): Lot[] => {
  const names = new Set(known.map(({ lot }) => lot));
  const joined = new Set(entries.filter(({ onHand, lot }) => onHand > 0 && !names.has(lot)).map(({ lot }) => lot));
  return [...joined].map((lot) => ({ lot, receivedAt, unitCost: null, expiresOn: null }));
};

/** What the log keeps of a movement. */
const factOf = (wanted: MovementAsked, entries: readonly StockEntry[], lots: readonly Lot[]): StockEvent => {
  const { merchant, sku, now, movementId, kind, inTransit, orderId, lineId, reason, reference, at } = wanted;
  return stockMoved(
    {
      stockId: stockIdOf(merchant, sku),
      merchant,
      sku,
      movementId,
      kind,
      entries: [...entries],
      ...(lots.length > 0 ? { lots: [...lots] } : {}),
      ...(inTransit ? { inTransit: { ...inTransit, lots: [...inTransit.lots] } } : {}),
      ...(orderId === undefined ? {} : { orderId }),
      ...(lineId === undefined ? {} : { lineId }),
      ...(reason === undefined ? {} : { reason }),
      ...(reference === undefined ? {} : { reference }),
    },
    { occurredAt: at ?? now.toISOString() },
  );
};

/**
 * Moves stock. Throws a Refusal `stock_short` that names the place where not enough lies, or where more would be promised than
 * is there; nothing is moved then. A movement that changes nothing is no event.
 */
export const moveStock =
  (wanted: MovementAsked) =>
  (state: Stock | undefined): StockEvent[] => {
    const { sku, kind, inTransit, now, at = now.toISOString() } = wanted;
    const entries = merged(wanted.entries);
    if (entries.length === 0 && !inTransit) return [];
    const buckets = bucketsAfter(state?.buckets ?? [], entries);
    insistOnEnough(sku, entries, buckets);
    insistOnBounds(wanted, entries, buckets);
    insistOnTransit(sku, transitAfter(state?.inTransit ?? [], inTransit));
    const told = wanted.lots ?? [];
    const known = [...(state?.lots ?? []), ...told];
    const fresh = newLots(entries, known, at);
    const stock = { buckets, lots: [...known, ...fresh], reorderSince: state?.reorderSince ?? null };
    return [
      factOf(wanted, entries, [...told, ...fresh]),
      ...alertsOf(stock, wanted, { raise: kind !== 'receipt', rearm: arrivals.includes(kind) }),
    ];
  };

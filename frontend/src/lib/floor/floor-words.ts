/** The floor as people read it: statuses, priorities and kinds as words, what is still missing, who works, how it stands with time. Pure. */
import type { FulfillmentOrder } from '@gantry/shared/api/fulfillment/orders';
import type { Parcel } from '@gantry/shared/events/shipping';
import type {
  FloorExceptionKind,
  FulfillmentKind,
  FulfillmentStatus,
  Priority,
} from '@gantry/shared/vocabulary/fulfillment';
import type { Meaning } from '@gantry/shared/vocabulary/tracking-status';
import { count, span } from '../format.ts';
import { unitWords } from '../order-words.ts';

/** How a status is called and drawn. Of a cancelled one nothing more is to be done. */
export const statusLooks: Readonly<Record<FulfillmentStatus, { label: string; meaning: Meaning | null }>> = {
  pending: { label: 'Pending', meaning: 'waiting' },
  processing: { label: 'Processing', meaning: 'waiting' },
  picking: { label: 'Picking', meaning: 'moving' },
  packing: { label: 'Packing', meaning: 'moving' },
  shipped: { label: 'Shipped', meaning: 'handed_over' },
  delivered: { label: 'Delivered', meaning: 'delivered' },
  returned: { label: 'Returned', meaning: 'stuck' },
  cancelled: { label: 'Cancelled', meaning: null },
};
export const priorityNames: Readonly<Record<Priority, string>> = {
  urgent: 'Urgent',
  high: 'High',
  normal: 'Normal',
  low: 'Low',
};
export const kindNames: Readonly<Record<FulfillmentKind, string>> = {
  ship: 'By a carrier',
  pickup: 'Collected',
  dropship: 'From the vendor',
  digital: 'Digital',
};

/** What went wrong with a fulfillment order. */
export const exceptionWords: Readonly<Record<FloorExceptionKind, string>> = {
  short_pick: 'Missing at its bin',
  late_vendor: 'The vendor is late',
  vendor_rejected: 'The vendor refused',
  vendor_to_stop: 'Called off after the vendor had confirmed it',
  sent_anyway: 'Sent by the vendor although it was called off',
  pickup_expired: 'Nobody collected it',
};

/** A fulfillment order that people pick and pack in a warehouse. */
export const isHandled = ({ kind }: Pick<FulfillmentOrder, 'kind'>): boolean => kind === 'ship' || kind === 'pickup';

export type FloorLine = Pick<FulfillmentOrder['lines'][number], 'quantity' | 'pickedQuantity' | 'packedQuantity'>;
/** Units in all, picked and packed. */
export const sumsOf = ({ lines }: { lines: readonly FloorLine[] }) => ({
  units: lines.reduce((sum, { quantity }) => sum + quantity, 0),
  picked: lines.reduce((sum, { pickedQuantity }) => sum + pickedQuantity, 0),
  packed: lines.reduce((sum, { packedQuantity }) => sum + packedQuantity, 0),
});

/** What a fulfillment order still lacks before it may be in a status; null where the tower alone can say. */
export const missingFor = (order: FulfillmentOrder, to: FulfillmentStatus): string | null => {
  const { units, picked, packed } = sumsOf(order);
  if (to === 'picking' && order.held) return 'Its order is held';
  if (!isHandled(order)) return null;
  if (to === 'packing' && picked < units) return `${unitWords(units - picked)} to pick`;
  if (to !== 'shipped') return null;
  if (packed < units) return `${unitWords(units - packed)} to pack`;
  if (order.kind === 'pickup') return null;
  const bare = order.packages.filter(({ label }) => label === null).length;
  return bare === 0 ? null : `${count(bare)} ${bare === 1 ? 'package has' : 'packages have'} no label`;
};

/** Who works, as they are called where that is known. */
export const workerName = (
  worker: string | null,
  { me, nameOf }: { me: string | undefined; nameOf: (worker: string) => string | undefined },
): string => {
  if (worker === null) return 'Nobody';
  return worker === me ? 'You' : (nameOf(worker) ?? worker);
};

/** How it stands with what it must be ready for: "2 h late", "at risk, due in 40 min"; null where nothing is due or all is well. */
export const riskWords = (
  { risk, doneAt }: Pick<FulfillmentOrder, 'risk' | 'doneAt'>,
  now: number,
): { text: string; meaning: Meaning } | null => {
  if (risk === null || doneAt !== null) return null;
  const left = Date.parse(risk.dueAt) - now;
  if (left <= 0) return { text: `${span(-left)} late`, meaning: 'problem' };
  return risk.atRisk ? { text: `at risk, due in ${span(left)}`, meaning: 'at_risk' } : null;
};

/** "2.4 kg, 30 × 20 × 10 cm": as much as is known of a package. */
export const parcelWords = ({ weightGrams, dimensionsMm }: Parcel): string => {
  const weight =
    weightGrams === undefined ? '' : weightGrams < 1_000 ? `${count(weightGrams)} g` : `${weightGrams / 1_000} kg`;
  const size =
    dimensionsMm === undefined
      ? ''
      : `${[dimensionsMm.length, dimensionsMm.width, dimensionsMm.height].map((mm) => mm / 10).join(' × ')} cm`;
  return [weight, size].filter(Boolean).join(', ') || 'not measured';
};

/** What a lot is called; null for one that nobody named, whose id is only ours. */
export const lotName = (lot: string): string | null => (/^(lot|mov)_/.test(lot) ? null : lot);

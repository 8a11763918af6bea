/**
 * Labels on packages. A label and its shipment are written together: there is no package with a label that nobody follows, nor a
 * shipment of a package that knows nothing of it.
 */
import type { BodyOf } from '@gantry/shared/api/endpoint';
import type { labelPackage } from '@gantry/shared/api/fulfillment/packing';
import { shipmentCancelled } from '@gantry/shared/events/shipping';
import { Refusal } from '../../../kernel/errors.ts';
import { derivedId } from '../../../kernel/ids.ts';
import type { Sql } from '../../../platform/database.ts';
import { on, type Reaction } from '../../../platform/log/reaction.ts';
import type { Holding } from '../../../platform/write/transact.ts';
import { trackingUrl } from '../../shipping/public.ts';
import type { FulfillmentOrder } from '../fulfillment-order.ts';
import type { FloorNeeds } from '../needs.ts';
import { fulfillmentRows } from '../store.ts';
import { type Bench, partsOf, type Working, workOn } from './bench.ts';
import { holdingLabels } from './commands.ts';
import { mayLabel, orderLinesIn, packageOf, putLabel, removePackage, takeLabelOff } from './packing.ts';
import { byPlan, partOf } from './sharing.ts';

type OfPackage = Working & { packageId: string };
type Label = BodyOf<typeof labelPackage>;

/**
 * What the shipment of a label is called within its order: another label is another shipment, the same one the same, so that who
 * is not answered may ask again.
 */
const referenceOf = (
  { fulfillmentId, packageId }: Pick<OfPackage, 'fulfillmentId' | 'packageId'>,
  { carrier, trackingNumber }: Label,
): string => derivedId('lbl', [fulfillmentId, packageId, carrier, trackingNumber]);

/** Where a parcel leaves from. */
const originOf = async ({ inventory }: FloorNeeds, tx: Sql, { warehouse, number }: FulfillmentOrder) => {
  const site = (await inventory.sites(tx)).find((one) => one.warehouse === warehouse);
  if (!site) throw new Refusal('conflict', 'nothing_to_ship', `${number} leaves from no warehouse`);
  return { warehouse: site.warehouse, origin: site.address };
};

const isEmpty = (order: FulfillmentOrder, packageId: string): boolean =>
  (partOf(order, packageId)?.units.length ?? 0) === 0;

/** Who has something in a package, by the plan: the first one's order is the shipment's, the others' are named in it. */
const contributorsOf = (bench: Bench, packageId: string): FulfillmentOrder[] => {
  const parts = partsOf(bench, packageId);
  const filled = parts.filter((one) => !isEmpty(one, packageId));
  return (filled.length > 0 ? filled : parts.slice(0, 1)).sort(byPlan);
};

/** Whose shipment the label becomes, and what of the others is in it. */
const contentOf = (all: readonly FulfillmentOrder[], packageId: string) => {
  const parts = all.map((order) => ({
    orderId: order.orderId,
    fulfillmentId: order.fulfillmentId,
    lines: orderLinesIn(order, packageOf(order, packageId)),
  }));
  const [lead, ...others] = parts;
  if (!lead) throw new RangeError('a package is of somebody');
  return { ...lead, others };
};

/** Makes the shipment of a label. */
const shipmentOf = async (
  needs: FloorNeeds,
  { unit, thread, sees }: Pick<Bench, 'unit' | 'thread'> & Pick<Working, 'sees'>,
  { all, packageId, label }: { all: readonly FulfillmentOrder[]; packageId: string; label: Label },
) => {
  const { carrier, service, trackingNumber, cost } = label;
  const { orderId, fulfillmentId, lines, others } = contentOf(all, packageId);
  const [first] = all;
  if (!first) throw new RangeError('a package is of somebody');
  const { plan } = await needs.shipping.floor.create(unit, {
    ...{ fulfillmentId, others, sees, thread },
    input: {
      orderId,
      reference: referenceOf({ fulfillmentId, packageId }, label),
      ...(await originOf(needs, unit.tx, first)),
      ...{ carrier, service, trackingNumber, lines },
      packages: [packageOf(first, packageId).parcel],
      ...(cost ? { cost } : {}),
    },
  });
  return plan;
};

/** Puts a label on a package, all parts of it: it becomes a shipment. The same label again changes nothing. */
export const putOn = (
  needs: FloorNeeds,
  { packageId, ...working }: OfPackage,
  label: Label,
): Promise<{ shipmentId: string; trackingUrl: string }> => {
  const { shipping } = needs;
  const { carrier, service, trackingNumber } = label;
  // Whichever part of it comes first once they are held.
  const and = (order: FulfillmentOrder, others: readonly FulfillmentOrder[]): Holding =>
    [order, ...others]
      .map(({ orderId, fulfillmentId }) =>
        shipping.floor.holding(orderId, referenceOf({ fulfillmentId, packageId }, label)),
      )
      .reduce((all, one) => all.with(one));
  return workOn(needs, { ...working, and }, async (bench) => {
    const all = contributorsOf(bench, packageId);
    for (const one of all) mayLabel(one, packageId, label);
    const plan = await shipmentOf(needs, { ...bench, sees: working.sees }, { all, packageId, label });
    const { shipmentId } = plan;
    for (const one of all) await bench.tell(putLabel(packageId, { shipmentId, carrier, service, trackingNumber }), one);
    for (const one of partsOf(bench, packageId))
      if (!all.includes(one)) await bench.tell(removePackage(packageId), one);
    const tokens = await shipping.tokensOf([plan]);
    return { shipmentId, trackingUrl: trackingUrl(tokens.get(shipmentId)) };
  });
};

/** Takes a label off before the parcel has left, from all parts of it, and calls its shipment off. */
export const takeOff = (needs: FloorNeeds, { packageId, ...working }: OfPackage): Promise<void> =>
  workOn(needs, { ...working, and: holdingLabels(needs, [packageId]) }, async (bench) => {
    const { unit, order, thread, tell } = bench;
    const { label } = packageOf(order, packageId);
    for (const one of partsOf(bench, packageId)) await tell(takeLabelOff(packageId), one);
    const reason = 'its label was taken off its package';
    if (label) await needs.shipping.floor.cancel(unit, label.shipmentId, { reason, thread });
  });

const labelledOf = `WHERE order_id = $1 AND shipment_ids <> '{}' AND status <> 'cancelled' ORDER BY planned_at, id`;

/** Why an order cannot leave its merge: a parcel that others have a part in has its label. Null where there is none. */
export const readKeptMerge = async (sql: Sql, orderId: string): Promise<string | null> => {
  for (const { number, packages } of await fulfillmentRows.list(sql, labelledOf, orderId)) {
    const shared = packages.find(({ label, mates = [] }) => label && mates.length > 0);
    if (shared) return `Package ${shared.number} of ${number} has the label of a shared parcel: take it off first`;
  }
  return null;
};

const withShipment = `WHERE shipment_ids @> ARRAY[$1] AND open AND kind <> 'dropship'`;

/**
 * A shipment that was called off elsewhere takes its label off a package that has not left; what has left is for the planning to
 * take back.
 */
export const labelReactions = (needs: FloorNeeds): Reaction[] => [
  on(shipmentCancelled, async ({ payload: { shipmentId }, thread }) => {
    const found = await fulfillmentRows.list(needs.platform.database, withShipment, shipmentId);
    for (const { fulfillmentId } of found) {
      const threadOf = (orderId: string) => ({ ...thread, correlationId: orderId });
      await workOn(needs, { fulfillmentId, sees: () => true, threadOf }, async ({ order, tell }) => {
        const labelled = order.packages.find(({ label }) => label?.shipmentId === shipmentId);
        if (!labelled) return;
        // It left a moment ago: what looks at it as it stands now takes it back.
        if (order.doneAt !== null) return;
        await tell(takeLabelOff(labelled.packageId));
      });
    }
  }),
];

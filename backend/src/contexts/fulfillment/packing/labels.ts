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
import { trackingUrl } from '../../shipping/public.ts';
import type { FulfillmentOrder } from '../fulfillment-order.ts';
import type { FloorNeeds } from '../needs.ts';
import { fulfillmentRows } from '../store.ts';
import { holdingLabels, type Working, workOn } from './commands.ts';
import { mayLabel, orderLinesIn, packageOf, putLabel, takeLabelOff } from './packing.ts';

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

/** Puts a label on a package: it becomes a shipment. The same label again changes nothing. */
export const putOn = (
  needs: FloorNeeds,
  { packageId, ...working }: OfPackage,
  label: Label,
): Promise<{ shipmentId: string; trackingUrl: string }> => {
  const reference = referenceOf({ ...working, packageId }, label);
  const { shipping } = needs;
  const and = ({ orderId }: FulfillmentOrder) => shipping.floor.holding(orderId, reference);
  return workOn(needs, { ...working, and }, async ({ unit, order, thread, tell }) => {
    mayLabel(order, packageId, label);
    const { parcel, ...content } = packageOf(order, packageId);
    const { carrier, service, trackingNumber, cost } = label;
    const { plan } = await shipping.floor.create(unit, {
      fulfillmentId: order.fulfillmentId,
      sees: working.sees,
      thread,
      input: {
        orderId: order.orderId,
        reference,
        ...(await originOf(needs, unit.tx, order)),
        ...{ carrier, service, trackingNumber },
        lines: orderLinesIn(order, { parcel, ...content }),
        packages: [parcel],
        ...(cost ? { cost } : {}),
      },
    });
    await tell(putLabel(packageId, { shipmentId: plan.shipmentId, carrier, service, trackingNumber }));
    const tokens = await shipping.tokensOf([plan]);
    return { shipmentId: plan.shipmentId, trackingUrl: trackingUrl(tokens.get(plan.shipmentId)) };
  });
};

/** Takes a label off before the parcel has left, and calls its shipment off. */
export const takeOff = (needs: FloorNeeds, { packageId, ...working }: OfPackage): Promise<void> =>
  workOn(needs, { ...working, and: holdingLabels(needs, [packageId]) }, async ({ unit, order, thread, tell }) => {
    const { label } = packageOf(order, packageId);
    await tell(takeLabelOff(packageId));
    if (label)
      await needs.shipping.floor.cancel(unit, label.shipmentId, {
        reason: 'its label was taken off its package',
        thread,
      });
  });

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

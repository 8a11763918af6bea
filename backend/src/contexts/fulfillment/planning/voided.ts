/** Labels that planning voids: of packages that hold other units once their order wants less. Pure. */
import { type FulfillmentEvent, packageUnlabelled } from '@gantry/shared/events/fulfillment';
import { stateAfter } from '../../../kernel/decider.ts';
import { evolve, type FulfillmentOrder, type Package } from '../fulfillment-order.ts';

const contentOf = ({ units }: Package): string =>
  JSON.stringify(units.map(({ lineId, sku, quantity }) => [lineId, sku, quantity]));

/** What planning has to tell beside its own events: labels of packages that hold other units then. Pure. */
export const voidedBy = (
  before: FulfillmentOrder | undefined,
  events: readonly FulfillmentEvent[],
  at: string,
): FulfillmentEvent[] => {
  const after = before && stateAfter(evolve, before, { facts: events, now: at });
  if (!before || !after) return [];
  const { fulfillmentId } = before;
  const contents = new Map(before.packages.map((one) => [one.packageId, contentOf(one)]));
  return after.packages.flatMap((one) =>
    one.label && contents.get(one.packageId) !== contentOf(one)
      ? [packageUnlabelled({ fulfillmentId, packageId: one.packageId, shipmentId: one.label.shipmentId })]
      : [],
  );
};

/**
 * A parcel that was called off before the carrier had it: its units are the order’s again, picked. A fulfillment order all of
 * whose parcels were called off goes back to `packing`; one that others left with keeps what left, and the rest is planned anew.
 */
import {
  type FulfillmentEvent,
  linesPlanned,
  packageRemoved,
  packageUnlabelled,
  statusChanged,
} from '@gantry/shared/events/fulfillment';
import { stateAfter } from '../../../kernel/decider.ts';
import type { Order } from '../../orders/public.ts';
import { evolve, type FulfillmentOrder } from '../fulfillment-order.ts';
import { type Pick, without } from '../units.ts';
import { lineKeyOf } from './work.ts';

/** A fulfillment order as it stands after events that are to be told of it. */
export type After = { state: FulfillmentOrder; events: FulfillmentEvent[] };

/** Keeps what left with some of its packages; what was picked beyond that is another one’s. */
export const keepOnly = (
  state: FulfillmentOrder,
  kept: readonly string[],
  taken: readonly { lineId: string; sku: string; lot: string; quantity: number }[],
): FulfillmentEvent[] => {
  const { fulfillmentId, shipBy } = state;
  const left = new Map<string, number>();
  for (const one of taken) left.set(lineKeyOf(one), (left.get(lineKeyOf(one)) ?? 0) + one.quantity);
  const beyond = taken.reduce<Pick[]>((picks, one) => without(picks, one), state.picks);
  return [
    ...state.packages.flatMap(({ packageId, label }): FulfillmentEvent[] =>
      kept.includes(packageId)
        ? []
        : [
            ...(label ? [packageUnlabelled({ fulfillmentId, packageId, shipmentId: label.shipmentId })] : []),
            packageRemoved({ fulfillmentId, packageId }),
          ],
    ),
    linesPlanned({
      fulfillmentId,
      shipBy,
      lines: state.lines.flatMap((line) => {
        const quantity = left.get(lineKeyOf(line)) ?? 0;
        return quantity > 0 ? [{ ...line, quantity }] : [];
      }),
      dropped: beyond.map(({ lineId, sku, lot, quantity }) => ({ lineId, sku, lot, quantity })),
    }),
  ];
};

/** What follows for a fulfillment order that left when shipments of it were called off. */
export const calledOff = (order: Order, state: FulfillmentOrder, at: string): After => {
  const unchanged: After = { state, events: [] };
  if (state.kind !== 'ship' || state.status !== 'shipped') return unchanged;
  const issued = new Map(order.issued.map((one) => [one.shipmentId, one]));
  const labelled = state.packages.flatMap(({ packageId, label }) => (label ? [{ packageId, ...label }] : []));
  const left = labelled.filter(({ shipmentId }) => issued.has(shipmentId));
  if (left.length === labelled.length) return unchanged;
  const { fulfillmentId } = state;
  const events =
    left.length > 0
      ? keepOnly(
          state,
          left.map(({ packageId }) => packageId),
          left.flatMap(({ shipmentId }) => issued.get(shipmentId)?.taken ?? []),
        )
      : [
          ...labelled.map(({ packageId, shipmentId }) => packageUnlabelled({ fulfillmentId, packageId, shipmentId })),
          statusChanged({ fulfillmentId, from: state.status, to: 'packing' }),
        ];
  return { state: stateAfter(evolve, state, { facts: events, now: at }) ?? state, events };
};

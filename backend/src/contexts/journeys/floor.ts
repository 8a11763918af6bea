/**
 * The floor follows its parcels: the first scan of one says that it has left, the last where it arrived. And parcels of what the
 * floor gave up are called off where their carrier does not have them.
 */
import { statusChanged } from '@gantry/shared/events/fulfillment';
import { standingChanged } from '@gantry/shared/events/tracking';
import { statusFacts, type TrackingStatus } from '@gantry/shared/vocabulary/tracking-status';
import { NotYet } from '../../kernel/errors.ts';
import { on, onMany, reactionGroup } from '../../platform/log/reaction.ts';
import type { Subscriber } from '../../platform/log/subscriber.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Fulfillment, ParcelStanding } from '../fulfillment/public.ts';
import type { Tracking } from '../tracking/public.ts';

type Needs = { platform: Platform; fulfillment: Fulfillment; tracking: Tracking };

/** What the floor is to know of a place in the journey; undefined before the carrier has the parcel. */
const standingOf = (position: TrackingStatus): ParcelStanding | undefined => {
  if (position === 'delivered') return 'delivered';
  if (position === 'returned_to_sender') return 'returned';
  return statusFacts[position].nature === 'physical' ? 'left' : undefined;
};

/** A parcel's row is written moments after its label; beyond this time it is not coming any more. */
const patienceMs = 60_000;

const followScans = ({ platform: { database }, fulfillment, tracking }: Needs) =>
  onMany([standingChanged], async (events) => {
    const moved = events.filter(({ payload }) => standingOf(payload.position) !== undefined);
    const newest = new Map(moved.map((event) => [event.payload.shipmentId, event]));
    if (newest.size === 0) return;
    const orders = await fulfillment.ofShipments(database, [...newest.keys()]);
    if (orders.length === 0) return;
    const labels = ({ packages }: (typeof orders)[number]): string[] =>
      packages.flatMap(({ label }) => label?.shipmentId ?? []);
    const tracked = await tracking.read(database, orders.flatMap(labels));
    const positions = new Map(tracked.map(({ plan, standing }) => [plan.shipmentId, standing.position]));
    for (const order of orders) {
      const cause = labels(order).flatMap((id) => newest.get(id) ?? [])[0];
      if (!cause) continue;
      const standings = new Map(
        labels(order).flatMap((id) => {
          const position = positions.get(id);
          const standing = position && standingOf(position);
          return standing ? [[id, standing] as const] : [];
        }),
      );
      const { thread, occurredAt: at } = cause;
      await fulfillment.followParcels({ fulfillmentId: order.fulfillmentId, standings, thread, at });
    }
  });

const callOff = ({ platform: { database, clock }, fulfillment, tracking }: Needs) =>
  on(statusChanged, async ({ payload: { fulfillmentId, to }, thread, recordedAt }) => {
    if (to !== 'cancelled') return;
    const order = (await fulfillment.byIds(database, [fulfillmentId])).get(fulfillmentId);
    const ids = order?.kind === 'ship' ? order.packages.flatMap(({ label }) => label?.shipmentId ?? []) : [];
    const tracked = new Map((await tracking.read(database, ids)).map((one) => [one.plan.shipmentId, one.standing]));
    for (const id of ids) {
      const standing = tracked.get(id);
      // Whether it left can only be judged once tracking has taken it.
      if (!standing && clock.now().getTime() - Date.parse(recordedAt) < patienceMs)
        throw new NotYet(`shipment ${id} is not tracked yet`);
      if (standing && statusFacts[standing.position].nature === 'ground' && standing.endedAt === null)
        await fulfillment.callOff(id, { reason: 'its fulfillment order was given up', thread });
    }
  });

export const floorReactions = (needs: Needs): Subscriber =>
  reactionGroup('journeys.floor', {
    title: 'Follows what the floor does with shipments',
    batch: 1_000,
    restMs: 50,
    reactions: [followScans(needs), callOff(needs)],
  });

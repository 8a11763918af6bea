/** What tracking does when others' events happen: begins with labels, ends what was cancelled, maps what waited. */
import { connectionConfigured } from '@gantry/shared/events/connections';
import { orderCancelled } from '@gantry/shared/events/orders';
import { shipmentCancelled, shipmentCreated } from '@gantry/shared/events/shipping';
import { statusMapChanged } from '@gantry/shared/events/status-maps';
import { statusFacts } from '@gantry/shared/vocabulary/tracking-status';
import { NotYet } from '../../kernel/errors.ts';
import { knownByHash } from '../../kernel/tracking-token.ts';
import { namedEvents } from '../../platform/log/event-log.ts';
import { type Happening, on, onMany, reactionGroup } from '../../platform/log/reaction.ts';
import type { Platform } from '../../platform/platform.ts';
import { wholeEvents } from '../../platform/write/sealing.ts';
import { mapNameOf } from '../carriers/public.ts';
import type { Shipping } from '../shipping/public.ts';
import { begin, endCancelled } from './commands.ts';
import { mappingRun } from './jobs.ts';
import { readTracked } from './store.ts';

/** Follows shipments: the events of one shipment meet the same runner, in order. */
const followShipments = (platform: Platform) =>
  reactionGroup('tracking.shipments', {
    title: 'Follows shipments from when they are made',
    partitions: 2,
    batch: 200,
    restMs: 40,
    reactions: [
      onMany([shipmentCreated], (events) =>
        begin(
          platform,
          events.map(({ payload, occurredAt: createdAt, subject, thread }) => ({
            plan: knownByHash(payload),
            createdAt,
            subject,
            thread,
          })),
        ),
      ),
      on(shipmentCancelled, async ({ streamId, occurredAt: at, thread }) => {
        await endCancelled(platform, streamId, { at, thread });
      }),
    ],
  });

const patienceMs = 60_000;

/** A moment is waited for; a shipment that stays away (its own event lies in the Trash) must not hold up all others. */
const notTracked = (platform: Platform, recordedAt: string, id: string): Error => {
  const waited = platform.clock.now().getTime() - Date.parse(recordedAt);
  const message = `${id} is not tracked`;
  return waited < patienceMs ? new NotYet(`${message} yet`) : new Error(message);
};

/** Cancels the shipments of a cancelled order that the carrier does not have yet. */
const cancelWithOrder = async (
  { platform, shipping }: { platform: Platform; shipping: Shipping },
  { payload: { orderId }, recordedAt, thread }: Happening<typeof orderCancelled>,
): Promise<void> => {
  const { database, privacy } = platform;
  const [told] = await wholeEvents(privacy, database, await namedEvents(database, [orderId], [orderCancelled.name]));
  const { reason = '' } = orderCancelled.payload.partial().safeParse(told?.payload).data ?? {};
  const ids = await shipping.standingShipmentIds(orderId);
  const tracked = new Map((await readTracked(platform.database, ids)).map((one) => [one.plan.shipmentId, one]));
  for (const id of ids) {
    const standing = tracked.get(id)?.standing;
    // Whether it left can only be judged once tracking has taken it, with the scans that may have come first.
    if (!standing) throw notTracked(platform, recordedAt, id);
    if (statusFacts[standing.position].nature === 'ground' && standing.endedAt === null)
      await shipping.cancelShipment(id, { reason, thread });
  }
};

/**
 * What these wait for is rare among scans. Resting between two windows, they look at the log a few times a second instead
 * of once for every commit; the first event after a quiet time is still met at once.
 */
const rareRestMs = 100;

export const trackingReactions = (needs: { platform: Platform; shipping: Shipping }) => {
  const { jobs } = needs.platform;
  return [
    followShipments(needs.platform),
    reactionGroup('tracking.orders', {
      title: 'Cancels the shipments of cancelled orders',
      restMs: rareRestMs,
      reactions: [on(orderCancelled, (event) => cancelWithOrder(needs, event))],
    }),
    // A new mapping or map may know codes that scans have been waiting for.
    reactionGroup('tracking.connections', {
      title: 'Looks again at codes when a connection or map changed',
      restMs: rareRestMs,
      reactions: [
        on(connectionConfigured, ({ payload, id, thread }) =>
          jobs.enqueue(mappingRun, { map: mapNameOf(payload) }, { key: id, thread }),
        ),
        on(statusMapChanged, ({ streamId: map, id, thread }) => jobs.enqueue(mappingRun, { map }, { key: id, thread })),
      ],
    }),
  ];
};

/** What tracking does when others' events happen: begins with labels, ends what was cancelled, maps what waited. */
import { connectionConfigured } from '@gantry/shared/events/connections';
import type { RecordedEvent } from '@gantry/shared/events/define';
import { orderCancelled } from '@gantry/shared/events/orders';
import { shipmentCancelled, shipmentCreated } from '@gantry/shared/events/shipping';
import { statusMapChanged } from '@gantry/shared/events/status-maps';
import { statusFacts } from '@gantry/shared/vocabulary/tracking-status';
import { NotYet } from '../../kernel/errors.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Subscriber } from '../../platform/subscribe.ts';
import { mapNameOf } from '../carriers/map-book.ts';
import { cancelShipment, standingShipmentIds } from '../shipping/public.ts';
import { begin, endCancelled } from './commands.ts';
import { mapWaitingScans } from './jobs.ts';
import { readTracked } from './store.ts';

const threadOf = (event: RecordedEvent) => ({
  correlationId: event.correlationId,
  causationId: event.id,
  actor: 'system:tracking',
});

/**
 * What these wait for is rare among scans. Resting between two windows, they look at the log a few times a second instead
 * of once for every commit; the first event after a quiet time is still met at once.
 */
const rareRestMs = 100;

/** Follows shipments: the events of one shipment meet the same runner, in order. */
export const shipmentReactions: Subscriber = {
  name: 'tracking.shipments',
  events: [shipmentCreated.name, shipmentCancelled.name],
  partitions: 2,
  batch: 200,
  restMs: 40,
  handle: async (platform, events) => {
    const created = events.filter((event) => event.name === shipmentCreated.name);
    if (created.length > 0)
      await begin(
        platform,
        created.map((event) => ({
          plan: shipmentCreated.payload.parse(event.payload),
          createdAt: event.occurredAt,
          thread: threadOf(event),
        })),
      );
    for (const event of events)
      if (event.name === shipmentCancelled.name)
        await endCancelled(platform, event.streamId, { at: event.occurredAt, thread: threadOf(event) });
  },
};

const patienceMs = 60_000;

/** A moment is waited for; a shipment that stays away (its own event lies in the Trash) must not hold up all others. */
const notTracked = (platform: Platform, event: RecordedEvent, id: string): Error => {
  const waited = platform.clock.now().getTime() - Date.parse(event.recordedAt);
  const message = `${id} is not tracked`;
  return waited < patienceMs ? new NotYet(`${message} yet`) : new Error(message);
};

/** Cancels the shipments of a cancelled order that the carrier does not have yet. */
const cancelWithOrder = async (platform: Platform, event: RecordedEvent): Promise<void> => {
  const { orderId, reason } = orderCancelled.payload.parse(event.payload);
  const ids = await standingShipmentIds(platform, orderId);
  const tracked = new Map((await readTracked(platform.database.prisma, ids)).map((one) => [one.plan.shipmentId, one]));
  for (const id of ids) {
    const standing = tracked.get(id)?.standing;
    // Whether it left can only be judged once tracking has taken it, with the scans that may have come first.
    if (!standing) throw notTracked(platform, event, id);
    if (statusFacts[standing.position].nature === 'ground' && standing.endedAt === null)
      await cancelShipment(platform, id, { reason, thread: threadOf(event) });
  }
};

export const orderReactions: Subscriber = {
  name: 'tracking.orders',
  events: [orderCancelled.name],
  restMs: rareRestMs,
  handle: async (platform, events) => {
    for (const event of events) await cancelWithOrder(platform, event);
  },
};

/** A new mapping or map may know codes that scans have been waiting for. */
export const connectionReactions: Subscriber = {
  name: 'tracking.connections',
  events: [connectionConfigured.name, statusMapChanged.name],
  restMs: rareRestMs,
  handle: async (platform, events) => {
    for (const event of events)
      await platform.jobs.enqueue(mapWaitingScans as never, {
        payload: {
          map:
            event.name === statusMapChanged.name
              ? event.streamId
              : mapNameOf(connectionConfigured.payload.parse(event.payload)),
        },
        ticket: { key: event.id, correlationId: event.correlationId },
      });
  },
};

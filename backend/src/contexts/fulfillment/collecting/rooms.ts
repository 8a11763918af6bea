/** By whose leave people follow what vendors and customers are waited for. */
import * as events from '@gantry/shared/events/fulfillment';
import { type FollowedRoom, room } from '../../../platform/live/room.ts';

export const collectingRooms: FollowedRoom[] = [
  room({
    name: 'collecting',
    need: { area: 'staff', vertical: 'ecommerce', scope: 'fulfillment:read' },
    events: [
      events.fulfillmentPlanned,
      events.linesPlanned,
      events.statusChanged,
      events.holdChanged,
      events.picked,
      events.unpicked,
      events.vendorOrderSent,
      events.vendorConfirmed,
      events.vendorRejected,
      events.vendorShipped,
      events.vendorLate,
      events.pickupReady,
      events.pickupHandedOver,
      events.pickupExpired,
    ],
  }),
];

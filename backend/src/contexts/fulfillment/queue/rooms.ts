/** By whose leave people on the floor follow what they pick and pack. */
import { fulfillmentEvents, walkEvents } from '@gantry/shared/events/fulfillment';
import { type FollowedRoom, room } from '../../../platform/live/room.ts';

export const queueRooms: FollowedRoom[] = [
  room({
    name: 'floor',
    need: { area: 'personal', vertical: 'ecommerce', scope: 'fulfillment:read' },
    events: [...fulfillmentEvents, ...walkEvents],
  }),
];

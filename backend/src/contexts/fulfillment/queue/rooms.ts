/** By whose leave people on the floor follow the work there is, and the walks in which it is picked. */
import { fulfillmentEvents, walkEvents } from '@gantry/shared/events/fulfillment';
import { type FollowedRoom, room } from '../../../platform/live/room.ts';

export const queueRooms: FollowedRoom[] = [
  room({
    name: 'fulfillment',
    need: { area: 'personal', vertical: 'ecommerce', scope: 'fulfillment:read' },
    events: [...fulfillmentEvents, ...walkEvents],
  }),
];

/** By whose leave people at packing stations follow them. */
import { stationEvents } from '@gantry/shared/events/fulfillment';
import { type FollowedRoom, room } from '../../../platform/live/room.ts';

export const stationRooms: FollowedRoom[] = [
  room({
    name: 'stations',
    need: { area: 'personal', vertical: 'ecommerce', scope: 'fulfillment:read' },
    events: [...stationEvents],
  }),
];

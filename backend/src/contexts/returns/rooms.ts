/** By whose leave staff pages follow returns. */
import { returnEvents } from '@gantry/shared/events/returns';
import { type FollowedRoom, room } from '../../platform/live/room.ts';

export const returnRooms: FollowedRoom[] = [
  room({
    name: 'returns',
    need: { area: 'staff', vertical: 'ecommerce', scope: 'returns:read' },
    events: [...returnEvents],
  }),
];

/** By whose leave staff pages follow orders. */
import { orderEvents } from '@gantry/shared/events/orders';
import { type FollowedRoom, room } from '../../../platform/live/room.ts';

export const orderRooms: FollowedRoom[] = [
  room({
    name: 'orders',
    need: { area: 'staff', vertical: 'ecommerce', scope: 'orders:read' },
    events: [...orderEvents],
  }),
];

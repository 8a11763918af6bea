/** By whose leave staff pages follow stock and transfers. */
import { transferEvents } from '@gantry/shared/events/inventory/purchasing';
import { stockEvents } from '@gantry/shared/events/inventory/stock';
import { type FollowedRoom, room } from '../../../platform/live/room.ts';

export const stockRooms: FollowedRoom[] = [
  room({
    name: 'stock',
    need: { area: 'staff', vertical: 'ecommerce', scope: 'inventory:read' },
    events: [...stockEvents, ...transferEvents],
  }),
];

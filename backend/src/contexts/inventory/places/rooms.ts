/** By whose leave staff pages follow places: warehouses, their bins, vendors. */
import { locationEvents, vendorEvents, warehouseEvents } from '@gantry/shared/events/inventory/places';
import { type FollowedRoom, room } from '../../../platform/live/room.ts';

export const placeRooms: FollowedRoom[] = [
  room({
    name: 'places',
    need: { area: 'staff', vertical: 'ecommerce', scope: 'inventory:read' },
    events: [...warehouseEvents, ...locationEvents, ...vendorEvents],
  }),
];

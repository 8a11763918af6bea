/** By whose leave staff pages follow the catalog: products, listings, channel rules. */
import { channelRulesEvents, listingEvents, productEvents } from '@gantry/shared/events/inventory/products';
import { type FollowedRoom, room } from '../../../platform/live/room.ts';

export const catalogRooms: FollowedRoom[] = [
  room({
    name: 'catalog',
    need: { area: 'staff', vertical: 'ecommerce', scope: 'inventory:read' },
    events: [...productEvents, ...listingEvents, ...channelRulesEvents],
  }),
];

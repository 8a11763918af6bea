/** By whose leave staff pages follow purchase orders. */
import { purchaseOrderEvents } from '@gantry/shared/events/inventory/purchasing';
import { type FollowedRoom, room } from '../../../platform/live/room.ts';

export const purchasingRooms: FollowedRoom[] = [
  room({
    name: 'purchasing',
    need: { area: 'staff', vertical: 'ecommerce', scope: 'inventory:read' },
    events: purchaseOrderEvents,
  }),
];

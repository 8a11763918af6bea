/** The room by whose leave staff pages follow ERPs: how they are connected, and who is who there. */
import { erpConfigured } from '@gantry/shared/events/erp';
import { erpCustomerAttached, erpOrderInjected } from '@gantry/shared/events/orders';
import { type FollowedRoom, room } from '../../../platform/live/room.ts';

export const erpRooms: FollowedRoom[] = [
  room({
    name: 'erp',
    need: { area: 'staff', vertical: 'ecommerce', scope: 'orders:read' },
    events: [erpConfigured, erpCustomerAttached, erpOrderInjected],
  }),
];

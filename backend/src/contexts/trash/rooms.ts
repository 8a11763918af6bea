/** By whose leave staff pages follow the Trash: its entries, bulk runs over them, and that it grows. */
import { trashEvents, trashGrowthEvents, trashRunEvents } from '@gantry/shared/events/trash';
import { type FollowedRoom, room } from '../../platform/live/room.ts';

export const trashRooms: FollowedRoom[] = [
  room({
    name: 'trash',
    need: { area: 'manager', vertical: 'logistics', scope: 'trash:read' },
    events: [...trashEvents, ...trashRunEvents, ...trashGrowthEvents],
  }),
];

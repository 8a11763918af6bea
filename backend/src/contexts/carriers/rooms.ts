/** By whose leave staff pages follow carriers: their connections, and what their codes mean. */
import { connectionConfigured } from '@gantry/shared/events/connections';
import { statusMapChanged } from '@gantry/shared/events/status-maps';
import { type FollowedRoom, room } from '../../platform/live/room.ts';

export const carrierRooms: FollowedRoom[] = [
  room({
    name: 'carriers',
    need: { area: 'staff', vertical: 'logistics', scope: 'tracking:read' },
    events: [connectionConfigured, statusMapChanged],
  }),
];

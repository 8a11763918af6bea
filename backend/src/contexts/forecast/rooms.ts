/** By whose leave staff pages follow how good our estimates are. */
import { etaLevelDemoted, etaModelTrained, etaScored } from '@gantry/shared/events/eta';
import { type FollowedRoom, room } from '../../platform/live/room.ts';

export const forecastRooms: FollowedRoom[] = [
  room({
    name: 'forecast',
    need: { area: 'staff', vertical: 'logistics', scope: 'tracking:read' },
    events: [etaScored, etaLevelDemoted, etaModelTrained],
  }),
];

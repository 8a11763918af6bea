/** The only writer of walks. */
import { type WalkEvent, walkEvents } from '@gantry/shared/events/fulfillment';
import { rowStore } from '../../../platform/write/row-store.ts';
import { stream } from '../../../platform/write/stream.ts';
import { evolveWalk, type Walk } from './walk.ts';

export const walkRows = rowStore<Walk, WalkEvent>({
  table: 'pick_walks',
  key: 'walkId',
  columns: {
    kind: 'text',
    warehouse: 'text',
    members: 'value',
    picker: 'text',
    startedAt: 'instant',
    endedAt: 'instant',
  },
  derived: {
    fulfillmentIds: { kind: 'texts', of: ({ members }) => members.map(({ fulfillmentId }) => fulfillmentId) },
  },
  fixed: ['kind', 'warehouse', 'members', 'picker', 'startedAt', 'fulfillmentIds'],
});

export const walkStream = stream('walk', walkEvents, { evolve: evolveWalk, store: walkRows });

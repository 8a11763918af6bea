/** The only writer of people. */
import { type PersonEvent, personEvents } from '@gantry/shared/events/access/people';
import { rowStore } from '../../../platform/write/row-store.ts';
import { stream } from '../../../platform/write/stream.ts';
import { merchantOfSeveral } from '../access-key.ts';
import { evolve, type Person } from './person.ts';

export const personRows = rowStore<Person, PersonEvent>({
  table: 'people',
  key: 'personId',
  columns: {
    area: 'text',
    verticals: 'value',
    merchants: 'value',
    state: 'text',
    invitedAt: 'instant',
    joinedAt: 'instant',
    disabledAt: 'instant',
    changedAt: 'instant',
  },
  fixed: [],
});

export const personStream = stream('person', personEvents, {
  evolve,
  store: personRows,
  merchantOf: ({ merchants }) => merchantOfSeveral(merchants),
});

/** The only writer of access_analysts. */
import { type AnalystEvent, analystEvents } from '@gantry/shared/events/access/analysts';
import { rowStore } from '../../../platform/write/row-store.ts';
import { stream } from '../../../platform/write/stream.ts';
import { type Analyst, evolve } from './analyst.ts';

export const analystRows = rowStore<Analyst, AnalystEvent>({
  table: 'access_analysts',
  key: 'analystId',
  columns: {
    user: 'text',
    name: 'text',
    merchants: 'value',
    digest: 'text',
    createdAt: 'instant',
    revokedAt: 'instant',
  },
  fixed: ['user', 'name', 'merchants', 'digest', 'createdAt'],
});

export const analystStream = stream('access_analyst', analystEvents, { evolve, store: analystRows });

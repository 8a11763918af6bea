/** The only writer of access_keys. */
import { type AccessEvent, accessEvents } from '@gantry/shared/events/access';
import { rowStore } from '../../platform/row-store.ts';
import { stream } from '../../platform/stream.ts';
import { type AccessKey, evolve } from './access-key.ts';

export const keyRows = rowStore<AccessKey, AccessEvent>({
  table: 'access_keys',
  key: 'keyId',
  columns: {
    name: 'text',
    kind: 'text',
    area: 'text',
    digest: 'text',
    hint: 'text',
    createdAt: 'instant',
    expiresAt: 'instant',
    revokedAt: 'instant',
  },
  fixed: ['kind', 'digest', 'hint', 'createdAt'],
});

export const keyStream = stream('access_key', accessEvents, { evolve, store: keyRows });

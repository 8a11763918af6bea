/** The only writer of access_keys. */
import { type AccessEvent, accessEvents } from '@gantry/shared/events/access';
import { rowStore } from '../../platform/write/row-store.ts';
import { stream } from '../../platform/write/stream.ts';
import { type AccessKey, evolve, merchantOfSeveral } from './access-key.ts';

export const keyRows = rowStore<AccessKey, AccessEvent>({
  table: 'access_keys',
  key: 'keyId',
  columns: {
    name: 'text',
    kind: 'text',
    area: 'text',
    verticals: 'value',
    scopes: 'value',
    merchants: 'value',
    digest: 'text',
    hint: 'text',
    secretAt: 'instant',
    formerDigest: 'text',
    formerHint: 'text',
    formerAt: 'instant',
    formerUntil: 'instant',
    retired: 'value',
    createdAt: 'instant',
    expiresAt: 'instant',
    revokedAt: 'instant',
  },
  fixed: ['kind', 'verticals', 'scopes', 'merchants', 'createdAt'],
});

export const keyStream = stream('access_key', accessEvents, {
  evolve,
  store: keyRows,
  merchantOf: ({ merchants }) => merchantOfSeveral(merchants),
});

/** The only writer of access_kiosks. */
import { type KioskEvent, kioskEvents } from '@gantry/shared/events/access/kiosks';
import { rowStore } from '../../../platform/write/row-store.ts';
import { stream } from '../../../platform/write/stream.ts';
import { merchantOfSeveral } from '../access-key.ts';
import { evolve, type Kiosk } from './kiosk.ts';

export const kioskRows = rowStore<Kiosk, KioskEvent>({
  table: 'access_kiosks',
  key: 'kioskId',
  columns: {
    name: 'text',
    merchants: 'value',
    linkDigest: 'text',
    linkUntil: 'instant',
    digest: 'text',
    createdAt: 'instant',
    pairedAt: 'instant',
    revokedAt: 'instant',
  },
  fixed: ['name', 'merchants', 'createdAt'],
});

export const kioskStream = stream('access_kiosk', kioskEvents, {
  evolve,
  store: kioskRows,
  merchantOf: ({ merchants }) => merchantOfSeveral(merchants),
});

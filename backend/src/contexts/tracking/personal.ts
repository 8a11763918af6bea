/** What tracking keeps of people: nothing that names them. Its streams are held while somebody is erased, so that no message of theirs is taken in meanwhile. */
import type { PersonalHolder } from '../../platform/privacy/holder.ts';
import { hold } from '../../platform/write/transact.ts';
import { trackedStream } from './store.ts';

/** The holder of parcels under tracking's eye. */
export const personalParcels: PersonalHolder = {
  part: 'shipments',
  heldOf: async () => [],
  export: async () => [],
  holding: async (tx, subject) => {
    const rows = await tx.rows<{ id: string }>('SELECT id FROM tracked_shipments WHERE subject = $1', subject);
    return hold(
      trackedStream,
      rows.map(({ id }) => id),
    );
  },
  erase: async () => undefined,
};

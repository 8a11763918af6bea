/** What shipments keep of people, for whoever asks for it or erases it. */
import type { Platform } from '../../platform/platform.ts';
import { heldIn, type PersonalHolder } from '../../platform/privacy/holder.ts';
import { hold } from '../../platform/write/transact.ts';
import { shipmentRows, shipmentStream } from './store.ts';

const found = 'SELECT DISTINCT subject FROM shipments WHERE person_hashes && $1::text[] AND subject IS NOT NULL';
const idsOf = 'SELECT id FROM shipments WHERE subject = $1';
const held = heldIn('shipments', 'created_at');

type Row = { id: string; subject: string };

/** The holder of shipments. The customer's link is no part of what is handed out: it opens a page that names nobody. */
export const personalShipments = ({ database, privacy }: Platform): PersonalHolder => ({
  part: 'shipments',
  heldOf: (subjects) => database.rows(held, [...subjects]),
  foundBy: async (hashes) => (await database.rows<Row>(found, [...hashes])).map(({ subject }) => subject),
  export: async (subject) => {
    const shipments = await shipmentRows
      .whole(privacy)
      .list(database, 'WHERE subject = $1 ORDER BY created_at, id', subject);
    return shipments.map(({ plan: { tokenHash: _, ...plan }, status, createdAt }) => ({
      ...plan,
      status,
      createdAt,
    }));
  },
  holding: async (tx, subject) =>
    hold(
      shipmentStream,
      (await tx.rows<Row>(idsOf, subject)).map(({ id }) => id),
    ),
  erase: (tx, subject, at) => shipmentRows.erase(tx, subject, at),
});

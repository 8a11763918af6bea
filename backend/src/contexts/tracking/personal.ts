/** What tracking keeps of people: the words of carriers, which go with the shipment they are about. */
import type { Sql } from '../../platform/database.ts';
import type { Platform } from '../../platform/platform.ts';
import type { PersonalHolder } from '../../platform/privacy/holder.ts';
import { hold } from '../../platform/write/transact.ts';
import type { Shipping } from '../shipping/public.ts';
import { sealPastMessages } from './intake/past-messages.ts';
import { pastTracked } from './past.ts';
import { readTracked, trackedStream } from './store.ts';
import { withWords } from './words.ts';

const idsOf = 'SELECT id FROM tracked_shipments WHERE subject = $1';
const ends = [
  'UPDATE tracked_shipments SET erased_at = $2 WHERE subject = $1',
  `UPDATE scans SET sealed = NULL WHERE $2::timestamptz IS NOT NULL AND shipment_id IN (${idsOf})`,
  `UPDATE shipment_exceptions SET sealed = NULL WHERE $2::timestamptz IS NOT NULL AND shipment_id IN (${idsOf})`,
];

/** The holder of scans. How many there are is no figure of its own: shipments are counted where they are made. */
export const personalScans = (platform: Platform, shipping: Shipping): PersonalHolder => {
  const { database, privacy } = platform;
  return {
    part: 'shipments',
    past: pastTracked(platform, shipping),
    pastMessages: (most) => sealPastMessages(platform, most),
    heldOf: async () => [],
    export: async (subject) => {
      const ids = (await database.rows<{ id: string }>(idsOf, subject)).map(({ id }) => id);
      const shipments = await withWords({ privacy, sql: database }, await readTracked(database, ids));
      return shipments.map(({ plan: { shipmentId }, scans, exceptions }) => ({ shipmentId, scans, exceptions }));
    },
    holding: async (tx: Sql, subject) =>
      hold(
        trackedStream,
        (await tx.rows<{ id: string }>(idsOf, subject)).map(({ id }) => id),
      ),
    erase: async (tx, subject, at) => {
      for (const end of ends) await tx.run(end, subject, at);
    },
  };
};

/** What looks at pages keep of people: in which language, on what kind of device, and when somebody looked. */
import type { Platform } from '../../../../platform/platform.ts';
import { heldIn, type PersonalHolder } from '../../../../platform/privacy/holder.ts';
import { hold } from '../../../../platform/write/transact.ts';
import { pageViewRows, pageViewStream } from './page-view.ts';

const idsOf = 'SELECT id FROM page_views WHERE subject = $1';
const held = heldIn('page_views', 'last_at');

/** The holder of looks. */
export const personalViews = ({ database, privacy }: Pick<Platform, 'database' | 'privacy'>): PersonalHolder => ({
  part: 'shipments',
  heldOf: (subjects) => database.rows(held, [...subjects]),
  export: async (subject) => {
    const views = await pageViewRows
      .whole(privacy)
      .list(database, 'WHERE subject = $1 ORDER BY first_at, shipment_id', subject);
    return views.map(({ viewId: _, shipmentId, ...looked }) => ({ shipmentId, pageViews: looked }));
  },
  holding: async (tx, subject) =>
    hold(
      pageViewStream,
      (await tx.rows<{ id: string }>(idsOf, subject)).map(({ id }) => id),
    ),
  erase: (tx, subject, at) => pageViewRows.erase(tx, subject, at),
});

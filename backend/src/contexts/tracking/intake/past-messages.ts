/** Messages of carriers from before messages were sealed: whom they speak of is what their scans' shipments say. */
import type { Sql } from '../../../platform/database.ts';
import { type PlainMessage, sealPlainMessages } from '../../../platform/inbox/kept-messages.ts';
import type { Platform } from '../../../platform/platform.ts';
import type { Owner } from '../../../platform/privacy/privacy.ts';

const witnessed = `
  SELECT DISTINCT m.id, t.subject, t.merchant
  FROM unnest($1::text[], $2::text[], $3::timestamptz[]) AS m (id, connection, at)
  JOIN scan_witnesses w ON w.carrier = m.connection AND w.first_at = m.at AND w.message_id = m.id
  JOIN tracked_shipments t ON t.id = w.shipment_id WHERE t.subject IS NOT NULL`;

const aboutOf = async (sql: Sql, messages: readonly PlainMessage[]): Promise<Map<string, Owner[]>> => {
  const rows = await sql.rows<Owner & { id: string }>(
    witnessed,
    messages.map(({ messageId }) => messageId),
    messages.map(({ connection }) => connection),
    messages.map(({ receivedAt }) => receivedAt),
  );
  const about = new Map<string, Owner[]>();
  for (const { id, subject, merchant } of rows) about.set(id, [...(about.get(id) ?? []), { subject, merchant }]);
  return about;
};

/** Seals up to `most` of them; answers how many there were. */
export const sealPastMessages = ({ database, privacy }: Platform, most: number): Promise<number> =>
  database.transaction((tx) => sealPlainMessages({ privacy, tx }, most, (messages) => aboutOf(tx, messages)));

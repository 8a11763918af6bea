/** What orders keep of people, for whoever asks for it or erases it. */
import type { Sql } from '../../platform/database.ts';
import type { Platform } from '../../platform/platform.ts';
import { heldIn, type PersonalHolder } from '../../platform/privacy/holder.ts';
import { sealRows } from '../../platform/privacy/past-rows.ts';
import { hold } from '../../platform/write/transact.ts';
import { orderRows, orderStream } from './store.ts';

const found = 'SELECT DISTINCT subject FROM orders WHERE person_hashes && $1::text[] AND subject IS NOT NULL';
const byId = 'SELECT subject FROM orders WHERE id = $1 AND subject IS NOT NULL';
const idsOf = 'SELECT id, merchant FROM orders WHERE subject = $1';
const held = heldIn('orders', 'placed_at');

type Row = { id: string; subject: string };

/** Whose orders are, by order. */
export const readSubjects = async (sql: Sql, ids: readonly string[]): Promise<Map<string, string>> => {
  const rows = await sql.rows<Row>(
    'SELECT id, subject FROM orders WHERE id = ANY($1::text[]) AND subject IS NOT NULL',
    [...ids],
  );
  return new Map(rows.map(({ id, subject }) => [id, subject]));
};

/** The holder of orders. */
export const personalOrders = (platform: Platform): PersonalHolder => {
  const { database, privacy } = platform;
  return {
    part: 'orders',
    past: {
      stream: orderStream,
      rows: (most) => sealRows(platform, orderStream, { table: 'orders', most }),
      subjectsOf: readSubjects,
    },
    heldOf: (subjects) => database.rows(held, [...subjects]),
    foundBy: async (hashes) => (await database.rows<Row>(found, [...hashes])).map(({ subject }) => subject),
    subjectOf: async (id) => (await database.rows<Row>(byId, id))[0]?.subject,
    export: (subject) => orderRows.whole(privacy).list(database, 'WHERE subject = $1 ORDER BY placed_at, id', subject),
    holding: async (tx: Sql, subject) =>
      hold(
        orderStream,
        (await tx.rows<Row>(idsOf, subject)).map(({ id }) => id),
      ),
    erase: async (tx, subject, at) => {
      const orders = await tx.rows<{ id: string; merchant: string }>(idsOf, subject);
      await orderRows.erase(tx, subject, at);
      // What was said of an order before anybody knew whose it was.
      for (const { id, merchant } of orders)
        await privacy.destroy(tx, await privacy.subjectOf(merchant, { orderId: id }));
    },
  };
};

/** An order as the keeping of personal data sees it. Instants are ISO 8601. */
export type KeptOrder = { orderId: string; subject: string; placedAt: string; cancelledAt: string | null };

const iso = (column: string): string => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
const longAgo = `
  WITH old AS (
    SELECT subject FROM orders WHERE merchant = $1 AND subject > $3 AND erased_at IS NULL
    GROUP BY subject HAVING max(placed_at) < $2 ORDER BY subject LIMIT 500)
  SELECT id AS "orderId", subject, ${iso('placed_at')} AS "placedAt", ${iso('cancelled_at')} AS "cancelledAt"
  FROM orders WHERE subject IN (SELECT subject FROM old) AND merchant = $1`;

/** All orders of the next subjects of a merchant, by their ids, that have ordered nothing since an instant. */
export const ordersOfOld = (
  sql: Sql,
  { merchant, before, after }: { merchant: string; before: Date; after: string },
): Promise<KeptOrder[]> => sql.rows<KeptOrder>(longAgo, merchant, before, after);

/** What shipments keep of people, for whoever asks for it or erases it. */
import type { Sql } from '../../platform/database.ts';
import type { Platform } from '../../platform/platform.ts';
import { heldIn, type PersonalHolder } from '../../platform/privacy/holder.ts';
import { sealRows } from '../../platform/privacy/past-rows.ts';
import { hold } from '../../platform/write/transact.ts';
import type { Orders } from '../orders/public.ts';
import { shipmentRows, shipmentStream } from './store.ts';

const found = 'SELECT DISTINCT subject FROM shipments WHERE person_hashes && $1::text[] AND subject IS NOT NULL';
const idsOf = 'SELECT id FROM shipments WHERE subject = $1';
const held = heldIn('shipments', 'created_at');

type Row = { id: string; subject: string };

/** Whose shipments are, by shipment. */
export const readSubjects = async (sql: Sql, ids: readonly string[]): Promise<Map<string, string>> => {
  const rows = await sql.rows<Row>(
    'SELECT id, subject FROM shipments WHERE id = ANY($1::text[]) AND subject IS NOT NULL',
    [...ids],
  );
  return new Map(rows.map(({ id, subject }) => [id, subject]));
};

/** The holder of shipments. The customer's link is no part of what is handed out: it opens a page that names nobody. */
export const personalShipments = (platform: Platform, orders: Orders): PersonalHolder => {
  const { database, privacy } = platform;
  return {
    part: 'shipments',
    past: {
      stream: shipmentStream,
      rows: (most) =>
        sealRows(platform, shipmentStream, {
          table: 'shipments',
          most,
          subjectsOf: async (tx, states) => {
            const subjects = await orders.subjectsOf(
              tx,
              states.map(({ plan }) => plan.orderId),
            );
            return new Map(
              states.flatMap(({ shipmentId, plan }) => {
                const subject = subjects.get(plan.orderId);
                return subject === undefined ? [] : [[shipmentId, subject] as const];
              }),
            );
          },
        }),
      subjectsOf: readSubjects,
    },
    heldOf: (subjects) => database.rows(held, [...subjects]),
    foundBy: async (hashes) => (await database.rows<Row>(found, [...hashes])).map(({ subject }) => subject),
    export: async (subject) => {
      const shipments = await shipmentRows
        .whole(privacy)
        .list(database, 'WHERE subject = $1 ORDER BY created_at, id', subject);
      return shipments.map(({ plan: { tokenHash: _, others = [], ...plan }, status, createdAt }) => ({
        ...plan,
        ...(others.length > 0 ? { otherOrders: others.map(({ orderNumber }) => orderNumber) } : {}),
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
  };
};

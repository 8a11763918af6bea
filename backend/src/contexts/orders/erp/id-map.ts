/** What of ours is what in the ERP: listed, found by what people know of it, and mended where the wrong customer was taken. */
import type { IdMapEntry } from '@gantry/shared/api/orders/systems';
import type { mappedKinds } from '@gantry/shared/vocabulary/systems';
import { newId } from '../../../kernel/ids.ts';
import type { Thread } from '../../../platform/log/event-log.ts';
import type { Platform } from '../../../platform/platform.ts';
import { normalEmail, normalName, possiblePhones } from '../../../platform/privacy/normal.ts';
import type { Order } from '../order.ts';
import { orderRows } from '../store.ts';
import { soughtBy } from './buyer.ts';
import { openClaims } from './claims.ts';
import { attach, claimCustomer } from './customer-step.ts';
import type { ErpMeans, Stage } from './stage.ts';

type Row = {
  id: string;
  merchant: string;
  system: string;
  kind: (typeof mappedKinds)[number];
  orderId: string;
  since: Date;
};
export type IdMapPage = { item(row: Row): IdMapEntry; rows: Row[] };

const page = `
  SELECT i.id, i.merchant, i.system, i.kind, i.order_id AS "orderId", i.since FROM erp_ids i
  WHERE i.since IS NOT NULL AND i.order_id IS NOT NULL AND ($1::text[] IS NULL OR i.merchant = ANY($1))
    AND ($2::text IS NULL OR i.order_id = $2 OR i.key = ANY($3::text[]) OR i.their_hash = ANY($3::text[])
      OR i.order_id IN (SELECT o.id FROM orders o WHERE o.number = $2 OR o.erp->>'orderId' = $2))
    AND ($4::timestamptz IS NULL OR (i.since, i.id) < ($4, $5))
  ORDER BY i.since DESC, i.id DESC LIMIT $6`;

/** The hashes of everything a text may be: an e-mail, a telephone number, what the ERP calls a customer. */
const hashesOf = async ({ privacy }: Pick<Platform, 'privacy'>, q: string): Promise<string[]> => {
  const name = normalName(q);
  const mail = q.includes('@') ? normalEmail(q) : undefined;
  const sought = [
    ...(name === undefined ? [] : [['name', name] as const]),
    ...(mail === undefined ? [] : [['email', mail] as const]),
    ...(/^[+\d][\d\s()/-]+$/.test(q) ? possiblePhones(q).map((phone) => ['phone', phone] as const) : []),
  ];
  return Promise.all(sought.map(([kind, normal]) => privacy.searchHash(kind, normal)));
};

const entryOf = ({ merchant, system, kind, orderId, since }: Row, order: Order | undefined): IdMapEntry => {
  const theirs = kind === 'customer' ? order?.erp?.customerId : order?.erp?.orderId;
  const ours = kind === 'customer' && order ? (soughtBy(order)?.given ?? orderId) : orderId;
  return { system, kind, ours, theirs: theirs ?? '', merchant, orderId, since: since.toISOString() };
};

/** A page of the map, newest first. `at` and `id` say where the one before ended. */
export const idMapPage = async (
  { database, privacy }: Pick<Platform, 'database' | 'privacy'>,
  asked: { merchants: readonly string[] | null; q: string | null; at: string | null; id: string | null; most: number },
): Promise<IdMapPage> => {
  const { merchants, q, at, id, most } = asked;
  const hashes = q === null ? [] : await hashesOf({ privacy }, q);
  const rows = await database.rows<Row>(page, merchants, q, hashes, at, id, most);
  const ids = [...new Set(rows.map(({ orderId }) => orderId))];
  const orders = await orderRows.whole(privacy).byIds(database, ids);
  return { rows, item: (row) => entryOf(row, orders.get(row.orderId)) };
};

type Mended = Pick<Stage, 'order' | 'erp'> & { customerId: string; thread: Thread };

/** Says who the customer of an order is in the ERP, for this order and those that come. Answers whether that was news. */
export const mendCustomer = async ({ platform }: ErpMeans, { customerId, ...mended }: Mended): Promise<boolean> => {
  const claims = openClaims(platform.database, { job: newId('job', platform.clock.now()), attempt: 1 });
  try {
    const stage = { ...mended, platform, claims };
    return await attach(stage, { customerId, created: false }, await claimCustomer(stage));
  } finally {
    await claims.release();
  }
};

/** The only writer of orders. */

import type { Json } from '@gantry/prisma/client';
import { orderContent } from '@gantry/shared/events/orders';
import type { Transaction } from '../../platform/database.ts';
import { lockRows } from '../../platform/database.ts';
import type { Change, Held, Stream } from '../../platform/execute.ts';
import { evolve, type Order } from './order.ts';

type Row = {
  id: string;
  channel: string;
  externalId: string;
  status: string;
  content: unknown;
  placedAt: Date;
  placedAtZone: string;
  cancelledAt: Date | null;
  cancelReason: string | null;
  contradiction: string | null;
};

/** A row as a state. */
export const orderOf = (row: Row): Order => ({
  orderId: row.id,
  channel: row.channel,
  externalId: row.externalId,
  status: row.status as Order['status'],
  content: orderContent.parse(row.content),
  placedAt: row.placedAt.toISOString(),
  placedAtZone: row.placedAtZone as Order['placedAtZone'],
  cancelledAt: row.cancelledAt?.toISOString() ?? null,
  cancelReason: row.cancelReason,
  contradiction: row.contradiction,
});

const load = async (tx: Transaction, ids: readonly string[]): Promise<Map<string, Held<Order>>> => {
  await lockRows(tx, 'orders', ids);
  const rows = await tx.order.findMany({ where: { id: { in: [...ids] } } });
  return new Map(rows.map((row) => [row.id, { version: row.version, state: orderOf(row) }]));
};

const save = async (tx: Transaction, changes: readonly Change<Order>[]): Promise<void> => {
  const rows = changes.map(({ id, before, after: { state, version } }) => {
    const { orderId: _, content, ...columns } = state;
    return { before, row: { ...columns, id, number: content.number, content: content as Json, version } };
  });
  const fresh = rows.filter(({ before }) => !before).map(({ row }) => row);
  if (fresh.length > 0) await tx.order.createMany({ data: fresh });
  for (const { before, row } of rows) if (before) await tx.order.update({ where: { id: row.id }, data: row });
};

export const orders: Stream<Order> = { name: 'order', evolve, load, save };

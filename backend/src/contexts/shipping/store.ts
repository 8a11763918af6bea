/** The only writer of shipments. */

import type { Json } from '@gantry/prisma/client';
import { shipmentCreated } from '@gantry/shared/events/shipping';
import type { Transaction } from '../../platform/database.ts';
import { lockRows } from '../../platform/database.ts';
import type { Change, Held, Stream } from '../../platform/execute.ts';
import { evolve, type Shipment } from './shipment.ts';

type Row = { id: string; status: string; plan: unknown; createdAt: Date };

/** A row as a state. */
export const shipmentOf = (row: Row): Shipment => ({
  plan: shipmentCreated.payload.parse(row.plan),
  status: row.status as Shipment['status'],
  createdAt: row.createdAt.toISOString(),
});

const load = async (tx: Transaction, ids: readonly string[]): Promise<Map<string, Held<Shipment>>> => {
  await lockRows(tx, 'shipments', ids);
  const rows = await tx.shipment.findMany({ where: { id: { in: [...ids] } } });
  return new Map(rows.map((row) => [row.id, { version: row.version, state: shipmentOf(row) }]));
};

const rowOf = ({ id, after: { state, version } }: Change<Shipment>) => {
  const { plan, status, createdAt } = state;
  const { orderId, reference, channel, trackingToken, legs } = plan;
  return {
    id,
    orderId,
    reference,
    channel,
    trackingToken,
    carrier: legs[0]?.carrier ?? '',
    status,
    createdAt,
    plan: plan as Json,
    version,
  };
};

const save = async (tx: Transaction, changes: readonly Change<Shipment>[]): Promise<void> => {
  const fresh = changes.filter(({ before }) => !before).map(rowOf);
  if (fresh.length > 0) await tx.shipment.createMany({ data: fresh });
  for (const change of changes)
    if (change.before) await tx.shipment.update({ where: { id: change.id }, data: rowOf(change) });
};

export const shipments: Stream<Shipment> = { name: 'shipment', evolve, load, save };

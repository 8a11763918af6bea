/**
 * Orders as they came: the bytes of each request that told something new of an order, kept sealed among the raw messages, in the
 * transaction that takes the order in. Of somebody who was erased nothing is kept.
 */
import { newId } from '../../../kernel/ids.ts';
import type { Sql } from '../../../platform/database.ts';
import { keepMessages } from '../../../platform/inbox/kept-messages.ts';
import type { Platform } from '../../../platform/platform.ts';
import type { Owner } from '../../../platform/privacy/privacy.ts';
import type { Unit } from '../../../platform/write/transact.ts';

/** `by`: who sent it. */
export type Arrival = { orderId: string; channel: string; by: string; sent: Uint8Array };

/** The raw messages of orders are kept under this name. */
export const orderReceiver = 'orders.request';

const living = `
  SELECT id, subject, merchant FROM orders WHERE id = ANY($1::text[]) AND subject IS NOT NULL AND erased_at IS NULL`;

const ownersOf = async (tx: Sql, ids: readonly string[]): Promise<Map<string, Owner>> => {
  const rows = await tx.rows<Owner & { id: string }>(living, [...ids]);
  return new Map(rows.map(({ id, subject, merchant }) => [id, { subject, merchant }]));
};

/** Keeps them. */
export const keepArrivals = async (
  { privacy }: Pick<Platform, 'privacy'>,
  { tx, now }: Pick<Unit, 'tx' | 'now'>,
  arrivals: readonly Arrival[],
): Promise<void> => {
  if (arrivals.length === 0) return;
  const owners = await ownersOf(
    tx,
    arrivals.map(({ orderId }) => orderId),
  );
  const messages = arrivals.flatMap(({ orderId, channel, sent }) => {
    const owner = owners.get(orderId);
    if (!owner) return [];
    return [
      {
        messageId: newId('whk', now),
        receiver: orderReceiver,
        connection: channel,
        source: 'push' as const,
        body: Buffer.from(sent),
        receivedAt: now.toISOString(),
        outcome: 'recorded' as const,
        recorded: 1,
        duplicates: 0,
        about: [owner],
        correlationId: orderId,
      },
    ];
  });
  await keepMessages({ privacy, tx }, messages);
};

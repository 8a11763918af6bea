/** The proof of an order's events: checked here against the heads beside the database, or handed out to be checked elsewhere. */
import type { verifyAudit } from '@gantry/shared/api/audit';
import type { ReplyOf } from '@gantry/shared/api/endpoint';
import { mainMerchant } from '@gantry/shared/caller';
import { hashedForm } from '../../platform/log/proof/hashing.ts';
import { keptHeads } from '../../platform/log/proof/kept-heads.ts';
import { materialOf } from '../../platform/log/proof/material.ts';
import { verifyOrder } from '../../platform/log/proof/verify-order.ts';
import { eventsByRow, type PlacedEvent } from '../../platform/log/thread-events.ts';
import type { Platform } from '../../platform/platform.ts';

type Verified = ReplyOf<typeof verifyAudit>;

/** Checks each event of an order's thread. */
export const verified = async ({ config, database }: Platform, orderId: string): Promise<Verified> => {
  const { head, ...found } = await verifyOrder(database, orderId, keptHeads(config));
  return {
    ...found,
    head: head ? { at: head.at, seq: head.seq, hash: head.hash, outside: head.outside } : null,
  };
};

const isPlaced = (event: PlacedEvent): event is PlacedEvent & { seq: number } => event.seq !== null;

/** Events exactly as they were hashed, by their ids, with the chain around them. */
export const handedOut = async ({ database }: Pick<Platform, 'database'>, rows: readonly string[]) => {
  const events = [...(await eventsByRow(database, rows)).values()].filter(isPlaced);
  const { heads, stretches } = await materialOf(
    database,
    events.map(({ seq, merchant = mainMerchant }) => ({ seq, merchant })),
  );
  return { hashed: new Map(events.map((event) => [event.id, hashedForm(event)])), heads, stretches };
};

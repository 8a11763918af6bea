/** Messages in the Trash that wait for a listing to be mapped: counted for whoever maps, found and tried again when it is. */
import { messageRetried } from '@gantry/shared/events/trash';
import type { Sql } from '../database.ts';
import type { Thread } from '../log/event-log.ts';
import { trash } from '../trash.ts';
import { hold, transact, type Writing } from '../write/transact.ts';

/** Why an order lies there whose channel named something that nobody has mapped. */
export const skuUnmapped = 'sku_unmapped';

/** A channel's name of something that is not mapped, and how many messages wait for it. */
export type UnmappedListing = {
  merchant: string;
  channel: string;
  channelSku: string;
  messages: number;
  since: string;
};

const counted = `
  SELECT merchant, about->>'channel' AS channel, sku AS "channelSku", count(*)::int AS messages, min(trashed_at) AS since
  FROM trashed_messages, jsonb_array_elements_text(about->'channelSkus') AS sku
  WHERE reason = '${skuUnmapped}' AND state IN ('open', 'retrying') AND about ? 'channelSkus' AND ($1::text[] IS NULL OR merchant = ANY($1))
  GROUP BY 1, 2, 3 ORDER BY 5, 1, 2, 3`;

/** Listings of merchants (null: of all) that messages wait for, those that wait longest first. */
export const unmappedListings = async (sql: Sql, merchants: readonly string[] | null): Promise<UnmappedListing[]> => {
  const rows = await sql.rows<Omit<UnmappedListing, 'since'> & { since: Date }>(counted, merchants);
  return rows.map((row) => ({ ...row, since: row.since.toISOString() }));
};

/** A message that waits, and for which listings. */
export type WaitingMessage = {
  trashId: string;
  trashedAt: Date;
  correlationId: string;
  merchant: string;
  channel: string;
  channelSkus: string[];
};

const found = `
  SELECT id AS "trashId", trashed_at AS "trashedAt", correlation_id AS "correlationId", merchant, about->>'channel' AS channel,
    about->'channelSkus' AS "channelSkus"
  FROM trashed_messages
  WHERE reason = '${skuUnmapped}' AND state = 'open' AND about ? 'channelSkus' AND (trashed_at, id) > ($1::timestamptz, $2)
    AND ($3::jsonb IS NULL OR (merchant = $4 AND about @> $3))
  ORDER BY trashed_at, id LIMIT $5`;

export type WaitingAsked = {
  /** Those that wait for this one; for any when left out. */
  listing?: { merchant: string; channel: string; channelSku: string } | undefined;
  after?: Pick<WaitingMessage, 'trashId' | 'trashedAt'> | undefined;
  most: number;
};

/** Messages that wait for listings, the oldest first. */
export const waitingMessages = (sql: Sql, { listing, after, most }: WaitingAsked): Promise<WaitingMessage[]> =>
  sql.rows<WaitingMessage>(
    found,
    after?.trashedAt ?? '-infinity',
    after?.trashId ?? '',
    listing ? JSON.stringify({ channel: listing.channel, channelSkus: [listing.channelSku] }) : null,
    listing?.merchant ?? '',
    most,
  );

/** Asks for another try of messages, those that are still open. */
export const retryMessages = async (
  platform: Writing,
  messages: readonly { trashId: string; correlationId: string }[],
  thread: Pick<Thread, 'actor' | 'causationId'>,
): Promise<void> => {
  if (messages.length === 0) return;
  await transact(
    platform,
    hold(
      trash,
      messages.map(({ trashId }) => trashId),
    ),
    ({ apply, now }) =>
      apply(
        trash,
        messages.map(({ trashId: id, correlationId }) => ({
          id,
          thread: { ...thread, correlationId },
          decide: (entry) =>
            entry?.state === 'open' ? [messageRetried({ trashId: id }, { occurredAt: now.toISOString() })] : [],
        })),
      ),
  );
};

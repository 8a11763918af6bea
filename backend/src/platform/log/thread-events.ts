/**
 * Everything the log has of one thread: the events that bear it, and those of streams that belong to it. First their heads, of
 * which there may be thousands, then whole events for whoever is shown a page of them.
 */
import type { Sql } from '../database.ts';
import { type StoredEvent, storedColumns, storedEvent } from './event-log.ts';

/** The threads and streams that make a story. */
export type Story = { threadId: string; threads: readonly string[]; streams: readonly string[] };

/** An event without what it says; `about` are ids out of its payload. */
export type EventHead = {
  id: string;
  name: string;
  actor: string;
  stream: string;
  streamId: string;
  threadId: string;
  recordedAt: string;
  occurredAt: string;
  about: { shipmentId?: string; fulfillmentId?: string; rmaId?: string; trashId?: string; trackingNumber?: string };
};

type Row = { id: string; name: string; actor: string; stream: string; stream_id: string; correlation_id: string } & {
  recorded_at: Date;
  occurred_at: Date;
  shipment_id: string | null;
  fulfillment_id: string | null;
  return_id: string | null;
  trash_id: string | null;
  tracking_number: string | null;
};

const columns = `id, name, actor, stream, stream_id, correlation_id, recorded_at, occurred_at, payload->>'shipmentId' AS shipment_id,
  payload->>'fulfillmentId' AS fulfillment_id, payload->>'returnId' AS return_id, payload->>'trashId' AS trash_id,
  payload->>'trackingNumber' AS tracking_number`;

/** One branch for the thread itself, which the index gives in its order; the others are few, and read by their streams. */
export const headsOfThread = `
  SELECT ${columns} FROM event_log WHERE correlation_id = $1
  UNION ALL
  SELECT ${columns} FROM event_log WHERE correlation_id = ANY($2::text[]) AND correlation_id <> $1
  UNION ALL
  SELECT ${columns} FROM event_log WHERE stream_id = ANY($3::text[]) AND correlation_id <> $1 AND correlation_id <> ALL($2::text[])
  ORDER BY recorded_at, id`;

/** The heads of a story in the order in which they were recorded. */
export const threadHeads = async (sql: Sql, { threadId, threads, streams }: Story): Promise<EventHead[]> => {
  const rows = await sql.rows<Row>(headsOfThread, threadId, [...threads], [...streams]);
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    actor: row.actor,
    stream: row.stream,
    streamId: row.stream_id,
    threadId: row.correlation_id,
    recordedAt: row.recorded_at.toISOString(),
    occurredAt: row.occurred_at.toISOString(),
    about: {
      ...(row.shipment_id === null ? {} : { shipmentId: row.shipment_id }),
      ...(row.fulfillment_id === null ? {} : { fulfillmentId: row.fulfillment_id }),
      ...(row.return_id === null ? {} : { rmaId: row.return_id }),
      ...(row.trash_id === null ? {} : { trashId: row.trash_id }),
      ...(row.tracking_number === null ? {} : { trackingNumber: row.tracking_number }),
    },
  }));
};

/** An event with its position; null while it has none. */
export type PlacedEvent = StoredEvent & { seq: number | null };

export const eventsOfRows = `
  SELECT p.seq, ${storedColumns} FROM event_log e LEFT JOIN event_positions p ON p.event_id = e.id
  WHERE e.id = ANY($1::bigint[])`;

/** Events by the numbers of their rows, whole, with what of them is sealed. */
export const eventsByRow = async (sql: Sql, ids: readonly string[]): Promise<Map<string, PlacedEvent>> => {
  const rows = await sql.rows<Parameters<typeof storedEvent>[0] & { id: string; seq: string | null }>(eventsOfRows, [
    ...ids,
  ]);
  return new Map(rows.map((row) => [row.id, { ...storedEvent(row), seq: row.seq === null ? null : Number(row.seq) }]));
};

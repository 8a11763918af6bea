/** A carrier's message as it came, beside what today's adapter and map make of it. */
import type { ReplyOf } from '@gantry/shared/api/endpoint';
import type { readMessage as readMessageEndpoint } from '@gantry/shared/api/shipments';
import type { Gazetteer } from '../../../platform/gazetteer.ts';
import { type FoundMessage, type KeptMessage, keptMessage } from '../../../platform/inbox/kept-messages.ts';
import type { Platform } from '../../../platform/platform.ts';
import type { Carriers } from '../../carriers/public.ts';
import type { Normalized } from '../normalize/normalize.ts';
import { type PrintedReading, printedReading } from '../normalize/printed-reading.ts';
import { readMessage } from './messages.ts';
import { webhookReceiver } from './webhook-ingestion.ts';

type ShownMessage = ReplyOf<typeof readMessageEndpoint>;

const mostBytes = 256 * 1024;

/** Bytes as text; the end is cut between two characters, and bytes that are none become U+FFFD. */
const textOf = (body: Buffer): string => {
  if (body.length <= mostBytes) return body.toString('utf8');
  let end = mostBytes;
  while (end > mostBytes - 4 && ((body[end] ?? 0) & 0xc0) === 0x80) end--;
  return body.subarray(0, end).toString('utf8');
};

/** The numbers that an answer to a poll told of: some carriers do not repeat what they were asked for. */
const askedIn = async (
  { database }: Platform,
  { connection, receivedAt, messageId }: KeptMessage,
): Promise<string[]> => {
  const rows = await database.rows<{ number: string }>(
    `SELECT DISTINCT s.data->>'trackingNumber' AS number FROM scan_witnesses w JOIN scans s ON s.id = w.scan_id
     WHERE w.carrier = $1 AND w.first_at = $2 AND w.message_id = $3`,
    connection,
    receivedAt,
    messageId,
  );
  return rows.map(({ number }) => number);
};

const unknownConnection = (name: string): PrintedReading => ({
  shipments: [],
  errors: [{ trackingNumber: null, code: 'no_such_connection', message: `there is no connection ${name} any more` }],
  unmapped: [],
});

export type KeptMessageNeeds = { platform: Platform; carriers: Carriers; gazetteer: Gazetteer };

/** What today's adapter and map make of a message; undefined when its connection is no more. */
const normalizedOf = async ({ platform, carriers, gazetteer }: KeptMessageNeeds, kept: KeptMessage) => {
  const connection = (await carriers.connections.find(kept.connection))?.connection;
  if (!connection) return undefined;
  const asked = kept.source === 'poll' ? { asked: await askedIn(platform, kept) } : {};
  const message = { ...kept, connection, map: await carriers.maps.fresh(connection), ...asked };
  return readMessage(message, gazetteer).normalized;
};

const claims = `
  SELECT n.tracking_number AS number, bool_and(t.merchant = ANY($3)) AS own FROM tracked_numbers n JOIN tracked_shipments t ON t.id = n.shipment_id
  WHERE n.carrier = $1 AND n.tracking_number = ANY($2::text[]) AND NOT n.contested GROUP BY 1`;

/** Whether a message speaks of parcels of these merchants and of nothing else: a part that nobody can place may be anybody's. */
const isOf = async (
  { platform: { database } }: KeptMessageNeeds,
  { connection }: KeptMessage,
  { normalized, merchants }: { normalized: Normalized | undefined; merchants: readonly string[] },
): Promise<boolean> => {
  if (!normalized || normalized.errors.length > 0 || normalized.shipments.length === 0) return false;
  const numbers = new Set(normalized.shipments.map(({ trackingNumber }) => trackingNumber));
  const rows = await database.rows<{ own: boolean }>(claims, connection, [...numbers], merchants);
  return rows.length === numbers.size && rows.every(({ own }) => own);
};

const witnessed = `
  SELECT bool_and(t.merchant = ANY($4)) AS own FROM scan_witnesses w JOIN tracked_shipments t ON t.id = w.shipment_id
  WHERE w.carrier = $1 AND w.first_at = $2 AND w.message_id = $3`;

/** One that nobody can read any more, for whoever might see it otherwise. */
const erasedMessage = async (
  database: Platform['database'],
  { body: _, kept: __, receiver: ___, ...message }: FoundMessage,
  merchants: readonly string[] | null,
): Promise<ShownMessage | undefined> => {
  const { connection, receivedAt, messageId } = message;
  if (merchants !== null) {
    const [row] = await database.rows<{ own: boolean | null }>(witnessed, connection, receivedAt, messageId, merchants);
    if (!row?.own) return undefined;
  }
  return { ...message, bytes: 0, body: '', erased: true, normalized: null };
};

/**
 * A message by id; undefined when it is not kept (any more), is no carrier's, or speaks of what does not belong to these
 * merchants (null: to anybody).
 */
export const messageById = async (
  needs: KeptMessageNeeds,
  messageId: string,
  merchants: readonly string[] | null,
): Promise<ShownMessage | undefined> => {
  const { database, privacy } = needs.platform;
  const found = await keptMessage({ privacy, tx: database }, messageId);
  if (found?.receiver !== webhookReceiver) return undefined;
  const { body: read } = found;
  if (read === null) return erasedMessage(database, found, merchants);
  const kept = { ...found, body: read };
  const normalized = await normalizedOf(needs, kept);
  if (merchants !== null && !(await isOf(needs, kept, { normalized, merchants }))) return undefined;
  const { connection, source, receivedAt, outcome, recorded, duplicates, body } = kept;
  return {
    messageId,
    connection,
    source,
    receivedAt,
    outcome,
    recorded,
    duplicates,
    bytes: body.length,
    body: textOf(body),
    normalized: normalized ? printedReading(normalized) : unknownConnection(connection),
  };
};

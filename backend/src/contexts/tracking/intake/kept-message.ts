/** A carrier's message as it came, beside what today's adapter and map make of it. */
import type { ReplyOf } from '@gantry/shared/api/endpoint';
import type { readMessage as readMessageEndpoint } from '@gantry/shared/api/shipments';
import type { Gazetteer } from '../../../platform/gazetteer.ts';
import { type KeptMessage, keptMessage } from '../../../platform/inbox/kept-messages.ts';
import type { Platform } from '../../../platform/platform.ts';
import type { Carriers } from '../../carriers/public.ts';
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

type Needs = { platform: Platform; carriers: Carriers; gazetteer: Gazetteer };

const readingOf = async ({ platform, carriers, gazetteer }: Needs, kept: KeptMessage): Promise<PrintedReading> => {
  const connection = (await carriers.connections.find(kept.connection))?.connection;
  if (!connection) return unknownConnection(kept.connection);
  const asked = kept.source === 'poll' ? { asked: await askedIn(platform, kept) } : {};
  const message = { ...kept, connection, map: await carriers.maps.fresh(connection), ...asked };
  return printedReading(readMessage(message, gazetteer).normalized);
};

/** A message by id; undefined when it is not kept (any more), or is no carrier's. */
export const messageById = async (needs: Needs, messageId: string): Promise<ShownMessage | undefined> => {
  const kept = await keptMessage(needs.platform.database, messageId);
  if (kept?.receiver !== webhookReceiver) return undefined;
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
    normalized: await readingOf(needs, kept),
  };
};

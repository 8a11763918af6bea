/** A carrier's message as it came, beside what today's adapter and map make of it. */
import type { ReplyOf } from '@gantry/shared/api/endpoint';
import type { readMessage as endpoint } from '@gantry/shared/api/shipments';
import type { WitnessSource } from '@gantry/shared/vocabulary/tracking-status';
import type { Platform } from '../../../platform/platform.ts';
import type { Carriers } from '../../carriers/public.ts';
import { type PrintedReading, printedReading } from '../printed-reading.ts';
import type { Recorder } from './record.ts';

type Shown = ReplyOf<typeof endpoint>;

const mostBytes = 256 * 1024;

/** Bytes as text; the end is cut between two characters, and bytes that are none become U+FFFD. */
const textOf = (body: Buffer): string => {
  if (body.length <= mostBytes) return body.toString('utf8');
  let end = mostBytes;
  while (end > mostBytes - 4 && ((body[end] ?? 0) & 0xc0) === 0x80) end--;
  return body.subarray(0, end).toString('utf8');
};

/** The numbers that an answer to a poll told of: some carriers do not repeat what they were asked for. */
const askedIn = async (platform: Platform, messageId: string, row: { connection: string; receivedAt: Date }) => {
  const { rows } = await platform.database.pool.query<{ number: string }>(
    `SELECT DISTINCT s.data->>'trackingNumber' AS number FROM scan_witnesses w JOIN scans s ON s.id = w.scan_id
     WHERE w.carrier = $1 AND w.first_at = $2 AND w.message_id = $3`,
    [row.connection, row.receivedAt, messageId],
  );
  return rows.map(({ number }) => number);
};

const unknownConnection = (name: string): PrintedReading => ({
  shipments: [],
  errors: [{ trackingNumber: null, code: 'no_such_connection', message: `there is no connection ${name} any more` }],
  unmapped: [],
});

/** A message by id; undefined when it is not kept (any more). */
export const messageById = async (
  { platform, carriers, recorder }: { platform: Platform; carriers: Carriers; recorder: Recorder },
  messageId: string,
): Promise<Shown | undefined> => {
  const row = await platform.database.prisma.inboundWebhook.findUnique({ where: { id: messageId } });
  if (!row) return undefined;
  const body = Buffer.from(row.body);
  const source: WitnessSource = row.source === 'poll' ? 'poll' : 'push';
  const connection = (await carriers.connections.find(row.connection))?.connection;
  const receivedAt = row.receivedAt.toISOString();
  const normalized = connection
    ? printedReading(
        recorder.read({
          messageId,
          connection,
          source,
          body,
          receivedAt,
          map: await carriers.maps.fresh(connection),
          ...(source === 'poll' ? { asked: await askedIn(platform, messageId, row) } : {}),
        }).normalized,
      )
    : unknownConnection(row.connection);
  return {
    messageId,
    connection: row.connection,
    source,
    receivedAt,
    outcome: row.outcome,
    recorded: row.recorded,
    duplicates: row.duplicates,
    bytes: body.length,
    body: textOf(body),
    normalized,
  };
};

/** How a part of a raw message that nobody could read goes on from the Trash: repaired, or as it came, read again. */
import { z } from 'zod';
import { type FieldError, messageOf, Refusal } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import { differencesBetween } from '../../kernel/json/differences.ts';
import { isOutage } from '../../kernel/outage.ts';
import type { Resumed, Resumer, SourceReading } from '../context.ts';
import { transact, type Writing } from '../write/transact.ts';
import { keptMessage } from './kept-messages.ts';
import type { RawMessage, Receiver } from './receiver.ts';
import { holdingOf } from './record.ts';

const trashed = z.object({
  connection: z.string().describe('By which connection it came'),
  source: z.literal('poll').optional().describe('The answer to a question of ours'),
  body: z.unknown().describe('What was sent'),
});

const noConnection = (): Refusal =>
  new Refusal('invalid', 'invalid', 'connection: there is no such connection', [
    { path: 'connection', message: 'there is no such connection' },
  ]);

/** The message that an entry of the Trash stands for. */
const messageIn = async <Opened>(
  { clock }: Writing,
  receiver: Receiver<Opened>,
  payload: unknown,
): Promise<RawMessage<Opened>> => {
  const { connection, body, source } = (payload ?? {}) as { connection?: unknown; body?: unknown; source?: unknown };
  if (typeof connection !== 'string') throw noConnection();
  const opened = await receiver.find(connection);
  if (opened === undefined) throw noConnection();
  const now = clock.now();
  return {
    messageId: newId('whk', now),
    connection,
    opened,
    source: source === 'poll' ? 'poll' : 'push',
    body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body ?? null)),
    receivedAt: now.toISOString(),
  };
};

/** A JSON body as people edit it; any other as its text. */
const bodyOf = (bytes: Buffer): unknown => {
  const text = bytes.toString('utf8');
  try {
    const read: unknown = JSON.parse(text);
    // What does not come out as it went in (a number of twenty digits) stays the text that it was.
    return typeof read === 'object' && read !== null && JSON.stringify(read) === text ? read : text;
  } catch {
    return text;
  }
};

const gone = (): Refusal =>
  new Refusal('conflict', 'source_gone', 'The raw message is not kept any more, or speaks of somebody who was erased');

/** Reads the raw message again that a part was of. */
const readKept = async (
  { database, privacy, clock }: Writing,
  payload: unknown,
  of: Resumed,
): Promise<SourceReading> => {
  const id = of.about?.messageId;
  const kept = id === undefined ? undefined : await keptMessage({ privacy, tx: database }, id);
  if (!kept?.body) throw gone();
  const { connection, source } = kept;
  const now = { connection, ...(source === 'poll' ? { source } : {}), body: bodyOf(kept.body) };
  return { payload: now, differences: differencesBetween(payload, now), readAt: clock.now() };
};

const shortestNamed = 3;
/** Readers tell a value that they could not read: "not a time: soon". */
const isNamedIn = (text: string, value: unknown): boolean =>
  typeof value === 'string' && value.length >= shortestNamed && text.includes(value);

/** The places of a body at which a text says that something is wrong. */
const namedIn = (detail: string, value: unknown, path: string): FieldError[] => {
  if (isNamedIn(detail, value)) return [{ path, message: detail }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => namedIn(detail, inner, `${path}.${key}`));
};

/** What is to be put right, found by what the reader said of it. */
export const partsNamed = (detail: string, body: unknown): FieldError[] => {
  const named = namedIn(detail, body, 'body');
  return named.length > 0 ? named.slice(0, 5) : [{ path: 'body', message: detail }];
};

const bodyIn = (payload: unknown): unknown => trashed.safeParse(payload).data?.body;

/** Gives a repaired part of a message another try. Refuses with what is still wrong with it. */
export const resumerOf = <Opened>(platform: Writing, receiver: Receiver<Opened>): Resumer => ({
  handler: receiver.name,
  title: receiver.title ?? receiver.name,
  payload: trashed,
  fixed: () => ['connection', 'source'],
  fieldsOf: ({ payload, detail }) => partsNamed(detail, bodyIn(payload)),
  source: { name: 'the message as it came', read: (payload, of) => readKept(platform, payload, of) },
  resume: async (payload, of) => {
    const message = await messageIn(platform, receiver, payload);
    const recording = await receiver.read([message]);
    const [wrong] = recording.unreadable[0] ?? [];
    if (wrong) {
      const fields = wrong.fields ?? partsNamed(wrong.detail, bodyIn(payload));
      throw new Refusal('invalid', wrong.reason, wrong.detail, [...fields]);
    }
    try {
      await transact(
        platform,
        (tx) => holdingOf(tx, recording),
        (unit) => recording.write(unit),
      );
    } catch (error) {
      throw isOutage(error) ? error : new Refusal('conflict', 'not_recorded', messageOf(error));
    }
    recording.committed?.();
    of?.speaksOf?.(recording.speaking?.()[0]?.about ?? []);
  },
});

/**
 * The way of a webhook, step by step: raw bytes -> signature over them -> parsed -> normalized -> recorded, and only then
 * a 2xx. Webhooks that arrive together are committed together. What a good signature brings and nobody can read goes to
 * the Trash; when recording itself fails, the raw bytes are kept and worked through later: acknowledged means stored.
 */
import type { WebhookReply } from '@gantry/shared/api/carriers';
import type { CarrierAdapter, WebhookAnswer, WebhookRequest } from '../../../connectors/carriers/carrier.ts';
import { adapterOf } from '../../../connectors/carriers/registry.ts';
import { messageOf, Refusal } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import { isOutage } from '../../../kernel/outage.ts';
import { commitSql } from '../../../platform/execute.ts';
import { type GroupCommit, groupCommit } from '../../../platform/group-commit.ts';
import { webhookScans, webhooksRefused } from '../../../platform/metrics.ts';
import type { Platform } from '../../../platform/platform.ts';
import type { Opened } from '../../carriers/connections.ts';
import type { Books } from './books.ts';
import { type CarrierMessage, keepRaw, readMessage } from './messages.ts';
import { recordIn, recordMessages } from './record.ts';

const observe = (name: string, reply: WebhookReply): WebhookReply => {
  for (const outcome of ['recorded', 'duplicates', 'waiting', 'trashed'] as const)
    if (reply[outcome] > 0) webhookScans.inc({ connection: name, outcome }, reply[outcome]);
  return reply;
};

/** Keeps what could not be recorded now; `tracking.work_deferred` takes it up again. */
const defer = async (platform: Platform, message: CarrierMessage, error: unknown): Promise<WebhookReply> => {
  platform.logger.error({ error, webhook: message.messageId }, 'webhook kept for later');
  await platform.database.sqlTransaction((tx) =>
    keepRaw(tx, [{ ...message, outcome: 'deferred', recorded: 0, duplicates: 0 }]),
  );
  return { outcome: 'deferred', recorded: 0, duplicates: 0, waiting: 0, trashed: 0 };
};

/** `answer` is what the carrier wants to read, where its format says so. */
export type Received = { reply: WebhookReply | null; answer: WebhookAnswer | undefined };
export type Intake = {
  receive(name: string, request: WebhookRequest): Promise<Received>;
  idle(): Promise<void>;
};

const admitted = async (
  books: Books,
  { name, request, now }: { name: string; request: WebhookRequest; now: Date },
): Promise<{ opened: Opened; webhook: NonNullable<CarrierAdapter['webhook']> }> => {
  const opened = await books.connections.find(name);
  const webhook = opened && adapterOf(opened.connection).webhook;
  if (!opened || !webhook)
    throw new Refusal('missing', 'no_such_connection', `No carrier connection called ${name} takes webhooks`);
  const verdict =
    opened.secret === '' ? 'missing' : webhook.verify(request, opened.connection, { secret: opened.secret, now });
  if (verdict !== 'valid') {
    webhooksRefused.inc({ connection: name, verdict });
    throw new Refusal('unauthenticated', `signature_${verdict}`, `The signature is ${verdict}`);
  }
  return { opened, webhook };
};

/** Opens the intake of webhooks. `receive` throws a Refusal for an unknown connection or a signature that is not right. */
export const createIntake = (platform: Platform, books: Books): Intake => {
  const lane: GroupCommit<CarrierMessage, WebhookReply> = groupCommit((batch) => recordMessages(platform, batch), {
    most: 256,
    lanes: 2,
  });
  const receive: Intake['receive'] = async (name, request) => {
    const now = platform.clock.now();
    const {
      opened: { connection },
      webhook,
    } = await admitted(books, { name, request, now });
    const greeting = webhook.handshake?.(request, connection);
    if (greeting) return { reply: null, answer: greeting };
    const message: CarrierMessage = {
      messageId: newId('whk', now),
      connection,
      source: 'push',
      body: request.rawBody,
      receivedAt: now.toISOString(),
      map: await books.maps.of(connection),
    };
    const answer = webhook.receipt?.(request);
    try {
      return { reply: observe(name, await lane.submit(message)), answer };
    } catch (error) {
      if (isOutage(error)) throw error;
      return { reply: await defer(platform, message, error), answer };
    }
  };
  return { receive, idle: () => lane.idle() };
};

/** Works through one webhook that was kept. Throws when it cannot be recorded still. */
export const workDeferred = async (platform: Platform, books: Books, messageId: string): Promise<void> => {
  const row = await platform.database.prisma.inboundWebhook.findUnique({ where: { id: messageId } });
  const opened = row && (await books.connections.find(row.connection));
  if (!row || !opened || row.outcome !== 'deferred') return;
  const message: CarrierMessage = {
    messageId,
    connection: opened.connection,
    source: row.source === 'poll' ? 'poll' : 'push',
    body: Buffer.from(row.body),
    receivedAt: row.receivedAt.toISOString(),
    map: await books.maps.of(opened.connection),
  };
  const [reply] = await recordMessages(platform, [message]);
  await platform.database.prisma.inboundWebhook.update({
    where: { id: messageId },
    data: { outcome: reply?.outcome ?? 'recorded', recorded: reply?.recorded ?? 0, duplicates: reply?.duplicates ?? 0 },
  });
};

/** Gives a repaired scan from the Trash another try. Throws a Refusal that says what is still wrong with it. */
export const resumeWebhook = async (platform: Platform, books: Books, payload: unknown): Promise<void> => {
  const {
    connection: name,
    body,
    source,
  } = (payload ?? {}) as { connection?: unknown; body?: unknown; source?: unknown };
  const opened = typeof name === 'string' ? await books.connections.find(name) : undefined;
  if (!opened) throw new Refusal('invalid', 'invalid', 'connection: no such carrier connection');
  const now = platform.clock.now();
  const message = readMessage({
    messageId: newId('whk', now),
    connection: opened.connection,
    source: source === 'poll' ? 'poll' : 'push',
    body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body ?? null)),
    receivedAt: now.toISOString(),
    map: await books.maps.of(opened.connection),
  });
  const error = message.normalized.errors[0];
  if (error) throw new Refusal('invalid', error.reason, error.detail);
  await commitSql(platform, async (tx) => {
    await recordIn(tx, now, [message]);
  }).catch((thrown: unknown) => {
    throw isOutage(thrown) ? thrown : new Refusal('conflict', 'not_recorded', messageOf(thrown));
  });
};

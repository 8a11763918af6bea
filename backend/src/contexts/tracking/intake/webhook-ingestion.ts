/**
 * The way of a webhook, step by step: raw bytes -> signature over them -> parsed -> normalized -> recorded, and only then
 * a 2xx. Webhooks that arrive together are committed together. What a good signature brings and nobody can read goes to
 * the Trash; when recording itself fails, the raw bytes are kept and worked through later: acknowledged means stored.
 */
import type { WebhookReply } from '@gantry/shared/api/carriers';
import { z } from 'zod';
import type { CarrierAdapter } from '../../../connectors/carriers/carrier.ts';
import { adapterOf } from '../../../connectors/carriers/registry.ts';
import type { WebhookAnswer, WebhookRequest } from '../../../connectors/carriers/webhook.ts';
import { messageOf, Refusal } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import { isOutage } from '../../../kernel/outage.ts';
import { type Batched, batched } from '../../../platform/batched.ts';
import type { Platform } from '../../../platform/platform.ts';
import type { Carriers, OpenedConnection } from '../../carriers/public.ts';
import { webhookScans, webhooksRefused } from '../metrics.ts';
import { type CarrierMessage, keepRaw } from './messages.ts';
import type { Recorder } from './record.ts';

const observe = (name: string, reply: WebhookReply): WebhookReply => {
  for (const outcome of ['recorded', 'duplicates', 'waiting', 'trashed'] as const)
    if (reply[outcome] > 0) webhookScans.inc({ connection: name, outcome }, reply[outcome]);
  return reply;
};

/** Keeps what could not be recorded now; `tracking.work_deferred` takes it up again. */
const defer = async (platform: Platform, message: CarrierMessage, error: unknown): Promise<WebhookReply> => {
  platform.logger.error({ error, webhook: message.messageId }, 'webhook kept for later');
  await platform.database.transaction((tx) =>
    keepRaw(tx, [{ ...message, outcome: 'deferred', recorded: 0, duplicates: 0 }]),
  );
  return { outcome: 'deferred', recorded: 0, duplicates: 0, waiting: 0, trashed: 0 };
};

/** `answer` is what the carrier wants to read, where its format says so. */
export type Received = { reply: WebhookReply | null; answer: WebhookAnswer | undefined };
export type WebhookIntake = {
  /** Throws a Refusal for an unknown connection or a signature that is not right. */
  receive(name: string, request: WebhookRequest): Promise<Received>;
  /** Works through one webhook that was kept. Throws when it cannot be recorded still. */
  workDeferred(messageId: string): Promise<void>;
  /** Gives a repaired scan from the Trash another try. Throws a Refusal that says what is still wrong with it. */
  resume(payload: unknown): Promise<void>;
  idle(): Promise<void>;
};
export type IntakeNeeds = { platform: Platform; carriers: Carriers; recorder: Recorder };

const admitted = async (
  carriers: Carriers,
  { name, request, now }: { name: string; request: WebhookRequest; now: Date },
): Promise<{ opened: OpenedConnection; webhook: NonNullable<CarrierAdapter['webhook']> }> => {
  const opened = await carriers.connections.find(name);
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

const receiver = (
  { platform, carriers }: IntakeNeeds,
  lane: Batched<CarrierMessage, WebhookReply>,
): WebhookIntake['receive'] => {
  return async (name, request) => {
    const now = platform.clock.now();
    const { opened, webhook } = await admitted(carriers, { name, request, now });
    const { connection } = opened;
    const greeting = webhook.handshake?.(request, connection);
    if (greeting) return { reply: null, answer: greeting };
    const message: CarrierMessage = {
      messageId: newId('whk', now),
      connection,
      source: 'push',
      body: request.rawBody,
      receivedAt: now.toISOString(),
      map: await carriers.maps.of(connection),
    };
    const answer = webhook.receipt?.(request);
    try {
      return { reply: observe(name, await lane.submit(message)), answer };
    } catch (error) {
      if (isOutage(error)) throw error;
      return { reply: await defer(platform, message, error), answer };
    }
  };
};

const workDeferred = async ({ platform, carriers, recorder }: IntakeNeeds, messageId: string): Promise<void> => {
  const { prisma } = platform.database;
  const row = await prisma.inboundWebhook.findUnique({ where: { id: messageId } });
  const opened = row && (await carriers.connections.find(row.connection));
  if (!row || !opened || row.outcome !== 'deferred') return;
  const message: CarrierMessage = {
    messageId,
    connection: opened.connection,
    source: row.source === 'poll' ? 'poll' : 'push',
    body: Buffer.from(row.body),
    receivedAt: row.receivedAt.toISOString(),
    map: await carriers.maps.of(opened.connection),
  };
  const [reply] = await recorder.record([message]);
  await prisma.inboundWebhook.update({
    where: { id: messageId },
    data: { outcome: reply?.outcome ?? 'recorded', recorded: reply?.recorded ?? 0, duplicates: reply?.duplicates ?? 0 },
  });
};

/** What the Trash keeps of a message: the connection it came by, and a body that the same adapter reads. */
const trashed = z.object({
  connection: z.string(),
  body: z.unknown(),
  source: z.enum(['push', 'poll']).default('push'),
});

const resume = async ({ platform, carriers, recorder }: IntakeNeeds, payload: unknown): Promise<void> => {
  const { data } = trashed.safeParse(payload);
  const opened = data && (await carriers.connections.find(data.connection));
  if (!opened) throw new Refusal('invalid', 'invalid', 'connection: no such carrier connection');
  const { body, source } = data;
  const now = platform.clock.now();
  const reading = recorder.read({
    messageId: newId('whk', now),
    connection: opened.connection,
    source,
    body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body ?? null)),
    receivedAt: now.toISOString(),
    map: await carriers.maps.of(opened.connection),
  });
  const error = reading.normalized.errors[0];
  if (error) throw new Refusal('invalid', error.reason, error.detail);
  await recorder.recordReading(reading).catch((thrown: unknown) => {
    throw isOutage(thrown) ? thrown : new Refusal('conflict', 'not_recorded', messageOf(thrown));
  });
};

/** Opens the intake of webhooks: those that arrive together are committed together. */
export const openWebhookIntake = (needs: IntakeNeeds): WebhookIntake => {
  const lane = batched<CarrierMessage, WebhookReply>((batch) => needs.recorder.record(batch), { most: 256, lanes: 2 });
  return {
    receive: receiver(needs, lane),
    workDeferred: (messageId) => workDeferred(needs, messageId),
    resume: (payload) => resume(needs, payload),
    idle: () => lane.idle(),
  };
};

/**
 * Webhooks of carriers, and their answers to polls, as the inbox receives them: a connection says who may send, its adapter
 * how that is proved and how the bytes are read, the normalizers what they mean.
 */
import { webhookEndpoints } from '@gantry/shared/api/carriers';
import type { Connection } from '@gantry/shared/events/connections';
import { adapterOf } from '../../../connectors/carriers/registry.ts';
import type { WebhookReader } from '../../../connectors/carriers/webhook.ts';
import type { Gazetteer } from '../../../platform/gazetteer.ts';
import { type RawMessage, type Receiver, receiver } from '../../../platform/inbox/receiver.ts';
import type { Carriers } from '../../carriers/public.ts';
import { type CarrierMessage, readMessage } from './messages.ts';
import { recordingOf } from './record.ts';

/** The name under which the Trash keeps scans and gives them back. */
export const webhookReceiver = 'tracking.webhook';

/** Who sends messages of a carrier; without a secret nobody can prove to be it. */
export type CarrierSender = { connection: Connection; secret?: string };

const webhookOf = ({ connection }: CarrierSender): WebhookReader | undefined => adapterOf(connection).webhook;

/** The receiver of carriers' messages. */
export const webhookIngestion = ({ connections, maps }: Carriers, gazetteer: Gazetteer): Receiver<CarrierSender> => {
  const messageOf = async ({ opened, ...message }: RawMessage<CarrierSender>): Promise<CarrierMessage> => ({
    ...message,
    connection: opened.connection,
    map: await maps.of(opened.connection),
  });
  return receiver({
    name: webhookReceiver,
    title: 'Message of a carrier',
    endpoints: webhookEndpoints,
    find: (name) => connections.find(name),
    listens: (sender) => webhookOf(sender) !== undefined,
    verify: (request, sender, now) => {
      const { connection, secret = '' } = sender;
      return secret === '' ? 'missing' : (webhookOf(sender)?.verify(request, connection, { secret, now }) ?? 'missing');
    },
    greet: (request, sender) => webhookOf(sender)?.handshake?.(request, sender.connection),
    receipt: (request, sender) => webhookOf(sender)?.receipt?.(request),
    read: async (batch) => {
      const messages = await Promise.all(batch.map(messageOf));
      return recordingOf(messages.map((message) => readMessage(message, gazetteer)));
    },
  });
};

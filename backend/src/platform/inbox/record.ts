/**
 * One transaction for a batch of messages: what their receiver makes of them, the Trash for what nobody could read, and the
 * raw bytes. The same for pushes, for answers to polls, and for what comes back from the Trash.
 */
import type { MessageReply } from '@gantry/shared/api/inbox';
import { digest } from '../../kernel/ids.ts';
import type { Sql } from '../database.ts';
import { type FailedMessage, trash, trashIdOf, trashIn } from '../trash.ts';
import { type Holding, holdNothing, transact, type Writing } from '../write/transact.ts';
import { keepMessages } from './kept-messages.ts';
import type { PartCounts, RawMessage, Receiver, Recording, Speaking, UnreadablePart } from './receiver.ts';

type Recorder = Writing;

const failedOf = (
  { name }: Receiver<unknown>,
  { connection, source, messageId }: RawMessage<unknown>,
  { reason, detail, fragment, fields }: UnreadablePart,
): FailedMessage => ({
  source: 'webhook',
  handler: name,
  reason,
  detail,
  payload: { connection, ...(source === 'poll' ? { source } : {}), body: fragment },
  about: { connection, messageId },
  ...(fields ? { fields: [...fields] } : {}),
  key: digest(`${connection} ${JSON.stringify(fragment)}`).toString('hex'),
});

const replyOf = (counts: PartCounts | undefined, trashed: number): MessageReply => {
  const { recorded = 0, duplicates = 0, waiting = 0 } = counts ?? {};
  const nothing = recorded + duplicates + waiting === 0;
  return { outcome: trashed > 0 && nothing ? 'trashed' : 'recorded', recorded, duplicates, waiting, trashed };
};

export const holdingOf = async (tx: Sql, recording: Recording): Promise<Holding> =>
  recording.hold ? recording.hold(tx) : holdNothing;

/** The one person a message speaks of: then a part that nobody could read speaks of nobody else. */
const onlySubject = (speaking: Speaking | undefined): { subject?: string } => {
  const [owner, ...others] = speaking?.about ?? [];
  return owner && others.length === 0 ? { subject: owner.subject } : {};
};

/** Records a batch of messages of one receiver in one commit; answers each, or nothing when they were `taken` meanwhile. */
export const recordUnless = async <Opened>(
  platform: Recorder,
  receiver: Receiver<Opened>,
  { batch, taken }: { batch: readonly RawMessage<Opened>[]; taken(tx: Sql): Promise<boolean> },
): Promise<MessageReply[]> => {
  const recording = await receiver.read(batch);
  const failed = batch.map((message, i) =>
    (recording.unreadable[i] ?? []).map((part) => failedOf(receiver, message, part)),
  );
  const replies = await transact(
    platform,
    async (tx) => (await holdingOf(tx, recording)).and(trash, failed.flat().map(trashIdOf)),
    async (unit) => {
      if (await taken(unit.tx)) return [];
      const counts = await recording.write(unit);
      const speaking = recording.speaking?.() ?? [];
      await trashIn(
        unit,
        failed.flatMap((parts, i) => parts.map((part) => ({ ...part, ...onlySubject(speaking[i]) }))),
      );
      const made = batch.map((_, i) => replyOf(counts[i], failed[i]?.length ?? 0));
      const messages = batch.flatMap(({ opened: _, asked: __, ...message }, i) => {
        const reply = made[i];
        return reply ? [{ ...message, receiver: receiver.name, ...reply, ...speaking[i] }] : [];
      });
      await keepMessages({ privacy: platform.privacy, tx: unit.tx }, messages);
      return made;
    },
  );
  if (replies.length > 0) recording.committed?.();
  return replies;
};

/** Records a batch of messages of one receiver in one commit; answers each. */
export const recordMessages = <Opened>(
  platform: Recorder,
  receiver: Receiver<Opened>,
  batch: readonly RawMessage<Opened>[],
): Promise<MessageReply[]> => recordUnless(platform, receiver, { batch, taken: async () => false });

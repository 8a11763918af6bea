/**
 * Messages that were kept but could not be recorded when they came are taken up again; after five tries they go to the
 * Trash, so that a person sees them.
 */
import { z } from 'zod';
import { messageOf, Refusal } from '../../kernel/errors.ts';
import { isOutage } from '../../kernel/outage.ts';
import type { Platform } from '../platform.ts';
import { type FailedMessage, trash, trashIdOf, trashIn } from '../trash.ts';
import { type Job, job } from '../work/jobs.ts';
import { hold, transact } from '../write/transact.ts';
import { deferredMessages, type KeptMessage, keepMessages, noteTry, stillDeferred } from './kept-messages.ts';
import type { Receiver } from './receiver.ts';
import { recordUnless } from './record.ts';

const mostTries = 5;
const atOnce = 200;

const recordAgain = async (
  platform: Platform,
  receivers: ReadonlyMap<string, Receiver<unknown>>,
  kept: KeptMessage,
): Promise<void> => {
  const receiver = receivers.get(kept.receiver);
  const opened = await receiver?.find(kept.connection);
  if (!receiver || opened === undefined)
    throw new Refusal('missing', 'no_such_connection', `${kept.receiver} has no connection called ${kept.connection}`);
  // The same message may be taken up by two workers at a time: the second finds it recorded.
  await recordUnless(platform, receiver, {
    batch: [{ ...kept, opened }],
    taken: async (tx) => !(await stillDeferred(tx, kept.messageId)),
  });
};

const giveUp = async (platform: Platform, kept: KeptMessage, detail: string): Promise<void> => {
  const { messageId, receiver, connection, source, body } = kept;
  const message: FailedMessage = {
    source: 'webhook',
    handler: receiver,
    reason: 'not_recorded',
    detail,
    payload: { connection, ...(source === 'poll' ? { source } : {}), body: body.toString('utf8') },
    about: { connection, messageId },
    key: messageId,
  };
  await transact(platform, hold(trash, [trashIdOf(message)]), async (unit) => {
    await trashIn(unit, [message]);
    await keepMessages({ privacy: platform.privacy, tx: unit.tx }, [{ ...kept, outcome: 'trashed' }]);
  });
};

/** The job that takes up what was put off, for every receiver there is. */
export const deferredMessagesJob = (platform: Platform, all: readonly Receiver<unknown>[]): Job<unknown> => {
  const receivers = new Map(all.map((receiver) => [receiver.name, receiver]));
  return job({
    name: 'platform.record_deferred',
    title: 'Records messages that were put off',
    payload: z.object({}),
    lane: 'fast',
    every: 10_000,
    run: async () => {
      const { database, privacy } = platform;
      for (const kept of await deferredMessages({ privacy, tx: database }, atOnce)) {
        try {
          await recordAgain(platform, receivers, kept);
        } catch (error) {
          if (isOutage(error)) throw error;
          if ((await noteTry(platform.database, kept.messageId)) >= mostTries)
            await giveUp(platform, kept, messageOf(error));
        }
      }
    },
  });
};

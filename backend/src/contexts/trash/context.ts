/** The Trash: what failed for good, and how it goes on. Last on the ladder: it may call every intake again. */

import type { RecordedEvent } from '@gantry/shared/events/define';
import { messageRetried } from '@gantry/shared/events/trash';
import { messageOf, Refusal } from '../../kernel/errors.ts';
import { isOutage } from '../../kernel/outage.ts';
import type { Context, Resumer } from '../../platform/context.ts';
import { type DeadLetter, deadLetters } from '../../platform/dead-letters.ts';
import { execute } from '../../platform/execute.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Subscriber } from '../../platform/subscribe.ts';
import { conclude } from './decide.ts';
import { routes } from './routes.ts';

export type Resumers = ReadonlyMap<string, Resumer>;

const tryAgain = async (
  platform: Platform,
  resumers: Resumers,
  entry: DeadLetter,
): Promise<{ reason: string; detail: string } | undefined> => {
  const resumer = resumers.get(entry.handler);
  if (!resumer) return { reason: 'cannot_resume', detail: `nothing takes ${entry.handler} up again` };
  try {
    await resumer.resume(platform, entry.payload);
    return undefined;
  } catch (error) {
    if (isOutage(error)) throw error;
    return { reason: error instanceof Refusal ? error.code : entry.reason, detail: messageOf(error).slice(0, 2_000) };
  }
};

const resume = async (platform: Platform, resumers: Resumers, event: RecordedEvent): Promise<void> => {
  const row = await platform.database.prisma.trashedMessage.findUnique({ where: { id: event.streamId } });
  if (row?.state !== 'retrying') return;
  const failure = await tryAgain(platform, resumers, row as unknown as DeadLetter);
  const thread = { correlationId: event.correlationId, causationId: event.id, actor: 'system:trash' };
  await execute(platform, deadLetters, { id: event.streamId, thread, decide: conclude(failure, platform.clock.now()) });
};

const reactions = (resumers: Resumers): Subscriber => ({
  name: 'trash.resume',
  events: [messageRetried.name],
  handle: async (platform, events) => {
    for (const event of events) await resume(platform, resumers, event);
  },
});

/** The context, given how every other context takes its own messages up again. */
export const trash = (resumers: readonly Resumer[]): Context => ({
  name: 'trash',
  streams: [deadLetters as never],
  routes,
  subscribers: [reactions(new Map(resumers.map((resumer) => [resumer.handler, resumer])))],
});

/** The Trash: what failed for good, and how it goes on. Last on the ladder: it may call every intake again. */
import { messageRetried } from '@gantry/shared/events/trash';
import { messageOf, Refusal } from '../../kernel/errors.ts';
import { isOutage } from '../../kernel/outage.ts';
import { context, type Resumer } from '../../platform/context.ts';
import { on, reactionGroup } from '../../platform/log/reaction.ts';
import type { Platform } from '../../platform/platform.ts';
import { type TrashEntry, trashEntries, trash as trashStream } from '../../platform/trash.ts';
import { execute } from '../../platform/write/transact.ts';
import { conclude } from './decide.ts';
import { trashRoutes } from './routes.ts';

export type Resumers = ReadonlyMap<string, Resumer>;

const tryAgain = async (
  resumers: Resumers,
  entry: TrashEntry,
): Promise<{ reason: string; detail: string } | undefined> => {
  const resumer = resumers.get(entry.handler);
  if (!resumer) return { reason: 'cannot_resume', detail: `nothing takes ${entry.handler} up again` };
  try {
    await resumer.resume(entry.payload, entry);
    return undefined;
  } catch (error) {
    if (isOutage(error)) throw error;
    return { reason: error instanceof Refusal ? error.code : entry.reason, detail: messageOf(error).slice(0, 2_000) };
  }
};

const resumption = (platform: Platform, resumers: Resumers) =>
  on(messageRetried, async ({ streamId: id, thread }) => {
    const entry = (await trashEntries.byIds(platform.database, [id])).get(id);
    if (entry?.state !== 'retrying') return;
    const failure = await tryAgain(resumers, entry);
    await execute(platform, trashStream, { id, thread, decide: conclude(failure, platform.clock.now()) });
  });

/** Given how every other context takes its own messages up again. */
export const trash = context(
  'trash',
  ({ platform, resumers }: { platform: Platform; resumers: readonly Resumer[] }) => ({
    streams: [trashStream],
    routes: trashRoutes,
    reactions: [
      reactionGroup('trash.resume', {
        reactions: [resumption(platform, new Map(resumers.map((resumer) => [resumer.handler, resumer])))],
      }),
    ],
  }),
);

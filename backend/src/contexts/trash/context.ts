/** The Trash: what failed for good, and how it goes on. Last on the ladder: it may call every intake again. */
import { type AboutTrashed, messageRetried } from '@gantry/shared/events/trash';
import { messageOf, Refusal } from '../../kernel/errors.ts';
import { isOutage } from '../../kernel/outage.ts';
import { context, type Resumer } from '../../platform/context.ts';
import { on, reactionGroup } from '../../platform/log/reaction.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Owner } from '../../platform/privacy/privacy.ts';
import { erasedEntries, matchEntry } from '../../platform/trash/personal.ts';
import { type TrashEntry, trashEntries, trash as trashStream } from '../../platform/trash.ts';
import { hold, transact } from '../../platform/write/transact.ts';
import { trashAudit } from './audit.ts';
import { conclude, type Failure } from './decide.ts';
import { erasedDetail } from './erased.ts';
import { trashRoutes } from './routes.ts';

export type Resumers = ReadonlyMap<string, Resumer>;

/** How a try went, and whom the message turned out to speak of. */
type Tried = { failure?: Failure; speaksOf?: readonly Owner[]; overtakenBy?: string };

const tryAgain = async (resumers: Resumers, entry: TrashEntry): Promise<Tried> => {
  const resumer = resumers.get(entry.handler);
  if (!resumer) return { failure: { reason: 'cannot_resume', detail: `nothing takes ${entry.handler} up again` } };
  const tried: Tried = {};
  let about: AboutTrashed | undefined;
  try {
    await resumer.resume(entry.payload, {
      merchant: entry.merchant,
      trashedAt: entry.trashedAt,
      speaksOf: (found) => {
        tried.speaksOf = found;
      },
      waitsFor: (found) => {
        about = found;
      },
      overtakenBy: (what) => {
        tried.overtakenBy = what;
      },
    });
    return tried;
  } catch (error) {
    if (isOutage(error)) throw error;
    const reason = error instanceof Refusal ? error.code : entry.reason;
    return { failure: { reason, detail: messageOf(error).slice(0, 2_000), ...(about ? { about } : {}) } };
  }
};

const resumption = (platform: Platform, resumers: Resumers) =>
  on(messageRetried, async ({ streamId: id, thread }) => {
    const { database, privacy } = platform;
    const entry = (await trashEntries.whole(privacy).byIds(database, [id])).get(id);
    if (entry?.state !== 'retrying') return;
    const erased = (await erasedEntries(database, [id])).has(id);
    const {
      failure,
      speaksOf = [],
      overtakenBy,
    }: Tried = erased ? { failure: { reason: 'erased', detail: erasedDetail } } : await tryAgain(resumers, entry);
    await transact(platform, hold(trashStream, [id]), async ({ tx, now, apply }) => {
      const [outcome] = await apply(trashStream, [{ id, thread, decide: conclude(failure, now, overtakenBy) }]);
      if (!outcome?.ok) throw outcome?.error;
      await matchEntry({ privacy, tx }, id, speaksOf);
    });
  });

/** Given how every other context takes its own messages up again. */
export const trash = context(
  'trash',
  ({ platform, resumers }: { platform: Platform; resumers: readonly Resumer[] }) => ({
    streams: [trashStream],
    routes: trashRoutes,
    audit: [trashAudit(platform)],
    reactions: [
      reactionGroup('trash.resume', {
        reactions: [resumption(platform, new Map(resumers.map((resumer) => [resumer.handler, resumer])))],
      }),
    ],
  }),
);

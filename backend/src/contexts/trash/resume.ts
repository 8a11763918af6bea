/** Tries messages again that people asked to, several at once, and writes down what became of each. */
import { type AboutTrashed, messageRetried } from '@gantry/shared/events/trash';
import { messageOf, Refusal } from '../../kernel/errors.ts';
import { isOutage } from '../../kernel/outage.ts';
import { type Happening, onMany } from '../../platform/log/reaction.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Owner } from '../../platform/privacy/privacy.ts';
import type { TrashEntry } from '../../platform/trash/entry.ts';
import { erasedEntries, matchEntry } from '../../platform/trash/personal.ts';
import { trash, trashEntries } from '../../platform/trash.ts';
import { hold, transact } from '../../platform/write/transact.ts';
import { conclude, type Failure } from './decide.ts';
import { erasedDetail } from './erased.ts';
import { noteResults, type Result, runStream } from './runs/store.ts';
import type { Resumers } from './shown.ts';
import { resumedOf } from './source.ts';

/** How a try went, and whom the message turned out to speak of. */
type Tried = { failure?: Failure; speaksOf?: readonly Owner[]; overtakenBy?: string };

const failureOf = (entry: TrashEntry, error: unknown, about: AboutTrashed | undefined): Failure => ({
  reason: error instanceof Refusal ? error.code : entry.reason,
  detail: messageOf(error).slice(0, 2_000).replaceAll('\0', '').toWellFormed(),
  ...(error instanceof Refusal && error.errors.length > 0 ? { fields: error.errors } : {}),
  ...(about ? { about } : {}),
});

const tryAgain = async (resumers: Resumers, entry: TrashEntry): Promise<Tried> => {
  const resumer = resumers.get(entry.handler);
  if (!resumer) return { failure: { reason: 'cannot_resume', detail: `nothing takes ${entry.handler} up again` } };
  const tried: Tried = {};
  let about: AboutTrashed | undefined;
  try {
    await resumer.resume(entry.payload, {
      ...resumedOf(entry),
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
    return { failure: failureOf(entry, error, about) };
  }
};

const resultOf = (trashId: string, { failure, overtakenBy }: Tried): Result => {
  if (failure) return { trashId, outcome: 'failed_again', reason: failure.reason };
  return { trashId, outcome: overtakenBy === undefined ? 'resolved' : 'overtaken', reason: null };
};

type Event = Happening<typeof messageRetried>;

const noteTried = async (platform: Platform, { runId, trashId }: TrashEntry, tried: Tried, thread: Event['thread']) => {
  const { failure, overtakenBy, speaksOf = [] } = tried;
  const holding = hold(trash, [trashId]).and(runStream, runId === null ? [] : [runId]);
  await transact(platform, holding, async (unit) => {
    const { tx, now, apply } = unit;
    const [outcome] = await apply(trash, [{ id: trashId, thread, decide: conclude(failure, now, overtakenBy) }]);
    if (!outcome?.ok) throw outcome?.error;
    await matchEntry({ privacy: platform.privacy, tx }, trashId, speaksOf);
    if (runId !== null && outcome.facts.length > 0) await noteResults(unit, runId, [resultOf(trashId, tried)]);
  });
};

const resumeOne = async (platform: Platform, resumers: Resumers, { streamId: id, thread }: Event): Promise<void> => {
  const { database, privacy } = platform;
  const entry = (await trashEntries.whole(privacy).byIds(database, [id])).get(id);
  if (entry?.state !== 'retrying') return;
  const erased = (await erasedEntries(database, [id])).has(id);
  const tried = erased ? { failure: { reason: 'erased', detail: erasedDetail } } : await tryAgain(resumers, entry);
  await noteTried(platform, entry, tried, thread);
};

const mostAtOnce = 6;

/** Messages of one story one after the other, as they were asked for; those of others beside them. */
const inStories = (events: readonly Event[]): Event[][] => [
  ...Map.groupBy(events, ({ correlationId }) => correlationId).values(),
];

/** Tries again what was asked for. An outage ends it when those beside are through; who was tried by then is not tried again. */
export const resumption = (platform: Platform, resumers: Resumers) =>
  onMany([messageRetried], async (events) => {
    const stories = inStories(events);
    const failures: unknown[] = [];
    const next = async (): Promise<void> => {
      for (let story = stories.shift(); story && failures.length === 0; story = stories.shift())
        for (const event of story) await resumeOne(platform, resumers, event);
    };
    await Promise.all(
      Array.from({ length: mostAtOnce }, () =>
        next().catch((error: unknown) => {
          failures.push(error);
        }),
      ),
    );
    if (failures.length > 0) throw failures.find(isOutage) ?? failures[0];
  });

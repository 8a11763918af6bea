/** The endpoints of the Trash: what lies there, and what people do with an entry of it. */
import * as api from '@gantry/shared/api/trash';
import { type Caller, merchantFilter, seesMerchant } from '@gantry/shared/caller';
import type { TrashEvent } from '@gantry/shared/events/trash';
import { Refusal } from '../../kernel/errors.ts';
import type { SourceReading } from '../../platform/context.ts';
import { type EndpointRequest, serve } from '../../platform/http/serve.ts';
import type { TrashEntry } from '../../platform/trash/entry.ts';
import { erasedEntries } from '../../platform/trash/personal.ts';
import { trash, trashEntries } from '../../platform/trash.ts';
import { execute } from '../../platform/write/transact.ts';
import { type Change, changedMeanwhile, discard, repair, retry } from './decide.ts';
import { erasedDetail } from './erased.ts';
import { fixedOf, formOf, insistOnRepair } from './form.ts';
import { historyOf, whoWasFaster } from './history.ts';
import { listOf } from './list.ts';
import { isOperator, type ShownEntry, shownTo, type TrashNeeds } from './shown.ts';
import { insistOnSource, readSource, type Source } from './source.ts';

/** Who asks, and how a change of theirs is threaded. */
type Asker = Pick<EndpointRequest<typeof api.getTrashed>, 'caller' | 'thread'>;

const noSuchEntry = (): Refusal => new Refusal('missing', 'no_such_entry', 'There is no such entry in the Trash');

/** Of an entry that is none of the caller's, nobody can tell that it is there. */
const find = async ({ platform }: TrashNeeds, caller: Caller, trashId: string): Promise<TrashEntry> => {
  const { database, privacy } = platform;
  const entry = (await trashEntries.whole(privacy).byIds(database, [trashId])).get(trashId);
  if (!entry || !seesMerchant(caller, entry.merchant)) throw noSuchEntry();
  return entry;
};

/** An entry of which something is left that could be tried again. */
const findReadable = async (needs: TrashNeeds, caller: Caller, trashId: string): Promise<TrashEntry> => {
  const entry = await find(needs, caller, trashId);
  if ((await erasedEntries(needs.platform.database, [trashId])).has(trashId))
    throw new Refusal('conflict', 'erased', erasedDetail);
  return entry;
};

const shownOne = async (needs: TrashNeeds, caller: Caller, trashId: string): Promise<ShownEntry> => {
  const [shown] = await shownTo(needs, caller, [await find(needs, caller, trashId)]);
  if (!shown) throw noSuchEntry();
  return shown;
};

/** A refusal because somebody was faster says who that was. */
const inWords = async (
  { platform, access }: TrashNeeds,
  trashId: string,
  { error, expectedVersion }: { error: unknown; expectedVersion: number },
): Promise<unknown> => {
  if (!(error instanceof Refusal) || error.code !== changedMeanwhile) return error;
  const words = whoWasFaster(await historyOf(platform, access, trashId), expectedVersion);
  return new Refusal('conflict', changedMeanwhile, words, [{ path: 'expectedVersion', message: words }]);
};

type Deciding = { decide(entry: TrashEntry | undefined): TrashEvent[]; expectedVersion?: number | undefined };

/**
 * Changes an entry in its own thread: whoever retries an order's message is part of that order's story. Who comes second is told
 * who was faster.
 */
const change = async (
  needs: TrashNeeds,
  { entry, caller, thread }: Asker & { entry: TrashEntry },
  { decide, expectedVersion = 0 }: Deciding,
): Promise<ShownEntry> => {
  const { trashId, correlationId } = entry;
  try {
    await execute(needs.platform, trash, { id: trashId, thread: thread(correlationId), decide });
  } catch (error) {
    throw await inWords(needs, trashId, { error, expectedVersion });
  }
  return shownOne(needs, caller, trashId);
};

const repairing = (needs: TrashNeeds) =>
  serve(api.repairTrashed, async ({ caller, thread, params: { trashId }, body: { payload, expectedVersion } }) => {
    const entry = await findReadable(needs, caller, trashId);
    const resumer = needs.resumers.get(entry.handler);
    if (resumer?.ownMaking && !isOperator(caller))
      throw new Refusal('forbidden', 'operator_only', 'Only who looks after all merchants may edit this message');
    const repaired = repair({ payload }, { now: needs.platform.clock.now(), expectedVersion });
    const decide = (state: TrashEntry | undefined): TrashEvent[] => {
      const events = repaired(state);
      insistOnRepair(resumer, state?.payload, payload);
      return events;
    };
    return change(needs, { entry, caller, thread }, { decide, expectedVersion });
  });

const discarding = (needs: TrashNeeds) =>
  serve(api.discardTrashed, async ({ caller, thread, params: { trashId }, body: { reason, expectedVersion } }) => {
    const entry = await find(needs, caller, trashId);
    const decide = discard(reason, { now: needs.platform.clock.now(), expectedVersion });
    return change(needs, { entry, caller, thread }, { decide, expectedVersion });
  });

const retryingMany = (needs: TrashNeeds) =>
  serve(api.retryTrashed, async ({ body, caller, thread }) => {
    const retrying: string[] = [];
    const refused: { trashId: string; reason: string }[] = [];
    for (const trashId of new Set(body.trashIds)) {
      try {
        const entry = await findReadable(needs, caller, trashId);
        const asked: Change = { now: needs.platform.clock.now() };
        await execute(needs.platform, trash, {
          id: trashId,
          thread: thread(entry.correlationId),
          decide: retry(asked),
        });
        retrying.push(trashId);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        refused.push({ trashId, reason: error.message });
      }
    }
    return { retrying, refused };
  });

const inFull = (needs: TrashNeeds) =>
  serve(api.getTrashed, async ({ platform, caller, params: { trashId } }) => {
    const entry = await find(needs, caller, trashId);
    const [[shown], history] = await Promise.all([
      shownTo(needs, caller, [entry]),
      historyOf(platform, needs.access, trashId),
    ]);
    if (!shown) throw noSuchEntry();
    const resumer = needs.resumers.get(entry.handler);
    const isLeft = shown.erased !== true;
    return {
      ...shown,
      history,
      form: isLeft ? formOf(resumer, entry.payload) : null,
      fixed: isLeft ? [...fixedOf(resumer, entry.payload)] : [],
      readAgainFrom: (isLeft && resumer?.source?.name) || null,
    };
  });

/** Reads a source, unless the entry could not go on anyway. */
const readFor = async (
  needs: TrashNeeds,
  entry: TrashEntry,
  { asked, source }: { asked: Change; source: Source },
): Promise<SourceReading> => {
  try {
    retry(asked)(entry);
  } catch (error) {
    throw await inWords(needs, entry.trashId, { error, expectedVersion: asked.expectedVersion ?? 0 });
  }
  return readSource(source, entry);
};

const sources = (needs: TrashNeeds) => [
  serve(api.readTrashSource, async ({ caller, params: { trashId } }) => {
    const entry = await findReadable(needs, caller, trashId);
    const source = insistOnSource(needs.resumers.get(entry.handler));
    const { payload, differences, readAt } = await readSource(source, entry);
    return { source: source.name, readAt: readAt.toISOString(), payload, differences: [...differences] };
  }),
  serve(api.retryFromSource, async ({ caller, thread, params: { trashId }, body: { expectedVersion } }) => {
    const entry = await findReadable(needs, caller, trashId);
    const source = insistOnSource(needs.resumers.get(entry.handler));
    const asked = { now: needs.platform.clock.now(), expectedVersion };
    const reading = await readFor(needs, entry, { asked, source });
    const decide = repair({ payload: reading.payload, source: source.name }, asked);
    return change(needs, { entry, caller, thread }, { decide, expectedVersion });
  }),
];

export const trashRoutes = (needs: TrashNeeds) => [
  serve(api.listTrash, ({ caller, query }) => listOf(needs, { caller, merchants: merchantFilter(caller) }, query)),
  retryingMany(needs),
  inFull(needs),
  repairing(needs),
  discarding(needs),
  ...sources(needs),
];

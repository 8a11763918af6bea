/** Orders whose golden thread failed for good: an entry of the Trash that says why, and that is resolved once the thread is through. */
import {
  messageRepaired,
  messageResolved,
  messageRetried,
  retryFailed,
  type TrashEvent,
} from '@gantry/shared/events/trash';
import type { TrashEntry } from '../../../../platform/trash/entry.ts';
import { type FailedMessage, trash, trashEntries, trashIdOf, trashIn } from '../../../../platform/trash.ts';
import { allDone } from '../../../../platform/write/stream.ts';
import { hold, transact } from '../../../../platform/write/transact.ts';
import { readSubjects } from '../../personal.ts';
import { noteTrash } from '../claims.ts';
import type { Followed } from '../follow.ts';
import type { Stage } from '../stage.ts';
import { fieldsAt, snapshotOf, sourceName, type TrashedOrder, trashedOrder } from './snapshot.ts';

/** The name under which the Trash keeps an order that cannot go on, and gives it back. */
export const erpHandler = 'orders.erp';

export type Failure = Extract<Followed, { ok: false }>;

/** What people are told of a failure, in the ERP's own words. */
export const wordsOf = ({ step, fault: { said } }: Failure): string => `${step}: ${said}`;

const stillOpen = ({ state }: TrashEntry): boolean => state === 'open' || state === 'retrying';

/** Puts an order into the Trash, with what the ERP said of its customer then; one that lies there already stays as it is. */
export const putAway = async (stage: Stage, failure: Failure): Promise<void> => {
  const { platform, order, claimed, moved } = stage;
  const { orderId, merchant, content } = order;
  const { trashId, failures } = claimed;
  const { step } = failure;
  const detail = wordsOf(failure);
  const payload: TrashedOrder = {
    orderId,
    number: content.number,
    step,
    moved,
    customer: await snapshotOf(stage, failure),
  };
  const message: FailedMessage = {
    source: 'back_write',
    handler: erpHandler,
    reason: failure.fault.code,
    detail,
    payload,
    fields: fieldsAt(step, detail),
    key: `${orderId}:${failures}`,
    correlationId: orderId,
    subject: (await readSubjects(platform.database, [orderId])).get(orderId),
    merchant,
  };
  await transact(platform, hold(trash, [trashIdOf(message)]), async (unit) => {
    const lies = trashId === null ? undefined : (await trashEntries.byIds(unit.tx, [trashId])).get(trashId);
    if (lies && stillOpen(lies)) return;
    const [put = null] = await trashIn(unit, [message]);
    await noteTrash(unit.tx, claimed.id, put);
  });
};

/** What a try tells an open entry that was not asked for there: what was read again, and how it ended. */
const tried =
  (outcome: (trashId: string) => TrashEvent, { stage: { fromSource }, there, now }: Told) =>
  (entry: TrashEntry | undefined): TrashEvent[] => {
    if (entry?.state !== 'open') return [];
    const { trashId } = entry;
    const times = { occurredAt: now.toISOString() };
    const payload = { ...trashedOrder.safeParse(entry.payload).data, fromSource: true, customer: there };
    return [
      ...(fromSource && there ? [messageRepaired({ trashId, payload, source: sourceName }, times)] : []),
      messageRetried({ trashId }, times),
      outcome(trashId),
    ];
  };
type Told = { stage: Pick<Stage, 'fromSource'>; there: Extract<Followed, { ok: true }>['there']; now: Date };

/** Takes an order out of the Trash whose thread is through. One that is being retried there is concluded by whoever retries it. */
export const takeOut = async (stage: Stage, { there }: Extract<Followed, { ok: true }>): Promise<void> => {
  const { platform, claimed, thread } = stage;
  const { id, trashId } = claimed;
  if (trashId === null) return;
  await transact(platform, hold(trash, [trashId]), async ({ tx, now, apply }) => {
    const outcome = (one: string): TrashEvent => messageResolved({ trashId: one }, { occurredAt: now.toISOString() });
    const decide = tried(outcome, { stage, there, now });
    allDone(await apply(trash, [{ id: trashId, thread, decide }]));
    await noteTrash(tx, id, null);
  });
};

/** Tells the entry in which an order waits that somebody read its source again, and that it failed again. */
export const noteFailedAgain = async (stage: Stage, failure: Failure): Promise<void> => {
  const { platform, claimed, thread } = stage;
  const { trashId } = claimed;
  if (trashId === null || !stage.fromSource) return;
  const detail = wordsOf(failure);
  const said = { reason: failure.fault.code, detail, fields: fieldsAt(failure.step, detail) };
  await transact(platform, hold(trash, [trashId]), async ({ now, apply }) => {
    const outcome = (one: string): TrashEvent =>
      retryFailed({ trashId: one, ...said }, { occurredAt: now.toISOString() });
    const decide = tried(outcome, { stage, there: null, now });
    allDone(await apply(trash, [{ id: trashId, thread, decide }]));
  });
};

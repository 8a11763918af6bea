/** Orders whose golden thread failed for good: an entry of the Trash that says why, and that is resolved once the thread is through. */
import { messageResolved, messageRetried, type TrashEvent } from '@gantry/shared/events/trash';
import type { TrashEntry } from '../../../platform/trash/entry.ts';
import { type FailedMessage, trash, trashEntries, trashIdOf, trashIn } from '../../../platform/trash.ts';
import { allDone } from '../../../platform/write/stream.ts';
import { hold, transact } from '../../../platform/write/transact.ts';
import { readSubjects } from '../personal.ts';
import { noteTrash } from './claims.ts';
import type { Followed } from './follow.ts';
import type { Stage } from './stage.ts';

/** The name under which the Trash keeps an order that cannot go on, and gives it back. */
export const erpHandler = 'orders.erp';

export type Failure = Extract<Followed, { ok: false }>;

/** What people are told of a failure, in the ERP's own words. */
export const wordsOf = ({ step, fault: { said } }: Failure): string => `${step}: ${said}`;

const stillOpen = ({ state }: TrashEntry): boolean => state === 'open' || state === 'retrying';

/** Puts an order into the Trash; one that lies there already stays as it is. */
export const putAway = async (
  { platform, order, claimed, moved }: Pick<Stage, 'platform' | 'order' | 'claimed' | 'moved'>,
  { reason, detail, step }: { reason: string; detail: string; step: string },
): Promise<void> => {
  const { orderId, merchant, content } = order;
  const { trashId, failures } = claimed;
  const message: FailedMessage = {
    source: 'job',
    handler: erpHandler,
    reason,
    detail,
    payload: { orderId, number: content.number, step, moved },
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

const resolved =
  (now: Date) =>
  (entry: TrashEntry | undefined): TrashEvent[] => {
    if (entry?.state !== 'open') return [];
    const { trashId } = entry;
    const times = { occurredAt: now.toISOString() };
    return [messageRetried({ trashId }, times), messageResolved({ trashId }, times)];
  };

/** Takes an order out of the Trash whose thread is through. One that is being retried there is concluded by whoever retries it. */
export const takeOut = async ({
  platform,
  claimed: { id, trashId },
  thread,
}: Pick<Stage, 'platform' | 'claimed' | 'thread'>): Promise<void> => {
  if (trashId === null) return;
  await transact(platform, hold(trash, [trashId]), async ({ tx, now, apply }) => {
    allDone(await apply(trash, [{ id: trashId, thread, decide: resolved(now) }]));
    await noteTrash(tx, id, null);
  });
};

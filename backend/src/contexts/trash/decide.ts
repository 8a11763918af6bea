/** What a person may do with a message in the Trash. Pure. */
import * as trash from '@gantry/shared/events/trash';
import { type FieldError, Refusal } from '../../kernel/errors.ts';
import type { TrashEntry } from '../../platform/trash/entry.ts';

/** Who changes an entry: when, and which version of it was looked at. */
export type Change = { now: Date; expectedVersion?: number | undefined; runId?: string | undefined };

const standing = (state: TrashEntry | undefined): TrashEntry => {
  if (!state) throw new Refusal('missing', 'no_such_entry', 'There is no such entry in the Trash');
  return state;
};

export const changedMeanwhile = 'changed_meanwhile';
const changeable = (state: TrashEntry | undefined, { expectedVersion }: Change): TrashEntry => {
  const entry = standing(state);
  if (expectedVersion !== undefined && expectedVersion !== entry.version)
    throw new Refusal('conflict', changedMeanwhile, 'Somebody else was faster with this entry');
  return entry;
};
const openOnly = (entry: TrashEntry): void => {
  if (entry.state !== 'open') throw new Refusal('conflict', 'not_open', `The entry is ${entry.state}, not open`);
};
const at = ({ now }: Pick<Change, 'now'>) => ({ occurredAt: now.toISOString() });
const ofRun = ({ runId }: Change) => (runId === undefined ? {} : { runId });

/** Asks for another try. */
export const retry =
  (change: Change) =>
  (state: TrashEntry | undefined): trash.TrashEvent[] => {
    const entry = changeable(state, change);
    openOnly(entry);
    return [trash.messageRetried({ trashId: entry.trashId, ...ofRun(change) }, at(change))];
  };

/** What a payload is replaced by. `source`: where it was read again; left out where a person typed it. */
export type Replacement = { payload: unknown; source?: string };

/** Replaces the payload and asks for another try; the original is kept. */
export const repair =
  (replacement: Replacement, change: Change) =>
  (state: TrashEntry | undefined): trash.TrashEvent[] => {
    const entry = changeable(state, change);
    openOnly(entry);
    const { trashId } = entry;
    return [
      trash.messageRepaired({ trashId, ...replacement }, at(change)),
      trash.messageRetried({ trashId }, at(change)),
    ];
  };

/** Gives an entry up. Once is enough. */
export const discard =
  (reason: string, change: Change) =>
  (state: TrashEntry | undefined): trash.TrashEvent[] => {
    const { trashId, state: stands } = standing(state);
    if (stands === 'discarded') return [];
    openOnly(changeable(state, change));
    return [trash.messageDiscarded({ trashId, reason, ...ofRun(change) }, at(change))];
  };

/** Why a try failed, at which fields, and what the message waits for now. */
export type Failure = {
  reason: string;
  detail: string;
  fields?: FieldError[];
  about?: trash.AboutTrashed | undefined;
};

/** How the try went. Only an entry that is being retried can have an outcome. */
export const conclude =
  (failure: Failure | undefined, now: Date, overtakenBy?: string) =>
  (state: TrashEntry | undefined): trash.TrashEvent[] => {
    const { trashId, state: stands } = standing(state);
    if (stands !== 'retrying') return [];
    return [
      failure
        ? trash.retryFailed({ trashId, ...failure }, at({ now }))
        : trash.messageResolved({ trashId, ...(overtakenBy === undefined ? {} : { overtakenBy }) }, at({ now })),
    ];
  };

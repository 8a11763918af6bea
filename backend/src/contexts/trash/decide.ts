/** What a person may do with a message in the Trash. Pure. */
import * as trash from '@gantry/shared/events/trash';
import { Refusal } from '../../kernel/errors.ts';
import type { TrashEntry } from '../../platform/trash.ts';

const standing = (state: TrashEntry | undefined): TrashEntry => {
  if (!state) throw new Refusal('missing', 'no_such_entry', 'There is no such entry in the Trash');
  return state;
};
const openOnly = (state: TrashEntry): void => {
  if (state.state !== 'open') throw new Refusal('conflict', 'not_open', `The entry is ${state.state}, not open`);
};
const at = (now: Date) => ({ occurredAt: now.toISOString() });

/** Asks for another try. */
export const retry =
  (now: Date) =>
  (state: TrashEntry | undefined): trash.TrashEvent[] => {
    const { trashId } = standing(state);
    openOnly(standing(state));
    return [trash.messageRetried({ trashId }, at(now))];
  };

/** Replaces the payload and asks for another try; the original is kept. */
export const repair =
  (payload: unknown, now: Date) =>
  (state: TrashEntry | undefined): trash.TrashEvent[] => {
    const { trashId } = standing(state);
    openOnly(standing(state));
    return [trash.messageRepaired({ trashId, payload }, at(now)), trash.messageRetried({ trashId }, at(now))];
  };

/** Gives an entry up. Once is enough. */
export const discard =
  (reason: string, now: Date) =>
  (state: TrashEntry | undefined): trash.TrashEvent[] => {
    const { trashId, state: stands } = standing(state);
    if (stands === 'discarded') return [];
    openOnly(standing(state));
    return [trash.messageDiscarded({ trashId, reason }, at(now))];
  };

/** Why a try failed, and what the message waits for now. */
export type Failure = { reason: string; detail: string; about?: trash.AboutTrashed | undefined };

/** How the try went. Only an entry that is being retried can have an outcome. */
export const conclude =
  (failure: Failure | undefined, now: Date, overtakenBy?: string) =>
  (state: TrashEntry | undefined): trash.TrashEvent[] => {
    const { trashId, state: stands } = standing(state);
    if (stands !== 'retrying') return [];
    return [
      failure
        ? trash.retryFailed({ trashId, ...failure }, at(now))
        : trash.messageResolved({ trashId, ...(overtakenBy === undefined ? {} : { overtakenBy }) }, at(now)),
    ];
  };

/** What was done to entries of the Trash, from their own events, with the names of those who did it. */
import type { trashStep } from '@gantry/shared/api/trash';
import type { TrashEvent } from '@gantry/shared/events/trash';
import type { z } from 'zod';
import { differencesBetween } from '../../kernel/json/differences.ts';
import { type StoredEvent, streamEvents } from '../../platform/log/event-log.ts';
import type { Platform } from '../../platform/platform.ts';
import { trash } from '../../platform/trash.ts';
import { wholeEvents } from '../../platform/write/sealing.ts';
import { eventOf } from '../../platform/write/stream.ts';
import type { Access } from '../access/public.ts';

export type TrashStep = z.infer<typeof trashStep>;
type Told = Pick<TrashStep, 'did' | 'reason' | 'detail' | 'changes' | 'runId'>;
type Names = Pick<Access, 'namesOf'>;

const nothing = { reason: null, detail: null, changes: [], runId: null };

/** What an event says; `before` is the payload that stood then. */
const toldBy = ({ name, payload }: TrashEvent, before: unknown): Told => {
  switch (name) {
    case 'trash.message_trashed':
      return { ...nothing, did: 'trashed', reason: payload.reason, detail: payload.detail };
    case 'trash.message_repaired':
      return {
        ...nothing,
        did: 'repaired',
        detail: payload.source === undefined ? null : `read again from ${payload.source}`,
        changes: differencesBetween(before, payload.payload),
      };
    case 'trash.message_retried':
      return { ...nothing, did: 'retried', runId: payload.runId ?? null };
    case 'trash.retry_failed':
      return { ...nothing, did: 'failed_again', reason: payload.reason, detail: payload.detail };
    case 'trash.message_discarded':
      return { ...nothing, did: 'discarded', reason: payload.reason, runId: payload.runId ?? null };
    case 'trash.message_resolved':
      return payload.overtakenBy === undefined
        ? { ...nothing, did: 'resolved' }
        : { ...nothing, did: 'resolved', reason: 'overtaken', detail: payload.overtakenBy };
  }
};

const stepsOf = (events: readonly StoredEvent[], names: ReadonlyMap<string, string>): TrashStep[] => {
  let payload: unknown;
  return events.flatMap((stored) => {
    const event = eventOf(trash, stored);
    if (!event) return [];
    const told = toldBy(event, payload);
    if (event.name === 'trash.message_trashed' || event.name === 'trash.message_repaired')
      payload = event.payload.payload;
    const { occurredAt: at, actor } = stored;
    return [{ at, actor, actorName: names.get(actor) ?? null, ...told }];
  });
};

/** The history of an entry, oldest first. What was erased is not told any more. */
export const historyOf = async (
  { database, privacy }: Pick<Platform, 'database' | 'privacy'>,
  { namesOf }: Names,
  trashId: string,
): Promise<TrashStep[]> => {
  const stored = (await streamEvents(database, trash.name, [trashId])).get(trashId) ?? [];
  const events = await wholeEvents(privacy, database, stored);
  return stepsOf(events, await namesOf(events.map(({ actor }) => actor)));
};

const verbs: Readonly<Record<TrashStep['did'], string>> = {
  trashed: 'put it there',
  repaired: 'repaired it',
  retried: 'tried it again',
  failed_again: 'tried it again, and it failed again',
  resolved: 'resolved it',
  discarded: 'discarded it',
};

/** Who was faster, in words: of what happened after a version, what people did comes first. */
export const whoWasFaster = (steps: readonly TrashStep[], expectedVersion: number): string => {
  const since = steps.slice(expectedVersion);
  const told = since.find(({ actor }) => !actor.startsWith('system:')) ?? since[0];
  if (!told) return 'The entry is not at this version';
  return `${told.actorName ?? told.actor} ${verbs[told.did]} at ${told.at}`;
};

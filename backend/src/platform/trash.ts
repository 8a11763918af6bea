/**
 * The Trash: where messages go that failed for good. Platform's own, because subscribers and jobs throw here; the trash
 * context lets people repair what lies in it. An entry is a stream like any other: its row is the fold of its events.
 */
import { nobodys } from '@gantry/shared/caller';
import type { RecordedEvent } from '@gantry/shared/events/define';
import * as events from '@gantry/shared/events/trash';
import { z } from 'zod';
import { type FieldError, messageOf } from '../kernel/errors.ts';
import { derivedId } from '../kernel/ids.ts';
import { evolve, type TrashEntry } from './trash/entry.ts';
import { ownerOfThread } from './trash/owner.ts';
import { rowStore } from './write/row-store.ts';
import { allDone, stream } from './write/stream.ts';
import { hold, transact, type Unit, type Writing } from './write/transact.ts';

const poison = 'poison_event';

export const trashEntries = rowStore<TrashEntry, events.TrashEvent, Omit<TrashEntry, 'version'>>({
  table: 'trashed_messages',
  key: 'trashId',
  columns: {
    merchant: 'text',
    key: 'text',
    state: 'text',
    source: 'text',
    handler: 'text',
    reason: 'text',
    detail: 'text',
    payload: 'value',
    originalPayload: 'value',
    correlationId: 'text',
    trashedAt: 'instant',
    updatedAt: 'instant',
    retries: 'int',
    discardReason: 'text',
    about: 'json',
    fields: 'value',
    runId: 'text',
  },
  row: ({ version: _, ...row }) => row,
  state: (row, version) => ({ ...row, version }),
  fixed: ['merchant', 'key', 'source', 'handler', 'correlationId', 'trashedAt'],
  personal: {
    schema: z.object({
      detail: events.messageTrashed.payload.shape.detail,
      payload: events.messageTrashed.payload.shape.payload,
      originalPayload: events.messageTrashed.payload.shape.payload,
      discardReason: events.messageDiscarded.payload.shape.reason.nullable(),
      fields: events.messageTrashed.payload.shape.fields,
    }),
    // Whoever throws a message away says whom it speaks of, where that is known.
    ownerOf: 'own',
  },
});

export const trash = stream('trash', events.trashEvents, {
  evolve,
  store: trashEntries,
  merchantOf: ({ merchant }) => merchant,
});

/** A message that failed for good, and why. */
export type FailedMessage = {
  source: events.TrashSource;
  handler: string;
  reason: string;
  detail: string;
  payload: unknown;
  /** What of the payload is to be put right. */
  fields?: FieldError[];
  /** Natural key: the same failure of the same message is one entry. */
  key: string;
  correlationId?: string;
  /** The data subject it speaks of, where that is known: it is erased with them. */
  subject?: string | undefined;
  /** What of the payload everybody may read. */
  about?: events.AboutTrashed;
  /** Left out: nobody’s. A part of what several merchants share may speak of any of them. */
  merchant?: string;
};

/** The id of the entry for a natural key: putting the same thing there twice is one entry. */
export const trashIdOf = ({ handler, key }: Pick<FailedMessage, 'handler' | 'key'>): string =>
  derivedId('trs', [handler, key]);

/**
 * An event that a reader of the log refuses. Where the event tells that another was refused, it is the failure of that other
 * one: a reader that cannot read of the Trash would otherwise fill it with entries about its own entries, without end.
 */
export const poisonEvent = (handler: string, event: RecordedEvent, error: unknown): FailedMessage => {
  const told =
    event.name === events.messageTrashed.name ? events.messageTrashed.payload.safeParse(event.payload) : null;
  return {
    source: 'subscriber',
    handler,
    reason: poison,
    detail: messageOf(error),
    payload: event,
    about: { seq: event.seq },
    subject: event.subject,
    key: told?.data?.reason === poison ? told.data.key : event.id,
    correlationId: event.correlationId,
    ...ownerOfThread(event.correlationId, event.merchant),
  };
};

/** Puts messages into the Trash in a transaction that holds their entries. Answers the entries' ids in order. */
export const trashIn = async ({ apply, now }: Unit, messages: readonly FailedMessage[]): Promise<string[]> => {
  const commands = messages.map(({ subject, ...message }) => {
    const trashId = trashIdOf(message);
    // Cut in the middle of a letter, or with a zero byte of somebody's message in it, it could not be kept at all.
    const detail = message.detail.slice(0, 2_000).replaceAll('\0', '').toWellFormed();
    const decide = (entry: TrashEntry | undefined): events.TrashEvent[] =>
      entry
        ? []
        : [
            events.messageTrashed(
              { merchant: nobodys, ...message, trashId, detail },
              { occurredAt: now.toISOString() },
            ),
          ];
    const thread = { correlationId: message.correlationId ?? trashId, actor: `system:${message.handler}` };
    return { id: trashId, thread, subject, decide };
  });
  if (commands.length > 0) allDone(await apply(trash, commands));
  return commands.map(({ id }) => id);
};

/** Puts one message into the Trash in its own transaction. Answers the entry's id. */
export const putInTrash = async (platform: Writing, message: FailedMessage): Promise<string> => {
  const id = trashIdOf(message);
  await transact(platform, hold(trash, [id]), (unit) => trashIn(unit, [message]));
  return id;
};

const mostTogether = 100;

/** Puts messages into the Trash, a hundred in a transaction. */
export const putAllInTrash = async (platform: Writing, messages: readonly FailedMessage[]): Promise<void> => {
  for (let from = 0; from < messages.length; from += mostTogether) {
    const some = messages.slice(from, from + mostTogether);
    await transact(platform, hold(trash, some.map(trashIdOf)), (unit) => trashIn(unit, some));
  }
};

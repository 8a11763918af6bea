/**
 * Where messages go that failed for good. Platform's own, because subscribers and jobs throw here; the trash context
 * lets people repair what lies in it. An entry is a stream like any other: its row is the fold of its events.
 */

import type { Json } from '@gantry/prisma/client';
import type { Fact } from '@gantry/shared/events/define';
import * as trash from '@gantry/shared/events/trash';
import type { Evolve } from '../kernel/decider.ts';
import { derivedId } from '../kernel/ids.ts';
import type { Transaction } from './database.ts';
import { lockRows } from './database.ts';
import { applyAll, type Change, commit, type Held, type Stream } from './execute.ts';
import type { Platform } from './platform.ts';

export type DeadLetter = {
  trashId: string;
  key: string;
  state: 'open' | 'retrying' | 'resolved' | 'discarded';
  source: trash.TrashSource;
  handler: string;
  reason: string;
  detail: string;
  payload: unknown;
  originalPayload: unknown;
  trashedAt: string;
  updatedAt: string;
  retries: number;
  discardReason: string | null;
};

const timeOf = (fact: { occurredAt?: string | undefined }): string => fact.occurredAt ?? new Date(0).toISOString();

const evolve: Evolve<DeadLetter> = (state, fact) => {
  const at = timeOf(fact);
  if (fact.name === 'trash.message_trashed') {
    const p = trash.messageTrashed.payload.parse(fact.payload);
    return {
      ...p,
      state: 'open',
      payload: p.payload ?? null,
      originalPayload: p.payload ?? null,
      trashedAt: at,
      updatedAt: at,
      retries: 0,
      discardReason: null,
    };
  }
  if (!state) return undefined;
  const p = fact.payload as { payload?: unknown; reason?: string; detail?: string };
  switch (fact.name) {
    case 'trash.message_repaired':
      return { ...state, payload: p.payload ?? null, updatedAt: at };
    case 'trash.message_retried':
      return { ...state, state: 'retrying', retries: state.retries + 1, updatedAt: at };
    case 'trash.message_resolved':
      return { ...state, state: 'resolved', updatedAt: at };
    case 'trash.retry_failed':
      return {
        ...state,
        state: 'open',
        reason: p.reason ?? state.reason,
        detail: p.detail ?? state.detail,
        updatedAt: at,
      };
    case 'trash.message_discarded':
      return { ...state, state: 'discarded', discardReason: p.reason ?? '', updatedAt: at };
    default:
      return state;
  }
};

const load = async (tx: Transaction, ids: readonly string[]): Promise<Map<string, Held<DeadLetter>>> => {
  await lockRows(tx, 'trashed_messages', ids);
  const rows = await tx.trashedMessage.findMany({ where: { id: { in: [...ids] } } });
  return new Map(
    rows.map(({ id, version, correlationId: _, trashedAt, updatedAt, state, source, ...row }) => [
      id,
      {
        version,
        state: {
          ...row,
          trashId: id,
          state: state as DeadLetter['state'],
          source: source as DeadLetter['source'],
          trashedAt: trashedAt.toISOString(),
          updatedAt: updatedAt.toISOString(),
        },
      },
    ]),
  );
};

const save = async (tx: Transaction, changes: readonly Change<DeadLetter>[]): Promise<void> => {
  for (const { id, before, after } of changes) {
    const { trashId: _, payload, originalPayload, ...columns } = after.state;
    const row = {
      ...columns,
      payload: payload as Json,
      originalPayload: originalPayload as Json,
      version: after.version,
    };
    if (before) await tx.trashedMessage.update({ where: { id }, data: row });
    else await tx.trashedMessage.create({ data: { ...row, id, correlationId: id } });
  }
};

export const deadLetters: Stream<DeadLetter> = { name: 'trash', evolve, load, save };

export type Thrown = {
  source: trash.TrashSource;
  handler: string;
  reason: string;
  detail: string;
  payload: unknown;
  key: string;
  correlationId?: string;
};

/** The id of the entry for a natural key: throwing the same thing twice is one entry. */
export const trashIdOf = (handler: string, key: string): string => derivedId('trs', [handler, key]);

/** Throws messages away inside a transaction the caller holds. Answers their ids in order. */
export const throwAwayIn = async (tx: Transaction, now: Date, thrown: readonly Thrown[]): Promise<string[]> => {
  const commands = thrown.map((one) => {
    const trashId = trashIdOf(one.handler, one.key);
    const { correlationId, ...payload } = one;
    const decide = (state: DeadLetter | undefined): Fact[] =>
      state
        ? []
        : [
            trash.messageTrashed(
              { ...payload, trashId, detail: one.detail.slice(0, 2_000) },
              { occurredAt: now.toISOString() },
            ),
          ];
    return { id: trashId, thread: { correlationId: correlationId ?? trashId, actor: `system:${one.handler}` }, decide };
  });
  const outcomes = await applyAll({ tx, now }, deadLetters, commands);
  for (const outcome of outcomes) if (!outcome.ok) throw outcome.error;
  return commands.map((command) => command.id);
};

/** Throws one message away in its own transaction. */
export const throwAway = async (platform: Platform, thrown: Thrown): Promise<string> => {
  const [id] = await commit(platform, (tx) => throwAwayIn(tx, platform.clock.now(), [thrown]));
  return id ?? '';
};

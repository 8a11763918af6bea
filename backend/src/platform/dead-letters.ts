/**
 * Where messages go that failed for good. Platform's own, because subscribers and jobs throw here; the trash context
 * lets people repair what lies in it. An entry is a stream like any other: its row is the fold of its events.
 */

import type { Fact } from '@gantry/shared/events/define';
import * as trash from '@gantry/shared/events/trash';
import type { Evolve } from '../kernel/decider.ts';
import { derivedId } from '../kernel/ids.ts';
import type { Sql } from './database.ts';
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

type Row = Omit<DeadLetter, 'trashedAt' | 'updatedAt'> & { version: number; trashedAt: Date; updatedAt: Date };

const load = async (tx: Sql, ids: readonly string[]): Promise<Map<string, Held<DeadLetter>>> => {
  const rows = await tx.$queryRawUnsafe<Row[]>(
    `SELECT id AS "trashId", key, state, source, handler, reason, detail, payload, original_payload AS "originalPayload",
       trashed_at AS "trashedAt", updated_at AS "updatedAt", retries, discard_reason AS "discardReason", version
     FROM trashed_messages WHERE id = ANY($1::text[]) ORDER BY id FOR UPDATE`,
    ids,
  );
  return new Map(
    rows.map(({ version, trashedAt, updatedAt, ...row }) => [
      row.trashId,
      { version, state: { ...row, trashedAt: trashedAt.toISOString(), updatedAt: updatedAt.toISOString() } },
    ]),
  );
};

const write = `
  INSERT INTO trashed_messages (id, key, state, source, handler, reason, detail, payload, original_payload, correlation_id, trashed_at, updated_at, retries,
    discard_reason, version)
  SELECT r->>'trashId', r->>'key', r->>'state', r->>'source', r->>'handler', r->>'reason', r->>'detail', r->'payload', r->'originalPayload', r->>'trashId',
    (r->>'trashedAt')::timestamptz, (r->>'updatedAt')::timestamptz, (r->>'retries')::int, r->>'discardReason', (r->>'version')::int
  FROM jsonb_array_elements($1::jsonb) r
  ON CONFLICT (id) DO UPDATE SET state = EXCLUDED.state, reason = EXCLUDED.reason, detail = EXCLUDED.detail, payload = EXCLUDED.payload,
    updated_at = EXCLUDED.updated_at, retries = EXCLUDED.retries, discard_reason = EXCLUDED.discard_reason, version = EXCLUDED.version`;

const save = async (tx: Sql, changes: readonly Change<DeadLetter>[]): Promise<void> => {
  const rows = changes.map(({ after }) => ({ ...after.state, version: after.version }));
  await tx.$executeRawUnsafe(write, JSON.stringify(rows));
};

export const deadLetters: Stream<DeadLetter, Sql> = { name: 'trash', evolve, load, save };

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
export const throwAwayIn = async (tx: Sql, now: Date, thrown: readonly Thrown[]): Promise<string[]> => {
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
  for (const [n, outcome] of outcomes.entries()) {
    if (!outcome.ok) throw outcome.error;
    const { id, thread } = commands[n] ?? {};
    // The thread is the log's, not the state's; the row repeats it so that a later try goes on in the same story.
    if (id && thread && outcome.facts.length > 0 && thread.correlationId !== id)
      await tx.$executeRawUnsafe(
        'UPDATE trashed_messages SET correlation_id = $2 WHERE id = $1',
        id,
        thread.correlationId,
      );
  }
  return commands.map((command) => command.id);
};

/** Throws one message away in its own transaction. */
export const throwAway = async (platform: Platform, thrown: Thrown): Promise<string> => {
  const [id] = await commit(platform, (tx) => throwAwayIn(tx, platform.clock.now(), [thrown]));
  return id ?? '';
};

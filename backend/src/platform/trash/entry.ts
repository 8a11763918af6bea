/** An entry of the Trash: its state, and how its events fold into it. Pure. */
import { mainMerchant, nobodys } from '@gantry/shared/caller';
import type * as events from '@gantry/shared/events/trash';
import { type Evolve, fold } from '../../kernel/decider.ts';
import type { FieldError } from '../../kernel/errors.ts';

export type TrashEntry = {
  trashId: string;
  /** Whose it is: that of an order; empty for what is nobody’s, which is the operator’s to look after. */
  merchant: string;
  key: string;
  state: 'open' | 'retrying' | 'resolved' | 'discarded';
  source: events.TrashSource;
  handler: string;
  reason: string;
  detail: string;
  payload: unknown;
  originalPayload: unknown;
  /** What of the payload is to be put right, where whoever refused it said so. */
  fields: FieldError[] | null;
  /** The story the message is part of, so that a later try goes on in it. */
  correlationId: string;
  trashedAt: string;
  updatedAt: string;
  retries: number;
  discardReason: string | null;
  /** What of its payload everybody may read. */
  about: events.AboutTrashed | null;
  /** The bulk run that its last try or its end was part of. */
  runId: string | null;
  /** Counts its events: who changes it says which one was looked at. */
  version: number;
};

/** What entries from before say of themselves in their payloads alone. */
const aboutOf = (payload: unknown): events.AboutTrashed | null => {
  const { connection, seq } = (payload ?? {}) as { connection?: unknown; seq?: unknown };
  if (typeof connection === 'string') return { connection };
  return typeof seq === 'number' ? { seq } : null;
};

const steps = fold<TrashEntry, events.TrashEvent>({
  'trash.message_trashed': {
    begin: ({ correlationId, merchant, ...said }, { occurredAt: at }) => ({
      ...said,
      merchant: merchant ?? (said.source === 'order_intake' ? mainMerchant : nobodys),
      state: 'open',
      payload: said.payload ?? null,
      originalPayload: said.payload ?? null,
      fields: said.fields ?? null,
      correlationId: correlationId ?? said.trashId,
      trashedAt: at,
      updatedAt: at,
      retries: 0,
      discardReason: null,
      about: said.about ?? aboutOf(said.payload),
      runId: null,
      version: 0,
    }),
  },
  'trash.message_repaired': (entry, { payload }, { occurredAt }) => ({
    ...entry,
    payload: payload ?? null,
    updatedAt: occurredAt,
  }),
  'trash.message_retried': (entry, { runId }, { occurredAt }) => ({
    ...entry,
    state: 'retrying',
    retries: entry.retries + 1,
    updatedAt: occurredAt,
    runId: runId ?? null,
  }),
  'trash.message_resolved': (entry, { overtakenBy }, { occurredAt }) => ({
    ...entry,
    state: 'resolved',
    fields: null,
    updatedAt: occurredAt,
    ...(overtakenBy === undefined ? {} : { reason: 'overtaken', detail: `overtaken by ${overtakenBy}` }),
  }),
  'trash.retry_failed': (entry, { reason, detail, fields, about }, { occurredAt }) => ({
    ...entry,
    state: 'open',
    reason,
    detail,
    fields: fields ?? null,
    updatedAt: occurredAt,
    about: about ?? entry.about,
  }),
  'trash.message_discarded': (entry, { reason, runId }, { occurredAt }) => ({
    ...entry,
    state: 'discarded',
    discardReason: reason,
    updatedAt: occurredAt,
    runId: runId ?? null,
  }),
});

export const evolve: Evolve<TrashEntry, events.TrashEvent> = (entry, event) => {
  const next = steps(entry, event);
  return next && next !== entry ? { ...next, version: (entry?.version ?? 0) + 1 } : next;
};

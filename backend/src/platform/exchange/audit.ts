/** Calls to the outside as the audit of an order tells them: whom was asked what, what came of it, both bodies for whoever reads on. */

import type { AuditEntry } from '@gantry/shared/api/audit';
import { inWords, some } from '@gantry/shared/words/events/phrases';
import { jsonOrText } from '../../kernel/json/lenient.ts';
import type { AuditBody, AuditPart } from '../context.ts';
import type { Platform } from '../platform.ts';
import { type CallHead, callHeads, keptExchanges } from './keep.ts';

/** What an ERP is given and says of an order is the order of record there, rather than a question by the way. */
const isErp = (partner: string): boolean => partner.startsWith('erp-');

const outcomeOf = ({ status, error }: CallHead): string => (error === null ? `answered ${status}` : `failed: ${error}`);

const entryOf = (call: CallHead): AuditEntry => {
  const { id, partner, operation, attempt, startedAt, durationMs, status, error } = call;
  const failed = error !== null || (status ?? 0) >= 400;
  return {
    entryId: id,
    at: startedAt.toISOString(),
    recordedAt: new Date(startedAt.getTime() + durationMs).toISOString(),
    kind: isErp(partner) ? 'snapshot' : 'call',
    title: `${inWords(operation)} at ${partner}: ${outcomeOf(call)}`,
    detail: `Attempt ${attempt}, ${some(durationMs, 'millisecond')}`,
    meaning: failed ? 'problem' : 'moving',
    actor: { kind: 'tower', id: 'system:exchange', name: 'exchange' },
    about: { partner },
    href: null,
    reasons: [],
    witnesses: [],
    event: null,
    body: null,
    erased: false,
    proof: null,
  };
};

/** A body as it was sent; one that is JSON is shown as such. */
const shown = (text: string | null): unknown => (text === null || text === '' ? text : jsonOrText(text));
type Kept = Awaited<ReturnType<typeof keptExchanges>>[number];
const bodyOf = ({ request, response, status, error, bodies, attempt, durationMs }: Kept): AuditBody => ({
  body: {
    attempt,
    durationMs,
    status,
    error,
    request: { ...request, ...(bodies ? { body: shown(bodies.request) } : {}) },
    response: { ...response, ...(bodies ? { body: shown(bodies.response) } : {}) },
  },
  erased: bodies === null,
});

/** The calls of an order's thread, and of the threads of what was made for it. */
export const callAudit = ({ database, privacy }: Pick<Platform, 'database' | 'privacy'>): AuditPart => ({
  name: 'exchange.calls',
  entriesOf: async ({ orderId, streams }) =>
    (await callHeads(database, [orderId, ...streams.map(({ id }) => id)])).map(entryOf),
  bodiesOf: async (_order, ids) =>
    new Map((await keptExchanges({ privacy, sql: database }, ids)).map((call) => [call.id, bodyOf(call)])),
});

/**
 * What privacy tells the audit of an order: that its person was erased, and that what is kept of them was handed out. Who they were
 * is told nowhere.
 */

import type { AuditEntry } from '@gantry/shared/api/audit';
import { erasureReasons } from '@gantry/shared/api/privacy';
import { subjectErased } from '@gantry/shared/events/privacy';
import { lowWords } from '@gantry/shared/words/events/phrases';
import type { AuditPart, AuditTold } from '../../platform/context.ts';
import type { Access, PersonalAct } from '../access/public.ts';
import type { RetentionNeeds } from './retention.ts';

const handedOut = ({ entryId, at, by }: PersonalAct): AuditEntry => ({
  entryId,
  at,
  recordedAt: at,
  kind: 'privacy',
  title: 'What is kept of its person was handed out',
  detail: null,
  meaning: 'waiting',
  actor: { kind: by.kind === 'person' ? 'person' : 'key', id: by.id, name: by.name },
  about: {},
  href: null,
  reasons: [],
  witnesses: [],
  event: null,
  body: null,
  erased: false,
  proof: null,
});

/** Reasons in words of their own, from before there were codes, may name the person. */
const withoutWords = (body: unknown): AuditTold => {
  const { reason, ...rest } = body as { reason?: unknown };
  const code = erasureReasons.find((one) => one === reason);
  return { body: { ...rest, reason: code ?? 'other' }, ...(code ? { reasons: [`Reason: ${lowWords(code)}`] } : {}) };
};

/** Erasures and exports of the person of an order. */
export const privacyAudit = ({
  platform: { database },
  orders,
  access,
}: Pick<RetentionNeeds, 'platform' | 'orders'> & { access: Pick<Access, 'exportsOf'> }): AuditPart => {
  const subjectOf = async (orderId: string) => (await orders.subjectsOf(database, [orderId])).get(orderId);
  return {
    name: 'privacy.acts',
    streamsOf: async (orderId) => {
      const subject = await subjectOf(orderId);
      return subject === undefined ? [] : [{ id: subject, about: {} }];
    },
    entriesOf: async ({ orderId }) => {
      const subject = await subjectOf(orderId);
      return subject === undefined ? [] : (await access.exportsOf(subject)).map(handedOut);
    },
    tell: async (_order, events) =>
      new Map(
        events.flatMap(({ entryId, event, body }) =>
          event?.name === subjectErased.name ? [[entryId, withoutWords(body)] as const] : [],
        ),
      ),
  };
};

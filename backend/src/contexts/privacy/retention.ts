/**
 * Retention: whose last order ended longer ago than their merchant keeps personal data is erased, day by day. When an order
 * has ended is pure; the rest asks the doors of those who know.
 */
import { z } from 'zod';
import { Refusal } from '../../kernel/errors.ts';
import { job } from '../../platform/work/jobs.ts';
import type { Access } from '../access/public.ts';
import type { KeptOrder, Orders } from '../orders/public.ts';
import type { OrderEnd, Tracking } from '../tracking/public.ts';
import { eraseOne } from './erase.ts';
import type { FindNeeds } from './find.ts';

export type RetentionNeeds = FindNeeds & { access: Access; orders: Orders; tracking: Tracking };

const dayMs = 86_400_000;
/** An order that nobody shipped or cancelled counts as ended so long after it was placed: it may be shipped elsewhere. */
export const forgottenMs = 365 * dayMs;

/** When an order ended, in milliseconds; undefined while it may go on. */
export const endOf = ({ placedAt, cancelledAt }: KeptOrder, shipments: OrderEnd | undefined): number | undefined => {
  if (shipments?.live) return undefined;
  if (shipments?.endedAt) return Math.max(Date.parse(shipments.endedAt), Date.parse(cancelledAt ?? shipments.endedAt));
  return cancelledAt === null ? Date.parse(placedAt) + forgottenMs : Date.parse(cancelledAt);
};

/** The subjects all of whose orders ended before an instant. */
export const overdue = (orders: readonly KeptOrder[], ends: ReadonlyMap<string, OrderEnd>, before: Date): string[] =>
  [...Map.groupBy(orders, ({ subject }) => subject)].flatMap(([subject, theirs]) =>
    theirs.every((order) => (endOf(order, ends.get(order.orderId)) ?? Number.POSITIVE_INFINITY) < before.getTime())
      ? [subject]
      : [],
  );

const retentionCaller = (merchant: string) => ({
  id: 'system:retention',
  name: 'Retention',
  kind: 'api' as const,
  merchants: [merchant],
});

/** Erases one after the other; one that somebody erased meanwhile is passed over. */
const eraseAll = async (needs: RetentionNeeds, merchant: string, subjects: readonly string[]): Promise<void> => {
  const by = retentionCaller(merchant);
  for (const subject of subjects) {
    const thread = { correlationId: subject, actor: by.id, merchant };
    await eraseOne(needs, subject, { by, reason: 'retention', thread }).catch((error: unknown) => {
      if (!(error instanceof Refusal)) throw error;
    });
  }
};

const retainFor = async (needs: RetentionNeeds, merchant: string, days: number): Promise<void> => {
  const before = new Date(needs.platform.clock.now().getTime() - days * dayMs);
  for (let after = ''; ; ) {
    const orders = await needs.orders.ofOldSubjects({ merchant, before, after });
    const last = orders
      .map(({ subject }) => subject)
      .sort()
      .at(-1);
    if (last === undefined) return;
    const ends = await needs.tracking.endsOf(orders.map(({ orderId }) => orderId));
    await eraseAll(needs, merchant, overdue(orders, ends, before));
    after = last;
  }
};

/** Once a day, for every merchant that keeps personal data for a time. */
export const retention = (needs: RetentionNeeds) =>
  job({
    name: 'privacy.retain',
    title: 'Erases customers whose time is over',
    payload: z.object({}),
    lane: 'slow',
    every: dayMs,
    run: async () => {
      for (const { merchant, retentionDays } of await needs.access.merchants.all())
        if (retentionDays !== null) await retainFor(needs, merchant, retentionDays);
    },
  });

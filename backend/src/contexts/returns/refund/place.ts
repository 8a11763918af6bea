/** The order of a replacement: what was sent before, to the same address, at no price. Placed through the intake of orders. */
import { replacementSent } from '@gantry/shared/events/returns';
import { derivedId } from '../../../kernel/ids.ts';
import { on, reactionGroup } from '../../../platform/log/reaction.ts';
import type { Subscriber } from '../../../platform/log/subscriber.ts';
import { linesOf, type Order, type OrderInput, orderIdOf } from '../../orders/public.ts';
import type { ReturnNeeds } from '../needs.ts';
import type { Rma } from '../rma.ts';
import { returnRows } from '../store.ts';

const channel = 'replacement';

/** What its channel calls the order of a replacement. */
const externalIdOf = (returnId: string, replacementId: string): string => derivedId('rpl', [returnId, replacementId]);

/** The id that the order of a replacement will have. */
export const replacementIdOf = ({ merchant, returnId }: Rma, replacementId: string): string =>
  orderIdOf(merchant, { channel, externalId: externalIdOf(returnId, replacementId) });

type Replacement = Rma['replacements'][number];

/** The order of a replacement, as the intake takes it. */
export const replacementOrder = (rma: Rma, { replacementId, lines }: Replacement, order: Order): OrderInput => {
  const { customer, shipTo, currency } = order.content;
  const standing = new Map(linesOf(order).map((one) => [one.lineId, one.line]));
  const nth = rma.replacements.findIndex((one) => one.replacementId === replacementId) + 1;
  return {
    channel,
    externalId: externalIdOf(rma.returnId, replacementId),
    number: `${rma.number.slice(0, 100)}-${nth}`,
    customer,
    shipTo,
    lines: lines.flatMap(({ lineId, quantity }) => {
      const line = standing.get(lineId);
      if (!line) return [];
      return [{ ...line, lineId, quantity, unitPrice: 0 }];
    }),
    currency,
    total: 0,
    payment: 'paid',
  };
};

/** Places the orders of replacements. The same again is the same order, so told twice it is placed once. */
export const replacementReactions = ({ platform, orders }: Pick<ReturnNeeds, 'platform' | 'orders'>): Subscriber =>
  reactionGroup('returns.replacements', {
    title: 'Sends replacements for what came back',
    restMs: 100,
    reactions: [
      on(replacementSent, async ({ payload: { returnId, replacementId }, thread }) => {
        const { database } = platform;
        const rma = (await returnRows.byIds(database, [returnId])).get(returnId);
        const replacement = rma?.replacements.find((one) => one.replacementId === replacementId);
        if (!rma || !replacement) throw new RangeError(`${returnId} has no replacement ${replacementId}`);
        const order = (await orders.byIds(database, [rma.orderId])).get(rma.orderId);
        if (!order) throw new RangeError(`${returnId} has no order`);
        const input = replacementOrder(rma, replacement, order);
        await orders.place({
          input,
          merchant: rma.merchant,
          thread: { ...thread, correlationId: replacement.orderId },
        });
      }),
    ],
  });

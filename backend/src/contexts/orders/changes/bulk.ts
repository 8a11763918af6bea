/** One action on many orders: written by the hundred, each row answering for itself. */

import type { BodyOf, ReplyOf } from '@gantry/shared/api/endpoint';
import type { bulkOrders } from '@gantry/shared/api/orders/board';
import type { OrderEvent } from '@gantry/shared/events/orders';
import type { ReleaseCause } from '@gantry/shared/vocabulary/orders';
import type { Decide } from '../../../kernel/decider.ts';
import { messageOf, Refusal } from '../../../kernel/errors.ts';
import { isOutage } from '../../../kernel/outage.ts';
import type { Thread } from '../../../platform/log/event-log.ts';
import { allowed, cancelOrder, known, type Sees } from '../decide.ts';
import type { Order } from '../order.ts';
import { stageOf } from '../standing.ts';
import { type Change, type Changed, type ChangeNeeds, changeOrders, type Deciding } from './changing.ts';
import { endAsked, holdOrder, releaseOrder } from './hold.ts';

type Body = BodyOf<typeof bulkOrders>;
type Row = ReplyOf<typeof bulkOrders>['rows'][number];

/** Looks for the stock that an order waits for: settling does, so that nothing is decided here but whether it may. */
const lookForStock: Decide<Order, OrderEvent> = (state) => {
  const order = allowed(known(state), 'cancel_line');
  if (order.holds.some(({ kind }) => kind !== 'payment'))
    throw new Refusal('conflict', 'order_held', 'The order is held: release it first');
  return [];
};

type Doing = { cause: ReleaseCause; decide(about: Deciding): Decide<Order, OrderEvent> };

/** What is done to each. Throws a Refusal where the action lacks something. */
const doingOf = ({ action, kind, until, reason = '' }: Body, now: Date): Doing => {
  if (action === 'allocate') return { cause: 'manual', decide: () => lookForStock };
  if (action === 'release') return { cause: 'manual', decide: (about) => releaseOrder({ kind }, about.now) };
  if (action === 'hold') {
    const asked = { kind: kind ?? 'manual', note: reason, until: endAsked({ until }, now), keepsStock: true };
    return { cause: 'held', decide: (about) => holdOrder(asked, about.now) };
  }
  if (reason === '')
    throw new Refusal('invalid', 'invalid', 'Some fields are not valid', [
      { path: 'reason', message: 'needed to cancel' },
    ]);
  return { cause: 'cancelled', decide: (about) => cancelOrder(reason, about.now) };
};

const rowOf = (orderId: string, outcome: Changed | undefined): Row => {
  if (outcome?.ok)
    return {
      orderId,
      outcome: outcome.changed ? 'changed' : 'unchanged',
      stage: stageOf(outcome.order),
      code: null,
      reason: null,
    };
  const error = outcome?.error;
  const code = error instanceof Refusal ? error.code : 'not_written';
  const reason = error instanceof Refusal ? messageOf(error) : 'It could not be written; try again';
  return { orderId, outcome: 'failed', stage: null, code, reason };
};

const atOnce = 100;

export type BulkAsked = { body: Body; sees: Sees; threadOf(orderId: string): Thread };

/**
 * Does one thing to up to a thousand orders. A hundred that cannot be written together are tried one by one, so that whatever is
 * at fault with one of them fails alone.
 */
export const changeMany = async (needs: ChangeNeeds, { body, sees, threadOf }: BulkAsked): Promise<Row[]> => {
  const { cause, decide } = doingOf(body, needs.platform.clock.now());
  const changeOf = (orderId: string): Change => ({ orderId, sees, thread: threadOf(orderId), decide });
  const write = (ids: readonly string[]): Promise<Changed[]> =>
    changeOrders(needs, { changes: ids.map(changeOf), cause });
  const failed = (id: string, error: unknown): Changed => {
    needs.platform.logger.error({ err: error, orderId: id }, 'an order could not be changed with others');
    return { ok: false, error };
  };
  const rows: Row[] = [];
  for (let from = 0; from < body.orderIds.length; from += atOnce) {
    const ids = body.orderIds.slice(from, from + atOnce);
    const outcomes = await write(ids).catch((error: unknown) => {
      // While the database is away every one of them would wait for it in vain.
      if (isOutage(error)) throw error;
    });
    for (const [i, id] of ids.entries()) {
      const alone = outcomes ? undefined : await write([id]).catch((error: unknown) => [failed(id, error)]);
      rows.push(rowOf(id, outcomes ? outcomes[i] : alone?.[0]));
    }
  }
  return rows;
};

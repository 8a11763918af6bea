/**
 * Changing orders that stand: many in one transaction with the stock that follows from it. The one way for every command about
 * an order after it was placed.
 */
import type { ChannelRulesContent } from '@gantry/shared/events/inventory/products';
import type { OrderEvent } from '@gantry/shared/events/orders';
import type { ReleaseCause } from '@gantry/shared/vocabulary/orders';
import type { Decide } from '../../../kernel/decider.ts';
import { Refusal } from '../../../kernel/errors.ts';
import type { Sql } from '../../../platform/database.ts';
import type { Thread } from '../../../platform/log/event-log.ts';
import type { Platform } from '../../../platform/platform.ts';
import { type Holding, transact, type Unit } from '../../../platform/write/transact.ts';
import type { Inventory } from '../../inventory/public.ts';
import { known, type Sees } from '../decide.ts';
import type { Order } from '../order.ts';
import { holdingToSettle, settle } from '../settle.ts';
import { stageOf } from '../standing.ts';
import { orderRows, orderStream } from '../store.ts';

export type ChangeNeeds = { platform: Platform; inventory: Inventory };

/** What is known when it is decided: how the order's channel is served, and the time of the transaction. */
export type Deciding = { rules: ChannelRulesContent; now: Date };
/** A change of one order. `sees`: whose orders are there for whoever asks. `expectedVersion`: as they know the order. */
export type Change = {
  orderId: string;
  thread: Thread;
  sees?: Sees;
  expectedVersion?: number | undefined;
  decide(about: Deciding): Decide<Order, OrderEvent>;
};
export type Changed = { ok: true; changed: boolean; order: Order; version: number } | { ok: false; error: unknown };

const readVersions = async (tx: Sql, ids: readonly string[]): Promise<Map<string, number>> => {
  const rows = await tx.rows<{ id: string; version: number }>(
    'SELECT id, version FROM orders WHERE id = ANY($1::text[])',
    ids,
  );
  return new Map(rows.map(({ id, version }) => [id, version]));
};

const overtakenAt = (order: Order, version: number, expected: number): Refusal =>
  new Refusal(
    'conflict',
    'version_conflict',
    `The order was changed meanwhile: it is ${stageOf(order)} at version ${version}, you expected ${expected}`,
    [{ path: 'expectedVersion', message: `is ${version} now` }],
  );

const decided =
  ({ sees, expectedVersion, decide }: Change, version: number, about: Deciding): Decide<Order, OrderEvent> =>
  (state, circumstances) => {
    const order = known(state, sees);
    if (expectedVersion !== undefined && expectedVersion !== version)
      throw overtakenAt(order, version, expectedVersion);
    return decide(about)(order, circumstances);
  };

/** Those promised first come first, so that they are served first. */
const inTurn = (orders: readonly Order[]): string[] => {
  const turn = ({ content, placedAt, orderId }: Order): string =>
    JSON.stringify([content.promise?.day ?? '9999-12-31', placedAt, orderId]);
  return [...orders].sort((a, b) => (turn(a) < turn(b) ? -1 : 1)).map(({ orderId }) => orderId);
};

const threadOf = ({ orderId, thread }: Change): Thread => ({ ...thread, correlationId: orderId });

type Settling = {
  changes: readonly Change[];
  /** Why stock goes back, where some does. */
  cause: ReleaseCause;
  /** What lines name that come with the change. */
  more?: readonly { merchant: string; sku: string }[];
};

/** Orders as they stand when they are changed, with their versions and how their channels are served. */
const standingOf = async ({ inventory }: ChangeNeeds, tx: Sql, ids: readonly string[]) => {
  const orders = [...(await orderRows.byIds(tx, ids)).values()];
  const rules = orders.length > 0 ? await inventory.rules(tx, orders) : [];
  const rulesOf = new Map(orders.map(({ orderId }, i) => [orderId, rules[i]]));
  return { orders, rulesOf, versions: await readVersions(tx, ids) };
};

const missing: Decide<Order, OrderEvent> = () => known(undefined) && [];

const work =
  (needs: ChangeNeeds, { changes, cause }: Settling) =>
  async (unit: Unit): Promise<Changed[]> => {
    const { tx, now } = unit;
    const ids = [...new Set(changes.map(({ orderId }) => orderId))];
    const { orders, rulesOf, versions } = await standingOf(needs, tx, ids);
    const outcomes = await unit.apply(
      orderStream,
      changes.map((change) => {
        const { orderId } = change;
        const rules = rulesOf.get(orderId);
        const decide = rules ? decided(change, versions.get(orderId) ?? 0, { rules, now }) : missing;
        return { id: orderId, thread: threadOf(change), decide };
      }),
    );
    const done = new Set(changes.flatMap(({ orderId }, i) => (outcomes[i]?.ok ? [orderId] : [])));
    const threads = new Map(changes.map((change) => [change.orderId, threadOf(change)]));
    const settled = await settle(unit, needs.inventory, {
      orderIds: inTurn(orders.filter(({ orderId }) => done.has(orderId))),
      cause,
      threadOf: (orderId) => threads.get(orderId) ?? { correlationId: orderId, actor: 'system:orders' },
    });
    const after = await readVersions(tx, ids);
    return changes.map(({ orderId }, i): Changed => {
      const outcome = outcomes[i];
      const order = settled.get(orderId);
      if (!outcome?.ok) return { ok: false, error: outcome?.error };
      if (!order) return { ok: false, error: new Error(`${orderId} was changed and is not there`) };
      const version = after.get(orderId) ?? 0;
      return { ok: true, changed: version !== versions.get(orderId), order, version };
    });
  };

/** Changes orders in one transaction, each for itself: one that is refused harms no other. Outcomes stand in their order. */
export const changeOrders = (needs: ChangeNeeds, settling: Settling): Promise<Changed[]> => {
  const ids = [...new Set(settling.changes.map(({ orderId }) => orderId))];
  const held = (tx: Sql): Promise<Holding> => holdingToSettle(needs.inventory, ids, settling.more)(tx);
  return transact(needs.platform, held, work(needs, settling));
};

export type Done = Extract<Changed, { ok: true }>;

/** Changes one order. Throws what its decision throws. */
export const changeOrder = async (
  needs: ChangeNeeds,
  change: Change,
  { cause, more = [] }: Omit<Settling, 'changes'>,
): Promise<Done> => {
  const [outcome] = await changeOrders(needs, { changes: [change], cause, more });
  if (!outcome?.ok) throw outcome?.error ?? new Error('a change has one outcome');
  return outcome;
};

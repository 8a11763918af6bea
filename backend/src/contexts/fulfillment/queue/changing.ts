/**
 * Changes of fulfillment orders by people: status, priority, who does it. Several in one transaction, each for
 * itself: one that is refused harms no other.
 */
import { assigned, type FulfillmentEvent, prioritySet, statusChanged } from '@gantry/shared/events/fulfillment';
import type { FulfillmentStatus, Priority } from '@gantry/shared/vocabulary/fulfillment';
import { Refusal } from '../../../kernel/errors.ts';
import type { Sql } from '../../../platform/database.ts';
import type { Thread } from '../../../platform/log/event-log.ts';
import { allDone } from '../../../platform/write/stream.ts';
import { type Holding, hold, overtaken, transact, type Unit } from '../../../platform/write/transact.ts';
import type { Order } from '../../orders/public.ts';
import type { FulfillmentOrder } from '../fulfillment-order.ts';
import type { FloorNeeds } from '../needs.ts';
import { readLeaving } from '../packing/bench.ts';
import { fulfillmentRows, fulfillmentStream } from '../store.ts';
import { letLeave } from './leaving.ts';
import { promisedTo } from './promised.ts';
import { known, readVersions, type Sees, siblingsOf } from './shown.ts';
import { type Around, insistOnStep } from './status.ts';

export type Said = {
  status?: FulfillmentStatus | undefined;
  priority?: Priority | undefined;
  assignee?: string | null | undefined;
  reason?: string | undefined;
};
export type QueueChange = {
  fulfillmentId: string;
  said: Said;
  sees: Sees;
  /** As whoever asks knows it. */
  expectedVersion?: number | undefined;
  thread: Thread;
};
export type Changed = { ok: true; changed: boolean; state: FulfillmentOrder } | { ok: false; error: unknown };

/**
 * The status that moves stock. What is given up keeps its promises and what is picked of it: the order is the customer's as
 * before, and its work is planned anew.
 */
const moving: FulfillmentStatus = 'shipped';

/** Orders are held where their units matter, with their stocks where these move; then the fulfillment orders that are changed. */
const holdingFor =
  ({ orders }: FloorNeeds, changes: readonly QueueChange[]) =>
  async (tx: Sql): Promise<Holding> => {
    const ids = changes.map(({ fulfillmentId }) => fulfillmentId);
    const rows = await fulfillmentRows.byIds(tx, ids);
    const of = (some: readonly QueueChange[]): FulfillmentOrder[] =>
      some.flatMap(({ fulfillmentId }) => rows.get(fulfillmentId) ?? []);
    const leaving = await readLeaving(tx, of(changes.filter(({ said }) => said.status === moving)));
    const stepping = [...of(changes.filter(({ said }) => said.status !== undefined)), ...leaving];
    const orderIds = [...new Set(stepping.map(({ orderId }) => orderId))];
    const held = leaving.length > 0 ? await orders.floor.holding(orderIds)(tx) : orders.holding(orderIds);
    return held.and(fulfillmentStream, [...ids, ...leaving.map(({ fulfillmentId }) => fulfillmentId)]);
  };

/** What is known of its order when it is to take a step. */
export const aroundOf = async (unit: Unit, state: FulfillmentOrder, order: Order | undefined): Promise<Around> => {
  const siblings = await siblingsOf(unit.tx, state);
  const own = promisedTo(siblings, order?.allocations ?? []).get(state.fulfillmentId) ?? [];
  return {
    orderHeld: (order?.holds.length ?? 0) > 0,
    promised: ({ lineId, sku }) =>
      own.reduce((sum, one) => (one.lineId === lineId && one.sku === sku ? sum + one.quantity : sum), 0),
  };
};

const eventsOf = (state: FulfillmentOrder, { status, priority, assignee, reason }: Said): FulfillmentEvent[] => {
  const { fulfillmentId } = state;
  const why = reason ? { reason } : {};
  return [
    ...(priority !== undefined && priority !== state.priority ? [prioritySet({ fulfillmentId, priority })] : []),
    ...(assignee !== undefined && assignee !== state.assignee ? [assigned({ fulfillmentId, assignee })] : []),
    ...(status !== undefined && status !== state.status
      ? [statusChanged({ fulfillmentId, from: state.status, to: status, ...why })]
      : []),
  ];
};

const overtakenAt = ({ status }: FulfillmentOrder, version: number, expected: number): Refusal =>
  new Refusal(
    'conflict',
    'version_conflict',
    `The fulfillment order was changed meanwhile: it is ${status} at version ${version}, you expected ${expected}`,
    [{ path: 'expectedVersion', message: `is ${version} now` }],
  );

/** Whether it may be changed so, and what is to be told then. Throws a Refusal; nothing is written yet. */
const decided = async (needs: FloorNeeds, unit: Unit, change: QueueChange) => {
  const { fulfillmentId, said, sees, expectedVersion } = change;
  const state = known((await unit.load(fulfillmentStream, [fulfillmentId])).get(fulfillmentId), sees);
  if (expectedVersion !== undefined) {
    const version = (await readVersions(unit.tx, [fulfillmentId])).get(fulfillmentId) ?? 0;
    if (version !== expectedVersion) throw overtakenAt(state, version, expectedVersion);
  }
  const events = eventsOf(state, said);
  const to = said.status === state.status ? undefined : said.status;
  const order = to && (await needs.orders.floor.standing(unit.tx, [state.orderId])).get(state.orderId);
  if (to) insistOnStep(state, to, await aroundOf(unit, state, order));
  return { state, events, to };
};

/** Those that leave with it, since they share parcels, and have not left. Throws a Refusal where one of them may not leave. */
const leavingWith = async (needs: FloorNeeds, unit: Unit, state: FulfillmentOrder): Promise<FulfillmentOrder[]> => {
  const all = await readLeaving(unit.tx, [state]);
  const mates = all.filter((one) => one.fulfillmentId !== state.fulfillmentId && one.status !== moving);
  const keys = hold(
    fulfillmentStream,
    mates.map(({ fulfillmentId }) => fulfillmentId),
  ).keys;
  if ([...keys].some((key) => !unit.held.keys.has(key))) throw overtaken('a parcel that is shared');
  const orders = await needs.orders.floor.standing(
    unit.tx,
    mates.map(({ orderId }) => orderId),
  );
  for (const mate of mates)
    try {
      insistOnStep(mate, moving, await aroundOf(unit, mate, orders.get(mate.orderId)));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const why = `${mate.number} shares a parcel with it and cannot leave: ${error.message}`;
      throw new Refusal('conflict', error.code, why, error.errors);
    }
  return mates;
};

/** Writes what is told of one, for its own order and its customer. */
const tell = async (
  needs: FloorNeeds,
  unit: Unit,
  { state, events, thread: by }: { state: FulfillmentOrder; events: FulfillmentEvent[]; thread: Thread },
): Promise<FulfillmentOrder> => {
  const { fulfillmentId, orderId } = state;
  const thread = { ...by, correlationId: orderId };
  const subject = (await needs.orders.subjectsOf(unit.tx, [orderId])).get(orderId);
  const erased = !(await unit.privacy.holdLiving(unit.tx, subject));
  const command = { id: fulfillmentId, thread, subject, erased, decide: () => events };
  const [done] = allDone(await unit.apply(fulfillmentStream, [command]));
  return done?.state ?? state;
};

const changeOne = async (needs: FloorNeeds, unit: Unit, change: QueueChange): Promise<Changed> => {
  let due: Awaited<ReturnType<typeof decided>>;
  let mates: FulfillmentOrder[];
  try {
    due = await decided(needs, unit, change);
    mates = due.to === moving ? await leavingWith(needs, unit, due.state) : [];
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, error };
    throw error;
  }
  const { state, events, to } = due;
  const { thread } = change;
  if (events.length === 0) return { ok: true, changed: false, state };
  for (const one of to === moving ? [state, ...mates] : []) {
    const own = { ...thread, correlationId: one.orderId };
    await letLeave(needs, unit, { state: one, thread: own, at: unit.now.toISOString() });
  }
  const after = await tell(needs, unit, { state, events, thread });
  for (const mate of mates)
    await tell(needs, unit, { state: mate, events: eventsOf(mate, { status: moving }), thread });
  return { ok: true, changed: true, state: after };
};

/** Changes fulfillment orders in one transaction. What a rule refuses writes nothing. Outcomes stand in the order of the changes. */
export const changeQueue = (needs: FloorNeeds, changes: readonly QueueChange[]): Promise<Changed[]> =>
  transact(needs.platform, holdingFor(needs, changes), async (unit) => {
    const outcomes: Changed[] = [];
    for (const change of changes) outcomes.push(await changeOne(needs, unit, change));
    return outcomes;
  });

/** Changes one. Throws what its rules say. */
export const changeFulfillment = async (needs: FloorNeeds, change: QueueChange): Promise<FulfillmentOrder> => {
  const [outcome] = await changeQueue(needs, [change]);
  if (!outcome?.ok) throw outcome?.error ?? new Error('a change has one outcome');
  return outcome.state;
};

/** Starting and ending walks: a walk and the status of its members are written together. */
import { type FulfillmentEvent, statusChanged } from '@gantry/shared/events/fulfillment';
import type { WalkKind } from '@gantry/shared/vocabulary/fulfillment';
import { Refusal } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import type { Sql } from '../../../platform/database.ts';
import { allDone } from '../../../platform/write/stream.ts';
import { execute, transact, type Unit } from '../../../platform/write/transact.ts';
import type { FulfillmentOrder } from '../fulfillment-order.ts';
import type { FloorNeeds } from '../needs.ts';
import type { Picker } from '../picking/picking.ts';
import { type By, holdingFor } from '../picking/standing.ts';
import { aroundOf } from '../queue/changing.ts';
import { insistOnStep } from '../queue/status.ts';
import { fulfillmentRows, fulfillmentStream } from '../store.ts';
import { walkRows, walkStream } from './store.ts';
import { endWalk, type Member, memberFaults, missingWalk, startWalk, type Walk } from './walk.ts';

const conflict = (code: string, message: string): Refusal => new Refusal('conflict', code, message);

/** The only warehouse of all of them. */
const warehouseOf = (orders: readonly FulfillmentOrder[]): string => {
  const [first] = orders;
  const other = orders.find(({ warehouse }) => warehouse !== first?.warehouse);
  if (!first || first.warehouse === null) throw conflict('wrong_status', `Nothing is picked of ${first?.number}`);
  if (other)
    throw conflict(
      'other_warehouse',
      `${other.number} is of ${other.warehouse}, and ${first.number} of ${first.warehouse}`,
    );
  return first.warehouse;
};

/** Brings a fulfillment order to be picked; nothing of one that is picked already. Throws a Refusal that says what is missing. */
export const toPicking = async (
  unit: Unit,
  needs: FloorNeeds,
  state: FulfillmentOrder,
): Promise<FulfillmentEvent[]> => {
  const { fulfillmentId, number, status, kind, orderId } = state;
  if (kind === 'dropship' || kind === 'digital') throw conflict('wrong_status', `Nothing is picked of ${number}`);
  const order = (await needs.orders.floor.standing(unit.tx, [orderId])).get(orderId);
  if (order && order.holds.length > 0) throw conflict('order_held', `The order of ${number} is held: release it first`);
  insistOnStep(state, 'picking', await aroundOf(unit, state, order));
  return status === 'picking' ? [] : [statusChanged({ fulfillmentId, from: status, to: 'picking' })];
};

const open = 'WHERE ended_at IS NULL AND (fulfillment_ids && $1::text[] OR warehouse = $2)';

/** Throws a Refusal where a member, or a tote, is in a walk that has not ended. */
const insistOnFree = async (tx: Sql, warehouse: string, members: readonly Member[]): Promise<void> => {
  const walks = await walkRows.list(
    tx,
    open,
    members.map(({ fulfillmentId }) => fulfillmentId),
    warehouse,
  );
  const others = walks.flatMap((walk) => walk.members.map((one) => ({ ...one, warehouse: walk.warehouse })));
  const taken = members.find(({ fulfillmentId }) => others.some((one) => one.fulfillmentId === fulfillmentId));
  if (taken) throw conflict('in_another_walk', `${taken.fulfillmentId} is in another walk, which has not ended`);
  const tote = members.find(
    (one) => one.tote !== null && others.some((other) => other.warehouse === warehouse && other.tote === one.tote),
  );
  if (tote) throw conflict('tote_taken', `Tote ${tote.tote} is in another walk, which has not ended`);
};

type Starting = { walkId: string; kind: WalkKind; warehouse: string; members: readonly Member[]; thread: By };

const begin = async (unit: Unit, needs: FloorNeeds, { walkId, kind, warehouse, members, thread }: Starting) => {
  await insistOnFree(unit.tx, warehouse, members);
  const states = await unit.load(
    fulfillmentStream,
    members.map(({ fulfillmentId }) => fulfillmentId),
  );
  const steps = [];
  for (const [id, state] of states) {
    const events = await toPicking(unit, needs, state);
    if (events.length > 0) steps.push({ id, thread: thread(state.orderId), decide: () => events });
  }
  allDone(await unit.apply(fulfillmentStream, steps));
  const by = thread(walkId);
  const walk = { walkId, kind, warehouse, members: [...members], picker: by.actor };
  const [done] = allDone(await unit.apply(walkStream, [{ id: walkId, thread: by, decide: startWalk(walk, unit.now) }]));
  if (!done?.state) throw new RangeError('a walk that was started is there');
  return done.state;
};

/** Starts a walk; members that are not picked yet are from now on. */
export const start = async (
  needs: FloorNeeds,
  { kind, members }: { kind: WalkKind; members: readonly Member[] },
  { sees, thread }: Picker,
): Promise<Walk> => {
  const { platform } = needs;
  const found = await fulfillmentRows.byIds(
    platform.database,
    members.map(({ fulfillmentId }) => fulfillmentId),
  );
  const named = members.flatMap(({ fulfillmentId }) => {
    const order = found.get(fulfillmentId);
    return order && sees(order.merchant) ? [order] : [];
  });
  const orderOf = new Map(named.map(({ fulfillmentId, orderId }) => [fulfillmentId, orderId]));
  const merged = await needs.orders.mergedWith(platform.database, [...new Set(orderOf.values())]);
  const faults = memberFaults(kind, members, {
    isKnown: (id) => orderOf.has(id),
    together: (one, other) => merged.get(orderOf.get(one) ?? '')?.includes(orderOf.get(other) ?? '') ?? false,
  });
  if (faults.length > 0) throw new Refusal('invalid', 'invalid', 'Some fields are not valid', faults);
  const warehouse = warehouseOf(named);
  const walkId = newId('wlk', platform.clock.now());
  // A tote is taken by one walk at a time, whichever orders it is of.
  const totes = members.flatMap(({ tote }) => (tote === null ? [] : [`${warehouse} ${tote}`]));
  const holding = async (tx: Sql) => (await holdingFor(needs, named)(tx)).and(walkStream, [walkId, ...totes]);
  return transact(platform, holding, (unit) => begin(unit, needs, { walkId, kind, warehouse, members, thread }));
};

/** The members of a walk, of which whoever asks sees one at least. Throws a Refusal for any other walk. */
export const findWalk = async (sql: Sql, walkId: string, sees: Picker['sees']) => {
  const walk = (await walkRows.byIds(sql, [walkId])).get(walkId);
  if (!walk) throw missingWalk();
  const found = await fulfillmentRows.byIds(
    sql,
    walk.members.map(({ fulfillmentId }) => fulfillmentId),
  );
  const members = walk.members.flatMap((member) => {
    const order = found.get(member.fulfillmentId);
    return order && sees(order.merchant) ? [{ ...member, order }] : [];
  });
  if (members.length === 0) throw missingWalk();
  return { walk, members };
};

/** Ends a walk, for whoever serves all its members. What was not picked stays in its fulfillment orders. */
export const end = async (needs: FloorNeeds, walkId: string, { sees, thread }: Picker): Promise<void> => {
  const { platform } = needs;
  const { walk, members } = await findWalk(platform.database, walkId, sees);
  if (members.length < walk.members.length)
    throw new Refusal(
      'forbidden',
      'walk_of_others',
      'Orders of other merchants are in this walk: whoever serves all of them ends it',
    );
  await execute(platform, walkStream, { id: walkId, thread: thread(walkId), decide: endWalk(platform.clock.now()) });
};

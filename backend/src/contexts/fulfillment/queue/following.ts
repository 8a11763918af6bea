/**
 * What carriers say of parcels, told by whoever follows them: a parcel that was scanned has left, whether or not people said so.
 * Decided on all parcels of a fulfillment order as they stand, so that it does not matter what was heard first, or twice.
 */
import { type FulfillmentEvent, statusChanged } from '@gantry/shared/events/fulfillment';
import type { FulfillmentStatus } from '@gantry/shared/vocabulary/fulfillment';
import { stateAfter } from '../../../kernel/decider.ts';
import type { Sql } from '../../../platform/database.ts';
import type { Thread } from '../../../platform/log/event-log.ts';
import { allDone } from '../../../platform/write/stream.ts';
import { type Holding, transact, type Unit } from '../../../platform/write/transact.ts';
import { evolve, type FulfillmentOrder } from '../fulfillment-order.ts';
import type { FloorNeeds } from '../needs.ts';
import { keepOnly } from '../planning/called-off.ts';
import { fulfillmentRows, fulfillmentStream } from '../store.ts';
import { letLeave, lotsOf } from './leaving.ts';
import { isComplete } from './status.ts';

/** Where a parcel is that its carrier has. */
export type ParcelStanding = 'left' | 'delivered' | 'returned';
export type Following = {
  /** Those whose parcels these are: what shares one follows it in one transaction. */
  fulfillmentIds: readonly string[];
  /** By shipment; one that the carrier does not have is not there. */
  standings: ReadonlyMap<string, ParcelStanding>;
  thread: Thread;
  at: string;
};

const labelsOf = ({ packages }: FulfillmentOrder): { packageId: string; shipmentId: string }[] =>
  packages.flatMap(({ packageId, label }) => (label ? [{ packageId, shipmentId: label.shipmentId }] : []));

/** Where parcels of a fulfillment order bring it that has left; undefined where it stays. */
export const arrivalOf = (
  state: FulfillmentOrder,
  standings: Following['standings'],
): FulfillmentStatus | undefined => {
  const all = labelsOf(state).map(({ shipmentId }) => standings.get(shipmentId));
  if (all.length === 0 || all.some((one) => one === undefined || one === 'left')) return undefined;
  const end = all.every((one) => one === 'returned') ? 'returned' : 'delivered';
  const may = state.status === 'shipped' || (state.status === 'delivered' && end === 'returned');
  return may && state.status !== end ? end : undefined;
};

/**
 * What is told of one that is being packed before it leaves with parcels that their carrier has: where some of it is not ready, it
 * keeps what left, and the rest is planned anew. Undefined where nothing of it has left.
 */
export const departureOf = (
  state: FulfillmentOrder,
  standings: Following['standings'],
): FulfillmentEvent[] | undefined => {
  if (state.status !== 'packing' || state.kind !== 'ship') return undefined;
  const left = labelsOf(state).filter(({ shipmentId }) => standings.has(shipmentId));
  if (left.length === 0) return undefined;
  if (isComplete(state)) return [];
  const ids = left.map(({ packageId }) => packageId);
  const taken = lotsOf(state).flatMap(({ packageId, units }) => (ids.includes(packageId) ? units : []));
  return taken.length > 0 ? keepOnly(state, ids, taken) : undefined;
};

const holdingOf =
  ({ orders }: FloorNeeds, { fulfillmentIds }: Following) =>
  async (tx: Sql): Promise<Holding> => {
    const states = [...(await fulfillmentRows.byIds(tx, fulfillmentIds)).values()];
    const held = await orders.floor.holding([...new Set(states.map(({ orderId }) => orderId))])(tx);
    return held.and(fulfillmentStream, fulfillmentIds);
  };

const follow = async (
  needs: FloorNeeds,
  unit: Unit,
  { before, standings, at, thread: by }: Omit<Following, 'fulfillmentIds'> & { before: FulfillmentOrder },
): Promise<void> => {
  const { fulfillmentId, orderId } = before;
  const thread = { ...by, correlationId: orderId };
  const step = (state: FulfillmentOrder, to: FulfillmentStatus) =>
    statusChanged({ fulfillmentId, from: state.status, to }, { occurredAt: at });
  const after = (state: FulfillmentOrder, facts: FulfillmentEvent[]) =>
    stateAfter(evolve, state, { facts, now: at }) ?? state;
  const events: FulfillmentEvent[] = [];
  let state = before;
  const departure = departureOf(state, standings);
  if (departure) {
    state = after(state, departure);
    await letLeave(needs, unit, { state, thread, at });
    events.push(...departure, step(state, 'shipped'));
    state = after(before, events);
  }
  const arrival = arrivalOf(state, standings);
  if (arrival) events.push(step(state, arrival));
  if (events.length === 0) return;
  const subject = (await needs.orders.subjectsOf(unit.tx, [orderId])).get(orderId);
  allDone(await unit.apply(fulfillmentStream, [{ id: fulfillmentId, thread, subject, decide: () => events }]));
};

/** Brings fulfillment orders to where their parcels are. */
export const followParcels = (needs: FloorNeeds, following: Following): Promise<void> =>
  transact(needs.platform, holdingOf(needs, following), async (unit) => {
    const standing = await unit.load(fulfillmentStream, following.fulfillmentIds);
    for (const before of standing.values()) await follow(needs, unit, { ...following, before });
  });

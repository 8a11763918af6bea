/** Walks as pickers read them: who is in them, and what is left to take, in the order of the walk. */
import type * as api from '@gantry/shared/api/fulfillment/picking';
import type { Sql } from '../../../platform/database.ts';
import { type FulfillmentOrder, pickedOf, unitsOf } from '../fulfillment-order.ts';
import type { FloorNeeds } from '../needs.ts';
import { byWalk, promisedTo } from '../queue/promised.ts';
import type { Sees } from '../queue/shown.ts';
import { fulfillmentRows } from '../store.ts';
import { findWalk } from './commands.ts';
import type { Member, Walk } from './walk.ts';

type Shown = api.Walk;
type Stop = Shown['stops'][number];
type Joined = Member & { order: FulfillmentOrder };

const membersOf = (members: readonly Joined[]): Shown['members'] =>
  members.map(({ fulfillmentId, tote, order }) => ({
    fulfillmentId,
    number: order.number,
    tote,
    units: unitsOf(order),
    picked: order.lines.reduce((sum, line) => sum + pickedOf(order, line), 0),
  }));

const text = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const stopsOf = async ({ orders, inventory }: FloorNeeds, sql: Sql, joined: readonly Joined[]): Promise<Stop[]> => {
  const members = joined.filter(({ order }) => order.status === 'picking' && !order.held);
  const orderIds = [...new Set(members.map(({ order }) => order.orderId))];
  const standing = await orders.floor.standing(sql, orderIds);
  const allocations = [...standing.values()].flatMap((order) => order.allocations);
  const walking = byWalk(await inventory.places(sql, allocations));
  const places = await inventory.places(sql, allocations);
  const siblings = Map.groupBy(
    await fulfillmentRows.list(sql, 'WHERE order_id = ANY($1::text[])', orderIds),
    ({ orderId }) => orderId,
  );
  const stops = new Map<string, Stop & { warehouse: string }>();
  for (const { order, tote } of members) {
    const promised = [...(standing.get(order.orderId)?.allocations ?? [])].sort(walking);
    for (const one of promisedTo(siblings.get(order.orderId) ?? [], promised).get(order.fulfillmentId) ?? []) {
      const { sku, lot, bin, warehouse, lineId, quantity } = one;
      const key = JSON.stringify([order.merchant, bin, sku, lot]);
      const name = order.lines.find((line) => line.sku === sku)?.name ?? '';
      const zone = places.get(JSON.stringify([warehouse, bin]))?.zone ?? '';
      const stop = stops.get(key) ?? { bin, warehouse, zone, sku, name, lot, quantity: 0, totes: [] };
      const whose = { fulfillmentId: order.fulfillmentId, number: order.number, tote, lineId, quantity };
      stops.set(key, { ...stop, quantity: stop.quantity + quantity, totes: [...stop.totes, whose] });
    }
  }
  return [...stops.values()]
    .sort((a, b) => walking(a, b) || text(a.sku, b.sku) || text(a.lot, b.lot))
    .map(({ warehouse: _, ...stop }) => stop);
};

/** A walk with what is left of it, as far as whoever asks sees its members. Throws a Refusal where that is none. */
export const showWalk = async (needs: FloorNeeds, sql: Sql, walkId: string, sees: Sees): Promise<Shown> => {
  const { walk, members } = await findWalk(sql, walkId, sees);
  const stops = walk.endedAt === null ? await stopsOf(needs, sql, members) : [];
  return { ...walk, members: membersOf(members), stops };
};

/** Walks in a list, without what is left of them. */
export const showWalks = async (
  sql: Sql,
  walks: readonly Walk[],
  sees: Sees,
): Promise<(walk: Walk) => Omit<Shown, 'stops'>> => {
  const ids = walks.flatMap((walk) => walk.members.map(({ fulfillmentId }) => fulfillmentId));
  const orders = await fulfillmentRows.byIds(sql, [...new Set(ids)]);
  return (walk) => ({
    ...walk,
    members: membersOf(
      walk.members.flatMap((member) => {
        const order = orders.get(member.fulfillmentId);
        return order && sees(order.merchant) ? [{ ...member, order }] : [];
      }),
    ),
  });
};

/** What the people of the floor share: the line to the tower, who has which fulfillment order, and who is at work. */
import {
  changeFulfillment,
  type FulfillmentOrder,
  getFulfillment,
  listFulfillment,
} from '@gantry/shared/api/fulfillment/orders';
import { assignToStation, changeStation, listStations, saveStation } from '@gantry/shared/api/fulfillment/packing';
import type { WorldContext } from '../context.ts';
import { each } from '../stock/asking.ts';
import { type StationSite, stationSites } from './crew.ts';

/** What somebody at a station has in hand. `isWhole`: it was asked for by itself; `asked`: packages that wait for a number. */
export type InHand = { order: FulfillmentOrder; isWhole: boolean; asked: Set<string>; slips: number };

export type Desk = {
  context: WorldContext;
  /** Fulfillment orders that each station is to do, in their order. */
  queues: Map<string, string[]>;
  hands: Map<string, InHand>;
  /** Those that could not be gone on with, until when they are left alone. */
  putOff: Map<string, number>;
  /** What was last said of each station. */
  states: Map<string, 'open' | 'paused'>;
};

const lanes = 4;
/** Of a station's queue, as many are given to it ahead as people see at a glance. */
export const mostQueued = 8;
const putOffMs = 20 * 60_000;

/** Makes sure that the tower knows the stations; answers how each stands. */
export const openStations = async ({ tower }: WorldContext): Promise<Map<string, 'open' | 'paused'>> => {
  const { reply } = await tower.call(listStations);
  const known = new Map(reply.items.map(({ station, state }) => [station, state]));
  await each(
    stationSites.filter(({ station }) => !known.has(station)),
    lanes,
    ({ station, name, site }) => tower.call(saveStation, { body: { station, name, warehouse: site.name } }),
  );
  return new Map(
    stationSites.map(({ station }) => [station, known.get(station) === 'paused' ? 'paused' : 'open'] as const),
  );
};

/** Says whether somebody stands at a station, where that is news. */
export const say = async (desk: Desk, station: string, state: 'open' | 'paused'): Promise<void> => {
  if (desk.states.get(station) === state) return;
  await desk.context.tower.call(changeStation, { params: { station }, body: { state } });
  desk.states.set(station, state);
};

const queueOf = ({ queues }: Desk, station: string): string[] => {
  const queue = queues.get(station) ?? [];
  queues.set(station, queue);
  return queue;
};

const isLeftAlone = ({ putOff }: Desk, id: string, now: number): boolean => (putOff.get(id) ?? 0) > now;

/** Leaves a fulfillment order alone for a while. */
export const leave = (desk: Desk, { order: { fulfillmentId } }: InHand, now: number): void => {
  desk.putOff.set(fulfillmentId, now + putOffMs);
  for (const [id, until] of desk.putOff) if (until <= now) desk.putOff.delete(id);
};

/** What stations had when the world stopped. */
export const resume = async (desk: Desk): Promise<void> => {
  const { tower } = desk.context;
  for (const { station } of stationSites) {
    const query = { station, status: 'pending,processing,picking,packing', limit: 50 };
    const { reply } = await tower.call(listFulfillment, { query });
    queueOf(desk, station).push(...reply.items.map(({ fulfillmentId }) => fulfillmentId));
  }
};

/** Gives what nobody has in a warehouse to those who have least to do, a few at a time. */
export const share = async (desk: Desk, warehouse: string, now: number): Promise<void> => {
  const crew = stationSites.filter(
    ({ site, station }) => site.name === warehouse && desk.states.get(station) === 'open',
  );
  const room = crew.reduce((sum, { station }) => sum + Math.max(0, mostQueued - queueOf(desk, station).length), 0);
  if (room === 0) return;
  const { tower } = desk.context;
  const query = {
    warehouse,
    station: 'none',
    status: 'pending,processing',
    kind: 'ship',
    limit: Math.min(100, room + 10),
  };
  const { reply } = await tower.call(listFulfillment, { query });
  const free = reply.items.filter(({ held, fulfillmentId }) => !held && !isLeftAlone(desk, fulfillmentId, now));
  const given = new Map<string, string[]>();
  for (const { fulfillmentId } of free.slice(0, room)) {
    const [least] = [...crew].sort((a, b) => queueOf(desk, a.station).length - queueOf(desk, b.station).length);
    if (!least) break;
    queueOf(desk, least.station).push(fulfillmentId);
    given.set(least.station, [...(given.get(least.station) ?? []), fulfillmentId]);
  }
  for (const [station, ids] of given) await tower.call(assignToStation, { params: { station }, body: { ids } });
};

/** Takes the next of a station's fulfillment orders in hand; undefined where there is none. */
export const takeNext = async (desk: Desk, { station }: StationSite, now: number): Promise<InHand | undefined> => {
  const queue = queueOf(desk, station);
  for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
    if (isLeftAlone(desk, id, now)) continue;
    const order = await lookAt(desk, id);
    // Somebody may have moved it to another station since.
    if (order.station === station) return { order, isWhole: true, asked: new Set(), slips: 0 };
  }
  return undefined;
};

/** A fulfillment order as the tower shows it, with where its units lie. */
export const lookAt = async ({ context: { tower } }: Desk, fulfillmentId: string): Promise<FulfillmentOrder> =>
  (await tower.call(getFulfillment, { params: { fulfillmentId } })).reply;

/** Takes a step of its status. */
export const advance = async (
  { context: { tower } }: Desk,
  { fulfillmentId }: FulfillmentOrder,
  status: FulfillmentOrder['status'],
): Promise<FulfillmentOrder> =>
  (await tower.call(changeFulfillment, { params: { fulfillmentId }, body: { status } })).reply;

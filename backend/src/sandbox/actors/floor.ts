/**
 * The people of the warehouses: each stands at a station by the hours of its shift, picks with a scanner, packs, has a carrier take
 * the parcel, and hands it out; they rest, slip and find bins empty. They know what the tower shows them, and it alone.
 */
import { listPutBacks, putBackUnits } from '@gantry/shared/api/fulfillment/put-backs';
import type { Actor, News } from '../actor.ts';
import type { OpenActor } from '../context.ts';
import { warehouses } from '../data/network.data.ts';
import { goOn, label } from '../floor/bench.ts';
import { presenceAt, type StationSite, stationSites } from '../floor/crew.ts';
import { type Desk, leave, openStations, resume, say, share, takeNext } from '../floor/desk.ts';
import { randomOf } from '../random.ts';
import type { ParcelMade } from '../shop/shop.ts';
import { TowerRefusal } from '../tower.ts';
import { createTurns, type Turns } from '../turns.ts';

type Task =
  /** `round`: only the one asked for last is done, so that nobody works twice at a time. */
  | { does: 'work'; site: StationSite; round: number }
  | { does: 'share'; warehouse: string }
  | { does: 'put_back'; warehouse: string }
  | { does: 'label'; made: ParcelMade };
type Floor = { desk: Desk; turns: Turns<Task>; rounds: Map<string, number> };

const shareEveryMs = 12_000;
const putBackEveryMs = 10 * 60_000;
/** The first round, so that the tower starts in peace. */
const firstMs = 4_000;
const idle = { least: 8, most: 20 };

const later = ({ turns }: Floor, task: Task, { now, ms }: { now: number; ms: number }): void =>
  turns.add({ at: now + ms, task, keeps: false }, now);

/** Somebody goes on in a while, and not before. */
const goOnIn = (floor: Floor, site: StationSite, when: { now: number; ms: number }): void => {
  const round = (floor.rounds.get(site.station) ?? 0) + 1;
  floor.rounds.set(site.station, round);
  later(floor, { does: 'work', site, round }, when);
};

/** Nobody is there: what is in hand waits for them. */
const rest = async (
  floor: Floor,
  site: StationSite,
  { until, now }: { until: number; now: number },
): Promise<News[]> => {
  goOnIn(floor, site, { now, ms: until - now });
  await say(floor.desk, site.station, 'paused');
  return [];
};

const work = async (floor: Floor, site: StationSite, now: number): Promise<News[]> => {
  const { desk } = floor;
  const { station } = site;
  const presence = presenceAt(now, site);
  if (presence !== 'work') return rest(floor, site, { until: presence.until, now });
  const again = (seconds: number) => goOnIn(floor, site, { now, ms: seconds * 1_000 });
  let hand = desk.hands.get(station);
  try {
    await say(desk, station, 'open');
    hand ??= await takeNext(desk, site, now);
    if (!hand) {
      again(randomOf(desk.context.state.seed, 'idle', station, now).between(idle.least, idle.most));
      return [];
    }
    desk.hands.set(station, hand);
    const { news = [], seconds, left } = await goOn(desk, site, { hand, now });
    if (left) desk.hands.delete(station);
    if (left && hand.order.status !== 'shipped') leave(desk, hand, now);
    again(seconds);
    return news;
  } catch (error) {
    // It stands otherwise than it was thought to: somebody else sees to it, and the next one is taken.
    if (error instanceof TowerRefusal) {
      if (hand) leave(desk, hand, now);
      desk.hands.delete(station);
      again(idle.least);
    }
    throw error;
  }
};

/** A carrier has taken a parcel: whoever asked for it puts the number on. */
const putOn = async (floor: Floor, made: ParcelMade, now: number): Promise<News[]> => {
  const { desk } = floor;
  for (const site of stationSites) {
    const hand = desk.hands.get(site.station);
    if (!hand || hand.asked.size === 0) continue;
    const told = await label({ desk, hand }, made);
    if (told.length === 0) continue;
    goOnIn(floor, site, { now, ms: 5_000 });
    return told;
  }
  return [];
};

const putBack = async ({ desk: { context } }: Floor, warehouse: string, now: number): Promise<News[]> => {
  const { reply } = await context.tower.call(listPutBacks, { query: { warehouse } });
  for (const { sku, lot, quantity } of reply.items)
    await context.tower.call(putBackUnits, {
      body: { clientScanId: `back-${warehouse}-${sku}-${lot}-${now}`, warehouse, sku, lot, quantity, location: '' },
    });
  return [];
};

const run = async (floor: Floor, task: Task, now: number): Promise<News[]> => {
  if (task.does === 'work')
    return floor.rounds.get(task.site.station) === task.round ? work(floor, task.site, now) : [];
  if (task.does === 'label') return putOn(floor, task.made, now);
  const ms = task.does === 'share' ? shareEveryMs : putBackEveryMs;
  try {
    if (task.does === 'put_back') return await putBack(floor, task.warehouse, now);
    await share(floor.desk, task.warehouse, now);
    return [];
  } finally {
    later(floor, task, { now, ms });
  }
};

export const openFloor: OpenActor = async (context): Promise<Actor> => {
  const { log, signal, now: began } = context;
  const turns = createTurns<Task>({ name: 'floor', log, signal, run: (task, now) => run(floor, task, now) });
  const desk: Desk = {
    context,
    queues: new Map(),
    hands: new Map(),
    putOff: new Map(),
    states: await openStations(context),
  };
  const floor: Floor = { desk, turns, rounds: new Map() };
  if (context.state.cursor !== null) await resume(desk);
  for (const { name } of warehouses) {
    later(floor, { does: 'share', warehouse: name }, { now: began, ms: firstMs });
    later(floor, { does: 'put_back', warehouse: name }, { now: began, ms: putBackEveryMs });
  }
  for (const [n, site] of stationSites.entries()) goOnIn(floor, site, { now: began, ms: firstMs + 2_000 + n * 400 });
  return {
    ...turns,
    name: 'floor',
    hear: (news, now) => {
      if (news.what === 'parcel_made') later(floor, { does: 'label', made: news }, { now, ms: 3_000 });
      return [];
    },
    save: () => undefined,
  };
};

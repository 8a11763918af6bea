/** What a wall is told when a frame cannot be made, and when it comes while changes are held back: nothing is left out. */
import type { WallParcel } from '@gantry/shared/api/wall';
import type { Caller } from '@gantry/shared/caller';
import type { WallFrame } from '@gantry/shared/live';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestPlatform, type TestPlatform } from '../../../test/test-platform.ts';
import { until } from '../../../test/until.ts';
import { StoreAway } from '../../kernel/errors.ts';
import type { Missed } from '../../platform/live/catch-up.ts';
import type { OpenRoom } from '../../platform/live/room.ts';
import { append, headOf, readLog } from '../../platform/log/event-log.ts';
import { createWall, type WallParcelSource } from './wall-room.ts';

let test: TestPlatform;
beforeAll(async () => {
  test = await openTestPlatform();
  test.sequence();
});
afterAll(() => test?.close());

const version = new Map<string, number>();
/** One change of each parcel, in the order given; answers the log's window. */
const change = async (...parcels: string[]) => {
  const { database, clock, signals } = test.platform;
  const from = await headOf(database);
  const entries = parcels.map((streamId) => {
    version.set(streamId, (version.get(streamId) ?? 0) + 1);
    const fact = { name: 'tracking.scan_recorded', payload: {} };
    const thread = { correlationId: streamId, actor: 'test' };
    return { stream: 'tracked_shipment', streamId, version: version.get(streamId) ?? 0, fact, thread };
  });
  await database.transaction((tx) => append(tx, entries, clock.now()));
  signals.raise('appended');
  await until(async () => (await headOf(database)) === from + parcels.length);
  const { events, through: to } = await readLog(database, { after: from, limit: parcels.length });
  return { from, to, events };
};

const parcelAt = (id: string, seq: number): WallParcel => Object.assign(Object.create(null), { id, seq });

/** Who looks at the wall of a sandbox. */
const visitor: Caller = {
  id: 'anonymous',
  name: 'anonymous',
  kind: 'kiosk',
  area: 'personal',
  verticals: ['logistics'],
  scopes: ['wall:read'],
  merchants: '*',
  merchant: null,
};

/** The room with somebody in it, and what it says. */
const openRoom = async (of: WallParcelSource['of']) => {
  const { platform } = test;
  const unasked = () => Promise.reject(new StoreAway('clickhouse', 'not asked here'));
  const none = { atRisk: unasked, carriers: unasked, exceptions: unasked, numbers: unasked };
  const tiles = { ...none, warehouses: unasked, floor: unasked };
  const wall = createWall({
    platform,
    tiles,
    parcels: { of, live: async () => [] },
    merchants: { find: async () => undefined },
  });
  const frames: WallFrame[] = [];
  const room: OpenRoom = wall.room.open({
    from: await headOf(platform.database),
    log: () => ({ behindMs: 0, unplaced: 0, standing: null, since: null }),
    voice: {
      listeners: () => 1,
      to: () => (name, what) => {
        if (name === 'wall:frame') frames.push(what as WallFrame);
      },
    },
  });
  const told = () => frames.flatMap(({ parcels }) => parcels.map(({ id }) => id));
  return { room, frames, told };
};

describe('a wall', () => {
  it('is told what a frame was to say although it could not be made at first', async () => {
    let away = 3;
    const { room, frames, told } = await openRoom(async (ids, seq) => {
      if (away-- > 0) throw new StoreAway('postgres', 'gone');
      return ids.map((id) => ({ ...parcelAt(id, seq), merchant: 'main' }));
    });
    // Of a second change right behind the first the frame says nothing yet, so that no gap tells of the lost one.
    const first = await change('shp_a');
    room.take(first);
    const second = await change('shp_a', 'shp_b');
    room.take(second);
    await until(async () => frames.at(-1)?.to === second.to);
    expect(away).toBeLessThanOrEqual(0);
    expect(new Set(told())).toEqual(new Set(['shp_a', 'shp_b']));
    expect(frames.slice(1).map(({ from }) => from)).toEqual(frames.slice(0, -1).map(({ to }) => to));
    room.close?.();
  });

  it('that comes while a change is held back is told what others were told ahead of it', async () => {
    const { room, frames, told } = await openRoom(async (ids, seq) =>
      ids.map((id) => ({ ...parcelAt(id, seq), merchant: 'main' })),
    );
    const [first, second] = [await change('shp_c'), await change('shp_c', 'shp_d')];
    // The second change of the one is held back for a quarter of a second, the other goes out at once.
    room.take(first);
    room.take(second);
    await until(async () => told().includes('shp_d'));
    const have = frames.find(({ parcels }) => parcels.some(({ id }) => id === 'shp_d'))?.to ?? 0;
    expect(have).toBeLessThan(second.to);
    const missed: string[] = [];
    const catchUp = async ({ after, until: end, page, arrive }: Missed) => {
      let at = after;
      while (at < end()) {
        const { frame } = await page(at, end() - at);
        if ('parcels' in frame) missed.push(...frame.parcels.map(({ id }) => id));
        at = frame.to;
      }
      arrive();
      return 'here' as const;
    };
    let joined = 0;
    const newcomer = {
      room: 'wall',
      caller: visitor,
      after: have,
      catchUp,
      join: () => void joined++,
      superseded: () => false,
    };
    const reply = await room.enter(newcomer);
    expect(joined).toBe(1);
    expect(missed).toContain('shp_d');
    expect(reply).toEqual({ ok: true, seq: second.to, resync: false });
    room.close?.();
  });
});

/** Following events by name over a real log: who may, what is caught up, and that joining in the midst of it leaves no gap. */
import type { Caller } from '@gantry/shared/caller';
import type { JoinReply, LogFrame } from '@gantry/shared/live';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appendSome, counted, openTestPlatform, type TestPlatform } from '../../../test/test-platform.ts';
import { until } from '../../../test/tower.ts';
import { headOf } from '../log/event-log.ts';
import { follow } from '../log/subscribe.ts';
import { createCatchUps, type Listener } from './catch-up.ts';
import { type Following, mostMissed, openFollowing } from './following.ts';
import type { FollowedRoom, Say, Voice } from './room.ts';

const rooms: FollowedRoom[] = [
  { name: 'counters', need: { area: 'staff', vertical: 'logistics', scope: null }, events: [counted] },
  {
    name: 'bookings',
    need: { area: 'staff', vertical: 'rentals', scope: null },
    events: [{ ...counted, name: 'test.booked' }],
  },
];
const staff: Caller = {
  id: 'key_1',
  name: 'staff',
  kind: 'api',
  area: 'staff',
  verticals: ['logistics'],
  scopes: ['*'],
  merchants: '*' as const,
  merchant: null,
};

/** A process with its following and its sockets. */
type Process = { following: Following; members: Map<string, Set<Say>>; position(): number; end(): Promise<void> };

const going = { behindMs: 0, unplaced: 0, standing: null, since: null };
const catchUps = createCatchUps();
let opened: TestPlatform;
let one: Process;

const startProcess = async (): Promise<Process> => {
  const { platform } = opened;
  const members = new Map<string, Set<Say>>();
  const voice: Voice = {
    to: (room) => (name, what) => {
      for (const say of members.get(room) ?? []) say(name, what);
    },
    listeners: (room) => members.get(room)?.size ?? 0,
  };
  let position = await headOf(platform.database);
  const following = openFollowing(platform, rooms, { voice, from: position, log: () => going });
  const stop = new AbortController();
  const running = follow(
    platform,
    (events, to) => {
      following.take({ from: position, to, events });
      position = to;
    },
    { from: position, stop: stop.signal },
  );
  return {
    following,
    members,
    position: () => position,
    end: async () => {
      stop.abort();
      following.close();
      await running;
    },
  };
};

/** A socket that follows, with all it was told. */
const follower = async ({ following, members }: Process, { after }: { after?: number } = {}) => {
  const frames: LogFrame[] = [];
  const say = ((_name: string, frame: LogFrame) => void frames.push(frame)) as Say;
  const listener: Listener = {
    unsent: () => 0,
    say: async ({ name, frame }) => {
      if (name === 'log:frame') frames.push(frame);
    },
  };
  let room = '';
  const reply: JoinReply = await following.follow(
    {
      caller: staff,
      after,
      catchUp: (missed) => catchUps()(missed, listener, new AbortController().signal),
      superseded: () => false,
      join: (joined) => {
        room = joined;
        members.set(joined, (members.get(joined) ?? new Set()).add(say));
      },
    },
    [counted.name],
  );
  return { frames, room, reply, seqs: () => frames.flatMap(({ events }) => events.map(({ seq }) => seq)) };
};

beforeAll(async () => {
  opened = await openTestPlatform();
  opened.sequence();
  one = await startProcess();
});
afterAll(async () => {
  await one?.end();
  await opened?.close();
});

const reached = (seq: number) => until(async () => one.position() >= seq, { what: `position ${seq}` });
const append = async (n: number): Promise<number> => {
  await appendSome(opened.platform, ['a', 'b'], n);
  const { rows } = await opened.platform.database.pool.query<{ n: string }>('SELECT count(*) AS n FROM event_log');
  return Number(rows[0]?.n);
};

describe('who may follow', () => {
  it.each([
    ['staff who hold the vertical', staff, [counted.name], true],
    ['staff who do not', staff, ['test.booked'], false],
    ['staff who hold only one of two', staff, [counted.name, 'test.booked'], false],
    ['those of a lower area', { ...staff, area: 'personal' as const }, [counted.name], false],
    ['a kiosk', { ...staff, kind: 'kiosk' as const }, [counted.name], false],
    ['anybody, what is in no room', { ...staff, area: 'manager' as const }, ['test.unheard'], false],
  ])('%s', (_who, caller, names, admitted) => {
    expect(one.following.admits(caller, names)).toBe(admitted);
  });
});

describe('following', () => {
  it('is one group for all that follow the same, and each hears all of it once', async () => {
    const [first, second] = [await follower(one), await follower(one)];
    expect(second.room).toBe(first.room);
    await reached(await append(20));
    await until(async () => first.seqs().length >= 20 && second.seqs().length >= 20);
    expect(first.seqs()).toEqual(second.seqs());
    expect(new Set(first.seqs()).size).toBe(20);
  });
  it('has no gap for those who come in while it goes on, from wherever they come', async () => {
    const from = one.position();
    const clients: Awaited<ReturnType<typeof follower>>[] = [];
    let end = 0;
    for (let round = 0; round < 8; round++) {
      const appending = append(150);
      clients.push(await follower(one, { after: from }), await follower(one, { after: Math.max(0, from - round) }));
      end = await appending;
    }
    await reached(end);
    await until(async () => clients.every(({ frames }) => (frames.at(-1)?.to ?? 0) >= end));
    for (const { frames, seqs, reply } of clients) {
      expect(reply).toMatchObject({ ok: true, resync: false });
      const start = frames[0]?.from ?? 0;
      expect(frames.map((frame) => frame.from)).toEqual([start, ...frames.slice(0, -1).map(({ to }) => to)]);
      expect(seqs().filter((seq) => seq <= end)).toEqual(Array.from({ length: end - start }, (_, n) => start + n + 1));
    }
  });
  it('has one read again who missed too much, or whose log is another', async () => {
    const end = await append(mostMissed + 1);
    await reached(end);
    const late = await follower(one, { after: end - mostMissed - 1 });
    expect(late.reply).toMatchObject({ ok: true, seq: end, resync: true });
    expect(late.seqs()).toEqual([]);
    const barely = await follower(one, { after: end - mostMissed });
    expect(barely.reply).toMatchObject({ ok: true, seq: end, resync: false });
    expect(barely.seqs().length).toBe(mostMissed);
    expect((await follower(one, { after: end + 5 })).reply).toMatchObject({ seq: end, resync: true });
  });
  it('takes a client that comes from a process which is further on', async () => {
    const behind = await startProcess();
    await behind.end();
    const end = await append(5);
    await reached(end);
    const moved = await follower(behind, { after: end });
    expect(moved.reply).toEqual({ ok: true, seq: end, resync: false });
  });
});

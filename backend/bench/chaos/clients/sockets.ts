/**
 * Socket clients that keep the contract of shared/live.ts and a list of their own of all they were told: pages that follow
 * events by name, and walls. What they hold at the end is held against the log.
 */
import type { WallSnapshot } from '@gantry/shared/api/wall';
import type { LogFrame, WallFrame } from '@gantry/shared/live';
import { shipmentRooms } from '../../../src/contexts/journeys/rooms.ts';
import type { SocketList, WallList } from '../judge/checker.ts';
import type { Answer } from '../judge/honesty.ts';
import { type ApiName, apis } from '../tower/tower.ts';
import { type Line, type LineHome, openLine } from './line.ts';

/** What a page of shipments follows. */
export const followedNames = shipmentRooms.flatMap(({ events }) => events.map(({ name }) => name));

export type Follower = { list(): SocketList; resyncs(): number; close(): void };
export type Wall = {
  list(): WallList;
  /** What it showed, and when: live, or stale. */
  answers: Answer[];
  resyncs(): number;
  close(): void;
};

type Naming = LineHome & { client: string };

/** Follows events by name from the beginning of the log. */
const openFollower = ({ client, ...home }: Naming): Follower => {
  const ids = new Map<number, string>();
  const covered: [number, number][] = [];
  const doubled: number[] = [];
  let have = 0;
  let resyncs = 0;
  const take = ({ from, to, events }: LogFrame): void => {
    if (to <= have) return;
    if (from > have) {
      line.ask();
      return;
    }
    for (const { seq, id } of events) {
      if (seq <= have) continue;
      if (ids.has(seq)) doubled.push(seq);
      ids.set(seq, id);
    }
    have = to;
  };
  const line: Line = openLine(home, {
    question: () => ({ event: 'follow', request: { events: followedNames, after: have, acks: home.moves } }),
    joined: ({ seq, resync }) => {
      if (!resync) return;
      // What is read again as a whole holds everything up to there.
      resyncs++;
      if (seq > have) covered.push([have, seq]);
      have = Math.max(have, seq);
    },
    frames: 'log:frame',
    take,
  });
  return { list: () => ({ client, ids, covered, doubled, have }), resyncs: () => resyncs, close: line.close };
};

/** What a frame says of the log behind it: a wall shows itself stale when its tower says so. */
const isLive = ({ log }: WallFrame): boolean => !log?.standing;

/** Follows the wall from an empty log on, with a map of parcels as a screen would hold it. */
const openWall = ({ client, ...home }: Naming): Wall => {
  const parcels = new Map<string, { status: string; seq: number }>();
  const answers: Answer[] = [];
  let have = 0;
  let resyncs = 0;
  const show = ({ id, status, seq }: { id: string; status: string; seq: number }): void => {
    if ((parcels.get(id)?.seq ?? -1) <= seq) parcels.set(id, { status, seq });
  };
  const readAgain = async (): Promise<void> => {
    resyncs++;
    const answer = await fetch(`${line.origin}/api/logistics/wall`, {
      headers: { authorization: `Bearer ${home.key}` },
      signal: AbortSignal.timeout(5_000),
    });
    if (!answer.ok) throw new Error(`snapshot: ${answer.status}`);
    const snapshot = (await answer.json()) as WallSnapshot;
    const live = new Set(snapshot.parcels.map(({ id }) => id));
    for (const [id, { seq }] of parcels) if (!live.has(id) && seq <= snapshot.seq) parcels.delete(id);
    for (const parcel of snapshot.parcels) show(parcel);
    have = Math.max(have, snapshot.seq);
  };
  const take = (frame: WallFrame): void => {
    const now = Date.now();
    if (now - (answers.at(-1)?.at ?? 0) >= 250)
      answers.push({ who: client, at: now, through: now, green: isLive(frame) && !line.asking, to: frame.to });
    for (const parcel of frame.parcels) show(parcel);
    if (frame.to <= have) return;
    if (frame.from > have) line.ask();
    else have = frame.to;
  };
  const line: Line = openLine(home, {
    question: () => ({ event: 'join', request: { room: 'wall', after: have, acks: home.moves } }),
    joined: ({ resync }) => (resync ? readAgain() : undefined),
    frames: 'wall:frame',
    take,
  });
  return {
    list: () => ({ client, statuses: new Map([...parcels].map(([id, { status }]) => [id, status])), have }),
    answers,
    resyncs: () => resyncs,
    close: line.close,
  };
};

export type Clients = { followers: Follower[]; walls: Wall[]; close(): void };

/** On each api a wall and a page that stay with it, and a wall and a page that move to the other one when it fails. */
export const openClients = (origins: Readonly<Record<ApiName, string>>, key: string): Clients => {
  const homes = apis.flatMap((api) =>
    [false, true].map((moves): Naming => {
      const others = apis.filter((one) => one !== api).map((one) => origins[one]);
      return {
        client: `${api}${moves ? ', moving' : ''}`,
        origins: moves ? [origins[api], ...others] : [origins[api]],
        key,
        moves,
      };
    }),
  );
  const followers = homes.map((home) => openFollower({ ...home, client: `page of ${home.client}` }));
  const walls = homes.map((home) => openWall({ ...home, client: `wall of ${home.client}` }));
  return {
    followers,
    walls,
    close: () => {
      for (const client of [...followers, ...walls]) client.close();
    },
  };
};

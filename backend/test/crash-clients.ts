/**
 * Two socket clients that keep the contract of shared/live.ts and remember all they were told: positions they have are
 * ignored, a gap is asked for again with `after`, a resync means the snapshot. What they hold at the end is the proof.
 */
import type { WallParcel, WallSnapshot } from '@gantry/shared/api/wall';
import type { ClientToServer, JoinReply, ServerToClient } from '@gantry/shared/live';
import { io, type Socket } from 'socket.io-client';

type Line = Socket<ServerToClient, ClientToServer>;
type Access = { origin: string; key: string };

const openLine = ({ origin, key }: Access): Line =>
  io(origin, {
    transports: ['websocket'],
    auth: { key },
    forceNew: true,
    reconnectionDelay: 50,
    reconnectionDelayMax: 200,
  });

type Reply = (error: Error | null, reply: JoinReply) => void;
type Asking = {
  have(): number;
  ask(after: number, reply: Reply): void;
  joined(reply: JoinReply & { ok: true }): Promise<void>;
};

/** Asks after each connect and after each gap, one request at a time; answers what asks for another. */
const keepAsking = (line: Line, { have, ask: send, joined }: Asking): (() => void) => {
  let asking = false;
  let again = false;
  const ask = (): void => {
    if (asking) {
      again = true;
      return;
    }
    asking = true;
    again = false;
    const done = (): void => {
      asking = false;
      if (again) ask();
    };
    send(have(), (error, reply) => {
      if (error || !reply.ok) {
        // The line is being closed or the server is busy: the next connect, or the next gap, asks again.
        again = again || line.connected;
        setTimeout(done, 100);
      } else joined(reply).then(done, () => setTimeout(ask, 100));
    });
  };
  line.on('connect', ask);
  return ask;
};

export type FrameCount = {
  /** How often each position was taken in. */
  times: Map<number, number>;
  /** The position up to which nothing is missing. */
  readonly have: number;
  /** Frames put aside because they told what was known, and gaps noticed: a run without any proves little. */
  seen: { ignored: number; gaps: number };
  cut(): void;
  close(): void;
};

/** Follows events by name from the beginning of the log, and keeps their ids. */
export const followEvents = (
  access: Access,
  events: readonly string[],
): FrameCount & { ids: Map<number, string>; resyncs(): number } => {
  const line = openLine(access);
  const times = new Map<number, number>();
  const ids = new Map<number, string>();
  const seen = { ignored: 0, gaps: 0 };
  let have = 0;
  let resyncs = 0;
  const ask = keepAsking(line, {
    have: () => have,
    ask: (after, reply) => line.timeout(2_000).emit('follow', { events: [...events], after }, reply),
    joined: async ({ resync }) => {
      if (resync) resyncs++;
    },
  });
  line.on('log:frame', ({ from, to, events: told }) => {
    if (to <= have) seen.ignored++;
    else if (from > have) {
      seen.gaps++;
      ask();
    } else {
      for (const { seq, id } of told)
        if (seq > have) {
          times.set(seq, (times.get(seq) ?? 0) + 1);
          ids.set(seq, id);
        }
      have = to;
    }
  });
  return {
    times,
    ids,
    seen,
    resyncs: () => resyncs,
    get have() {
      return have;
    },
    cut: () => void line.io.engine.close(),
    close: () => void line.close(),
  };
};

/** Follows the wall from an empty log on, with a map of parcels as a screen would hold it. */
export const followWall = (access: Access): FrameCount & { parcels: Map<string, WallParcel> } => {
  const line = openLine(access);
  const times = new Map<number, number>();
  const parcels = new Map<string, WallParcel>();
  const seen = { ignored: 0, gaps: 0 };
  let have = 0;
  const cover = (to: number): void => {
    for (let seq = have + 1; seq <= to; seq++) times.set(seq, (times.get(seq) ?? 0) + 1);
    have = Math.max(have, to);
  };
  const take = (parcel: WallParcel): void => {
    if ((parcels.get(parcel.id)?.seq ?? -1) <= parcel.seq) parcels.set(parcel.id, parcel);
  };
  const resync = async (): Promise<void> => {
    const answer = await fetch(`${access.origin}/api/logistics/wall`, {
      headers: { authorization: `Bearer ${access.key}` },
    });
    if (!answer.ok) throw new Error(`snapshot: ${answer.status}`);
    const snapshot = (await answer.json()) as WallSnapshot;
    const live = new Set(snapshot.parcels.map(({ id }) => id));
    for (const [id, { seq }] of parcels) if (!live.has(id) && seq <= snapshot.seq) parcels.delete(id);
    for (const parcel of snapshot.parcels) take(parcel);
    cover(snapshot.seq);
  };
  const ask = keepAsking(line, {
    have: () => have,
    ask: (after, reply) => line.timeout(2_000).emit('join', { room: 'wall', after }, reply),
    joined: ({ resync: behind }) => (behind ? resync() : Promise.resolve()),
  });
  line.on('wall:frame', ({ from, to, parcels: changed }) => {
    for (const parcel of changed) take(parcel);
    if (to <= have) seen.ignored++;
    else if (from > have) {
      seen.gaps++;
      ask();
    } else cover(to);
  });
  return {
    times,
    parcels,
    seen,
    get have() {
      return have;
    },
    cut: () => void line.io.engine.close(),
    close: () => void line.close(),
  };
};

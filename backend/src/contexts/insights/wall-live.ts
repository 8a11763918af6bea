/**
 * The wall over sockets: this process follows the log, tells its own walls what changed within a few milliseconds, and
 * sends whole tiles once a second. Also the log's own room for staff tools, and one room per tracking page.
 */
import type { TileName, WallSnapshot, WallTiles } from '@gantry/shared/api/wall';
import { tileNames } from '@gantry/shared/api/wall';
import type { RecordedEvent } from '@gantry/shared/events/define';
import type { JoinReply, LogFrame, WallTile } from '@gantry/shared/live';
import { covers } from '@gantry/shared/vocabulary/areas';
import { isOutage } from '../../kernel/outage.ts';
import { headOf, readLog } from '../../platform/event-log.ts';
import type { LiveRoom, LiveServer, LiveSocket } from '../../platform/live.ts';
import type { Platform } from '../../platform/platform.ts';
import { follow } from '../../platform/subscribe.ts';
import { createFeed, type Feed, movesParcel } from './wall-feed.ts';
import { liveParcels, parcelsOf } from './wall-parcels.ts';
import { computeTiles } from './wall-tiles.ts';

const frameMs = 12;
const tileMs = 1_000;
/** Further back than this a snapshot is cheaper than catching up. */
const mostMissed = 5_000;

export type WallLive = {
  rooms: LiveRoom[];
  snapshot(): Promise<WallSnapshot>;
  /** Follows the log and feeds the rooms until `stop`. */
  run(io: LiveServer, stop: AbortSignal): Promise<void>;
};

const trackRoom = (token: string): `track:${string}` => `track:${token}`;

const thin = ({ seq, id, name, streamId, version, recordedAt }: RecordedEvent): LogFrame['events'][number] => ({
  seq,
  id,
  name,
  streamId,
  version,
  recordedAt,
});

/** Tiles shared by everyone who asks within a second. */
const createTiles = (platform: Platform) => {
  let kept: { at: number; seq: number; tiles: Promise<WallTiles> } | undefined;
  return async (): Promise<{ seq: number; tiles: WallTiles }> => {
    const now = Date.now();
    if (!kept || now - kept.at > tileMs * 0.9) {
      const seq = await headOf(platform.database);
      kept = { at: now, seq, tiles: computeTiles(platform) };
      kept.tiles.catch(() => {
        kept = undefined;
      });
    }
    const { seq, tiles } = kept;
    return { seq, tiles: await tiles };
  };
};

const catchUpWall = async (
  platform: Platform,
  feed: Feed,
  { socket, after }: { socket: LiveSocket; after: number },
): Promise<boolean> => {
  const to = feed.sent;
  if (after >= to) return true;
  if (to - after > mostMissed) return false;
  const { events } = await readLog(platform.database, { after, limit: to - after });
  const ids = [...new Set(events.filter(movesParcel).map((event) => event.streamId))];
  const parcels = (await parcelsOf(platform, ids, to)).flatMap(({ parcel }) => parcel ?? []);
  socket.emit('wall:frame', {
    from: after,
    to,
    serverTime: platform.clock.now().toISOString(),
    lastEventAt: feed.lastEventAt,
    parcels,
    ticks: [],
  });
  return true;
};

const catchUpLog = async (
  platform: Platform,
  { socket, after, to }: { socket: LiveSocket; after: number; to: number },
): Promise<void> => {
  let position = after;
  while (position < to) {
    const { events, through } = await readLog(platform.database, {
      after: position,
      limit: Math.min(2_000, to - position),
    });
    if (through === position) return;
    socket.emit('log:frame', { from: position, to: through, events: events.map(thin) });
    position = through;
  }
};

/** `toldOf` is how far the log's own room has been told, which may be ahead of what walls have. */
const roomsOf = (platform: Platform, feedOf: () => Feed, toldOf: () => number): LiveRoom[] => [
  {
    name: 'wall',
    admits: (caller) => covers(caller.area, 'personal'),
    joined: async (socket, _room, after): Promise<JoinReply> => {
      const feed = feedOf();
      // A snapshot may be ahead of what this process has told its walls; ahead of the log itself is another log.
      if (after !== undefined && after > feed.sent) {
        const head = await headOf(platform.database);
        return { ok: true, seq: Math.min(after, head), resync: after > head };
      }
      const caughtUp = after !== undefined && (await catchUpWall(platform, feed, { socket, after }));
      return { ok: true, seq: feed.sent, resync: !caughtUp };
    },
  },
  {
    name: 'log',
    admits: (caller) => caller.kind === 'api' && covers(caller.area, 'staff'),
    joined: async (socket, _room, after): Promise<JoinReply> => {
      const to = toldOf();
      if (after !== undefined) await catchUpLog(platform, { socket, after, to });
      return { ok: true, seq: to, resync: false };
    },
  },
  {
    name: 'track:',
    admits: async (_caller, room) =>
      (await platform.database.prisma.trackedShipment.count({
        where: { trackingToken: room.slice('track:'.length) },
      })) === 1,
    joined: async () => ({ ok: true, seq: feedOf().sent, resync: false }),
  },
];

const createSender = (platform: Platform, io: LiveServer, feed: Feed) => {
  let lastFrame = 0;
  let sending = false;
  const listeners = (room: string): number => io.sockets.adapter.rooms.get(room)?.size ?? 0;
  const hasTrackers = (): boolean => [...io.sockets.adapter.rooms.keys()].some((room) => room.startsWith('track:'));

  const send = async (): Promise<void> => {
    const now = Date.now();
    const { from, to, through, ids, ticks } = feed.flush(now);
    const wall = listeners('wall') > 0;
    if (!wall && !hasTrackers()) return;
    const seen = ids.length > 0 ? await parcelsOf(platform, ids, through) : [];
    if (wall && (to > from || seen.length > 0 || ticks.length > 0 || now - lastFrame >= 1_000)) {
      lastFrame = now;
      const parcels = seen.flatMap(({ parcel }) => parcel ?? []);
      io.to('wall').emit('wall:frame', {
        from,
        to,
        serverTime: platform.clock.now().toISOString(),
        lastEventAt: feed.lastEventAt,
        parcels,
        ticks,
      });
    }
    for (const { token } of seen)
      if (listeners(trackRoom(token)) > 0) io.to(trackRoom(token)).emit('track:changed', { seq: through });
  };
  return {
    listeners,
    send: (): void => {
      if (sending) return;
      sending = true;
      send()
        .catch((error) => {
          if (!isOutage(error)) platform.logger.error({ error }, 'wall frame failed');
          // What the lost frame would have said is only known to the rows now: walls notice the gap and ask again.
        })
        .finally(() => {
          sending = false;
        });
    },
  };
};

const tileOf = <Name extends TileName>(
  tile: Name,
  data: WallTiles[Name],
  { seq, asOf }: { seq: number; asOf: string },
): WallTile => ({ tile, seq, asOf, data }) as unknown as WallTile;

/** The wall's live half for one api process. */
export const createWallLive = async (platform: Platform): Promise<WallLive> => {
  const feed = createFeed(await headOf(platform.database));
  const tiles = createTiles(platform);
  let position = feed.sent;
  const snapshot = async (): Promise<WallSnapshot> => {
    const { tiles: current } = await tiles();
    const seq = await headOf(platform.database);
    const parcels = await liveParcels(platform, seq);
    return {
      seq,
      parcels,
      tiles: current,
      serverTime: platform.clock.now().toISOString(),
      network: platform.config.network,
      demo: platform.config.demo,
      ticks: [...feed.ticks],
      lastEventAt: feed.lastEventAt,
    };
  };
  const run = async (io: LiveServer, stop: AbortSignal): Promise<void> => {
    const sender = createSender(platform, io, feed);
    const pushTiles = async (): Promise<void> => {
      if (sender.listeners('wall') === 0) return;
      const { seq, tiles: current } = await tiles();
      const asOf = platform.clock.now().toISOString();
      for (const name of tileNames) io.to('wall').emit('wall:tile', tileOf(name, current[name], { seq, asOf }));
    };
    const frames = setInterval(sender.send, frameMs);
    const whole = setInterval(
      () => void pushTiles().catch((error) => platform.logger.warn({ error }, 'wall tiles failed')),
      tileMs,
    );
    const onWindow = (events: RecordedEvent[], through: number): void => {
      feed.take(events, through);
      if (sender.listeners('log') > 0)
        io.to('log').emit('log:frame', { from: position, to: through, events: events.map(thin) });
      position = through;
      sender.send();
    };
    await follow(platform, onWindow, { from: position, stop });
    clearInterval(frames);
    clearInterval(whole);
  };
  return {
    rooms: roomsOf(
      platform,
      () => feed,
      () => position,
    ),
    snapshot,
    run,
  };
};

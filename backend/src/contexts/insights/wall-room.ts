/**
 * The wall's room: parcels and the ticker's lines go out within a few milliseconds of the log, whole tiles once a second.
 * Tiles and parcels come from the contexts that own them.
 */
import { tileNames, type WallParcel, type WallSnapshot, type WallTiles } from '@gantry/shared/api/wall';
import { may, type Need } from '@gantry/shared/caller';
import type { WallFrame } from '@gantry/shared/live';
import { messageOf } from '../../kernel/errors.ts';
import { isOutage } from '../../kernel/outage.ts';
import { type JoinedRoom, type Opening, type OpenRoom, room, type Say } from '../../platform/live/room.ts';
import { headOf, readLog } from '../../platform/log/event-log.ts';
import type { Platform } from '../../platform/platform.ts';
import { createFeed, type DueFrame, type Feed, movesParcel } from './wall-feed.ts';
import { createTileCache, tileOf, type WallTileSources } from './wall-tile-cache.ts';

const frameMs = 12;
const tileMs = 1_000;
/** Further back than this a snapshot is cheaper than catching up. */
const mostMissed = 5_000;
/** That of the wall's own endpoint. */
const need: Need = { area: 'personal', vertical: 'logistics', scope: 'wall:read' };

/** Where the map's parcels come from. `seq` is the log position the answer is at least as new as. */
export type WallParcelSource = {
  live(seq: number): Promise<WallParcel[]>;
  of(shipmentIds: readonly string[], seq: number): Promise<WallParcel[]>;
};

export type WallSources = { platform: Platform; tiles: WallTileSources; parcels: WallParcelSource };
export type Wall = {
  room: JoinedRoom;
  /** Everything on the screen. What it says of the last minutes' events is known only where the room is open. */
  snapshot(): Promise<WallSnapshot>;
};

const frameOf = ({ platform }: WallSources, feed: Feed, frame: Omit<WallFrame, 'serverTime' | 'lastEventAt'>) => ({
  ...frame,
  serverTime: platform.clock.now().toISOString(),
  lastEventAt: feed.lastEventAt,
});

/** Sends what is due to everybody in the room, one frame at a time. */
const createSender = (sources: WallSources, feed: Feed, { voice }: Opening): (() => void) => {
  const { platform, parcels } = sources;
  let lastFrame = 0;
  let sending = false;
  const send = async ({ from, to, through, ids, ticks }: DueFrame, now: number): Promise<void> => {
    const moved = ids.length > 0 ? await parcels.of(ids, through) : [];
    if (to === from && moved.length === 0 && ticks.length === 0 && now - lastFrame < 1_000) return;
    lastFrame = now;
    voice.to('wall')('wall:frame', frameOf(sources, feed, { from, to, parcels: moved, ticks }));
  };
  return () => {
    if (sending) return;
    const now = Date.now();
    const due = feed.flush(now);
    if (voice.listeners('wall') === 0) return;
    sending = true;
    send(due, now)
      .catch((error) => {
        if (!isOutage(error)) platform.logger.error({ error: messageOf(error) }, 'wall frame failed');
        // What the lost frame would have said is only known to the rows now: walls notice the gap and ask again.
      })
      .finally(() => {
        sending = false;
      });
  };
};

/** Sends one wall what it missed after a position; answers how far, or undefined when that is too far back. */
const catchUp = async (
  sources: WallSources,
  feed: Feed,
  { say, after }: { say: Say; after: number },
): Promise<number | undefined> => {
  const { platform, parcels } = sources;
  const to = feed.sent;
  if (to - after > mostMissed) return undefined;
  const { events } = await readLog(platform.database, { after, limit: to - after });
  const ids = [...new Set(events.filter(movesParcel).map((event) => event.streamId))];
  const moved = await parcels.of(ids, to);
  say('wall:frame', frameOf(sources, feed, { from: after, to, parcels: moved, ticks: [] }));
  return to;
};

const enter =
  (sources: WallSources, feed: Feed): OpenRoom['enter'] =>
  async ({ after, say, join }) => {
    // A snapshot may be ahead of what this process has told its walls; ahead of the log itself is another log.
    if (after !== undefined && after > feed.sent) {
      const head = await headOf(sources.platform.database);
      join();
      return { ok: true, seq: Math.min(after, head), resync: after > head };
    }
    let have = after;
    while (have !== undefined && have < feed.sent) have = await catchUp(sources, feed, { say, after: have });
    join();
    return { ok: true, seq: feed.sent, resync: have === undefined };
  };

/** The wall of one process. */
export const createWall = (sources: WallSources): Wall => {
  const { platform, parcels } = sources;
  const tiles = createTileCache(platform, sources.tiles);
  let feed: Feed | undefined;

  const open = (opening: Opening): OpenRoom => {
    const opened = createFeed(opening.from);
    feed = opened;
    const send = createSender(sources, opened, opening);
    const pushTiles = async (): Promise<void> => {
      if (opening.voice.listeners('wall') === 0) return;
      const { seq, tiles: current } = await tiles();
      const asOf = platform.clock.now().toISOString();
      const say = opening.voice.to('wall');
      for (const name of tileNames) say('wall:tile', tileOf(name, current[name], { seq, asOf }));
    };
    const frames = setInterval(send, frameMs);
    const whole = setInterval(
      () => void pushTiles().catch((error) => platform.logger.warn({ error: messageOf(error) }, 'wall tiles failed')),
      tileMs,
    );
    return {
      enter: enter(sources, opened),
      take: ({ events, to }) => {
        opened.take(events, to);
        send();
      },
      close: () => {
        clearInterval(frames);
        clearInterval(whole);
      },
    };
  };
  return {
    room: room({ name: 'wall', admits: (caller) => may(caller, need), open }),
    snapshot: async () => {
      const { tiles: current }: { tiles: WallTiles } = await tiles();
      const seq = await headOf(platform.database);
      return {
        seq,
        parcels: await parcels.live(seq),
        tiles: current,
        serverTime: platform.clock.now().toISOString(),
        network: platform.config.network,
        demo: platform.config.demo,
        ticks: [...(feed?.ticks ?? [])],
        lastEventAt: feed?.lastEventAt ?? null,
      };
    },
  };
};

/**
 * The wall's room: parcels and the ticker's lines go out within a few milliseconds of the log, whole tiles once a second.
 * Tiles and parcels come from the contexts that own them.
 */
import { tileNames, type WallParcel, type WallSnapshot, type WallTiles } from '@gantry/shared/api/wall';
import { may, merchantFilter, type Need } from '@gantry/shared/caller';
import type { WallFrame } from '@gantry/shared/live';
import { messageOf } from '../../kernel/errors.ts';
import { isOutage } from '../../kernel/outage.ts';
import type { MissedPage } from '../../platform/live/catch-up.ts';
import { type JoinedRoom, type Opening, type OpenRoom, room } from '../../platform/live/room.ts';
import { headOf } from '../../platform/log/event-log.ts';
import { readHeadlines } from '../../platform/log/headlines.ts';
import type { Platform } from '../../platform/platform.ts';
import type { MerchantBook } from '../access/public.ts';
import type { MerchantsAsked } from '../tracking/public.ts';
import {
  type Audience,
  type Audiences,
  createAudiences,
  type OwnedParcel,
  parcelsFor,
  tellOf,
  ticksFor,
} from './wall-audiences.ts';
import { createFeed, type DueFrame, type Feed, parcelStreams } from './wall-feed.ts';
import { createTileCache, tileOf, type WallTileSources } from './wall-tile-cache.ts';

const frameMs = 12;
const tileMs = 1_000;
/** After a frame that failed. */
const againMs = 250;
/** Further back than this a snapshot is cheaper than catching up. */
const mostMissed = 5_000;
/** That of the wall's own endpoint. */
const need: Need = { area: 'personal', vertical: 'logistics', scope: 'wall:read' };

/** Where the map's parcels come from. `seq` is the log position the answer is at least as new as. */
export type WallParcelSource = {
  live(seq: number, merchants: MerchantsAsked): Promise<WallParcel[]>;
  of(shipmentIds: readonly string[], seq: number): Promise<OwnedParcel[]>;
};

export type WallSources = {
  platform: Platform;
  tiles: WallTileSources;
  parcels: WallParcelSource;
  merchants: Pick<MerchantBook, 'find'>;
};
export type Wall = {
  room: JoinedRoom;
  /** Everything on the screen. What it says of the last minutes' events is known only where the room is open. */
  snapshot(merchants: MerchantsAsked): Promise<WallSnapshot>;
};

/** The wall as it stands open: what it sends, and how the log stands behind it. */
type OpenWall = { sources: WallSources; feed: Feed; audiences: Audiences; log: Opening['log'] };

const frameOf = (
  { sources: { platform }, feed, log }: OpenWall,
  frame: Pick<WallFrame, 'from' | 'to' | 'parcels' | 'ticks'>,
): WallFrame => ({
  ...frame,
  serverTime: platform.clock.now().toISOString(),
  lastEventAt: feed.lastEventAt,
  log: log(),
});

/** Sends what is due to every audience, one frame at a time. */
const createSender = (wall: OpenWall, { voice }: Opening): (() => void) => {
  const {
    sources: { platform, parcels },
    feed,
    audiences,
  } = wall;
  let sending = false;
  // What a frame was to say is known to nobody else: one that failed is said before the next is made.
  let unsaid: DueFrame | undefined;
  let failedAt = Number.NEGATIVE_INFINITY;
  const send = async (due: DueFrame, now: number): Promise<void> => {
    const { ids, through } = due;
    const moved = ids.length > 0 ? await parcels.of(ids, through) : [];
    const { standing } = wall.log();
    for (const audience of audiences.heard()) {
      const told = tellOf(audience, due, { moved, standing, now });
      if (told) voice.to(audience.room)('wall:frame', frameOf(wall, told));
    }
  };
  return () => {
    const now = Date.now();
    if (sending || now - failedAt < againMs) return;
    const due = unsaid ?? feed.flush(now);
    unsaid = undefined;
    if (audiences.heard().length === 0) return;
    sending = true;
    send(due, now)
      .catch((error) => {
        if (!isOutage(error)) platform.logger.error({ error: messageOf(error) }, 'wall frame failed');
        unsaid = due;
        failedAt = now;
      })
      .finally(() => {
        sending = false;
      });
  };
};

/** A page of what a wall missed: the parcels that moved, as they are now. */
const pageOf =
  (wall: OpenWall, seen: Pick<Audience, 'merchants'>) =>
  async (after: number, limit: number): Promise<MissedPage> => {
    const { platform, parcels } = wall.sources;
    const { events, through: to } = await readHeadlines(platform.database, { after, limit, streams: parcelStreams });
    const ids = [...new Set(events.map(({ streamId }) => streamId))];
    const moved = parcelsFor(seen, ids.length > 0 ? await parcels.of(ids, to) : []);
    return { name: 'wall:frame', frame: frameOf(wall, { from: after, to, parcels: moved, ticks: [] }) };
  };

const enter =
  (wall: OpenWall): OpenRoom['enter'] =>
  async ({ caller, after, catchUp, superseded, join: joinRoom }) => {
    const { sources, feed, audiences } = wall;
    const merchants = merchantFilter(caller);
    const join = (): void => joinRoom(audiences.roomOf(merchants, feed.sent));
    if (after === undefined) {
      join();
      return { ok: true, seq: feed.sent, resync: false };
    }
    // A snapshot may be ahead of what this process has taken in; ahead of the log itself is another log.
    if (after > feed.through) {
      const head = await headOf(sources.platform.database);
      if (superseded()) return { ok: false, reason: 'superseded' };
      join();
      return { ok: true, seq: Math.min(after, head), resync: after > head };
    }
    // Further than frames cover: what was told ahead of them is not told again to who comes now.
    const until = (): number => feed.through;
    const missed = { after, until, most: mostMissed, page: pageOf(wall, { merchants }), arrive: join };
    const caughtUp = await catchUp(missed);
    if (caughtUp === 'superseded') return { ok: false, reason: 'superseded' };
    if (caughtUp === 'too_far') join();
    return { ok: true, seq: caughtUp === 'too_far' ? feed.sent : feed.through, resync: caughtUp === 'too_far' };
  };

/** Sends all tiles, whole, to every audience; none waits for those of another that takes long. */
const pushTiles = async (
  tiles: ReturnType<typeof createTileCache>,
  { sources: { platform }, audiences }: OpenWall,
  { voice }: Opening,
): Promise<void> => {
  const push = async ({ room: name, merchants }: Audience): Promise<void> => {
    const { seq, tiles: current } = await tiles(merchants);
    const asOf = platform.clock.now().toISOString();
    const say = voice.to(name);
    for (const tile of tileNames) say('wall:tile', tileOf(tile, current[tile], { seq, asOf }));
  };
  await Promise.all(audiences.heard().map(push));
};

/** The name of the one merchant that is asked for. */
const nameOfOne = async (
  { merchants }: Pick<WallSources, 'merchants'>,
  asked: MerchantsAsked,
): Promise<string | null> => {
  const one = asked?.length === 1 ? asked[0] : undefined;
  return one === undefined ? null : ((await merchants.find(one))?.name ?? one);
};

/** The wall of one process. */
export const createWall = (sources: WallSources): Wall => {
  const { platform, parcels } = sources;
  const tiles = createTileCache(platform, sources.tiles);
  let feed: Feed | undefined;
  const onTilesFailed = (error: unknown): void =>
    platform.logger.warn({ error: messageOf(error) }, 'wall tiles failed');

  const open = (opening: Opening): OpenRoom => {
    const opened = createFeed(opening.from);
    feed = opened;
    const standing = {
      sources,
      feed: opened,
      audiences: createAudiences(opening.voice, opening.from),
      log: opening.log,
    };
    const send = createSender(standing, opening);
    const frames = setInterval(send, frameMs);
    const whole = setInterval(() => void pushTiles(tiles, standing, opening).catch(onTilesFailed), tileMs);
    return {
      enter: enter(standing),
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
  const snapshot = async (merchants: MerchantsAsked): Promise<WallSnapshot> => {
    const { tiles: current }: { tiles: WallTiles } = await tiles(merchants);
    const seq = await headOf(platform.database);
    return {
      seq,
      parcels: await parcels.live(seq, merchants),
      tiles: current,
      serverTime: platform.clock.now().toISOString(),
      network: platform.config.network,
      merchant: await nameOfOne(sources, merchants),
      demo: platform.config.demo,
      ticks: ticksFor({ merchants }, feed?.ticks(merchants) ?? []),
      lastEventAt: feed?.lastEventAt ?? null,
    };
  };
  return { room: room({ name: 'wall', admits: (caller) => may(caller, need), open }), snapshot };
};

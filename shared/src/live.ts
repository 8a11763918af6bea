/**
 * The socket contract. Its sequence numbers are the log's own: a frame says which positions it covers, so a client that
 * sees `from` differ from its last `to` knows it missed something and fetches the snapshot again, whichever api process
 * it is talking to.
 */
import type { Tick, TileName, WallParcel, WallTiles } from './api/wall.ts';

/** Rooms a client may ask for; `track:<token>` is public. Staff pages do not join a room, they follow events by name. */
export type Room = 'wall' | `track:${string}`;

/**
 * How the log stands behind what is said. Frames keep coming while it stands, so their own age says nothing of what is
 * written and told to nobody.
 */
export const standingReasons = ['worker_silent', 'log_stands', 'reader_stands', 'postgres_silent'] as const;
export type LogStanding = {
  /** Age of the oldest event that is written and was not told yet; 0 when there is none. */
  behindMs: number;
  /** How many such events there are, as far as they are counted. */
  unplaced: number;
  /** Why nothing more is told, and since when; null while the log goes on. */
  standing: (typeof standingReasons)[number] | null;
  since: string | null;
};

/** Log positions (from, to]. Parcels are coalesced to at most four changes a second each; ticks are the newest few. */
export type WallFrame = {
  from: number;
  to: number;
  serverTime: string;
  lastEventAt: string | null;
  parcels: WallParcel[];
  ticks: Tick[];
  log?: LogStanding;
};

/** One tile, whole. `seq` is the log position it was computed at. */
export type WallTileOf<Name extends TileName> = {
  [One in Name]: { tile: One; seq: number; asOf: string; data: WallTiles[One] };
}[Name];
export type WallTile = WallTileOf<TileName>;

/** What a socket follows, as far as (from, to]: the events of the names it asked for, thin, and no others. */
export type LogFrame = {
  from: number;
  to: number;
  events: { seq: number; id: string; name: string; streamId: string; version: number; recordedAt: string }[];
  log?: LogStanding;
};

export type ServerToClient = {
  /** At least once a second, empty or not: silence means that the line is dead. */
  'wall:frame': (frame: WallFrame, received?: () => void) => void;
  'wall:tile': (tile: WallTile) => void;
  /** At least once a second to a socket that follows anything: silence means that the line is dead. */
  'log:frame': (frame: LogFrame, received?: () => void) => void;
  /** Something changed on the shipment behind a tracking page: load it again. */
  'track:changed': (change: { seq: number }) => void;
  /** What was told of the shipment so far is all there is: said every fifteen seconds while the log goes on, and not while it stands. */
  'track:right': (at: { seq: number }) => void;
};

/**
 * `after` is the last position the client has: what it missed is sent first, in pages, when it is not too far back. A client
 * that promises `acks` calls `received` of each frame that has one and gets the next page then; others get it as fast as
 * their line takes it. One that does not take a page in ten seconds is told to read everything again (`resync`), one that
 * reads nothing at all loses its line.
 */
export type Asked = { after?: number; acks?: boolean };
export type JoinReply = { ok: true; seq: number; resync: boolean } | { ok: false; reason: string };
export type ClientToServer = {
  /**
   * Follows events by name, instead of what this socket followed before; an empty list ends it. `after` as for a room.
   * Refused (`not_admitted`) when one of the names is in no room the caller may see.
   */
  follow: (request: { events: string[] } & Asked, reply: (answer: JoinReply) => void) => void;
  join: (request: { room: Room } & Asked, reply: (answer: JoinReply) => void) => void;
  leave: (request: { room: Room }) => void;
};

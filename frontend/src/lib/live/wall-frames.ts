/**
 * The wall's place in the log, without a browser: takes frames in any order, applies them once each and in sequence, and
 * says when a piece is missing. Kept apart from the screen so that the rules can be tested line by line.
 */
import type { Tick, TileName, WallParcel, WallSnapshot, WallTiles } from '@gantry/shared/api/wall';
import { tileNames } from '@gantry/shared/api/wall';
import type { WallFrame, WallTile } from '@gantry/shared/live';

/** How long a missing frame may be late before the snapshot is fetched again. */
export const gapLimitMs = 1000;
const ticksKept = 40;
const tombsKept = 5000;
const pendingKept = 400;

export type HeldTile<Name extends TileName> = { seq: number; asOf: number; data: WallTiles[Name] };
export type HeldTiles = { [Name in TileName]: HeldTile<Name> };

/** Where a wall stands: everything up to `seq` is on the screen. */
export type WallLine = {
  /** Null before the first snapshot. */
  seq: number | null;
  /** Log positions covered since the first snapshot. */
  eventsSeen: number;
  parcels: Map<string, WallParcel>;
  /** The seq at which parcels left, so that an older frame cannot bring them back. */
  gone: Map<string, number>;
  ticks: Tick[];
  /** Frames that came before the one they follow. */
  pending: WallFrame[];
  /** Since when a frame has been missing, on the caller's clock; null when none is. */
  gapSince: number | null;
};

export const newLine = (): WallLine => ({
  seq: null,
  eventsSeen: 0,
  parcels: new Map(),
  gone: new Map(),
  ticks: [],
  pending: [],
  gapSince: null,
});

/** Puts one parcel's news in place. False when what is known is as new or newer. */
export const mergeParcel = (line: Pick<WallLine, 'parcels' | 'gone'>, parcel: WallParcel): boolean => {
  const known = line.parcels.get(parcel.id)?.seq ?? line.gone.get(parcel.id);
  if (known !== undefined && known >= parcel.seq) return false;
  if (!parcel.gone) {
    line.gone.delete(parcel.id);
    line.parcels.set(parcel.id, parcel);
    return true;
  }
  line.gone.set(parcel.id, parcel.seq);
  if (line.gone.size > tombsKept) line.gone.delete(line.gone.keys().next().value as string);
  return line.parcels.delete(parcel.id);
};

const mergeTicks = (known: Tick[], news: Tick[]): Tick[] => {
  const last = known.at(-1)?.seq ?? -1;
  const fresh = news.filter((tick) => tick.seq > last);
  return fresh.length === 0 ? known : [...known, ...fresh].slice(-ticksKept);
};

/** Starts the line at a snapshot, or moves it there; frames that were waiting and now follow are applied. */
export const takeSnapshot = (line: WallLine, snapshot: WallSnapshot, at: number): void => {
  if (line.seq !== null && snapshot.seq > line.seq) line.eventsSeen += snapshot.seq - line.seq;
  line.seq = snapshot.seq;
  line.parcels = new Map(snapshot.parcels.filter((parcel) => !parcel.gone).map((parcel) => [parcel.id, parcel]));
  line.gone.clear();
  line.ticks = snapshot.ticks.slice(-ticksKept);
  drain(line, at);
};

/**
 * A frame's parcels may stand for positions past its end: the tower holds the end back while it coalesces another
 * parcel's changes. So what a frame carries is merged even when the line is already at its end.
 */
const merge = (line: WallLine, frame: WallFrame): boolean => {
  let moved = false;
  for (const parcel of frame.parcels) moved = mergeParcel(line, parcel) || moved;
  line.ticks = mergeTicks(line.ticks, frame.ticks);
  return moved;
};

const apply = (line: WallLine, frame: WallFrame, from: number): boolean => {
  if (frame.to > from) {
    line.eventsSeen += frame.to - from;
    line.seq = frame.to;
  }
  return merge(line, frame);
};

const drain = (line: WallLine, at: number): boolean => {
  let moved = false;
  line.pending.sort((a, b) => a.from - b.from || a.to - b.to);
  while (line.pending[0] && line.seq !== null && line.pending[0].from <= line.seq) {
    const frame = line.pending.shift() as WallFrame;
    moved = apply(line, frame, line.seq) || moved;
  }
  line.gapSince = line.pending.length === 0 ? null : (line.gapSince ?? at);
  return moved;
};

/**
 * Takes a frame. `at` is any clock in milliseconds. `known`: nothing new (a heartbeat or a repeat). `applied`: the line
 * moved on, `moved` says whether a parcel did. `waiting`: an earlier one is missing.
 */
export const acceptFrame = (
  line: WallLine,
  frame: WallFrame,
  at: number,
): { outcome: 'known' | 'applied' | 'waiting'; moved: boolean } => {
  if (line.seq === null) return { outcome: 'known', moved: false };
  if (frame.from > line.seq) {
    if (line.pending.length < pendingKept) line.pending.push(frame);
    line.gapSince ??= at;
    return { outcome: 'waiting', moved: false };
  }
  if (frame.to <= line.seq) return { outcome: 'known', moved: merge(line, frame) };
  const first = apply(line, frame, line.seq);
  const rest = drain(line, at);
  return { outcome: 'applied', moved: first || rest };
};

/** True when a missing frame has been missing for too long: fetch the snapshot again. */
export const gapTooOld = (line: WallLine, at: number): boolean =>
  line.gapSince !== null && at - line.gapSince > gapLimitMs;

/** Drops what waits for a missing frame; the snapshot that is on its way covers it. */
export const dropPending = (line: WallLine): void => {
  line.pending = [];
  line.gapSince = null;
};

/** The tiles of a snapshot, each with the position and time it stands for. */
export const tilesOf = (snapshot: WallSnapshot): HeldTiles => {
  const asOf = Date.parse(snapshot.serverTime);
  return Object.fromEntries(
    tileNames.map((name) => [name, { seq: snapshot.seq, asOf, data: snapshot.tiles[name] }]),
  ) as HeldTiles;
};

/** Puts one tile in place unless the one that is there is newer. */
export const mergeTile = (tiles: HeldTiles, tile: WallTile): HeldTiles => {
  const known = tiles[tile.tile];
  const asOf = Date.parse(tile.asOf);
  if (tile.seq < known.seq || (tile.seq === known.seq && asOf < known.asOf)) return tiles;
  return { ...tiles, [tile.tile]: { seq: tile.seq, asOf, data: tile.data } };
};

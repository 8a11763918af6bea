/**
 * How old what the wall shows is, in milliseconds, and whether its light may say that it is live. The header, the tiles and
 * the map ask the same rules, so that they never say different things. Pure.
 */
import type { LogStanding } from '@gantry/shared/live';

/** Frames come at least once a second; this long without one and the screen says so (it promises to within 5 s). */
export const frameLimitMs = 4000;
/**
 * Tiles come every second while all is well; what is older than this is said to be old. The clock on the screen moves once a
 * second, so it may be noticed a second later, which still is within 5 s.
 */
export const tileLimitMs = 3500;

export type LinkState = 'connecting' | 'live' | 'stale' | 'offline';

/**
 * What is known of the line. `age`: since the newest frame, null before the first; `log`: what that frame said of the log;
 * `now`: the server's clock.
 */
export type LineFacts = { age: number | null; log: LogStanding | null; open: boolean; now: number };

export const isSilent = (age: number | null): boolean => age !== null && age > frameLimitMs;

/** The log as the newest frame had it, when it stands. */
export const standingOf = ({ log }: Pick<LineFacts, 'log'>): LogStanding | null =>
  log !== null && log.standing !== null ? log : null;

export const linkOf = (line: LineFacts): LinkState => {
  if (line.age === null) return 'connecting';
  if (!isSilent(line.age) && standingOf(line) === null) return 'live';
  return line.open ? 'stale' : 'offline';
};

/**
 * How far the log behind the screen is behind. Nobody can count what waits in a Postgres that is silent: all that is known
 * then is when it was last heard.
 */
const behind = ({ standing, since, behindMs }: LogStanding, now: number): number =>
  standing === 'postgres_silent' && since !== null ? Math.max(behindMs, now - Date.parse(since)) : behindMs;

/** How old the events on the screen are: since the last frame, or behind what is written. */
export const lineOld = (line: LineFacts): number => {
  const standing = standingOf(line);
  return isSilent(line.age) || standing === null ? (line.age ?? 0) : behind(standing, line.now);
};

/** How old what a tile of that instant shows is: its own age, or how far the log is behind while it stands. */
export const tileOld = (line: LineFacts, asOf: number): number => {
  const own = Math.max(0, line.now - asOf);
  return !isSilent(line.age) && standingOf(line) !== null ? Math.max(own, lineOld(line)) : own;
};

/** A tile is old by itself, and every tile is when frames have stopped or the log stands. */
export const tileStale = (line: LineFacts, asOf: number): boolean =>
  linkOf(line) !== 'live' || line.now - asOf > tileLimitMs;

/** How old the oldest thing on the wall is, given when each tile was true. */
export const wallOld = (line: LineFacts, tiles: readonly number[]): number =>
  Math.max(lineOld(line), ...tiles.map((asOf) => tileOld(line, asOf)));

/** What the light says: live only when every tile is fresh as well. */
export const wallLink = (line: LineFacts, tiles: readonly number[]): LinkState => {
  const link = linkOf(line);
  return link === 'live' && tiles.some((asOf) => tileStale(line, asOf)) ? 'stale' : link;
};

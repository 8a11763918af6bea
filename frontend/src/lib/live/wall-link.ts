/**
 * Keeps a wall fed for days without a person: snapshot, room, frames; again after a gap, a lost line, a restarted api or
 * a revoked kiosk. Everything that decides when to fetch is here, everything that is shown is in wall-state.
 */
import type { Problem } from '@gantry/shared/api/endpoint';
import { wallSnapshot } from '@gantry/shared/api/wall';
import type { JoinReply } from '@gantry/shared/live';
import { chosenMerchant, forgetMerchant } from '../access/merchant-choice.ts';
import { hearSession } from '../access/session-news.ts';
import { CallFailed, call } from '../api.ts';
import { pairWall } from './kiosk.ts';
import { type LiveSocket, liveSocket } from './socket.ts';
import { frameLimitMs } from './wall-age.ts';
import type { WallState } from './wall-state.svelte.ts';

const snapshotTimeoutMs = 8000;
const joinTimeoutMs = 3000;
/** Seconds until the next try after the first, second, third ... failure; the last one goes on for ever. */
const patience = [1, 2, 3];
const beatMs = 250;
/** A wall that nobody may look at asks again after so long: it may have been let in meanwhile. */
const lockedMs = 10_000;
/** A wall to which nothing happens fetches so often all the same: an answer over HTTP is what renews the cookie of its kiosk. */
const renewalMs = 6 * 3_600_000;

export type WallLink = {
  /** Fetches at once instead of when the countdown ends. */
  retry(): void;
  /** Pairs this screen by the code of a kiosk's link, and starts over. */
  pair(code: string): void;
  stop(): void;
};

type Line = {
  state: WallState;
  socket: LiveSocket;
  /** The code of a link that is not exchanged yet. */
  code: string | null;
  syncing: boolean;
  stopped: boolean;
  failures: number;
  /** When a snapshot was last asked for. */
  askedAt: number;
  /** When the socket was last opened anew, so that a young one is given time. */
  kickedAt: number;
};

const own = (code: string, title: string, detail?: string): Problem => ({
  type: 'about:blank',
  title,
  status: 0,
  code,
  ...(detail ? { detail } : {}),
});
const asProblem = (cause: unknown): Problem =>
  cause instanceof CallFailed ? cause.problem : own('page_error', 'Something in this page went wrong', String(cause));

const postpone = (line: Line, problem: Problem): void => {
  const seconds = patience[Math.min(line.failures, patience.length - 1)] ?? 3;
  line.failures += 1;
  line.state.fail(problem, performance.now() + seconds * 1000);
};

/** Exchanges the code of a link before anything else is asked; one that opens nothing is let go, since the cookie may. */
const exchange = async (line: Line): Promise<void> => {
  const { code } = line;
  if (code === null) return;
  const outcome = await pairWall(code, AbortSignal.timeout(snapshotTimeoutMs));
  line.state.pairing = outcome;
  if (line.code === code) line.code = null;
};

const closeWall = (line: Line, problem: Problem): void => {
  line.socket.disconnect();
  line.state.lock(problem, performance.now() + lockedMs);
};

const refused = (line: Line, problem: Problem): void => {
  // A merchant that was chosen in this browser, and is not for whoever looks now.
  if (problem.code === 'merchant_needed' && chosenMerchant() !== null) {
    forgetMerchant();
    line.state.retryAt = performance.now();
  } else if (problem.status === 401 || problem.status === 403) closeWall(line, problem);
  else postpone(line, problem);
};

/** Fetches the snapshot and goes on from it. One at a time; where nobody may look, the wall is closed and asks again. */
const sync = async (line: Line): Promise<void> => {
  if (line.syncing || line.stopped) return;
  line.syncing = true;
  line.askedAt = performance.now();
  line.state.retryAt = null;
  try {
    await exchange(line);
    const merchant = chosenMerchant();
    const snapshot = await call(wallSnapshot, {}, { merchant, signal: AbortSignal.timeout(snapshotTimeoutMs) });
    if (line.stopped) return;
    line.failures = 0;
    // A link that was opened again on the screen it had paired: its cookie holds.
    line.state.pairing = null;
    line.state.takeSnapshot(snapshot);
    if (line.socket.connected) join(line);
    else line.socket.connect();
  } catch (cause) {
    if (!line.stopped) refused(line, asProblem(cause));
  } finally {
    line.syncing = false;
  }
};

const resync = (line: Line): void => {
  line.state.dropPending();
  void sync(line);
};

const reopen = (line: Line): void => {
  line.kickedAt = performance.now();
  line.socket.disconnect().connect();
};

const joined = (line: Line, failed: Error | null, reply: JoinReply | undefined): void => {
  if (line.stopped) return;
  if (failed || !reply) reopen(line);
  // The snapshot's answer, asked for again, tells a missing right from a passing trouble.
  else if (!reply.ok) postpone(line, own('join_refused', 'Live updates were refused', reply.reason));
  // A position behind ours means another log: a tower that was reset or restored.
  else if (reply.resync || reply.seq < (line.state.seq ?? 0)) resync(line);
};

const join = (line: Line): void => {
  const after = line.state.seq;
  if (after === null) void sync(line);
  else {
    line.socket
      .timeout(joinTimeoutMs)
      .emit('join', { room: 'wall', after, acks: true }, (failed: Error | null, reply?: JoinReply) =>
        joined(line, failed, reply),
      );
  }
};

const listen = (line: Line): void => {
  const { state, socket } = line;
  socket.on('wall:frame', (frame, received) => {
    state.takeFrame(frame);
    received?.();
  });
  socket.on('wall:tile', (tile) => state.takeTile(tile));
  socket.on('connect', () => {
    state.connection.open = true;
    line.kickedAt = performance.now();
    join(line);
  });
  socket.on('disconnect', (reason) => {
    state.connection.open = false;
    // The server closes the sockets of whoever may no longer; asking again tells what it was.
    if (reason === 'io server disconnect') void sync(line);
  });
  socket.on('connect_error', () => {
    if (!socket.active) postpone(line, own('refused', 'The live connection was refused'));
  });
};

/** Four times a second: ages, the countdown, and whether something has to be fetched or opened again. */
const beat = (line: Line): void => {
  const { state } = line;
  state.tick();
  const quiet = Math.min(state.connection.silence(), performance.now() - line.kickedAt);
  if (state.retryAt !== null && performance.now() >= state.retryAt) void sync(line);
  else if (state.gapTooOld()) resync(line);
  else if (performance.now() - line.askedAt > renewalMs) void sync(line);
  // A line that brings nothing is dead, whether it says it is open or has been trying by itself: take a new one.
  else if (state.phase === 'live' && quiet > frameLimitMs) reopen(line);
};

/** A page that comes back to the front, or a machine that comes back to the network, looks at once. */
const watchPage = (line: Line): (() => void) => {
  const timer = setInterval(() => beat(line), beatMs);
  const shown = () => {
    if (document.visibilityState === 'visible') beat(line);
  };
  const online = () => {
    if (line.state.phase === 'live') reopen(line);
    else void sync(line);
  };
  const deafen = hearSession(() => void sync(line));
  document.addEventListener('visibilitychange', shown);
  window.addEventListener('online', online);
  return () => {
    clearInterval(timer);
    deafen();
    document.removeEventListener('visibilitychange', shown);
    window.removeEventListener('online', online);
  };
};

const startOver = (line: Line, code: string): void => {
  line.code = code;
  line.failures = 0;
  line.state.phase = 'loading';
  line.socket.disconnect();
  void sync(line);
};

/** Connects a wall state to the tower, pairing the screen first where a link brought a code. Returns the handle that stops it. */
export const linkWall = (state: WallState, code: string | null): WallLink => {
  const line: Line = {
    state,
    socket: liveSocket(chosenMerchant),
    code,
    syncing: false,
    stopped: false,
    failures: 0,
    askedAt: 0,
    kickedAt: 0,
  };
  listen(line);
  const unwatch = watchPage(line);
  void sync(line);
  return {
    retry: () => void sync(line),
    pair: (given) => startOver(line, given),
    stop: () => {
      line.stopped = true;
      unwatch();
      line.socket.removeAllListeners();
      line.socket.disconnect();
    },
  };
};

/**
 * Keeps a wall fed for days without a person: snapshot, room, frames; again after a gap, a lost line, a restarted api or
 * a revoked key. Everything that decides when to fetch is here, everything that is shown is in wall-state.
 */
import type { Problem } from '@gantry/shared/api/endpoint';
import { wallSnapshot } from '@gantry/shared/api/wall';
import type { JoinReply } from '@gantry/shared/live';
import { currentKey, keepKey } from '../access/key.ts';
import { CallFailed, call } from '../api.ts';
import { type LiveSocket, liveSocket } from './socket.ts';
import { frameLimitMs } from './wall-age.ts';
import type { WallState } from './wall-state.svelte.ts';

const snapshotTimeoutMs = 8000;
const joinTimeoutMs = 3000;
/** Seconds until the next try after the first, second, third ... failure; the last one goes on for ever. */
const patience = [1, 2, 3];
const beatMs = 250;

export type WallLink = {
  /** Fetches at once instead of when the countdown ends. */
  retry(): void;
  /** Keeps a key for this tab and starts over with it. */
  useKey(key: string): void;
  stop(): void;
};

type Line = {
  state: WallState;
  socket: LiveSocket;
  key: string | null;
  syncing: boolean;
  stopped: boolean;
  failures: number;
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

/** Fetches the snapshot and goes on from it. One at a time; a key that is not taken locks the wall. */
const sync = async (line: Line): Promise<void> => {
  if (line.syncing || line.stopped) return;
  line.syncing = true;
  line.state.retryAt = null;
  try {
    const snapshot = await call(wallSnapshot, {}, { key: line.key, signal: AbortSignal.timeout(snapshotTimeoutMs) });
    if (line.stopped) return;
    line.failures = 0;
    line.state.takeSnapshot(snapshot);
    if (line.socket.connected) join(line);
    else line.socket.connect();
  } catch (cause) {
    if (line.stopped) return;
    const problem = asProblem(cause);
    if (problem.status !== 401 && problem.status !== 403) return postpone(line, problem);
    line.socket.disconnect();
    line.state.lock(problem);
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
  // The snapshot's answer, asked for again, tells a missing key from a passing trouble.
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
    // The server closes the sockets of a revoked key; asking again tells which it was.
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
  if (state.phase === 'locked') return;
  const quiet = Math.min(state.connection.silence(), performance.now() - line.kickedAt);
  if (state.retryAt !== null && performance.now() >= state.retryAt) void sync(line);
  else if (state.gapTooOld()) resync(line);
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
    if (line.state.phase === 'failed') void sync(line);
    else if (line.state.phase === 'live') reopen(line);
  };
  document.addEventListener('visibilitychange', shown);
  window.addEventListener('online', online);
  return () => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', shown);
    window.removeEventListener('online', online);
  };
};

const startOver = (line: Line, key: string): void => {
  keepKey(key);
  line.key = key;
  line.failures = 0;
  line.state.phase = 'loading';
  void sync(line);
};

/** Connects a wall state to the tower. Returns the handle that stops it. */
export const linkWall = (state: WallState): WallLink => {
  const line: Line = {
    state,
    socket: liveSocket(() => line.key),
    key: currentKey(),
    syncing: false,
    stopped: false,
    failures: 0,
    kickedAt: 0,
  };
  listen(line);
  const unwatch = watchPage(line);
  void sync(line);
  return {
    retry: () => void sync(line),
    useKey: (key) => startOver(line, key),
    stop: () => {
      line.stopped = true;
      unwatch();
      line.socket.removeAllListeners();
      line.socket.disconnect();
    },
  };
};

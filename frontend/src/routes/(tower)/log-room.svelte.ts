/**
 * The log's room, tailed for all operations pages over one socket: it says what happened, thin, and pages read again what
 * that concerns. After a gap it says that anything may have happened.
 */
import type { JoinReply, LogFrame } from '@gantry/shared/live';
import { type LiveSocket, liveSocket } from '#lib/live/socket.ts';

export type LogEvent = LogFrame['events'][number];
/** Called with what happened; null: some of it was missed. */
export type LogListener = (events: readonly LogEvent[] | null) => void;

class LogRoom {
  /** The line stands and the room has let us in. */
  live = $state(false);
  /** It stood once, and broke. */
  lost = $state(false);
  #seq: number | null = null;
  #socket: LiveSocket | null = null;
  #listeners = new Set<LogListener>();

  /** Connects with a key; returns what disconnects. */
  open(key: string): () => void {
    const socket = liveSocket(() => key);
    this.#socket = socket;
    this.#seq = null;
    socket.on('connect', () => this.#join());
    socket.on('disconnect', () => {
      this.lost ||= this.live;
      this.live = false;
    });
    socket.on('log:frame', (frame) => this.#take(frame));
    socket.connect();
    return () => {
      socket.removeAllListeners();
      socket.disconnect();
      this.#socket = null;
      this.live = false;
      this.lost = false;
    };
  }

  listen(listener: LogListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(events: readonly LogEvent[] | null): void {
    for (const listener of this.#listeners) listener(events);
  }

  #join(): void {
    const after = this.#seq;
    const request = { room: 'log' as const, ...(after === null ? {} : { after }) };
    this.#socket?.timeout(4000).emit('join', request, (failed: Error | null, reply?: JoinReply) => {
      if (failed || !reply?.ok) return;
      this.live = true;
      this.lost = false;
      // What happened between the first look at a page and this moment was told to nobody.
      if (after !== null && !reply.resync && reply.seq >= after) return;
      this.#seq = reply.seq;
      this.#tell(null);
    });
  }

  #take(frame: LogFrame): void {
    if (this.#seq !== null && frame.to <= this.#seq) return;
    const gap = this.#seq !== null && frame.from > this.#seq;
    this.#seq = frame.to;
    if (gap) this.#tell(null);
    else if (frame.events.length > 0) this.#tell(frame.events);
  }
}
export const logRoom = new LogRoom();

const calmMs = 600;
const restMs = 3_000;

/**
 * Calls `refresh` soon after something that `concerns` it happened: once for a burst, and never more often than every few
 * seconds. Returns what ends it.
 */
export const followLog = (concerns: (event: LogEvent) => boolean, refresh: () => unknown): (() => void) => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let last = -restMs;
  const unlisten = logRoom.listen((events) => {
    if (timer !== undefined || (events && !events.some(concerns))) return;
    const wait = Math.max(calmMs, last + restMs - performance.now());
    timer = setTimeout(() => {
      timer = undefined;
      last = performance.now();
      refresh();
    }, wait);
  });
  return () => {
    unlisten();
    clearTimeout(timer);
  };
};

/**
 * The one line by which operations pages hear what happens: it follows, over one socket, the events that the open pages
 * want, and tells each page of its own. It knows when the line is silent, and after a gap says that some were missed.
 */
import type { JoinReply, LogFrame, LogStanding } from '@gantry/shared/live';
import { type LiveSocket, liveSocket } from './socket.ts';
import { frameLimitMs } from './wall-age.ts';

export type FeedEvent = LogFrame['events'][number];
/** Called with what happened of the names wanted; null: some of it may have been missed. */
export type FeedListener = (events: readonly FeedEvent[] | null) => void;
/** `idle`: no page wants anything. `refused`: the tower does not let this caller follow what the pages want. */
export type FeedState = 'idle' | 'connecting' | 'live' | 'silent' | 'refused';

type Wish = { names: ReadonlySet<string>; listener: FeedListener };
const beatMs = 1_000;
const answerMs = 4_000;

export class EventFeed {
  state = $state<FeedState>('idle');
  /** When the line last said anything, epoch milliseconds; null before the first time. */
  heardAt = $state<number | null>(null);
  /** The log stands although the line is good: since when and why; null while it goes on. */
  standing = $state.raw<LogStanding | null>(null);
  #socket: LiveSocket | null = null;
  #wishes = new Set<Wish>();
  #followed: string[] = [];
  /** The newest position of the log that was told; null before the first answer. */
  #seq: number | null = null;
  #openedAt = 0;

  /**
   * Connects for a merchant, null for all; returns what disconnects. The tower drops the line of whoever's rights changed or
   * ended, and takes none that it does not know: `dropped` is told, so that it is looked into.
   */
  open({ merchant, dropped }: { merchant: string | null; dropped: () => void }): () => void {
    const socket = liveSocket(() => merchant);
    this.#socket = socket;
    this.#seq = null;
    socket.on('connect', () => this.#follow());
    socket.on('log:frame', (frame, received) => {
      this.#take(frame);
      received?.();
    });
    socket.on('disconnect', (reason) => {
      if (reason === 'io server disconnect') dropped();
    });
    socket.on('connect_error', () => {
      if (!socket.active) dropped();
    });
    const beat = setInterval(() => this.#listen(), beatMs);
    this.#connect();
    return () => {
      clearInterval(beat);
      socket.removeAllListeners();
      socket.disconnect();
      this.#socket = null;
      this.#followed = [];
      this.heardAt = null;
      this.standing = null;
      this.state = 'idle';
    };
  }

  /** Wants events by name from now on; returns what ends it. */
  want(names: readonly string[], listener: FeedListener): () => void {
    const wish = { names: new Set(names), listener };
    this.#wishes.add(wish);
    this.#settle();
    return () => {
      this.#wishes.delete(wish);
      this.#settle();
    };
  }

  get #union(): string[] {
    return [...new Set([...this.#wishes].flatMap(({ names }) => [...names]))].sort();
  }

  /** Pages come and go in one turn of the browser; the tower is told of the set they end up with. */
  #settle(): void {
    queueMicrotask(() => {
      if (this.#union.join() === this.#followed.join()) return;
      if (this.#socket?.connected) this.#follow();
      else this.#connect();
    });
  }

  #connect(): void {
    const socket = this.#socket;
    if (!socket || this.#union.length === 0 || socket.active) return;
    this.state = 'connecting';
    this.#openedAt = performance.now();
    socket.connect();
  }

  #follow(): void {
    const events = this.#union;
    const after = this.#seq;
    this.#followed = events;
    if (events.length === 0) this.state = 'idle';
    else if (this.state === 'idle' || this.state === 'refused') this.state = 'connecting';
    this.#openedAt = performance.now();
    const request = { events, acks: true, ...(after === null ? {} : { after }) };
    this.#socket?.timeout(answerMs).emit('follow', request, (failed: Error | null, reply?: JoinReply) => {
      if (this.#followed.join() !== events.join() || events.length === 0) return;
      if (!failed && reply) this.#answered(reply, after);
    });
  }

  #answered(reply: JoinReply, after: number | null): void {
    if (!reply.ok) {
      if (reply.reason === 'not_admitted') this.state = 'refused';
      return;
    }
    this.#heard();
    // A position behind ours means another log: a tower that was reset or restored.
    if (after !== null && !reply.resync && reply.seq >= after) return;
    this.#seq = reply.seq;
    // What happened between a page's own look and this moment was told to nobody.
    this.#tell(null);
  }

  #heard(): void {
    this.heardAt = Date.now();
    this.state = 'live';
  }

  #take({ from, to, events, log }: LogFrame): void {
    if (this.#followed.length === 0) return;
    this.#heard();
    const stands = log?.standing ? log : null;
    if (stands !== null || this.standing !== null) this.standing = stands;
    const gap = this.#seq !== null && from > this.#seq;
    // A frame may reach back: names wanted anew are caught up from where the others already are.
    this.#seq = Math.max(this.#seq ?? 0, to);
    if (gap) this.#tell(null);
    else if (events.length > 0) this.#tell(events);
  }

  #tell(events: readonly FeedEvent[] | null): void {
    for (const { names, listener } of this.#wishes) {
      const own = events?.filter(({ name }) => names.has(name)) ?? null;
      if (own === null || own.length > 0) listener(own);
    }
  }

  /** Once a second: a line that brings nothing is dead, whatever it says of itself, and a new one is taken. */
  #listen(): void {
    if (this.#followed.length === 0 || this.state === 'refused') return;
    const quiet = Math.min(Date.now() - (this.heardAt ?? 0), performance.now() - this.#openedAt);
    if (Date.now() - (this.heardAt ?? Date.now()) > frameLimitMs) this.state = 'silent';
    if (quiet <= frameLimitMs) return;
    this.#openedAt = performance.now();
    if (this.heardAt === null) this.state = 'silent';
    this.#socket?.disconnect().connect();
  }
}

export const eventFeed = new EventFeed();

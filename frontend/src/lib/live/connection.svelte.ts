/** How the line to the tower is, for the light on the screen: what state it is in and how old the newest data is. */
import type { LogStanding } from '@gantry/shared/live';
import { frameLimitMs, isSilent, type LineFacts, type LinkState, lineOld, linkOf, standingOf } from './wall-age.ts';

/** The server's clock, kept by the monotonic clock of this browser, so that a kiosk with a wrong clock shows right ages. */
export class Connection {
  /** The socket is open. Data may still be old: see `link`. */
  open = $state(false);
  /** Server time in epoch milliseconds, moving once a second. */
  now = $state(0);
  /** Age of the newest frame or snapshot in milliseconds; null before the first. */
  age = $state<number | null>(null);
  lastEventAt = $state<number | null>(null);
  /** How the log behind the frames stands; null before a frame says so. */
  log = $state.raw<LogStanding | null>(null);
  /** Frames have stopped. */
  silent = $derived(isSilent(this.age));
  /** Frames come, and the log behind them stands. */
  standing = $derived(standingOf(this));
  stale = $derived(this.silent || this.standing !== null);
  link = $derived<LinkState>(linkOf(this.facts));
  #offset: number | null = null;
  #heardAt: number | null = null;

  /** Something arrived that was true at `serverTime`. */
  heard(serverTime: string, lastEventAt: string | null): void {
    const arrived = performance.now();
    const offset = nextOffset(this.#offset, Date.parse(serverTime) - arrived);
    this.#offset = offset;
    this.#heardAt = arrived;
    this.age = 0;
    if (lastEventAt) this.lastEventAt = Math.max(this.lastEventAt ?? 0, Date.parse(lastEventAt));
    if (this.now === 0) this.tick();
  }

  /** A frame says how the log stands; a tower that does not say is taken to be well. */
  stands(log: LogStanding | null): void {
    const same = log?.standing === this.log?.standing && log?.unplaced === this.log?.unplaced;
    if (!same || Math.floor((log?.behindMs ?? 0) / 1000) !== Math.floor((this.log?.behindMs ?? 0) / 1000))
      this.log = log;
  }

  /** What the rules of age ask for. */
  get facts(): LineFacts {
    return { age: this.age, log: this.log, open: this.open, now: this.now };
  }

  /** How old what is shown is, in milliseconds: since the last frame, or behind what is written. */
  get old(): number {
    return lineOld(this.facts);
  }

  /** Moves the clock and the age on; call it a few times a second. */
  tick(): void {
    const at = performance.now();
    const now = this.exact();
    if (Math.floor(now / 1000) !== Math.floor(this.now / 1000)) this.now = now;
    if (this.#heardAt === null) return;
    const age = at - this.#heardAt;
    const crossed = age > frameLimitMs !== this.silent;
    if (crossed || Math.floor(age / 1000) !== Math.floor((this.age ?? 0) / 1000)) this.age = age;
  }

  /** Server time in epoch milliseconds, exact and not reactive. */
  exact(): number {
    return this.#offset === null ? Date.now() : performance.now() + this.#offset;
  }

  /** Milliseconds since anything arrived, exact. */
  silence(): number {
    return this.#heardAt === null ? 0 : performance.now() - this.#heardAt;
  }
}

/**
 * The best guess of (server clock - our monotonic clock). Each message gives a sample that is too low by its travel time,
 * so the highest is the best; a jump of more than two seconds means that the server's clock was set.
 */
export const nextOffset = (known: number | null, sample: number): number =>
  known === null || Math.abs(sample - known) > 2000 ? sample : Math.max(known, sample);

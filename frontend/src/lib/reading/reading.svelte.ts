/**
 * Something read from the tower that a page shows: the newest good answer, and beside it what went wrong since. A failed
 * try never takes away what was known; trouble that passes by itself is tried again by itself.
 */
import type { Problem } from '@gantry/shared/api/endpoint';
import { problemOf } from '../access/staff.svelte.ts';

const againMs = 5_000;
const passes = (problem: Problem): boolean => problem.status === 0 || problem.status === 429 || problem.status >= 500;

export class Reading<T> {
  value = $state.raw<T | null>(null);
  problem = $state.raw<Problem | null>(null);
  /** Another answer than the one shown was asked for and is on its way. */
  turning = $state(false);
  /** When `value` came, epoch milliseconds. */
  at = $state<number | null>(null);
  /** What `value` is the answer to; between another question and its answer this is still the one before. */
  answers = $state.raw('');
  #read: (signal: AbortSignal) => Promise<T>;
  readonly #question: () => string;
  #running: AbortController | null = null;
  #again: ReturnType<typeof setTimeout> | undefined;

  /** Why news does not reach it, in words; null while it does. A reading that follows nothing hears all it is meant to. */
  get deaf(): string | null {
    return null;
  }
  /** Until when what is shown is known to have been true, epoch milliseconds; null before the first answer. */
  get trueAt(): number | null {
    return this.at;
  }

  constructor(read: (signal: AbortSignal) => Promise<T>, question: () => string = () => '') {
    this.#read = read;
    this.#question = question;
  }

  /** Asks. `turn` says that the question is another one than before: what is shown is dimmed until the answer is here. */
  async load({ turn = false }: { turn?: boolean } = {}): Promise<void> {
    this.stop();
    const running = new AbortController();
    this.#running = running;
    if (turn) this.turning = true;
    const question = this.#question();
    try {
      const value = await this.#read(running.signal);
      if (running.signal.aborted) return;
      this.value = value;
      this.answers = question;
      this.at = Date.now();
      this.problem = null;
    } catch (cause) {
      if (running.signal.aborted) return;
      this.problem = problemOf(cause);
      if (passes(this.problem)) this.#again = setTimeout(() => void this.load(), againMs);
    } finally {
      if (this.#running === running) {
        this.#running = null;
        this.turning = false;
      }
    }
  }

  /** Asks anew from nothing: what is shown belongs to something else. */
  async replace(): Promise<void> {
    this.value = null;
    this.problem = null;
    await this.load();
  }

  /** Gives up what is on its way and what is planned. */
  stop(): void {
    this.#running?.abort();
    clearTimeout(this.#again);
  }
}

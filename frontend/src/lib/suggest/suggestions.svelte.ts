/**
 * What the tower proposes for what somebody is typing: asked a moment after the last key, and of an answer that comes after
 * more was typed nothing is seen.
 */
import { problemOf } from '../access/staff.svelte.ts';

const restMs = 150;

export class Suggestions<T> {
  items = $state.raw<readonly T[]>([]);
  /** `idle`: nothing was asked. `asking`: an answer is on its way; the items are those of what was typed before. */
  state = $state<'idle' | 'asking' | 'here' | 'failed'>('idle');
  trouble = $state('');
  readonly #find: (text: string, signal: AbortSignal) => Promise<readonly T[]>;
  readonly #least: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: AbortController | null = null;

  /** `least`: below so many characters nothing is asked. */
  constructor(find: (text: string, signal: AbortSignal) => Promise<readonly T[]>, least = 1) {
    this.#find = find;
    this.#least = least;
  }

  /** What stands in the field now. */
  ask(typed: string): void {
    this.stop();
    const text = typed.trim();
    if (text.length < this.#least) {
      this.items = [];
      this.state = 'idle';
      return;
    }
    this.state = 'asking';
    this.#timer = setTimeout(() => void this.#look(text), restMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#running?.abort();
  }

  async #look(text: string): Promise<void> {
    const running = new AbortController();
    this.#running = running;
    try {
      const items = await this.#find(text, running.signal);
      if (running.signal.aborted) return;
      this.items = items;
      this.state = 'here';
    } catch (cause) {
      if (running.signal.aborted) return;
      const { detail, title } = problemOf(cause);
      this.items = [];
      this.trouble = detail ?? title;
      this.state = 'failed';
    }
  }
}

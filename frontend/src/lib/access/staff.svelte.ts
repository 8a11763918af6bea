/**
 * Who sits in front of the operations pages: the key of this tab, what the tower says it opens, and the one way by which
 * those pages call the tower. A key that is refused anywhere closes every page at once; the server decides, this only draws.
 */
import { readMe } from '@gantry/shared/api/access';
import type { Endpoint, Problem, ReplyOf } from '@gantry/shared/api/endpoint';
import { type Holder, may, type Need, whyNot } from '@gantry/shared/caller';
import { type Area, areas, covers, verticals } from '@gantry/shared/vocabulary/areas';
import { CallFailed, type CallInput, call } from '../api.ts';
import { currentKey, keepKey } from './key.ts';

const answerLimitMs = 15_000;
const againMs = 3_000;

class Staff {
  key = $state<string | null>(null);
  /** What the key opens; null while the tower has not said it. */
  caller = $state.raw<Holder | null>(null);
  /** Why the key was refused; null while it is not. */
  refusal = $state.raw<Problem | null>(null);
  /** Why the tower could not be asked what the key opens; it is asked again by itself. */
  trouble = $state.raw<Problem | null>(null);
  #again: ReturnType<typeof setTimeout> | undefined;

  /** True when the tower has said that the caller may; every endpoint and page is a need. */
  may(need: Need): boolean {
    return this.caller !== null && may(this.caller, need);
  }

  whyNot(need: Need): ReturnType<typeof whyNot> {
    return this.caller === null ? 'area' : whyNot(this.caller, need);
  }

  /** The areas the caller's pages are in. */
  get areas(): Area[] {
    const held = this.caller?.area ?? 'public';
    return areas.filter((area) => covers(held, area));
  }

  /** Reads the key of this tab and finds out what it opens. */
  async settle(): Promise<void> {
    this.key = currentKey();
    if (this.key !== null) await this.#probe();
  }

  async enter(key: string): Promise<void> {
    keepKey(key);
    this.#forget();
    this.key = key;
    await this.#probe();
  }

  leave(): void {
    keepKey(null);
    this.#forget();
  }

  /** An endpoint refused the key: a key that is no longer taken closes the pages, another refusal is looked into. */
  refused(problem: Problem): void {
    if (problem.status === 401) {
      this.caller = null;
      this.refusal = problem;
    } else if (problem.status === 403) void this.#probe();
  }

  #forget(): void {
    clearTimeout(this.#again);
    this.key = null;
    this.caller = null;
    this.refusal = null;
    this.trouble = null;
  }

  /** Asks the tower what the key opens. */
  async #probe(): Promise<void> {
    const asked = this.key;
    clearTimeout(this.#again);
    try {
      const me = await call(readMe, {}, { key: asked, signal: AbortSignal.timeout(answerLimitMs) });
      // The key may have been changed while the tower thought about it.
      if (this.key !== asked) return;
      this.trouble = null;
      this.caller = me;
    } catch (cause) {
      if (this.key === asked) this.#failed(problemOf(cause));
    }
  }

  #failed(problem: Problem): void {
    if (problem.status === 401) this.refused(problem);
    // The key is known and opens less than the pages of the tower.
    else if (problem.status === 403) this.caller = { area: 'public', verticals, scopes: [], merchants: [] };
    else {
      this.trouble = problem;
      this.#again = setTimeout(() => void this.#probe(), againMs);
    }
  }
}

export const staff = new Staff();

/** Calls the tower with the key of this tab. Rejects with CallFailed only; a refused key closes the pages. */
export const ask = async <E extends Endpoint>(
  endpoint: E,
  input: CallInput<E> = {},
  signal?: AbortSignal,
): Promise<ReplyOf<E>> => {
  const late = AbortSignal.timeout(answerLimitMs);
  try {
    return await call(endpoint, input, { key: staff.key, signal: signal ? AbortSignal.any([signal, late]) : late });
  } catch (cause) {
    if (cause instanceof CallFailed) staff.refused(cause.problem);
    throw cause;
  }
};

/** What went wrong as Problem Details, whatever was thrown. */
export const problemOf = (cause: unknown): Problem =>
  cause instanceof CallFailed
    ? cause.problem
    : {
        type: 'about:blank',
        title: 'Something in this page went wrong',
        status: 0,
        code: 'page_error',
        detail: String(cause),
      };

/**
 * Who sits in front of the operations pages: the key of this tab, the area it opens, and the one way by which those pages
 * call the tower. A key that is refused anywhere closes every page at once; the server decides, this only draws.
 */
import { readMe } from '@gantry/shared/api/access';
import type { Endpoint, Problem, ReplyOf } from '@gantry/shared/api/endpoint';
import { type Area, covers } from '@gantry/shared/vocabulary/areas';
import { CallFailed, type CallInput, call } from '../api.ts';
import { currentKey, keepKey } from './key.ts';

const answerLimitMs = 15_000;

class Staff {
  key = $state<string | null>(null);
  /** What the key opens; null while that is not known yet. */
  area = $state<Area | null>(null);
  /** Why the key was refused; null while it is not. */
  refusal = $state.raw<Problem | null>(null);

  /** May be drawn: false as soon as it is known that the server would refuse it. */
  may(area: Area): boolean {
    return this.area !== null && covers(this.area, area);
  }

  /** Reads the key of this tab and finds out what it opens. */
  async settle(): Promise<void> {
    this.key = currentKey();
    if (this.key !== null) await this.#probe();
  }

  async enter(key: string): Promise<void> {
    keepKey(key);
    this.key = key;
    this.area = null;
    this.refusal = null;
    await this.#probe();
  }

  leave(): void {
    keepKey(null);
    this.key = null;
    this.area = null;
    this.refusal = null;
  }

  /** An endpoint of `area` refused the key. */
  refused(problem: Problem, area: Area): void {
    if (problem.status === 401) {
      this.area = 'public';
      this.refusal = problem;
    } else if (problem.status === 403) {
      const below: Area = area === 'manager' ? 'staff' : 'personal';
      if (this.area === null || covers(this.area, area)) this.area = below;
      if (area !== 'manager') this.refusal = problem;
    }
  }

  /** Asks the tower what the key is. Nobody there to say it: the key is believed until an endpoint refuses it. */
  async #probe(): Promise<void> {
    const asked = this.key;
    const me = await ask(readMe).catch(() => null);
    // The key may have been changed while the tower thought about it.
    if (me && this.key === asked) this.area = me.area;
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
    if (cause instanceof CallFailed) staff.refused(cause.problem, endpoint.area);
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

/**
 * Who sits in front of the operations pages: who is signed in by the cookie of this browser, what they may, which merchant
 * they chose, and the one way by which those pages call the tower. It asks again every few seconds while somebody looks, so
 * that a session that ended and rights that were lowered close the page. The server decides, this only draws.
 */
import { readMe } from '@gantry/shared/api/access/keys';
import type { Endpoint, Problem, ReplyOf } from '@gantry/shared/api/endpoint';
import { may, type Need, whyNot } from '@gantry/shared/caller';
import { type Area, areas, covers } from '@gantry/shared/vocabulary/areas';
import { CallFailed, type CallInput, call } from '../api.ts';
import { forgetMerchant, keepMerchant, merchantOfTab } from './merchant-choice.ts';
import { personal } from './personal.svelte.ts';
import { hearSession, tellSession } from './session-news.ts';

const answerLimitMs = 15_000;
/** Lowered rights are seen within five seconds, also where no socket is open that the tower could drop. */
const everyMs = 3_000;

export type Me = ReplyOf<typeof readMe>;
/** A kiosk looks at its wall, a visitor of the sandbox at the wall; neither is somebody who opens pages. */
const opensPages = ({ id, kind }: Me): boolean => id !== 'anonymous' && kind !== 'kiosk';
const limited = (signal?: AbortSignal): AbortSignal => {
  const late = AbortSignal.timeout(answerLimitMs);
  return signal ? AbortSignal.any([signal, late]) : late;
};

class Staff {
  /** Whoever is signed in; null while the tower has not said so, and when nobody is. */
  caller = $state.raw<Me | null>(null);
  /** `asking` until the first answer. */
  state = $state<'asking' | 'signed_in' | 'nobody'>('asking');
  /** Why the tower could not be asked; it is asked again by itself. */
  trouble = $state.raw<Problem | null>(null);
  /** The merchant that pages are about; null for all that the caller may. */
  merchant = $state<string | null>(null);
  /** Why nobody is here any more: by their own doing, or because the session ended. */
  #reason: 'left' | 'ended' | undefined;
  #looking: Promise<void> | null = null;
  #again = false;

  /** True when the tower has said that the caller may; every endpoint and page is a need. */
  may(need: Need): boolean {
    return need.area === 'public' || (this.caller !== null && may(this.caller, need));
  }

  whyNot(need: Need): ReturnType<typeof whyNot> {
    return this.caller === null ? 'area' : whyNot(this.caller, need);
  }

  /** The areas the caller's pages are in. */
  get areas(): Area[] {
    const held = this.caller?.area ?? 'public';
    return areas.filter((area) => covers(held, area));
  }

  /** Serves all merchants: may what belongs to the operator. */
  get operator(): boolean {
    return this.caller?.merchants === '*';
  }

  /** Everything a page was drawn for: whoever it is, what they may, the merchant. Another one is another page. */
  get identity(): string {
    if (this.caller === null) return '';
    const { id, area, verticals, scopes, merchants } = this.caller;
    return JSON.stringify([id, area, verticals, scopes, merchants, this.merchant]);
  }

  /** Finds out who is signed in, and keeps looking; returns what ends it. */
  watch(): () => void {
    this.merchant = merchantOfTab() ?? null;
    // Whoever was not here a while ago may have come by another tab.
    if (this.state === 'nobody') this.state = 'asking';
    const look = () => {
      if (document.visibilityState === 'visible') void this.look();
    };
    void this.look();
    const timer = setInterval(look, everyMs);
    document.addEventListener('visibilitychange', look);
    const deafen = hearSession(() => void this.look());
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
      deafen();
    };
  }

  /** Asks now who is signed in; while a question is on its way, once more after it. */
  look(): Promise<void> {
    this.#again = this.#looking !== null;
    this.#looking ??= this.#ask().finally(() => {
      this.#looking = null;
      if (this.#again) void this.look();
    });
    return this.#looking;
  }

  /** Somebody has just signed in here. */
  async arrived(): Promise<void> {
    forgetMerchant();
    this.merchant = null;
    this.state = 'asking';
    this.#reason = undefined;
    tellSession();
    await this.#looking;
    await this.look();
  }

  /** Signs out by `end`, here or everywhere; rejects, and everything stays, where that fails. */
  async leave(end: () => Promise<unknown>): Promise<void> {
    // The tower drops the lines of this session before its answer is here: that is no session that just ended.
    this.#reason = 'left';
    try {
      await end();
    } catch (cause) {
      this.#reason = undefined;
      throw cause;
    }
    this.gone();
  }

  /** Nobody is signed in here any more. */
  gone(): void {
    forgetMerchant();
    this.#nobody();
    tellSession();
  }

  /** Why nobody is here any more, for whoever leads to the sign-in page; told once. */
  takeReason(): 'left' | 'ended' | undefined {
    const reason = this.#reason;
    this.#reason = undefined;
    return reason;
  }

  /** Pages are about this merchant from now on. */
  choose(merchant: string | null): void {
    keepMerchant(merchant);
    this.merchant = merchant;
  }

  #nobody(): void {
    if (this.caller !== null) this.#reason ??= 'ended';
    this.caller = null;
    this.trouble = null;
    this.state = 'nobody';
    personal.forget();
  }

  async #ask(): Promise<void> {
    const merchant = this.merchant;
    try {
      const me = await call(readMe, {}, { merchant, signal: limited() });
      if (merchant === this.merchant) await this.#took(me);
    } catch (cause) {
      this.#failed(problemOf(cause));
    }
  }

  async #took(me: Me): Promise<void> {
    this.trouble = null;
    if (!opensPages(me)) return this.#nobody();
    if (me.id !== this.caller?.id) {
      // Nothing of whoever was here before stays while the new one's profile is on its way.
      if (this.caller !== null) forgetMerchant();
      this.caller = null;
      await personal.load(me);
      const chosen = merchantOfTab();
      if (chosen === undefined) this.choose(personal.merchantOf(me));
      else this.merchant = chosen;
    } else if (JSON.stringify(me.merchants) !== JSON.stringify(this.caller?.merchants))
      await personal.reloadMerchants(me);
    const known = { ...me, merchant: null };
    if (JSON.stringify(known) !== JSON.stringify(this.caller)) this.caller = known;
    this.state = 'signed_in';
  }

  #failed(problem: Problem): void {
    if (problem.status === 401) this.#nobody();
    else if (problem.code === 'merchant_needed') {
      // The merchant that was chosen is not served any more.
      this.choose(null);
      void this.look();
    } else this.trouble = problem;
  }
}

export const staff = new Staff();

/** Calls the tower for whoever is signed in. Rejects with CallFailed only; a refusal has it looked into who that is. */
export const ask = async <E extends Endpoint>(
  endpoint: E,
  /** `merchant`: of what is somebody's already, whose; else the one that pages are about. `once`: see `CallOptions`. */
  { merchant = staff.merchant, once, ...input }: CallInput<E> & { merchant?: string | null; once?: string } = {},
  signal?: AbortSignal,
): Promise<ReplyOf<E>> => {
  try {
    const options = { merchant, signal: limited(signal), ...(once === undefined ? {} : { once }) };
    return await call(endpoint, input as CallInput<E>, options);
  } catch (cause) {
    const { status } = problemOf(cause);
    if (endpoint.area !== 'public' && (status === 401 || status === 403)) void staff.look();
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

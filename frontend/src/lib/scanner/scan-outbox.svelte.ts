/**
 * Sends scans one after the other, in the order in which they were read. While the tower cannot be reached they wait; each
 * carries a name of its own, so that one whose answer was lost counts once however often it is sent.
 */

import type { Endpoint, Problem, ReplyOf } from '@gantry/shared/api/endpoint';
import { packScan, unpackScan } from '@gantry/shared/api/fulfillment/packing';
import { pickScan, shortPick, unpickScan, walkScan } from '@gantry/shared/api/fulfillment/picking';
import { putBackUnits } from '@gantry/shared/api/fulfillment/put-backs';
import { ask, problemOf } from '../access/staff.svelte.ts';
import type { CallInput } from '../api.ts';
import { type KeptScan, keptScans, type ScanCall, scanNames } from './kept-scans.ts';

const endpoints = {
  pick: pickScan,
  unpick: unpickScan,
  short: shortPick,
  walk_pick: walkScan,
  put_back: putBackUnits,
  pack: packScan,
  unpack: unpackScan,
} as const satisfies Record<ScanCall, Endpoint>;
type Endpoints = typeof endpoints;
/** What came of a scan. */
export type ScanAnswer = { scan: KeptScan } & (
  | { [Call in ScanCall]: { call: Call; reply: ReplyOf<Endpoints[Call]> } }[ScanCall]
  | { call: ScanCall; problem: Problem }
);
export type NewScan = Omit<KeptScan, 'clientScanId' | 'at'>;

const againMs = 2_000;
/** It is no answer to the scan: the network, the tower, or who is signed in. */
const passes = ({ status, code }: Problem): boolean =>
  (status === 0 && code !== 'page_error') || status === 401 || status === 408 || status === 429 || status >= 500;
const tail = (): string =>
  [...crypto.getRandomValues(new Uint8Array(4))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

export class ScanOutbox {
  /** Read and not answered yet, oldest first. */
  waiting = $state.raw<readonly KeptScan[]>([]);
  /** Why they are not sent; null while they are. */
  trouble = $state.raw<Problem | null>(null);
  readonly #kept: ReturnType<typeof keptScans>;
  readonly #name = scanNames(() => Date.now(), tail);
  readonly #answered: (answer: ScanAnswer) => void;
  #sending = false;
  #closed = false;
  #again: ReturnType<typeof setTimeout> | undefined;

  /** Of a person; `answered` hears what came of each scan. */
  constructor(who: string, answered: (answer: ScanAnswer) => void) {
    this.#kept = keptScans(() => localStorage, who);
    this.#answered = answered;
  }

  /** Takes up what an earlier page left, and sends; returns what ends it. */
  open(): () => void {
    try {
      this.waiting = this.#kept.all();
    } catch {
      // A browser that keeps nothing has nothing left over.
    }
    const online = () => void this.#send();
    addEventListener('online', online);
    void this.#send();
    return () => {
      this.#closed = true;
      removeEventListener('online', online);
      clearTimeout(this.#again);
    };
  }

  add(scan: NewScan): void {
    const kept = { ...scan, clientScanId: this.#name(), at: Date.now() };
    this.waiting = [...this.waiting, kept];
    try {
      this.#kept.keep(kept);
    } catch {
      // It lasts as long as the page then.
    }
    void this.#send();
  }

  async #send(): Promise<void> {
    if (this.#sending || this.#closed) return;
    this.#sending = true;
    clearTimeout(this.#again);
    for (let next = this.waiting[0]; next !== undefined && !this.#closed; next = this.waiting[0]) {
      const answer = await this.#ask(next);
      if ('problem' in answer && passes(answer.problem)) {
        this.trouble = answer.problem;
        this.#again = setTimeout(() => void this.#send(), againMs);
        break;
      }
      this.trouble = null;
      this.#drop(next);
      this.#answered(answer);
    }
    this.#sending = false;
  }

  async #ask(scan: KeptScan): Promise<ScanAnswer> {
    const { call, params, body, merchant, clientScanId } = scan;
    const endpoint: Endpoint = endpoints[call];
    const input = { params, body: { ...body, clientScanId } } as CallInput<Endpoint>;
    try {
      const reply = await ask(endpoint, merchant === null ? input : { ...input, merchant });
      return { scan, call, reply } as ScanAnswer;
    } catch (cause) {
      return { scan, call, problem: problemOf(cause) };
    }
  }

  #drop(scan: KeptScan): void {
    this.waiting = this.waiting.filter(({ clientScanId }) => clientScanId !== scan.clientScanId);
    try {
      this.#kept.drop(scan);
    } catch {
      // It was not kept.
    }
  }
}

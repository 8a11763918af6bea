/**
 * The audit of an order as far as it has been read: page by page, through the entry that an address names, and followed
 * without moving what is read: what is new is counted, and comes when somebody asks for it. Call it while a component is
 * being set up; it ends with the component.
 */
import { type AuditEntry, readAudit } from '@gantry/shared/api/audit';
import type { ReplyOf } from '@gantry/shared/api/endpoint';
import { untrack } from 'svelte';
import { ask, problemOf } from '#lib/access/staff.svelte.ts';
import { eventFeed, type FeedEvent } from '#lib/live/event-feed.svelte.ts';
import { Following } from '#lib/live/following.svelte.ts';
import { type AuditQuestion, queryOf } from './audit-address.ts';
import { followable } from './audit-news.ts';

export type Audit = ReplyOf<typeof readAudit>;
const limit = 100;
/** Views, calls and messages are no events that a page hears: they are asked for. */
const everyMs = 15_000;
const calmMs = 800;

export const entriesIn = ({ counts }: Pick<Audit, 'counts'>): number =>
  Object.values(counts).reduce((sum, many) => sum + many, 0);

export type Asking = { orderId: string; question: AuditQuestion };

export class AuditReading extends Following<Audit> {
  /** More of it is on its way, or could not be had. */
  more = $state<'none' | 'loading' | 'failed'>('none');
  /** Entries that came since, and would be shown. */
  fresh = $state(0);
  /** An entry that was looked for and is not among those the question leaves. */
  missing = $state<string | null>(null);
  /** What came last time somebody asked for what is new. */
  arrived = $state.raw<ReadonlySet<string>>(new Set());
  readonly #asking: () => Asking;
  #through: string | null = null;
  #turning: AbortController | null = null;
  #begun = 0;
  #next: Promise<void> | null = null;

  constructor(asking: () => Asking) {
    super(
      (signal) => {
        const { orderId, question } = untrack(asking);
        const through = this.#through ?? undefined;
        const query = { ...queryOf(question), limit, ...(through === undefined ? {} : { through }) };
        return ask(readAudit, { params: { orderId }, query }, signal);
      },
      { question: () => JSON.stringify(untrack(asking)), follows: true },
    );
    this.#asking = asking;
  }

  get entries(): readonly AuditEntry[] {
    return this.value?.items ?? [];
  }
  has(entryId: string): boolean {
    return this.entries.some((entry) => entry.entryId === entryId);
  }

  /** Reads from the beginning through `entryId`, or to where it has been read already. */
  async begin({ through, turn = false }: { through?: string | null; turn?: boolean } = {}): Promise<void> {
    this.#turning?.abort();
    this.#begun += 1;
    const begun = this.#begun;
    this.more = 'none';
    this.missing = null;
    this.#through = through ?? null;
    if (turn) await this.load({ turn: true });
    else await this.replace();
    if (begun !== this.#begun || this.problem !== null) return;
    this.fresh = 0;
    // Whatever reads it again by itself reads as far as this.
    this.#through = this.entries.at(-1)?.entryId ?? null;
    this.missing = through && !this.has(through) ? through : null;
  }

  /** The page after what has been read; whoever asks while it is on its way waits for the same one. */
  next(): Promise<void> {
    this.#next ??= this.#readNext().finally(() => {
      this.#next = null;
    });
    return this.#next;
  }

  /** All that is left, page by page. */
  async rest(): Promise<void> {
    while (this.value?.nextCursor && !this.turning) {
      await this.next();
      if (this.more === 'failed') return;
    }
  }

  async #readNext(): Promise<void> {
    const known = this.value;
    if (known?.nextCursor == null || this.turning) return;
    this.more = 'loading';
    const turning = new AbortController();
    this.#turning = turning;
    const { orderId, question } = untrack(this.#asking);
    const query = { ...queryOf(question), limit, cursor: known.nextCursor };
    try {
      const page = await ask(readAudit, { params: { orderId }, query }, turning.signal);
      if (turning.signal.aborted || this.value === null) return;
      const had = new Set(this.value.items.map(({ entryId }) => entryId));
      this.value = { ...page, items: [...this.value.items, ...page.items.filter(({ entryId }) => !had.has(entryId))] };
      this.#through = this.entries.at(-1)?.entryId ?? null;
      this.more = 'none';
    } catch {
      if (!turning.signal.aborted) this.more = 'failed';
    }
  }

  /** Takes in what is new, as far as it has been read; what that was is marked. */
  async takeIn(): Promise<void> {
    const had = new Set(this.entries.map(({ entryId }) => entryId));
    await this.begin({ through: this.entries.at(-1)?.entryId ?? null, turn: true });
    this.arrived = new Set(this.entries.map(({ entryId }) => entryId).filter((entryId) => !had.has(entryId)));
  }

  /** Looks whether there is more than is known; moves nothing. */
  async look(signal: AbortSignal): Promise<void> {
    const known = this.value;
    if (known === null || this.turning) return;
    const { orderId, question } = untrack(this.#asking);
    try {
      const now = await ask(readAudit, { params: { orderId }, query: { ...queryOf(question), limit: 1 } }, signal);
      if (signal.aborted || this.value === null || this.value.order.orderId !== now.order.orderId) return;
      const { items, nextCursor, total } = this.value;
      this.fresh = Math.max(0, now.total - total);
      this.value = { ...now, items, nextCursor, total };
      this.at = Date.now();
      this.problem = null;
    } catch (cause) {
      if (!signal.aborted) this.problem = problemOf(cause);
    }
  }
}

/** Which news is of this order: of any stream that its entries are of, and shipments that may be its. */
const concerns = (reading: AuditReading, orderId: string) => {
  const streams = new Set([orderId, ...reading.entries.flatMap(({ event }) => event?.streamId ?? [])]);
  return ({ name, streamId }: FeedEvent) => streams.has(streamId) || name === 'shipping.shipment_created';
};

/** `through`: the entry that the address names when the page is opened. */
export const auditReading = (asking: () => Asking, through: () => string | null): AuditReading => {
  const reading = new AuditReading(asking);
  const orderId = $derived(asking().orderId);
  const question = $derived(JSON.stringify(asking().question));
  let loaded: string | null = null;
  $effect(() => {
    const other = loaded !== orderId;
    loaded = orderId;
    void question;
    untrack(() => void reading.begin({ through: through(), turn: !other }));
  });
  $effect(() => {
    const ended = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = (afterMs: number) => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        const seen = document.visibilityState === 'visible' ? reading.look(ended.signal) : Promise.resolve();
        void seen.then(() => {
          if (!ended.signal.aborted) look(everyMs);
        });
      }, afterMs);
    };
    const end = eventFeed.want(followable(), (happened) => {
      if (happened === null || happened.some(untrack(() => concerns(reading, asking().orderId)))) look(calmMs);
    });
    look(everyMs);
    return () => {
      end();
      clearTimeout(timer);
      ended.abort();
      reading.stop();
    };
  });
  return reading;
};

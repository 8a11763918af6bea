/**
 * A load that follows the events it depends on: when one of them happens it is read again, once for a burst, and what is
 * shown says how old it is. Call it while a component is being set up; it ends with the component.
 */
import type { Endpoint, ReplyOf } from '@gantry/shared/api/endpoint';
import { untrack } from 'svelte';
import { ask } from '../access/staff.svelte.ts';
import type { CallInput } from '../api.ts';
import { Reading } from '../reading/reading.svelte.ts';
import { clock } from '../viewer.svelte.ts';
import { eventFeed, type FeedEvent } from './event-feed.svelte.ts';
import { whyStanding } from './standing-words.ts';

const calmMs = 600;
const restMs = 3_000;

export type FollowOptions = {
  /** Which of the named events matter, where the name alone does not tell: those of one shipment. */
  concerns?: (event: FeedEvent) => boolean;
  /** False holds a reload back, such as while somebody writes into what would be replaced. */
  may?: () => boolean;
};

/** A reading that is kept true by events. */
export class Following<T> extends Reading<T> {
  readonly #follows: boolean;
  constructor(read: (signal: AbortSignal) => Promise<T>, how: { question: () => string; follows: boolean }) {
    super(read, how.question);
    this.#follows = how.follows;
  }
  /** The line is silent, does not let us listen, or has nothing to tell because the log stands. */
  override get deaf(): string | null {
    if (!this.#follows) return null;
    if (eventFeed.state === 'silent' || eventFeed.state === 'refused')
      return 'No news comes from the tower at the moment';
    return eventFeed.standing && whyStanding(eventFeed.standing, clock);
  }
  /** What is shown may no longer be so: the line is silent, or the newest try failed. */
  get stale(): boolean {
    return this.value !== null && (this.deaf !== null || this.problem !== null);
  }
  override get trueAt(): number | null {
    if (this.at === null || this.problem !== null) return this.at;
    if (!this.#follows) return this.at;
    // While the log stands, what came before it stood is known, and what was read since.
    const since = eventFeed.standing?.since;
    return Math.max(this.at, since ? Date.parse(since) : (eventFeed.heardAt ?? 0));
  }
}

/** Calls `reload` soon after it was asked to: once for a burst, and never more often than every few seconds. */
const coalesced = (reload: () => void): { soon(): void; stop(): void } => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let last = -restMs;
  return {
    soon: () => {
      if (timer !== undefined) return;
      timer = setTimeout(
        () => {
          timer = undefined;
          last = performance.now();
          reload();
        },
        Math.max(calmMs, last + restMs - performance.now()),
      );
    },
    stop: () => clearTimeout(timer),
  };
};

/**
 * Reads `endpoint` with `input` and follows `events` by name. `input` is reactive: another path is another thing and
 * starts from nothing; another query dims what is shown until its answer is here.
 */
export const following = <E extends Endpoint>(
  endpoint: E,
  /** `merchant`: of what is somebody's already, whose; else the one that pages are about. */
  input: () => CallInput<E> & { merchant?: string | null },
  events: readonly string[],
  { concerns = () => true, may = () => true }: FollowOptions = {},
): Following<ReplyOf<E>> => {
  const reading = new Following((signal) => ask(endpoint, untrack(input), signal), {
    question: () => JSON.stringify(untrack(input)),
    follows: events.length > 0,
  });
  const params = $derived(JSON.stringify([input().params ?? {}, input().merchant]));
  const query = $derived(JSON.stringify(input().query ?? {}));
  let loaded: string | null = null;
  $effect(() => {
    const other = loaded !== params;
    loaded = params;
    void query;
    untrack(() => void (other ? reading.replace() : reading.load({ turn: true })));
  });
  $effect(() => {
    const reload = coalesced(() => {
      if (may()) void reading.load();
    });
    const end = eventFeed.want(events, (happened) => {
      if (happened === null || happened.some(concerns)) reload.soon();
    });
    return () => {
      end();
      reload.stop();
      reading.stop();
    };
  });
  return reading;
};

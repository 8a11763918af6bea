/**
 * How a client is told what it missed: page by page, the next one only after it has the last. One page at a time for a
 * client, a few for the whole process, and each client has only so many in a while, so that whoever asks without end
 * starves nobody. A newer request of the same kind ends the older one at once.
 */
import type { LogFrame, WallFrame } from '@gantry/shared/live';
import { createSlots, type Slots } from './slots.ts';

/** Positions of the log in one page. */
export const pageSize = 500;
/** A client that has not taken a page for so long is to read everything again. */
const patienceMs = 10_000;
const lookMs = 10;
/** Pages a client has at once, and how many of them come back in a second: together more than anybody misses who may catch up. */
const pagesAtOnce = 40;
const pagesEachSecond = 10;

export type MissedPage = { name: 'log:frame'; frame: LogFrame } | { name: 'wall:frame'; frame: WallFrame };

/** What a client missed. */
export type Missed = {
  /** The last position it has. */
  after: number;
  /** Up to where; asked anew before every page, because the log goes on. */
  until(): number;
  /** Further back than this it is to read everything again. */
  most: number;
  /** Lets the client in among those who hear what comes next: called the moment it has everything, before anything can come. */
  arrive(): void;
  /** Makes the page of positions (after, after + limit]. One that gets nowhere ends the telling. */
  page(after: number, limit: number): Promise<MissedPage>;
};
/** `too_far`: the client is to read everything again. `superseded`: it asked for something else meanwhile, or is gone. */
export type CaughtUp = 'here' | 'too_far' | 'superseded';

/** A client as far as it is told what it missed. */
export type Listener = {
  /** Says a page; resolves when the client acknowledged it, where it promised to, and at once where not. */
  say(page: MissedPage, stop: AbortSignal): Promise<void>;
  /** What was said to it before and is not yet sent. */
  unsent(): number;
};

/** The way one client is told, whatever it asks for; `stop` is for when it asks for something else, or is gone. */
export type CatchUp = (missed: Missed, listener: Listener, stop: AbortSignal) => Promise<CaughtUp>;

/** Resolves true as soon as `done`, false after `ms` or at `stop`. */
const comes = (done: () => boolean, { ms, stop }: { ms: number; stop: AbortSignal }): Promise<boolean> => {
  if (stop.aborted || done()) return Promise.resolve(!stop.aborted);
  const until = performance.now() + ms;
  return new Promise((resolve) => {
    const looking = setInterval(() => {
      const is = !stop.aborted && done();
      if (!is && !stop.aborted && performance.now() < until) return;
      clearInterval(looking);
      resolve(is);
    }, lookMs);
  });
};

/** A store of pages that fills up again with time. */
type Allowance = { take(): boolean };
const createAllowance = (): Allowance => {
  let left = pagesAtOnce;
  let at = performance.now();
  return {
    take: (): boolean => {
      const now = performance.now();
      left = Math.min(pagesAtOnce, left + ((now - at) / 1_000) * pagesEachSecond);
      at = now;
      if (left < 1) return false;
      left -= 1;
      return true;
    },
  };
};

/** One page; answers up to where, or undefined when the client did not take it, or what was said before. */
const tell = async (
  { missed, listener, stop }: { missed: Missed; listener: Listener; stop: AbortSignal },
  after: number,
  { slots, allowance }: { slots: Slots; allowance: Allowance },
): Promise<number | undefined> => {
  if (!(await comes(() => listener.unsent() === 0, { ms: patienceMs, stop }))) return undefined;
  if (!(await comes(allowance.take, { ms: patienceMs, stop }))) return undefined;
  const page = await slots.use(async () =>
    stop.aborted ? undefined : missed.page(after, Math.min(pageSize, missed.until() - after)),
  );
  if (page === undefined || stop.aborted || page.frame.to === after) return undefined;
  const deadline = AbortSignal.any([stop, AbortSignal.timeout(patienceMs)]);
  await listener.say(page, deadline);
  return deadline.aborted ? undefined : page.frame.to;
};

/** Tells clients of one process what they missed: so many pages are read at a time, for all of them. Answers a way for each client. */
export const createCatchUps = (pagesAtATime = 2): (() => CatchUp) => {
  const slots = createSlots(pagesAtATime);
  return () => {
    const turn = createSlots(1);
    const allowance = createAllowance();
    return async (missed, listener, stop) => {
      let have = missed.after;
      if (missed.until() - have > missed.most) return 'too_far';
      while (!stop.aborted) {
        if (have >= missed.until()) {
          missed.arrive();
          return 'here';
        }
        const after = have;
        const told = await turn.use(() => tell({ missed, listener, stop }, after, { slots, allowance }));
        if (told === undefined) break;
        have = told;
      }
      return stop.aborted ? 'superseded' : 'too_far';
    };
  };
};

/**
 * One window of the log for one partition of a subscriber: read, handled around what cannot be handled, and the position
 * moved. What fails by itself again and again, or ends the process each time, goes to the Trash.
 */
import type { RecordedEvent } from '@gantry/shared/events/define';
import { waitAfter } from '../../kernel/backoff.ts';
import { messageOf } from '../../kernel/errors.ts';
import { isOutage } from '../../kernel/outage.ts';
import { hasRoom } from '../disk/room.ts';
import { subscriberPosition } from '../metrics.ts';
import type { Platform } from '../platform.ts';
import { pause } from '../signals.ts';
import { poisonEvent, putInTrash } from '../trash.ts';
import { type Lease, moveTo, noteFailure, renew, stillHeld, takeBackTry } from './checkpoints.ts';
import { readLog } from './event-log.ts';
import { handleAround, type Isolation } from './isolate.ts';
import type { Subscriber } from './subscriber.ts';

/** Tries of an event that fails by itself, and of one whose try ends the process each time. */
const tries = 5;
/** Tries of one that comes soon after another that was refused: waiting for each of many would hold up the rest. */
const quickTries = 3;
const soonMs = 10_000;
const retryPace = { firstMs: 25, mostMs: 400 };
/** A partition in the hands of its holder. */
export type Run = {
  platform: Platform;
  subscriber: Subscriber;
  lease: Lease;
  stop: AbortSignal;
  /** Holders died here: the next window is worked event by event. */
  doubtful: boolean;
  refusedAt: number;
};

/** Puts an event into the Trash, unless somebody else reads this partition now, or it was sent back. */
const refuse = async (run: Run, event: RecordedEvent, error: unknown): Promise<boolean> => {
  const { platform, subscriber, lease } = run;
  await renew(platform, lease);
  if (lease.lost) return false;
  platform.logger.warn(
    { error: messageOf(error), subscriber: subscriber.name, seq: event.seq },
    'event refused by its subscriber',
  );
  await putInTrash(platform, poisonEvent(subscriber.name, event, error));
  run.refusedAt = performance.now();
  return true;
};

/** `last`: the end of the window, whose position is moved with what lies behind it. */
const isolationOf = (run: Run, last: number): Isolation => {
  const { platform, subscriber, lease, stop } = run;
  return {
    handle: (events) => subscriber.handle(events),
    isOutage: (thrown) => stop.aborted || isOutage(thrown),
    passed: async (seq) => {
      if (seq !== last) await moveTo(platform, lease, seq);
      return !lease.lost;
    },
    again: async (attempt) => {
      const isSoon = performance.now() - run.refusedAt < soonMs;
      if (attempt >= (isSoon ? quickTries : tries)) return false;
      if (!isSoon) await pause(waitAfter(attempt, retryPace), stop);
      return true;
    },
    refuse: (event, error) => refuse(run, event, error),
  };
};

/** One by one, each try noted before it begins: the event that ends the process is known by what the next one finds. */
const handleDoubtful = async (run: Run, isolation: Isolation, events: readonly RecordedEvent[]): Promise<boolean> => {
  const { platform, lease } = run;
  for (const event of events) {
    const attempts = await noteFailure(platform, lease, event.seq);
    if (lease.lost) return false;
    if (attempts > tries) {
      const ended = new Error(`the process ended ${attempts - 1} times while it handled this`);
      if (!((await isolation.refuse(event, ended)) && (await isolation.passed(event.seq)))) return false;
      continue;
    }
    try {
      if (!(await handleAround(isolation, [event]))) return false;
    } catch (error) {
      await takeBackTry(platform, lease).catch(() => undefined);
      throw error;
    }
  }
  return true;
};

/** One window of the log. Answers false when there was nothing new. */
export const step = async (run: Run): Promise<boolean> => {
  const { platform, subscriber, lease } = run;
  if (!hasRoom(platform)) return false;
  const window = {
    after: lease.position,
    limit: subscriber.batch ?? 500,
    partition: { index: lease.partition, of: subscriber.partitions ?? 1 },
  };
  const { events, through } = await readLog(
    platform.database,
    subscriber.events ? { ...window, names: subscriber.events } : window,
  );
  if (through === lease.position) return false;
  const last = events.at(-1);
  if (last !== undefined) {
    // A process that was stopped for a while finds out here that the partition has gone to another.
    if (!(await stillHeld(platform, lease))) return true;
    const isolation = isolationOf(run, last.seq);
    const handled = run.doubtful ? await handleDoubtful(run, isolation, events) : await handleAround(isolation, events);
    if (!handled) return true;
  }
  await moveTo(platform, lease, through);
  run.doubtful = false;
  subscriberPosition.set({ subscriber: subscriber.name, partition: String(lease.partition) }, through);
  return true;
};

/**
 * Subscribers read the log from their own checkpoint, each partition by one runner at a time, so more workers share the
 * load. Delivery is at-least-once: an effect must be keyed by what it is about. An outage is waited out; an event that
 * fails five times by itself goes to the Trash and the rest flows on.
 */
import type { RecordedEvent } from '@gantry/shared/events/define';
import { messageOf } from '../../kernel/errors.ts';
import { isOutage } from '../../kernel/outage.ts';
import { hasRoom } from '../disk/room.ts';
import { subscriberPosition } from '../metrics.ts';
import type { Platform } from '../platform.ts';
import { pause, waitFor } from '../signals.ts';
import { poisonEvent, putInTrash } from '../trash.ts';
import { claim, type Lease, moveTo, newOwner, noteFailure, release, renew } from './checkpoints.ts';
import { headOf, readLog } from './event-log.ts';

export type Subscriber = {
  name: string;
  /** Names it wants; everything when left out. */
  events?: readonly string[];
  /** How many runners may share it; events of one stream always meet the same one. 1 when left out. */
  partitions?: number;
  /** Positions read at a time; 500 when left out. */
  batch?: number;
  /** Given events in log order. Throwing means: again. */
  handle(events: RecordedEvent[]): Promise<void>;
  /** Rests this long after a window, so that the next one is larger; 0 when left out. */
  restMs?: number;
  /** Called when a runner takes over a partition: whatever it remembers of earlier events is not to be trusted. */
  forget?(): void;
};

const tries = 5;
type Run = { platform: Platform; subscriber: Subscriber; lease: Lease; stop: AbortSignal };

/** One event by itself: five tries, remembered across crashes, then the Trash. */
const handleAlone = async ({ platform, subscriber, lease, stop }: Run, event: RecordedEvent): Promise<void> => {
  for (;;) {
    try {
      await subscriber.handle([event]);
      return;
    } catch (error) {
      if (stop.aborted || isOutage(error)) throw error;
      const attempts = await noteFailure(platform, lease, event.seq);
      // Somebody else reads this partition now, or it was sent back: the event is not ours any more.
      if (lease.lost) return;
      platform.logger.warn(
        { error: messageOf(error), subscriber: subscriber.name, seq: event.seq, attempts },
        'event refused by its subscriber',
      );
      if (attempts >= tries) {
        await putInTrash(platform, poisonEvent(subscriber.name, event, error));
        return;
      }
      await pause(50 * 2 ** attempts, stop);
    }
  }
};

/** One window of the log. Answers false when there was nothing new. */
const step = async (run: Run): Promise<boolean> => {
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
  if (events.length > 0) {
    try {
      await subscriber.handle(events);
    } catch (error) {
      if (run.stop.aborted || isOutage(error)) throw error;
      for (const event of events) {
        await handleAlone(run, event);
        if (!lease.lost) await moveTo(platform, lease, event.seq);
        if (lease.lost) return true;
      }
    }
  }
  await moveTo(platform, lease, through);
  subscriberPosition.set({ subscriber: subscriber.name, partition: String(lease.partition) }, through);
  return true;
};

/** Holds a lease and works until it is lost or `stop`. */
const runLease = async (run: Run): Promise<void> => {
  const { platform, lease, stop } = run;
  const keep = setInterval(() => void renew(platform, lease).catch(() => undefined), 2_000);
  try {
    while (!stop.aborted && !lease.lost) {
      const woken = platform.signals;
      // Listening starts before reading, so that nothing can come between.
      let moved = false;
      const off = woken.on('sequenced', () => {
        moved = true;
      });
      try {
        while (!stop.aborted && !lease.lost && (await step(run))) {
          if (run.subscriber.restMs) await pause(run.subscriber.restMs, stop);
          moved = false;
        }
      } finally {
        off();
      }
      if (!moved) await waitFor(woken, 'sequenced', { ms: 500, stop });
    }
  } finally {
    clearInterval(keep);
    await release(platform, lease).catch(() => undefined);
  }
};

/** Runs one partition of a subscriber for ever: claims it when it is free, works, waits out outages. */
const runPartition = async (
  platform: Platform,
  subscriber: Subscriber,
  where: { partition: number; stop: AbortSignal },
): Promise<void> => {
  const { partition, stop } = where;
  const owner = newOwner();
  while (!stop.aborted) {
    try {
      const lease = await claim(platform, subscriber.name, { partition, owner });
      if (lease) {
        subscriber.forget?.();
        await runLease({ platform, subscriber, lease, stop });
      } else await pause(1_000, stop);
    } catch (error) {
      if (stop.aborted) return;
      if (!isOutage(error))
        platform.logger.error({ error, subscriber: subscriber.name, partition }, 'subscriber stumbled, trying again');
      await pause(300, stop);
    }
  }
};

/** Runs every partition of every subscriber until `stop`; resolves when all have let go. */
export const runSubscribers = async (
  platform: Platform,
  subscribers: readonly Subscriber[],
  stop: AbortSignal,
): Promise<void> => {
  const runs = subscribers.flatMap((subscriber) =>
    Array.from({ length: subscriber.partitions ?? 1 }, (_, partition) =>
      runPartition(platform, subscriber, { partition, stop }),
    ),
  );
  await Promise.all(runs);
};

/** Follows the log from its head without a checkpoint, for what lives only in this process (sockets). */
export const follow = async (
  platform: Platform,
  onWindow: (events: RecordedEvent[], through: number) => void,
  { from, stop }: { from?: number; stop: AbortSignal },
): Promise<void> => {
  let position = from;
  while (!stop.aborted) {
    try {
      position ??= await headOf(platform.database);
      let moved = false;
      const off = platform.signals.on('sequenced', () => {
        moved = true;
      });
      try {
        for (;;) {
          moved = false;
          const { events, through } = await readLog(platform.database, { after: position, limit: 2_000 });
          if (through === position && !moved) break;
          position = through;
          if (events.length > 0) onWindow(events, through);
        }
      } finally {
        off();
      }
      await waitFor(platform.signals, 'sequenced', { ms: 250, stop });
    } catch (error) {
      if (!isOutage(error)) platform.logger.error({ error }, 'following the log failed, trying again');
      await pause(300, stop);
    }
  }
};

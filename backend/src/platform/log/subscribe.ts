/**
 * Subscribers read the log from their own checkpoint, each partition by one runner at a time, so more workers share the
 * load. Delivery is at-least-once: an effect must be keyed by what it is about. An outage is waited out; an event that
 * fails by itself again and again goes to the Trash and the rest flows on.
 */
import type { RecordedEvent } from '@gantry/shared/events/define';
import { isOutage } from '../../kernel/outage.ts';
import type { Platform } from '../platform.ts';
import { pause, waitFor } from '../signals.ts';
import { claim, keyOf, newOwner, release, renew } from './checkpoints.ts';
import { headOf, readLog } from './event-log.ts';
import { openPatience, type Patience } from './patience.ts';
import { openShare } from './shares.ts';
import type { Subscriber } from './subscriber.ts';
import { type Run, step } from './window.ts';

/** So many holders died in one place: the next one takes events one by one, noting each before it tries. */
const deathsToDoubt = 2;
const renewMs = 2_000;
const lookMs = 500;

/** `goesOn`: false when the partition is to be let go. */
type Place = { partition: number; patience: Patience; goesOn(): boolean };

/** A step, with outages waited out while the partition is kept. */
const patientStep = async (run: Run, patience: Patience): Promise<boolean> => {
  const { subscriber, stop } = run;
  try {
    const moved = await step(run);
    patience.over();
    return moved;
  } catch (error) {
    if (stop.aborted || !isOutage(error)) throw error;
    subscriber.forget?.();
    await patience.wait(error, stop);
    return true;
  }
};

/** Holds a lease and works until it is lost or to be let go. */
const runLease = async (run: Run, { patience, goesOn }: Place): Promise<void> => {
  const { platform, lease, stop } = run;
  const keep = setInterval(() => void renew(platform, lease).catch(() => undefined), renewMs);
  const worksOn = (): boolean => goesOn() && !lease.lost;
  try {
    while (worksOn()) {
      const woken = platform.signals;
      // Listening starts before reading, so that nothing can come between.
      let moved = false;
      const off = woken.on('sequenced', () => {
        moved = true;
      });
      try {
        while (worksOn() && (await patientStep(run, patience))) {
          if (run.subscriber.restMs) await pause(run.subscriber.restMs, stop);
          moved = false;
        }
      } finally {
        off();
      }
      if (!moved) await waitFor(woken, 'sequenced', { ms: lookMs, stop });
    }
  } finally {
    clearInterval(keep);
    await release(platform, lease).catch(() => undefined);
  }
};

/** Runs one partition of a subscriber for ever: claims it when it is free and within this worker's share, and works. */
const runPartition = async (
  { platform, subscriber, stop }: Pick<Run, 'platform' | 'subscriber' | 'stop'>,
  place: Place,
): Promise<void> => {
  const { partition, patience, goesOn } = place;
  const { name } = subscriber;
  const owner = newOwner(platform.vitals.process);
  while (!stop.aborted) {
    try {
      const lease = goesOn() ? await claim(platform, name, { partition, owner }) : undefined;
      if (lease) {
        subscriber.forget?.();
        const doubtful = lease.deaths >= deathsToDoubt || lease.suspect !== null;
        const refusedAt = Number.NEGATIVE_INFINITY;
        await runLease({ platform, subscriber, lease, stop, doubtful, refusedAt }, place);
      } else await pause(lookMs, stop);
      patience.over();
    } catch (error) {
      if (stop.aborted) break;
      if (!isOutage(error))
        platform.logger.error({ error, subscriber: name, partition }, 'subscriber stumbled, trying again');
      await patience.wait(error, stop);
    }
  }
  patience.over();
};

/** Runs this worker's share of the partitions of all subscribers until `stop`; resolves when all have let go. */
export const runSubscribers = async (
  platform: Platform,
  subscribers: readonly Subscriber[],
  stop: AbortSignal,
): Promise<void> => {
  const partitionsOf = ({ partitions = 1 }: Subscriber): number[] => Array.from({ length: partitions }, (_, n) => n);
  const keys = subscribers.flatMap((one) => partitionsOf(one).map((partition) => keyOf(one.name, partition)));
  const share = await openShare(platform, keys, stop);
  const runs = subscribers.flatMap((subscriber) => {
    const patienceOf = openPatience(platform, subscriber.name);
    return partitionsOf(subscriber).map((partition) => {
      const goesOn = (): boolean => !stop.aborted && share.has(keyOf(subscriber.name, partition));
      return runPartition({ platform, subscriber, stop }, { partition, patience: patienceOf(), goesOn });
    });
  });
  await Promise.all([...runs, share.ended]);
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

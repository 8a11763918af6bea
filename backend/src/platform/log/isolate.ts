/**
 * Works a window of events around those that cannot be handled: the event that fails is found by halving (or named by the
 * handler), tried again a few times in case it met a race, and refused; everything before and after it is handled.
 */
import type { RecordedEvent } from '@gantry/shared/events/define';
import { messageOf } from '../../kernel/errors.ts';

/** Says which event of a batch failed; those before it in the batch are done. */
export class FailedAt extends Error {
  readonly seq: number;
  constructor(seq: number, cause: unknown) {
    super(messageOf(cause), { cause });
    this.name = 'FailedAt';
    this.seq = seq;
  }
}

export type Isolation = {
  handle(events: RecordedEvent[]): Promise<void>;
  /** Whether a failure says nothing about the events: it is thrown on, for the caller to wait. */
  isOutage(thrown: unknown): boolean;
  /** Told that everything up to an event is done with. Answers whether to go on. */
  passed(seq: number): Promise<boolean>;
  /** Waits before an event alone is tried again; answers false when it was tried often enough. */
  again(attempt: number): Promise<boolean>;
  /** Given what cannot be handled. Answers whether to go on. */
  refuse(event: RecordedEvent, error: unknown): Promise<boolean>;
};

/** What the event itself failed with. */
export const failureOf = (thrown: unknown): unknown => (thrown instanceof FailedAt ? thrown.cause : thrown);

const refuseUnlessRace = async (isolation: Isolation, event: RecordedEvent, first: unknown): Promise<boolean> => {
  let error = failureOf(first);
  for (let attempt = 1; await isolation.again(attempt); attempt++) {
    try {
      await isolation.handle([event]);
      return isolation.passed(event.seq);
    } catch (thrown) {
      if (isolation.isOutage(thrown)) throw thrown;
      error = failureOf(thrown);
    }
  }
  return (await isolation.refuse(event, error)) && isolation.passed(event.seq);
};

/** Around one event that is known to fail: what stands before it is done. */
const aroundOne = async (
  isolation: Isolation,
  events: readonly RecordedEvent[],
  { at, error }: { at: number; error: unknown },
): Promise<boolean> => {
  const [event, before, rest] = [events[at], events[at - 1], events.slice(at + 1)];
  if (event === undefined) return true;
  if (before !== undefined && !(await isolation.passed(before.seq))) return false;
  if (!(await refuseUnlessRace(isolation, event, error))) return false;
  return rest.length === 0 || handleAround(isolation, rest);
};

/** Handles events in order, around those that cannot be. Answers false when it was told not to go on; throws outages. */
export const handleAround = async (isolation: Isolation, events: readonly RecordedEvent[]): Promise<boolean> => {
  const last = events.at(-1);
  if (last === undefined) return true;
  try {
    await isolation.handle([...events]);
  } catch (error) {
    if (isolation.isOutage(error)) throw error;
    const named = error instanceof FailedAt ? events.findIndex(({ seq }) => seq === error.seq) : -1;
    if (named >= 0) return aroundOne(isolation, events, { at: named, error });
    if (events.length === 1) return aroundOne(isolation, events, { at: 0, error });
    const half = events.length >> 1;
    return (
      (await handleAround(isolation, events.slice(0, half))) && (await handleAround(isolation, events.slice(half)))
    );
  }
  return isolation.passed(last.seq);
};

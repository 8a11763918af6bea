/** What reads the log for a purpose of its own: which events it wants, at what pace, and what it does with them. */
import type { RecordedEvent } from '@gantry/shared/events/define';

export type Subscriber = {
  name: string;
  /** What it does, for people who find it in the Trash. */
  title?: string;
  /** Names it wants; everything when left out. */
  events?: readonly string[];
  /** How many runners may share it; events of one stream always meet the same one. 1 when left out. */
  partitions?: number;
  /** Positions read at a time; 500 when left out. */
  batch?: number;
  /** Given events in log order. Throwing means: again. A `FailedAt` says of which event, those before it being done. */
  handle(events: RecordedEvent[]): Promise<void>;
  /** Rests this long after a window, so that the next one is larger; 0 when left out. */
  restMs?: number;
  /** Called when a runner takes over a partition: whatever it remembers of earlier events is not to be trusted. */
  forget?(): void;
};

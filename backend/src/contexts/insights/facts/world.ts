/** What feeding, rebuilding and comparing fact tables have in common: the names of checkpoints, and what goes to the Trash. */
import type { Analytics } from '@gantry/analytics/client';
import type { FactTable, RefusedEvent } from '@gantry/analytics/fact-table';
import type { RecordedEvent } from '@gantry/shared/events/define';
import type { Platform } from '../../../platform/platform.ts';
import { type FailedMessage, poisonEvent, putAllInTrash } from '../../../platform/trash.ts';

export type FactsWorld = {
  platform: Platform;
  client: Analytics;
  tables: readonly FactTable[];
  /** Positions of the log that a table takes at a time while it catches up; 20,000 when left out. */
  chunk?: number;
  /** How long a table that was found as it should be is believed to be so; 10,000 when left out. */
  sureForMs?: number;
};

/** The subscriber that filled every table together before each had a checkpoint of its own. */
export const formerSubscriber = 'insights.projector';

/** The checkpoint of a table, and its name in the Trash. */
export const subscriberOf = ({ name }: Pick<FactTable, 'name'>): string => `facts.${name}`;

/** An event that one table cannot take, as it goes to the Trash: the other tables have it. */
export const refused = (table: FactTable, event: RecordedEvent, error: unknown): FailedMessage =>
  poisonEvent(subscriberOf(table), event, error);

/** Puts what a table cannot take into the Trash. */
export const refuseAll = (
  platform: Parameters<typeof putAllInTrash>[0],
  table: FactTable,
  events: readonly RefusedEvent[],
): Promise<void> =>
  putAllInTrash(
    platform,
    events.map(({ event, error }) => refused(table, event, error)),
  );

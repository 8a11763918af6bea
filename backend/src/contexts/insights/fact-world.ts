/** What feeding, rebuilding and comparing fact tables have in common: the names of checkpoints, and what goes to the Trash. */
import type { Analytics } from '@gantry/analytics/client';
import type { FactTable } from '@gantry/analytics/fact-table';
import type { RecordedEvent } from '@gantry/shared/events/define';
import type { Platform } from '../../platform/platform.ts';
import { type FailedMessage, poisonEvent } from '../../platform/trash.ts';

export type FactsWorld = {
  platform: Platform;
  client: Analytics;
  tables: readonly FactTable[];
  /** Positions of the log that a table takes at a time while it catches up; 20,000 when left out. */
  chunk?: number;
};

/** The checkpoint of a table, and its name in the Trash. */
export const subscriberOf = ({ name }: Pick<FactTable, 'name'>): string => `facts.${name}`;

/** An event that one table cannot take, as it goes to the Trash: the other tables have it. */
export const refused = (table: FactTable, event: RecordedEvent, error: unknown): FailedMessage =>
  poisonEvent(subscriberOf(table), event, error);

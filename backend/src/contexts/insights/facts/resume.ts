/** How an event that one fact table refused goes on from the Trash, as it is or repaired by a person. */
import type { Analytics } from '@gantry/analytics/client';
import type { FactTable } from '@gantry/analytics/fact-table';
import { createFeed } from '@gantry/analytics/feed';
import { recordedEvent } from '@gantry/shared/events/define';
import { Refusal } from '../../../kernel/errors.ts';
import type { Resumer } from '../../../platform/context.ts';
import { ofPoison } from '../../../platform/trash/resumers.ts';
import { subscriberOf } from './world.ts';

/** Gives the event to its table once more. A row that has moved on since cannot take it in: that is said, not passed over. */
export const factResumer = (client: Analytics, table: FactTable): Resumer => ({
  handler: subscriberOf(table),
  title: `Figures: the table ${table.name}`,
  ...ofPoison,
  resume: async (message) => {
    const event = recordedEvent.parse(message);
    const { rows } = await table.createFold({ client, cacheSize: 1, suffix: '' }).fold([event]);
    if (rows.length === 0)
      throw new Refusal(
        'conflict',
        'row_moved_on',
        `The row knows later events: \`gantry analytics rebuild ${table.name}\` tells it all of them again`,
      );
    await createFeed(table, { client, cacheSize: 1 }).take([event]);
  },
});

/** Gives an event that no table was told of to each that wants it. What one of them says does not keep it from the others. */
export const factsResumer = (
  client: Analytics,
  { handler, tables }: { handler: string; tables: readonly FactTable[] },
): Resumer => ({
  handler,
  title: 'Figures: every table',
  ...ofPoison,
  resume: async (message) => {
    const event = recordedEvent.parse(message);
    const wanting = tables.filter((table) => table.wants(event));
    const told = await Promise.allSettled(wanting.map((table) => factResumer(client, table).resume(message)));
    const failed = told.find((one) => one.status === 'rejected');
    if (failed) throw failed.reason;
  },
});

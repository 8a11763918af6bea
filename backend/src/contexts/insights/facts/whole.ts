/**
 * Whether a fact table is there, as it was declared, and holds what it is known to hold. An engine that was put up anew, a
 * table that somebody emptied or a power cut that took the newest rows leave a checkpoint that claims too much.
 */
import type { FactTable } from '@gantry/analytics/fact-table';
import { migrate, standing } from '@gantry/analytics/migrate';
import { z } from 'zod';
import { headOf } from '../../../platform/log/event-log.ts';
import { marksOf } from './marks.ts';
import type { FactsWorld } from './world.ts';

type Stores = Pick<FactsWorld, 'client'> & { platform: Pick<FactsWorld['platform'], 'database'> };

const held = z.object({ rows: z.number(), top: z.number() });

/** Why the rows of a table have to be made again; undefined when it holds what it must. */
export const whyLacking = async ({ platform, client }: Stores, table: FactTable): Promise<string | undefined> => {
  const mark = (await marksOf(platform.database, [table.name])).get(table.name);
  if (mark?.lacking) return mark.lacking;
  // Asked after the mark, and before the head: meanwhile rows only become more, and their events are in the log before them.
  const [found] = await client.select(
    `SELECT toUInt64(count()) AS rows, toUInt64(max(${table.position})) AS top FROM ${table.name}`,
    {},
    held,
  );
  const { rows, top } = found ?? { rows: 0, top: 0 };
  const head = await headOf(platform.database);
  if (top > head) return `it knows of position ${top}, and the log ends at ${head}`;
  if (mark && top < mark.top) return `its rows end at position ${top} and reached ${mark.top}`;
  if (mark && rows < mark.rows) return `it has ${rows} rows and had ${mark.rows}`;
  return undefined;
};

/** Whether rows of its declaration can be stored in a table. One that is missing is created first. */
export const isFitting = async ({ client, tables }: FactsWorld, table: FactTable): Promise<boolean> => {
  const fits = async (): Promise<boolean> => (await standing(client, [table])).fitting.length > 0;
  if (await fits().catch(() => false)) return true;
  await client.prepare();
  await migrate(client, tables);
  return fits();
};

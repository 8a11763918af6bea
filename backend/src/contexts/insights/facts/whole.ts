/**
 * Whether a fact table is there, as it was declared, and holds what it is known to hold. An engine that was put up anew, a
 * table that somebody emptied or a power cut that took the newest rows leave a checkpoint that claims too much.
 */
import { damageIn, maySayDamage, partsSetAside } from '@gantry/analytics/engine/damage';
import type { FactTable } from '@gantry/analytics/fact-table';
import { migrate, standing } from '@gantry/analytics/migrate';
import { z } from 'zod';
import { headOf } from '../../../platform/log/event-log.ts';
import { type FactMark, marksOf, noteLacking } from './marks.ts';
import type { FactsWorld } from './world.ts';

type Stores = Pick<FactsWorld, 'client'> & { platform: Pick<FactsWorld['platform'], 'database'> };

const held = z.object({ rows: z.number(), top: z.number() });

/** What a table holds less, or more, than it must. */
const whyShort = async (
  { platform, client }: Stores,
  table: FactTable,
  mark: FactMark | undefined,
): Promise<string | undefined> => {
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

/**
 * Why the rows of a table have to be made again; undefined when it holds what it must. All of its files are read only when
 * it is `doubted`, or cannot even say how much it holds.
 */
export const whyLacking = async (stores: Stores, table: FactTable, doubted = false): Promise<string | undefined> => {
  const { client, platform } = stores;
  const mark = (await marksOf(platform.database, [table.name])).get(table.name);
  if (mark?.lacking) return mark.lacking;
  if (doubted) {
    const damage = await damageIn(client, table.name);
    if (damage !== undefined) return damage;
  }
  try {
    const aside = await partsSetAside(client, table.name);
    return aside > 0 ? `the engine set aside ${aside} of its parts as unreadable` : await whyShort(stores, table, mark);
  } catch (error) {
    const damage = doubted || !maySayDamage(error) ? undefined : await damageIn(client, table.name);
    if (damage === undefined) throw error;
    return damage;
  }
};

/** Looks whether damaged files are behind an error that was met while tables were read. Answers what was noted of which. */
export const noteDamage = async (stores: Stores, tables: readonly FactTable[], error: unknown): Promise<string[]> => {
  if (!maySayDamage(error)) return [];
  const noted: string[] = [];
  for (const table of tables) {
    const why = await whyLacking(stores, table, true);
    if (why === undefined) continue;
    await noteLacking(stores.platform.database, table.name, why);
    noted.push(`${table.name}: ${why}`);
  }
  return noted;
};

/** Whether rows of its declaration can be stored in a table. One that is missing is created first. */
export const isFitting = async ({ client, tables }: FactsWorld, table: FactTable): Promise<boolean> => {
  const fits = async (): Promise<boolean> => (await standing(client, [table])).fitting.length > 0;
  if (await fits().catch(() => false)) return true;
  await client.prepare();
  await migrate(client, tables);
  return fits();
};

/**
 * A process that makes fact tables again, as `gantry analytics rebuild` does, and stands still at one of its steps until it is
 * told to go on or killed.
 */
import { connect } from '@gantry/analytics/client';
import { z } from 'zod';
import { rebuildTables } from '../src/contexts/insights/facts/rebuild.ts';
import { openDatabase } from '../src/platform/database.ts';
import { clientBy, databaseBy, rebuiltTables, type Step } from './rebuild-steps.ts';

const task = z.object({
  databaseUrl: z.string(),
  clickhouseUrl: z.string(),
  /** Number of the step, from one; null when it is to stand nowhere. */
  nth: z.int().nullable(),
  moment: z.enum(['before', 'after']),
});
export type RebuildTask = z.infer<typeof task>;
/** What it says: that it stands at its step, or in the end which steps there were. */
export type RebuildWord = { standing: string } | { steps: string[] };

const { databaseUrl, clickhouseUrl, nth, moment } = task.parse(JSON.parse(process.env.REBUILD_TASK ?? '{}'));
const say = (word: RebuildWord): void => void process.send?.(word);
const told = (): Promise<void> => new Promise((resolve) => process.once('message', () => resolve()));
const steps: string[] = [];
const stand = (name: string): Promise<void> => {
  const going = told();
  say({ standing: name });
  return going;
};
const step: Step = async (name, work) => {
  const isLast = steps.push(name.trim()) === nth;
  if (isLast && moment === 'before') await stand(name);
  const done = await work();
  if (isLast && moment === 'after') await stand(name);
  return done;
};
const database = openDatabase(databaseUrl, { name: 'analytics', role: 'command' }, 6);
const client = await connect(clickhouseUrl);
try {
  await rebuildTables({
    database: databaseBy(database, step),
    client: clientBy(client, step),
    tables: rebuiltTables,
    refuse: async () => undefined,
  });
  say({ steps });
} catch {
  process.exitCode = 1;
} finally {
  await client.close();
  await database.close();
  process.disconnect?.();
}

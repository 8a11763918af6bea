/**
 * Analysts of a ClickHouse server are users of that server: made and ended there by what the rows say. An embedded engine knows
 * no users; its analysts come through the door that insights opens.
 */
import type { Analytics } from '@gantry/analytics/client';
import { allFacts } from '@gantry/analytics/facts/all';
import { createAnalyst, createAnalystRole, dropAnalyst, type ServerPlace } from '@gantry/analytics/sql/server-rights';
import { z } from 'zod';
import type { Platform } from '../../../platform/platform.ts';
import { job } from '../../../platform/work/jobs.ts';
import { analystRows } from './store.ts';

/** Asked for after every change; it runs by itself too, so that a server that was made anew has its analysts again. */
export const keepServerUsers = {
  name: 'access.keep_analysts',
  title: 'Tells ClickHouse who may ask it',
  payload: z.object({}),
};
const everyMs = 600_000;

/** As much of ClickHouse as this asks. */
type Server = Pick<Analytics, 'database' | 'cluster' | 'values' | 'command'>;

const run = async (analytics: Server, statements: readonly string[]): Promise<void> => {
  for (const statement of statements) await analytics.command(statement);
};

/** The engine in our own process names itself among its functions. */
const knowsUsers = async (analytics: Server): Promise<boolean> =>
  Number((await analytics.values("SELECT count() FROM system.functions WHERE name = 'chdb'"))[0]?.[0]) === 0;

/** Brings the users of a server to what the rows say. */
export const bringUsers = async ({ database }: Pick<Platform, 'database'>, analytics: Server): Promise<void> => {
  const rows = await analystRows.list(database, 'ORDER BY created_at');
  if (rows.length === 0) return;
  const place: ServerPlace = { database: analytics.database, cluster: analytics.cluster, tables: allFacts };
  const there = new Set((await analytics.values('SELECT name FROM system.users')).map(([name]) => String(name)));
  // Who was revoked first: nothing that fails later may keep them in.
  for (const one of rows)
    if (one.revokedAt !== null && there.has(one.user)) await run(analytics, dropAnalyst(one, place));
  await run(analytics, createAnalystRole(place.cluster));
  for (const one of rows) if (one.revokedAt === null) await run(analytics, createAnalyst(one, place));
};

/** The job, which has nothing to do where the engine is embedded. */
export const keepServerUsersJob = (platform: Platform, analytics: Analytics) =>
  job({
    ...keepServerUsers,
    lane: 'fast',
    every: everyMs,
    run: async () => {
      if (platform.config.sqlPort !== null || !(await knowsUsers(analytics))) return;
      await bringUsers(platform, analytics);
    },
  });

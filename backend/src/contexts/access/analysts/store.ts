/** The only writer of access_analysts and of when analysts last asked something. */
import { type AnalystEvent, analystEvents } from '@gantry/shared/events/analysts';
import type { Sql } from '../../../platform/database.ts';
import { rowStore } from '../../../platform/write/row-store.ts';
import { stream } from '../../../platform/write/stream.ts';
import { type Analyst, evolve } from './analyst.ts';

export const analystRows = rowStore<Analyst, AnalystEvent>({
  table: 'access_analysts',
  key: 'analystId',
  columns: {
    user: 'text',
    name: 'text',
    merchants: 'value',
    digest: 'text',
    createdAt: 'instant',
    revokedAt: 'instant',
  },
  fixed: ['user', 'name', 'merchants', 'digest', 'createdAt'],
});

export const analystStream = stream('access_analyst', analystEvents, { evolve, store: analystRows });

/** Notes that an analyst asked; within a minute of the last time it writes nothing. */
export const noteUse = async (sql: Pick<Sql, 'run'>, analystId: string, now: Date): Promise<void> => {
  await sql.run(
    `INSERT INTO access_analyst_uses AS u (analyst_id, last_used_at) VALUES ($1, $2)
     ON CONFLICT (analyst_id) DO UPDATE SET last_used_at = EXCLUDED.last_used_at
     WHERE u.last_used_at < EXCLUDED.last_used_at - interval '1 minute'`,
    analystId,
    now,
  );
};

/** When analysts last asked something; who never did is missing. */
export const lastUses = async (sql: Sql, analystIds: readonly string[]): Promise<Map<string, string>> => {
  const rows = await sql.rows<{ id: string; at: Date }>(
    'SELECT analyst_id AS id, last_used_at AS at FROM access_analyst_uses WHERE analyst_id = ANY($1::text[])',
    [...analystIds],
  );
  return new Map(rows.map(({ id, at }) => [id, at.toISOString()]));
};

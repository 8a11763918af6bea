/**
 * When keys and kiosks were last used. Written beside the request and at most once a minute for each, so that nobody waits for
 * it; it is no event, since nothing follows from it but what a list shows and how long a kiosk lives.
 */
import { messageOf } from '../../kernel/errors.ts';
import type { Sql } from '../../platform/database.ts';
import type { Platform } from '../../platform/platform.ts';

/** Who was used: its id, and where from, for those of whom that is shown. */
export type Use = { id: string; device?: string | undefined; address?: string | undefined };

export type Uses = {
  /** Notes a use; it is written in a moment. */
  note(use: Use): void;
  /** Resolves when what was noted is written. */
  idle(): Promise<void>;
};

/** True for the id of a key or a kiosk; people and visitors have no use that is kept here. */
export const isUsed = (id: string): boolean => /^(key|ksk)_/.test(id);

const everyMs = 60_000;
const most = 10_000;

// Several processes note the same key: the row says when it was written last.
const upsert = `
  INSERT INTO access_uses (holder_id, last_used_at, device, address)
  SELECT u.id, $2, u.device, u.address FROM jsonb_to_recordset($1::jsonb) AS u (id text, device text, address text) ORDER BY u.id
  ON CONFLICT (holder_id) DO UPDATE SET last_used_at = EXCLUDED.last_used_at,
    device = COALESCE(EXCLUDED.device, access_uses.device), address = COALESCE(EXCLUDED.address, access_uses.address)
  WHERE access_uses.last_used_at <= EXCLUDED.last_used_at - interval '1 minute'`;

/** Notes uses in a process. What cannot be written is lost: the next use is noted again. */
export const openUses = ({ clock, database, logger }: Pick<Platform, 'clock' | 'database' | 'logger'>): Uses => {
  const noted = new Map<string, number>();
  let waiting: Use[] = [];
  let writing: Promise<void> = Promise.resolve();
  const write = async (): Promise<void> => {
    const uses = waiting;
    waiting = [];
    try {
      await database.run(upsert, JSON.stringify(uses), clock.now());
    } catch (error) {
      for (const { id } of uses) noted.delete(id);
      logger.debug({ error: messageOf(error) }, 'uses of keys and kiosks');
    }
  };
  return {
    note: (use) => {
      const now = clock.now().getTime();
      if (now - (noted.get(use.id) ?? Number.NEGATIVE_INFINITY) < everyMs) return;
      noted.delete(use.id);
      noted.set(use.id, now);
      if (noted.size > most) for (const oldest of noted.keys()) if (noted.delete(oldest)) break;
      waiting.push(use);
      if (waiting.length === 1) writing = writing.then(write);
    },
    idle: () => writing,
  };
};

export type LastUse = { lastUsedAt: string; device: string | null; address: string | null };

/** The last uses of some keys and kiosks, at most a minute old; none of what was never used. */
export const lastUses = async (sql: Pick<Sql, 'rows'>, ids: readonly string[]): Promise<Map<string, LastUse>> => {
  const rows = await sql.rows<{ id: string; at: Date; device: string | null; address: string | null }>(
    'SELECT holder_id AS id, last_used_at AS at, device, address FROM access_uses WHERE holder_id = ANY($1::text[])',
    [...ids],
  );
  return new Map(rows.map(({ id, at, device, address }) => [id, { lastUsedAt: at.toISOString(), device, address }]));
};

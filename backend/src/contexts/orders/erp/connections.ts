/** Connections with ERPs: configured by people, remembered for seconds, with a sealed secret and a note of how the last call went. */
import { createCache } from '../../../platform/cache.ts';
import type { Sql } from '../../../platform/database.ts';
import type { Thread } from '../../../platform/log/event-log.ts';
import type { Platform } from '../../../platform/platform.ts';
import { open, seal } from '../../../platform/secrets.ts';
import type { StoredRow } from '../../../platform/write/row-store.ts';
import { hold, transact } from '../../../platform/write/transact.ts';
import { type Configuration, configureErp, type ErpConnection } from './connection.ts';
import { erpRows, erpStream } from './store.ts';

export type OpenedErp = { connection: ErpConnection; secret: string };
export type ListedErp = { connection: ErpConnection; lastOkAt: string | null; lastError: string | null };

export type ErpConnections = {
  /** Throws a Refusal with the paths of the fields that do not do. */
  configure(said: Configuration, thread: Thread): Promise<'added' | 'changed' | 'unchanged'>;
  /** With its secret; at most seconds old. */
  find(merchant: string): Promise<OpenedErp | undefined>;
  /** Of these merchants, all of them for null; read now. */
  list(merchants: readonly string[] | null): Promise<ListedErp[]>;
  /** Writes down how the last call went; `error` names nobody. */
  note(merchant: string, error: string | null): Promise<void>;
  close(): void;
};

const placeOf = (merchant: string): string => `erp:${merchant}`;
const select = `SELECT ${erpRows.selection('c')}, c.secret AS secret FROM erp_connections c WHERE c.merchant = $1`;
const listing = `
  SELECT ${erpRows.selection('c')}, c.last_ok_at AS "okAt", c.last_error AS "error" FROM erp_connections c
  WHERE $1::text[] IS NULL OR c.merchant = ANY($1) ORDER BY c.merchant`;
const noteOk = `
  UPDATE erp_connections SET last_ok_at = $2, last_error = NULL
  WHERE merchant = $1 AND (last_ok_at IS NULL OR last_ok_at < $2::timestamptz - interval '5 seconds' OR last_error IS NOT NULL)`;
const noteError = 'UPDATE erp_connections SET last_error = $2 WHERE merchant = $1 AND last_error IS DISTINCT FROM $2';

const readWith =
  (database: Sql, key: string) =>
  async (merchant: string): Promise<OpenedErp | undefined> => {
    const [row] = await database.rows<StoredRow & { secret: string }>(select, merchant);
    if (!row) return undefined;
    const { secret, ...rest } = row;
    return { connection: erpRows.read(rest).state, secret: open(key, placeOf(merchant), secret) };
  };

/** Opens the connections. */
export const openErpConnections = ({ database, config, signals, ...platform }: Platform): ErpConnections => {
  const key = config.secretKey ?? '';
  const known = createCache({ ttlMs: 5_000, most: 1_000, load: readWith(database, key) });
  const off = signals.on('erps', () => known.clear());
  const writing = { database, signals, ...platform };
  return {
    configure: async (said, thread) => {
      const { merchant, secret } = said;
      const decide = configureErp(said, { now: platform.clock.now(), inside: config.insideOrigins });
      const outcome = await transact(writing, hold(erpStream, [merchant]), async ({ tx, apply }) => {
        const before = await erpRows.byIds(tx, [merchant]);
        const [done] = await apply(erpStream, [{ id: merchant, thread, decide }]);
        if (!done?.ok) throw done?.error;
        if (secret !== undefined) {
          const sealed = seal(key, placeOf(merchant), secret);
          await tx.run('UPDATE erp_connections SET secret = $2 WHERE merchant = $1', merchant, sealed);
        }
        if (done.facts.length === 0) return 'unchanged';
        return before.has(merchant) ? 'changed' : 'added';
      });
      known.clear();
      signals.raise('erps');
      return outcome;
    },
    find: (merchant) => known.get(merchant),
    list: async (merchants) => {
      type Listed = StoredRow & { okAt: Date | null; error: string | null };
      const rows = await database.rows<Listed>(listing, merchants);
      return rows.map(({ okAt, error, ...row }) => ({
        connection: erpRows.read(row).state,
        lastOkAt: okAt?.toISOString() ?? null,
        lastError: error,
      }));
    },
    note: async (merchant, error) => {
      if (error === null) await database.run(noteOk, merchant, platform.clock.now());
      else await database.run(noteError, merchant, error.slice(0, 300));
    },
    close: off,
  };
};

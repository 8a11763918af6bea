/**
 * Carrier connections: configured by people, remembered by the receiver. The secret for pushes and each credential for
 * being asked are sealed with the tower's key; only their names are ever shown.
 */
import type { Connection } from '@gantry/shared/events/connections';
import { createCache } from '../../platform/cache.ts';
import type { Sql } from '../../platform/database.ts';
import type { Thread } from '../../platform/log/event-log.ts';
import type { Platform } from '../../platform/platform.ts';
import { open, seal } from '../../platform/secrets.ts';
import type { StoredRow } from '../../platform/write/row-store.ts';
import { hold, transact } from '../../platform/write/transact.ts';
import { type Configuration, configureConnection } from './connection.ts';
import { connectionRows, connectionStream } from './store.ts';

/** A connection with what it keeps secret, opened. */
export type OpenedConnection = { connection: Connection; secret: string; credentials: Record<string, string> };
/** A connection with the names of what it keeps secret. */
export type ListedConnection = { connection: Connection; hasSecret: boolean; credentials: string[] };

export type Connections = {
  /**
   * Configures a connection. The same again changes nothing; a new mapping is a new mapping version. Throws a Refusal with
   * the paths of the fields that do not go together.
   */
  configure(said: Configuration, thread: Thread): Promise<Connection>;
  /** With its secrets; remembered for seconds, forgotten on change. */
  find(name: string): Promise<OpenedConnection | undefined>;
  /** All of them, by name, read now. */
  list(): Promise<ListedConnection[]>;
  /** What people call connections, by name; names that are none are left out. All of them where none are named. */
  labels(names?: readonly string[]): Promise<Map<string, string>>;
};

/** What a sealed text belongs to: it cannot be opened anywhere else. */
const placeOf = (name: string, credential?: string): string =>
  credential === undefined ? `connection:${name}` : `connection:${name}:${credential}`;

type SecretColumns = { secret: string; credentials: Record<string, string> };

const changedCredentials = (
  key: string,
  kept: Record<string, string>,
  { name, credentials = {} }: Configuration,
): Record<string, string> => {
  const next = { ...kept };
  for (const [credential, value] of Object.entries(credentials)) {
    if (value === '') delete next[credential];
    else next[credential] = seal(key, placeOf(name, credential), value);
  }
  return next;
};

const keepSecrets = async (tx: Sql, key: string, said: Configuration): Promise<void> => {
  const { name, secret, credentials } = said;
  if (secret !== undefined)
    await tx.run('UPDATE carrier_connections SET secret = $2 WHERE name = $1', name, seal(key, placeOf(name), secret));
  if (credentials === undefined) return;
  const [row] = await tx.rows<SecretColumns>('SELECT credentials FROM carrier_connections WHERE name = $1', name);
  const next = changedCredentials(key, row?.credentials ?? {}, said);
  await tx.run('UPDATE carrier_connections SET credentials = $2::jsonb WHERE name = $1', name, JSON.stringify(next));
};

const select = `SELECT ${connectionRows.selection('c')}, c.secret AS secret, c.credentials AS credentials FROM carrier_connections c`;

const partsOf = ({ secret, credentials, ...row }: StoredRow & SecretColumns) => ({
  connection: connectionRows.read(row).state,
  secret,
  credentials,
});

/** Opens the connections. */
export const openConnections = (platform: Platform): Connections => {
  const { database, config, signals } = platform;
  const key = config.secretKey ?? '';
  const read = async (name: string): Promise<OpenedConnection | undefined> => {
    const [row] = await database.rows<StoredRow & SecretColumns>(`${select} WHERE c.name = $1`, name);
    if (!row) return undefined;
    const { connection, secret, credentials } = partsOf(row);
    const sealed = Object.entries(credentials);
    return {
      connection,
      secret: secret === '' ? '' : open(key, placeOf(name), secret),
      credentials: Object.fromEntries(sealed.map(([one, text]) => [one, open(key, placeOf(name, one), text)])),
    };
  };
  const known = createCache({ ttlMs: 5_000, most: 1_000, load: read });
  signals.on('carriers', () => known.clear());
  return {
    configure: async (said, thread) => {
      const command = { id: said.name, thread, decide: configureConnection(said) };
      const held = hold(connectionStream, [said.name]);
      const connection = await transact(platform, held, async ({ tx, apply }) => {
        const [outcome] = await apply(connectionStream, [command]);
        if (!outcome?.ok) throw outcome?.error;
        await keepSecrets(tx, key, said);
        if (!outcome.state) throw new Error('a configured connection has a state');
        return outcome.state;
      });
      signals.raise('carriers');
      return connection;
    },
    find: (name) => known.get(name),
    list: async () => {
      const rows = await database.rows<StoredRow & SecretColumns>(`${select} ORDER BY c.name`);
      return rows.map(partsOf).map(({ connection, secret, credentials }) => ({
        connection,
        hasSecret: secret !== '',
        credentials: Object.keys(credentials).sort(),
      }));
    },
    labels: async (names) => {
      const rows = await database.rows<{ name: string; label: string }>(
        'SELECT name, label FROM carrier_connections WHERE $1::text[] IS NULL OR name = ANY($1::text[]) ORDER BY label, name',
        names ? [...names] : null,
      );
      return new Map(rows.map(({ name, label }) => [name, label]));
    },
  };
};

/**
 * How Gantry connects to Postgres: under a name that tells whose connection it is, and with limits on how long anything may
 * take there. A transaction that stays open holds back the order of the whole log, so none of ours may stay open for long.
 */
import type pg from 'pg';

export const connectionRoles = ['api', 'worker', 'command'] as const;
/** Who connects: what answers people, what works behind the log, or a command of the CLI, which may have much to do. */
export type ConnectionRole = (typeof connectionRoles)[number];

/** In milliseconds; 0 is without limit. */
export type Limits = {
  statement: number;
  /** Between two statements of a transaction. */
  idle: number;
  /** For one lock. */
  lock: number;
  /** For a transaction as a whole; also one that is a single statement. */
  transaction: number;
};

export type Opener = {
  /** `api`, `worker`, or the name of a command: the application name is `gantry-<name>`. */
  name: string;
  role: ConnectionRole;
  limits?: Partial<Limits>;
};

/**
 * An api process gives up within the time that its callers wait. A worker has time for a slice of much work, and ends before
 * the watch over the log would end it. A command (a rebuild, a backup) reads and writes for as long as it takes, but does
 * not leave a transaction idle.
 */
export const limitsOf: Readonly<Record<ConnectionRole, Limits>> = {
  api: { statement: 15_000, idle: 5_000, lock: 10_000, transaction: 20_000 },
  worker: { statement: 50_000, idle: 5_000, lock: 20_000, transaction: 55_000 },
  command: { statement: 0, idle: 60_000, lock: 60_000, transaction: 0 },
};

export const applicationName = (name: string): string => `gantry-${name}`;

// Postgres before 17 knows no limit on a transaction as a whole and keeps the other three.
const setLimits = `
  SELECT set_config(s.name, w.value, false) FROM unnest($1::text[], $2::text[]) AS w (name, value) JOIN pg_settings s ON s.name = w.name`;
const answerWithinMs = 10_000;

/** The options of a pool, plain or Prisma's. A new connection has its limits before anybody is given it. */
export const connectionTo = (url: string, { name, role, limits = {} }: Opener): pg.PoolConfig => {
  const { statement, idle, lock, transaction } = { ...limitsOf[role], ...limits };
  const settings = {
    statement_timeout: statement,
    idle_in_transaction_session_timeout: idle,
    lock_timeout: lock,
    transaction_timeout: transaction,
  };
  const values = [Object.keys(settings), Object.values(settings).map(String)];
  return {
    connectionString: url,
    application_name: applicationName(name),
    idleTimeoutMillis: 30_000,
    onConnect: async (client) => {
      await client.query(Object.assign({ text: setLimits, values }, { query_timeout: answerWithinMs }));
    },
  };
};

/** Takes every limit of time from a transaction: what reads or writes the whole database takes as long as it takes. */
export const unlimited = async (client: { query(text: string): Promise<unknown> }): Promise<void> => {
  await client.query(
    `SELECT set_config(name, '0', true) FROM pg_settings
     WHERE name IN ('statement_timeout', 'idle_in_transaction_session_timeout', 'transaction_timeout')`,
  );
};

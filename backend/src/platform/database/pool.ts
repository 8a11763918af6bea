/**
 * A pool whose connections may die at any moment, whatever they are doing: idle, at work, in a transaction, being made.
 * Whoever uses one hears of it from its statement. Without a listener of its own Node would end the process for it.
 */
import pg from 'pg';

/** Nobody waits longer for a connection, new or given back. */
const connectMs = 5_000;
/** Peers that are gone for good, with their machine, are noticed on idle connections too. */
const keepAliveMs = 2_000;

const unheard = (): void => undefined;

/** Opens a pool; nothing connects before it is asked. */
export const openPool = (options: pg.PoolConfig): pg.Pool => {
  const pool = new pg.Pool({
    connectionTimeoutMillis: connectMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: keepAliveMs,
    ...options,
  });
  // The pool lets go of a broken connection and makes another when one is asked for.
  pool.on('error', unheard);
  // In the hands of somebody a connection has no other listener.
  pool.on('connect', (client) => void client.on('error', unheard));
  return pool;
};

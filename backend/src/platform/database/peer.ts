/**
 * Notices a Postgres that went without a word (its machine is gone, a line is cut, everything there hangs), which sockets do
 * not tell for a quarter of an hour. One connection asks every two seconds; when neither it nor a new one is answered in
 * time, all sockets are closed, so that whoever waits on them hears of it within ten seconds.
 */
import { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { within } from '../../kernel/deadline.ts';
import { StoreAway } from '../../kernel/errors.ts';

const everyMs = 2_000;
const answerMs = 3_500;
const againMs = 500;

export type Peer = {
  /** A socket to it that is closed with the others, and at once while it is silent; watching begins with the first one. */
  stream(): Socket;
  close(): void;
};

const late = (): Error => new StoreAway('postgres', `no answer within ${answerMs} ms`);

const gone = (): Error => new StoreAway('postgres', 'it does not answer any more');

/** A connection that has answered. Rejects with a StoreAway when nothing comes within the time, and else with what came. */
const asked = async (options: pg.ClientConfig, known?: pg.Client): Promise<pg.Client> => {
  const client = known ?? new pg.Client(options);
  const ask = async (): Promise<pg.Client> => {
    if (known === undefined) {
      client.on('error', () => undefined);
      await client.connect();
    }
    await client.query('SELECT 1');
    return client;
  };
  try {
    return await within(ask(), answerMs, late);
  } catch (error) {
    // An end that is not answered either is nobody's concern.
    client.end().catch(() => undefined);
    throw error;
  }
};

/** Watches the Postgres of these options. */
export const watchPeer = ({ onConnect: _, ...options }: pg.PoolConfig): Peer => {
  const sockets = new Set<Socket>();
  const over = new AbortController();
  let silent = false;
  let watching = false;
  let client: pg.Client | undefined;
  /** Whether it is silent: a refusal or any other word is an answer, which its sockets hear as well. */
  const isSilent = async (): Promise<boolean> => {
    try {
      client = await asked(options, client);
      return false;
    } catch (error) {
      const again = client !== undefined;
      client = undefined;
      return again ? isSilent() : error instanceof StoreAway;
    }
  };
  const watch = async (): Promise<void> => {
    watching = true;
    while (!over.signal.aborted) {
      silent = await isSilent();
      if (silent) for (const socket of sockets) socket.destroy(gone());
      await pause(silent ? againMs : everyMs, undefined, { signal: over.signal, ref: false }).catch(() => undefined);
    }
    await client?.end().catch(() => undefined);
  };
  return {
    stream: () => {
      if (!watching) void watch();
      const socket = new Socket();
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      // Whoever wants it connects it first.
      if (silent) setImmediate(() => socket.destroy(gone()));
      return socket;
    },
    close: () => over.abort(),
  };
};

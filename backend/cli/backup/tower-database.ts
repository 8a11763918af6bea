/** The tower's Postgres for commands: the one named, the running tower's, or the embedded one of a home whose tower is not running. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { hasSupervisor } from '../../src/embedded/home/book.ts';
import { HomeTaken } from '../../src/embedded/home/lock.ts';
import { startStack } from '../../src/embedded/stack.ts';
import { messageOf } from '../../src/kernel/errors.ts';
import { CommandError, type Environment, homeOf } from '../tower-access.ts';
import { readTowerFile } from '../tower-file.ts';

/** Only a living tower's: one that was killed left its file behind, and its Postgres has ended with it. */
const runningUrl = (home: string): string | undefined =>
  hasSupervisor(home) ? readTowerFile(home)?.databaseUrl : undefined;

/** A connection of a command of ours, by its name in Postgres. It is closed by `onConnection`. */
export const onConnection = async <T>(
  url: string,
  name: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> => {
  const client = new pg.Client({ connectionString: url, application_name: name });
  // A connection that breaks fails the statement that uses it; without a listener it would end the process too.
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    throw new CommandError(`Postgres does not answer: ${messageOf(error)}`);
  }
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
};

/** Runs the embedded Postgres of a home, and nothing else of it, while `work` goes on. A running tower keeps us out. */
export const withEmbedded = async <T>(home: string, work: (url: string) => Promise<T>): Promise<T> => {
  const notNeeded = 'not-started';
  const stack = await startStack({ home, redisUrl: notNeeded, clickhouseUrl: notNeeded }).catch((error: unknown) => {
    throw error instanceof HomeTaken ? error : new CommandError(`Postgres does not start: ${messageOf(error)}`);
  });
  const interrupted = (): void => void stack.stop().finally(() => process.exit(130));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, interrupted);
  try {
    return await work(stack.databaseUrl);
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, interrupted);
    await stack.stop();
  }
};

/** Runs `work` with the URL of the tower's database. */
export const withTowerDatabase = async <T>(env: Environment, work: (url: string) => Promise<T>): Promise<T> => {
  const home = homeOf(env);
  const url = env.DATABASE_URL || runningUrl(home);
  if (url) return work(url);
  if (!existsSync(join(home, 'data', 'postgres')))
    throw new CommandError(
      `there is no tower in ${home}: name its home by GANTRY_HOME, or its database by DATABASE_URL`,
    );
  return withEmbedded(home, work);
};

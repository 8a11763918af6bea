/**
 * Opens the platform for one process: stores, signals, queue; and closes it in the right order. No store need be there yet:
 * whoever asks one that is away is told so, and what comes later is found.
 */
import { hasEnded, identityOf, pidSpace } from '../embedded/process-identity.ts';
import { systemClock } from '../kernel/clock.ts';
import type { Config } from '../platform/config.ts';
import type { Opener } from '../platform/connection.ts';
import { openDatabase } from '../platform/database.ts';
import { createExchange } from '../platform/exchange.ts';
import { createLogger, type Logger } from '../platform/logger.ts';
import { createMails } from '../platform/mail/mail.ts';
import type { Platform } from '../platform/platform.ts';
import { mastersOf } from '../platform/privacy/masters.ts';
import { openPrivacy } from '../platform/privacy/privacy.ts';
import { openRedis } from '../platform/redis.ts';
import { openSignals } from '../platform/signals.ts';
import { openAside } from '../platform/vitals/aside.ts';
import type { Pids } from '../platform/vitals/pids.ts';
import { openVitals } from '../platform/vitals/vitals.ts';
import { createJobs } from '../platform/work/jobs.ts';
import { openQueue, type Queue } from '../platform/work/queue.ts';

/** A configuration in which every store has an address. */
export type ProcessConfig = Config & {
  databaseUrl: string;
  redisUrl: string;
  clickhouseUrl: string;
  secretKey: string;
};
export type OpenPlatform = { platform: Platform; queue: Queue; close(): Promise<void> };

/** Says once a while that Redis is away instead of a thousand times. */
const quietly = (logger: Logger) => {
  let last = 0;
  return (error: Error): void => {
    if (Date.now() - last < 10_000) return;
    last = Date.now();
    logger.warn({ error: error.message }, 'redis is away, working on without it');
  };
};

const pidsHere = (pid: number): Pids => ({
  own: { pid, identity: identityOf(pid) ?? null, space: pidSpace() ?? null },
  hasEnded,
});

/** Opens everything, and waits for nothing. */
export const openPlatform = (config: ProcessConfig, name: string, connections: number): OpenPlatform => {
  const logger = createLogger(name, config.logLevel);
  const onError = quietly(logger);
  const opener: Opener = { name, role: name === 'api' ? 'api' : 'worker' };
  const database = openDatabase(config.databaseUrl, opener, connections);
  const redis = openRedis(config.redisUrl, onError);
  const signals = openSignals(redis);
  const queue = openQueue(redis, onError);
  const clock = systemClock;
  const jobs = createJobs(database, () => signals.raise('jobs'), clock.now);
  const vitals = openVitals(clock, openAside(config.databaseUrl, opener), pidsHere(process.pid));
  const privacy = openPrivacy(database, signals, mastersOf(config.secretKey, config.formerSecretKeys));
  const mail = createMails({ config, database, jobs, clock, privacy });
  const exchange = createExchange({ database, privacy }, redis, config.insideOrigins);
  const platform: Platform = { config, logger, clock, database, redis, signals, jobs, exchange, mail, privacy, vitals };
  const closeAll = async (): Promise<void> => {
    await queue.close().catch(() => undefined);
    await exchange.close();
    privacy.close();
    signals.close();
    redis.close();
    await Promise.all([database.close(), vitals.close()]);
  };
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closed ??= closeAll();
    return closed;
  };
  return { platform, queue, close };
};

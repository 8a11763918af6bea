/** What every context is given: eleven members, each a small thing with one job. */
import type { Clock } from '../kernel/clock.ts';
import type { Config } from './config.ts';
import type { Database } from './database.ts';
import type { Exchange } from './exchange.ts';
import type { Logger } from './logger.ts';
import type { Mails } from './mail/mail.ts';
import type { Privacy } from './privacy/privacy.ts';
import type { Redis } from './redis.ts';
import type { Signals } from './signals.ts';
import type { Vitals } from './vitals/vitals.ts';
import type { Jobs } from './work/jobs.ts';

export type Platform = {
  config: Config;
  logger: Logger;
  clock: Clock;
  database: Database;
  redis: Redis;
  signals: Signals;
  jobs: Jobs;
  exchange: Exchange;
  /** Keys of personal data. */
  privacy: Privacy;
  /** Mails to people. */
  mail: Mails;
  /** What this process says about itself. */
  vitals: Vitals;
};

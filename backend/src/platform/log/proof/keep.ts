/** Keeps the proof while a worker runs: chains what is new, makes heads when they are due, and writes them beside the database. */
import { messageOf } from '../../../kernel/errors.ts';
import { isOutage } from '../../../kernel/outage.ts';
import type { Platform } from '../../platform.ts';
import { pause, waitFor } from '../../signals.ts';
import { chainStep, type PastSealed } from './chain.ts';
import { addHeads, headsFolderOf, lastNumberIn } from './head-file.ts';
import { cutHead, headsAfter } from './heads.ts';

/** By this name the vitals tell of it. */
export const headsTrouble = 'log heads';

const restMs = 1_000;
const headsAtATime = 500;

/** Writes the heads that its file lacks yet; a tower whose workers run on several machines has them on each. */
const openHeadFile = ({
  config,
  database,
  logger,
  vitals,
}: Pick<Platform, 'config' | 'database' | 'logger' | 'vitals'>) => {
  const folder = headsFolderOf(config.home);
  return async (secret: string): Promise<void> => {
    try {
      for (;;) {
        // The file says it: another worker of this home may have written, or a restore taken the heads back.
        const heads = await headsAfter(database, lastNumberIn(folder), headsAtATime);
        if (heads.length === 0) break;
        addHeads(folder, secret, heads);
        for (const { number, at, seq, day, hash } of heads)
          logger.info({ number, at, seq, day, hash }, 'head of the log');
      }
      vitals.tell(headsTrouble, null);
    } catch (error) {
      if (isOutage(error)) throw error;
      vitals.tell(headsTrouble, `${folder} is not kept: ${messageOf(error)}`);
    }
  };
};

/** Runs until `stop`. */
export const keepProof = async (platform: Platform, isPastSealed: PastSealed, stop: AbortSignal): Promise<void> => {
  const { clock, config, database, logger, signals } = platform;
  const writeHeads = openHeadFile(platform);
  const { secretKey } = config;
  while (!stop.aborted) {
    try {
      while (!stop.aborted && (await chainStep(database, isPastSealed)) > 0);
      await cutHead(database, clock.now());
      if (secretKey !== undefined) await writeHeads(secretKey);
    } catch (error) {
      if (!isOutage(error)) logger.error({ error }, 'the proof of the log failed, trying again');
    }
    // Larger steps cost less: what happens within a second is chained together.
    await pause(restMs, stop);
    await waitFor(signals, 'sequenced', { ms: 5_000, stop });
  }
};

/** Training: when it is due, one at a time in the whole tower, in a thread of its own, and the model put in force. */
import { Worker } from 'node:worker_threads';
import type { Thread } from '../../../platform/log/event-log.ts';
import type { Platform } from '../../../platform/platform.ts';
import type { Tracking } from '../../tracking/public.ts';
import { modelBytes, newestModel, putInForce } from '../models.ts';
import type { TrainedModel } from '../store.ts';

/** What the thread is told. `previous`: the model in force, gzipped. `mostStages`: how much history it may hold. */
export type TrainingTask = {
  clickhouseUrl: string;
  cluster: string | null;
  asOf: number;
  previous: Uint8Array | undefined;
  mostStages: number;
};
/** The model as gzipped JSON, and how many delivered parcels taught it. */
export type TrainingResult = { bytes: Uint8Array; shipments: number };

const mostStages = 200_000;
const mostMemoryMb = 1_536;

/** From this many deliveries on there is something to learn. */
const enoughDeliveries = 200;
const nightHour = 2;
const lock = 'gantry.train_eta';

const learn = (lesson: TrainingTask): Promise<TrainingResult> =>
  new Promise((done, failed) => {
    const thread = new Worker(new URL('./train-thread.ts', import.meta.url), {
      workerData: lesson,
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: mostMemoryMb },
    });
    thread.once('message', done);
    thread.once('error', failed);
    thread.once('exit', (code) => failed(new Error(`training ended with ${code} and no model`)));
  });

/** Runs `work` unless somebody else holds the lock: the job of a long training may be handed out again meanwhile. */
const alone = async <T>(platform: Platform, work: () => Promise<T>): Promise<T | undefined> => {
  const client = await platform.database.pool.connect();
  try {
    const { rows } = await client.query<{ got: boolean }>('SELECT pg_try_advisory_lock(hashtext($1)) AS got', [lock]);
    if (!rows[0]?.got) return undefined;
    try {
      return await work();
    } finally {
      await client.query('SELECT pg_advisory_unlock(hashtext($1))', [lock]);
    }
  } finally {
    client.release();
  }
};

/** Due every night (UTC) from two o'clock on, and at once while there is no model. */
export const isDue = (newest: Pick<TrainedModel, 'asOf'> | null, now: Date): boolean => {
  if (newest === null) return true;
  const dayOf = (at: Date): string => at.toISOString().slice(0, 10);
  return dayOf(new Date(newest.asOf)) < dayOf(now) && now.getUTCHours() >= nightHour;
};

export type Training = {
  thread: Thread;
  /** Trains although a model of today is in force. */
  now?: boolean;
  /** Deliveries there must be; 200 when left out. */
  least?: number;
  /** Over how long live estimates follow the new model; an hour when left out. */
  spreadMs?: number;
};

/** Trains a model from history when that is due and there is enough of it. Answers the new model, if there is one. */
export const trainModel = (
  { platform, tracking }: { platform: Platform; tracking: Tracking },
  { thread, now: atOnce, least = enoughDeliveries, spreadMs = 3_600_000 }: Training,
): Promise<TrainedModel | undefined> =>
  alone(platform, async () => {
    const { database, clock, config, logger } = platform;
    const newest = await newestModel(database);
    const now = clock.now();
    if (!atOnce && !isDue(newest, now)) return undefined;
    if (!(await tracking.haveBeenDelivered(least))) return undefined;
    const { clickhouseUrl = '', cluster } = config;
    const previous = newest ? await modelBytes(database, newest.model) : undefined;
    const learnt = await learn({ clickhouseUrl, cluster, asOf: now.getTime(), previous, mostStages });
    const trained = await putInForce(platform, { ...learnt, asOf: now.toISOString() }, { thread, spreadMs });
    logger.info({ ...trained, bytes: learnt.bytes.length }, 'ETA model trained');
    return trained;
  });

/** Training: when it is due, one at a time in the whole tower, in a thread of its own, and the model put in force. */
import { Worker } from 'node:worker_threads';
import type { Platform } from '../../platform/platform.ts';
import { modelBytes, newestModel, putInForce, type Trained } from './models.ts';

/** What the thread is told. `previous`: the model in force, gzipped. `mostStages`: how much history it may hold. */
export type Lesson = {
  clickhouseUrl: string;
  cluster: string | null;
  asOf: number;
  previous: Uint8Array | undefined;
  mostStages: number;
};
/** The model as gzipped JSON, and how many delivered parcels taught it. */
export type Learnt = { bytes: Uint8Array; shipments: number };

const mostStages = 200_000;
const mostMemoryMb = 1_536;

/** From this many deliveries on there is something to learn. */
const enoughDeliveries = 200;
const nightHour = 2;
const lock = 'gantry.train_eta';

const learn = (lesson: Lesson): Promise<Learnt> =>
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

const hasEnough = async (platform: Platform, deliveries: number): Promise<boolean> => {
  const { rows } = await platform.database.pool.query<{ n: number }>(
    'SELECT count(*)::int AS n FROM (SELECT 1 FROM tracked_shipments WHERE delivered_at IS NOT NULL LIMIT $1) AS delivered',
    [deliveries],
  );
  return (rows[0]?.n ?? 0) >= deliveries;
};

/** Due every night (UTC) from two o'clock on, and at once while there is no model. */
export const isDue = (newest: Pick<Trained, 'asOf'> | null, now: Date): boolean => {
  if (newest === null) return true;
  const dayOf = (at: Date): string => at.toISOString().slice(0, 10);
  return dayOf(new Date(newest.asOf)) < dayOf(now) && now.getUTCHours() >= nightHour;
};

export type Training = {
  jobId: string;
  /** Trains although a model of today is in force. */
  now?: boolean;
  /** Deliveries there must be; 200 when left out. */
  least?: number;
  /** Over how long live estimates follow the new model; an hour when left out. */
  spreadMs?: number;
};

/** Trains a model from history when that is due and there is enough of it. Answers the new model, if there is one. */
export const trainModel = (platform: Platform, training: Training): Promise<Trained | undefined> =>
  alone(platform, async () => {
    const newest = await newestModel(platform);
    const now = platform.clock.now();
    if (!training.now && !isDue(newest, now)) return undefined;
    if (!(await hasEnough(platform, training.least ?? enoughDeliveries))) return undefined;
    const { clickhouseUrl = '', cluster } = platform.config;
    const previous = newest ? await modelBytes(platform, newest.model) : undefined;
    const learnt = await learn({ clickhouseUrl, cluster, asOf: now.getTime(), previous, mostStages });
    const spreadMs = training.spreadMs ?? 3_600_000;
    const trained = await putInForce(
      platform,
      { ...learnt, asOf: now.toISOString() },
      { jobId: training.jobId, spreadMs },
    );
    platform.logger.info({ ...trained, bytes: learnt.bytes.length }, 'ETA model trained');
    return trained;
  });

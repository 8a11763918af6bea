/**
 * The trained models: a stream that says when each was made, and the model itself beside it, gzipped. The book keeps the
 * one in force in memory, with the levels that are demoted, and looks for newer ones when it is told or asked.
 */
import { gunzipSync } from 'node:zlib';
import { etaModelTrained } from '@gantry/shared/events/eta';
import type { Confidence } from '@gantry/shared/vocabulary/tracking-status';
import { createCache } from '../../platform/cache.ts';
import type { Sql } from '../../platform/database.ts';
import type { Thread } from '../../platform/log/event-log.ts';
import type { Platform } from '../../platform/platform.ts';
import { allDone } from '../../platform/write/stream.ts';
import { hold, transact } from '../../platform/write/transact.ts';
import { demotedLevels } from './levels.ts';
import { emptyEtaModel } from './model/estimate-eta.ts';
import type { EtaModel } from './model/eta-model.ts';
import { modelRows, modelStream, type TrainedModel } from './store.ts';
import { spreadWatch } from './watch.ts';

/** The newest model's facts; null before the first training. */
export const newestModel = async (sql: Sql): Promise<TrainedModel | null> =>
  (await modelRows.list(sql, 'ORDER BY model DESC LIMIT 1'))[0] ?? null;

/** The bytes of a model, gzipped JSON; undefined when they are not kept any more. */
export const modelBytes = async (sql: Sql, model: number): Promise<Uint8Array | undefined> => {
  const [row] = await sql.rows<{ data: Uint8Array | null }>('SELECT data FROM eta_models WHERE model = $1', model);
  return row?.data ?? undefined;
};

/** How many of the newest models are kept whole: the one in force and the one before. */
const keptWhole = 2;

/** A model as learnt: its gzipped bytes, how many delivered parcels taught it, up to when. */
export type NewModel = { bytes: Uint8Array; shipments: number; asOf: string };

const idOf = (model: number): string => `eta_model_${model}`;

/**
 * Puts a model in force as the next one: its number is one more than the newest's. Live estimates are looked at again
 * within `spreadMs`, spread out so that nothing else waits for them.
 */
export const putInForce = async (
  platform: Platform,
  { bytes, shipments, asOf }: NewModel,
  { thread, spreadMs }: { thread: Thread; spreadMs: number },
): Promise<TrainedModel> => {
  // One training runs at a time in the whole tower, so the number cannot be taken meanwhile.
  const model = ((await newestModel(platform.database))?.model ?? 0) + 1;
  const trained = { model, shipments, asOf };
  await transact(platform, hold(modelStream, [idOf(model)]), async ({ tx, now, apply }) => {
    const decide = (state: TrainedModel | undefined) => (state ? [] : [etaModelTrained(trained)]);
    const story = { ...thread, correlationId: 'eta_model' };
    allDone(await apply(modelStream, [{ id: idOf(model), thread: story, decide }]));
    await tx.run('UPDATE eta_models SET data = $2 WHERE model = $1', model, Buffer.from(bytes));
    await tx.run('UPDATE eta_models SET data = NULL WHERE model <= $1', model - keptWhole);
    await spreadWatch(tx, now, spreadMs);
  });
  platform.signals.raise('forecast');
  return trained;
};

/** The model in force with its number (0: none yet), and the levels that are not to be said. */
export type Forecaster = { number: number; model: EtaModel; demoted: readonly Confidence[] };
export type ModelBook = { current(): Promise<Forecaster> };

const rememberedMs = 30_000;

/** Opens the book. A model is unpacked once, however often it is looked for. */
export const openModelBook = ({ database, signals }: Platform): ModelBook => {
  let loaded: { number: number; model: EtaModel } = { number: 0, model: emptyEtaModel };
  const read = async (): Promise<Forecaster> => {
    const [newest, demoted] = await Promise.all([newestModel(database), demotedLevels(database)]);
    const number = newest?.model ?? 0;
    if (number !== loaded.number) {
      const bytes = await modelBytes(database, number);
      if (bytes) loaded = { number, model: JSON.parse(gunzipSync(bytes).toString('utf8')) as EtaModel };
    }
    return { ...loaded, demoted };
  };
  const kept = createCache({ ttlMs: rememberedMs, most: 1, load: read });
  signals.on('forecast', () => kept.clear());
  return { current: () => kept.get(undefined) };
};

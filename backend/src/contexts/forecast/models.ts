/**
 * The trained models: a stream that says when each was made, and the model itself beside it, gzipped. The book keeps the
 * one in force in memory, with the levels that are demoted, and looks for newer ones when it is told or asked.
 */
import { gunzipSync } from 'node:zlib';
import { etaModelTrained } from '@gantry/shared/events/eta';
import type { Confidence } from '@gantry/shared/vocabulary/tracking-status';
import type { z } from 'zod';
import type { Evolve } from '../../kernel/decider.ts';
import type { Transaction } from '../../platform/database.ts';
import { applyAll, type Change, commit, type Held, type Stream } from '../../platform/execute.ts';
import type { Platform } from '../../platform/platform.ts';
import { demotedLevels } from './levels.ts';
import { emptyEtaModel } from './model/estimate-eta.ts';
import type { EtaModel } from './model/eta-model.ts';

export type Trained = z.output<typeof etaModelTrained.payload>;

const evolve: Evolve<Trained> = (state, fact) =>
  fact.name === etaModelTrained.name ? etaModelTrained.payload.parse(fact.payload) : state;

const load = async (tx: Transaction, ids: readonly string[]): Promise<Map<string, Held<Trained>>> => {
  const rows = await tx.etaModel.findMany({ where: { id: { in: [...ids] } }, omit: { data: true } });
  return new Map(
    rows.map(({ id, version, model, shipments, asOf }) => [
      id,
      { version, state: { model, shipments, asOf: asOf.toISOString() } },
    ]),
  );
};
const save = async (tx: Transaction, changes: readonly Change<Trained>[]): Promise<void> => {
  for (const { id, before, after } of changes)
    if (!before) await tx.etaModel.create({ data: { id, ...after.state, version: after.version } });
};
export const etaModels: Stream<Trained> = { name: 'eta_model', evolve, load, save };

/** The newest model's facts; null before the first training. */
export const newestModel = async (platform: Platform): Promise<Trained | null> => {
  const row = await platform.database.prisma.etaModel.findFirst({ orderBy: { model: 'desc' }, omit: { data: true } });
  return row && { model: row.model, shipments: row.shipments, asOf: row.asOf.toISOString() };
};

/** The bytes of a model, gzipped JSON; undefined when they are not kept any more. */
export const modelBytes = async (platform: Platform, model: number): Promise<Uint8Array | undefined> =>
  (await platform.database.prisma.etaModel.findUnique({ where: { model } }))?.data ?? undefined;

/** How many of the newest models are kept whole: the one in force and the one before. */
const keptWhole = 2;

/**
 * Puts a model in force as the next one: its number is one more than the newest's. Live estimates are looked at again
 * within `spreadMs`, spread out so that nothing else waits for them.
 */
export const putInForce = async (
  platform: Platform,
  { bytes, shipments, asOf }: { bytes: Uint8Array; shipments: number; asOf: string },
  { jobId, spreadMs }: { jobId: string; spreadMs: number },
): Promise<Trained> => {
  const trained = await commit(platform, async (tx) => {
    const now = platform.clock.now();
    const newest = await tx.etaModel.aggregate({ _max: { model: true } });
    const model = (newest._max.model ?? 0) + 1;
    const [id, fact] = [`eta_model_${model}`, { model, shipments, asOf }];
    const thread = { correlationId: 'eta_model', causationId: jobId, actor: 'system:tracking' };
    const decide = (state: Trained | undefined) => (state ? [] : [etaModelTrained(fact)]);
    const [outcome] = await applyAll({ tx, now }, etaModels, [{ id, thread, decide }]);
    if (!outcome?.ok) throw outcome?.error;
    await tx.etaModel.update({ where: { id }, data: { data: Uint8Array.from(bytes) } });
    await tx.etaModel.updateMany({ where: { model: { lte: model - keptWhole } }, data: { data: null } });
    await tx.$executeRawUnsafe(
      `UPDATE eta_watch SET due_at = LEAST(due_at, $1::timestamptz + random() * $2 * interval '1 millisecond')`,
      now,
      spreadMs,
    );
    return fact;
  });
  platform.signals.raise('forecast');
  return trained;
};

/** What estimates are made with. `number` is 0 before the first training, when the rule of thumb answers. */
export type Forecaster = { model: EtaModel; number: number; demoted: Confidence[] };
export type ModelBook = { current(): Promise<Forecaster> };

const rememberedMs = 30_000;

const createBook = (platform: Platform): ModelBook => {
  let kept: { until: number; forecaster: Promise<Forecaster> } | undefined;
  let loaded: { number: number; model: EtaModel } = { number: 0, model: emptyEtaModel };
  platform.signals.on('forecast', () => {
    kept = undefined;
  });
  const read = async (): Promise<Forecaster> => {
    const [newest, demoted] = await Promise.all([newestModel(platform), demotedLevels(platform)]);
    const number = newest?.model ?? 0;
    if (number !== loaded.number) {
      const bytes = await modelBytes(platform, number);
      if (bytes) loaded = { number, model: JSON.parse(gunzipSync(bytes).toString('utf8')) as EtaModel };
    }
    return { ...loaded, demoted };
  };
  return {
    current: () => {
      if (!kept || kept.until <= Date.now()) {
        const forecaster = read();
        kept = { until: Date.now() + rememberedMs, forecaster };
        forecaster.catch(() => {
          kept = undefined;
        });
      }
      return kept.forecaster;
    },
  };
};

const books = new WeakMap<Platform, ModelBook>();
/** The one book of a process. */
export const modelBookOf = (platform: Platform): ModelBook => {
  const known = books.get(platform) ?? createBook(platform);
  books.set(platform, known);
  return known;
};

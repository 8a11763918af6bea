/**
 * Levels of confidence are claims: high says that nine of ten arrive within the interval. A level that fails its claim, so
 * clearly that chance does not explain it, is demoted by itself, and raised again once it would keep it.
 */
import type { LevelRecord } from '@gantry/analytics/queries/eta-accuracy';
import { wilson } from '@gantry/analytics/queries/wilson';
import type { Fact } from '@gantry/shared/events/define';
import { etaLevelDemoted } from '@gantry/shared/events/eta';
import { type Confidence, confidences } from '@gantry/shared/vocabulary/tracking-status';
import type { z } from 'zod';
import type { Evolve } from '../../kernel/decider.ts';
import type { Transaction } from '../../platform/database.ts';
import { applyAll, type Change, commit, type Held, type Stream } from '../../platform/execute.ts';
import type { Platform } from '../../platform/platform.ts';
import { etaClaims } from './model/eta-model.ts';

/** What a level is said as: itself, or a lower one while it is demoted. */
export type Level = z.output<typeof etaLevelDemoted.payload>;

const evolve: Evolve<Level> = (state, fact) =>
  fact.name === etaLevelDemoted.name ? etaLevelDemoted.payload.parse(fact.payload) : state;

type Row = { level: string; saidAs: string; held: number; estimates: number; model: number };
const levelOf = ({ level, saidAs, held, estimates, model }: Row): Level => ({
  from: level as Confidence,
  to: saidAs as Confidence,
  held,
  estimates,
  model,
});

const load = async (tx: Transaction, ids: readonly string[]): Promise<Map<string, Held<Level>>> => {
  await tx.$queryRawUnsafe('SELECT 1 FROM eta_levels WHERE level = ANY($1::text[]) ORDER BY level FOR UPDATE', [
    ...ids,
  ]);
  const rows = await tx.etaLevel.findMany({ where: { level: { in: [...ids] } } });
  return new Map(rows.map((row) => [row.level, { version: row.version, state: levelOf(row) }]));
};
const save = async (tx: Transaction, changes: readonly Change<Level>[]): Promise<void> => {
  for (const { id, after } of changes) {
    const { to: saidAs, held, estimates, model } = after.state;
    const row = { saidAs, held, estimates, model, version: after.version };
    await tx.etaLevel.upsert({ where: { level: id }, update: row, create: { level: id, ...row } });
  }
};
export const etaLevels: Stream<Level> = { name: 'eta_level', evolve, load, save };

/** Fewer shipments than this prove nothing either way. */
const leastShipments = 30;

/** An estimate of a demoted level is cut anew as one of the next. */
const nextBelow = (level: Confidence): Confidence => confidences[confidences.indexOf(level) + 1] ?? 'low';

/** What a level is to be said as from now on, by its record; as it is while the record leaves room for chance. */
export const judged = (level: Confidence, saidAs: Confidence, { shipments, held }: LevelRecord): Confidence => {
  if (shipments < leastShipments) return saidAs;
  const claim = etaClaims[level];
  if (saidAs !== level) return held / shipments >= claim ? level : saidAs;
  const most = wilson(held, shipments)?.high ?? 1;
  return most < claim ? nextBelow(level) : level;
};

/** The facts of a level's newest record. */
export const judgeLevel =
  (level: Confidence, record: LevelRecord, model: number) =>
  (state: Level | undefined): Fact[] => {
    const saidAs = state?.to ?? level;
    const to = judged(level, saidAs, record);
    if (to === saidAs) return [];
    const held = Math.min(1, record.held / record.shipments);
    return [etaLevelDemoted({ model, from: level, to, held, estimates: record.estimates })];
  };

/** Judges levels by their records. Answers what changed. */
export const judgeLevels = async (
  platform: Platform,
  records: ReadonlyMap<Confidence, LevelRecord>,
  { model, jobId }: { model: number; jobId: string },
): Promise<Fact[]> => {
  const thread = { correlationId: 'eta_levels', causationId: jobId, actor: 'system:tracking' };
  const commands = [...records].map(([level, record]) => ({
    id: level as string,
    thread,
    decide: judgeLevel(level, record, model),
  }));
  const outcomes = await commit(platform, (tx) => applyAll({ tx, now: platform.clock.now() }, etaLevels, commands));
  const facts = outcomes.flatMap((outcome) => {
    if (!outcome.ok) throw outcome.error;
    return outcome.facts;
  });
  if (facts.length > 0) platform.signals.raise('forecast');
  return facts;
};

/** The levels that are not to be said at present. */
export const demotedLevels = async (platform: Platform): Promise<Confidence[]> =>
  (await platform.database.prisma.etaLevel.findMany())
    .map(levelOf)
    .filter(({ from, to }) => from !== to)
    .map(({ from }) => from);

/** What a level is said as while others are demoted: the next below that is not; null where it is said as itself. */
export const saidInstead = (level: Confidence, demoted: readonly Confidence[]): Confidence | null => {
  let said = level;
  while (demoted.includes(said)) said = nextBelow(said);
  return said === level ? null : said;
};

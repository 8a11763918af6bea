/**
 * Levels of confidence are claims: high says that nine of ten arrive within the interval. A level that fails its claim, so
 * clearly that chance does not explain it, is demoted by itself, and raised again once it would keep it.
 */
import type { LevelRecord } from '@gantry/analytics/queries/eta-accuracy';
import { wilson } from '@gantry/analytics/queries/wilson';
import { type EtaEvent, etaLevelDemoted } from '@gantry/shared/events/eta';
import { type Confidence, confidences } from '@gantry/shared/vocabulary/tracking-status';
import type { Sql } from '../../platform/database.ts';
import type { Thread } from '../../platform/log/event-log.ts';
import type { Platform } from '../../platform/platform.ts';
import { allDone } from '../../platform/write/stream.ts';
import { hold, transact } from '../../platform/write/transact.ts';
import { etaClaims } from './model/eta-model.ts';
import { type EtaLevel, levelRows, levelStream } from './store.ts';

type LevelChange = Extract<EtaEvent, { name: 'tracking.eta_level_demoted' }>;

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
  (state: EtaLevel | undefined): LevelChange[] => {
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
  { model, thread }: { model: number; thread: Thread },
): Promise<LevelChange[]> => {
  const commands = [...records].map(([level, record]) => ({
    id: level as string,
    thread: { ...thread, correlationId: 'eta_levels' },
    decide: judgeLevel(level, record, model),
  }));
  const outcomes = await transact(platform, hold(levelStream, records.keys()), (unit) =>
    unit.apply(levelStream, commands),
  );
  const facts = allDone(outcomes).flatMap((outcome) => outcome.facts);
  if (facts.length > 0) platform.signals.raise('forecast');
  return facts;
};

/** The levels that are not to be said at present. */
export const demotedLevels = async (sql: Sql): Promise<Confidence[]> =>
  (await levelRows.list(sql, '')).filter(({ from, to }) => from !== to).map(({ from }) => from);

/** What a level is said as while others are demoted: the next below that is not; null where it is said as itself. */
export const saidInstead = (level: Confidence, demoted: readonly Confidence[]): Confidence | null => {
  let said = level;
  while (demoted.includes(said)) said = nextBelow(said);
  return said === level ? null : said;
};

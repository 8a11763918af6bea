/**
 * Trains the ETA model from history: per stage the cells, the recent habits, the trees, and the record of earlier
 * estimates that intervals are cut from. Pure: the same history and instant give the same model.
 */
import { type BoostedTrees, type BoostSettings, boostTrees, predictTrees } from './boosted-trees.ts';
import { cellFor, cellsOf } from './cells.ts';
import { featureNames, views } from './eta-features.ts';
import {
  dayMs,
  type EtaHistoryRow,
  type EtaModel,
  type EtaStageModel,
  type EtaTraining,
  type PastMiss,
} from './eta-model.ts';
import { asKnownAt, type StagePass, type StageRow, walkStage } from './history-pass.ts';
import { publicHolidays } from './holidays.ts';
import { firstTail, followHits, spreadAround, thinned, weighHope } from './spread.ts';

/** Fewer delivered rows than this are left to the cells. */
const enoughForTrees = 300;
const mostRowsForTrees = 16_000;
const rowHalfLifeDays = 240;
const treesEveryDays = 14;
/** How long ago, in days, a first training pretends to have been done before. */
const rehearsalDays = [112, 84, 56, 28];
/** The very first has no earlier estimates: it makes them by forgetting the newest part of the history. */
const rehearsedShare = 0.4;
const leastSaid = 0.02;

const settings: Omit<BoostSettings, 'seed' | 'allowed'> = {
  share: 0.5,
  rounds: 100,
  depth: 3,
  rate: 0.08,
  leafWeight: 20,
  rowShare: 0.7,
  featureShare: 0.5,
};
const seeds = [1, 2];

type Taught = StageRow & { took: number };
const hasCome = (row: StageRow): row is Taught => row.took !== undefined;

const membersOf = (rows: readonly Taught[], asOf: number): BoostedTrees[] => {
  if (rows.length < enoughForTrees) return [];
  const used = rows.slice(-mostRowsForTrees);
  const columns = featureNames.map((_, feature) =>
    Float64Array.from(used, ({ features }) => features[feature] as number),
  );
  const learnt = {
    features: columns,
    targets: Float64Array.from(used, ({ took }) => took),
    weights: Float64Array.from(used, ({ enteredAt }) => 0.5 ** ((asOf - enteredAt) / dayMs / rowHalfLifeDays)),
  };
  return views.flatMap((allowed) => seeds.map((seed) => boostTrees(learnt, { ...settings, seed, allowed })));
};

/** Days to delivery as the members see them, else the median of the cell; undefined without either. */
export const saidOf = (
  model: Pick<EtaStageModel, 'members' | 'cells'>,
  features: readonly number[],
  facts: Parameters<typeof cellFor>[1],
): number | undefined => {
  const { members, cells } = model;
  if (members.length === 0) {
    const median = cellFor(cells, facts)?.cell.quantiles[2];
    return median === undefined ? undefined : Math.max(leastSaid, median);
  }
  const sum = members.reduce((total, trees) => total + predictTrees(trees, features), 0);
  return Math.max(leastSaid, sum / members.length);
};

const missOf = (row: StageRow, said: number): PastMiss => ({
  parcel: row.parcel,
  at: row.enteredAt,
  said,
  stayed: row.stayed,
  ...(row.took === undefined ? {} : { took: row.took }),
});

/** Estimates for rows by a model that knew none of them. */
const estimated = (rows: readonly StageRow[], model: Pick<EtaStageModel, 'members' | 'cells'>): PastMiss[] =>
  rows.flatMap((row) => {
    const said = saidOf(model, row.features, row.history);
    return said === undefined ? [] : [missOf(row, said)];
  });

const rehearse = ({ rows }: StagePass, now: Pick<EtaStageModel, 'members' | 'cells'>): PastMiss[] => {
  if (now.members.length === 0) return estimated(rows, now);
  const from = rows[Math.floor(rows.length * (1 - rehearsedShare))]?.enteredAt ?? 0;
  const earlier = rows.filter(hasCome).filter(({ history }) => (history.deliveredAt ?? from) < from);
  const then = { members: membersOf(earlier, from), cells: cellsOf(earlier) };
  return estimated(
    rows.filter(({ enteredAt }) => enteredAt >= from),
    then,
  );
};

/** A parcel may enter a stage more than once. */
const entryOf = (parcel: string, at: number): string => `${parcel}@${at}`;

/** An estimate as it would have been issued on entering the stage, with its interval. */
const issued = (miss: PastMiss, by: EtaStageModel): PastMiss => {
  const spread = spreadAround(by.misses, { said: miss.said, elapsed: 0, at: miss.at });
  const [low, high] = [miss.said * spread.at(by.tail), miss.said * spread.at(1 - by.tail)];
  return Number.isFinite(low) && Number.isFinite(high) ? { ...miss, low, high } : miss;
};

/** What was really said, with the outcomes known by now; for rows since then, what the model in force says of them. */
const remembered = (pass: StagePass, previous: EtaStageModel, since: number): PastMiss[] => {
  const before = new Map(previous.misses.map((miss) => [entryOf(miss.parcel, miss.at), miss]));
  const misses: PastMiss[] = [];
  for (const row of pass.rows) {
    const old = before.get(entryOf(row.parcel, row.enteredAt));
    if (old) {
      const { took: _took, hope: _hope, stayed: _stayed, ...said } = old;
      misses.push({ ...said, ...missOf(row, old.said) });
    } else if (row.enteredAt >= since) {
      misses.push(...estimated([row], previous).map((miss) => issued(miss, previous)));
    }
  }
  return misses;
};

/** Those whose outcome became known between two trainings. */
const justCome = (misses: readonly PastMiss[], since: number): PastMiss[] =>
  misses.filter(({ at, took }) => took !== undefined && at + took * dayMs >= since);

const ended = ({ history }: StageRow): boolean => history.endedAt !== undefined && history.deliveredAt === undefined;

const stageModelOf = (
  pass: StagePass,
  asOf: number,
  training: EtaTraining & { before: EtaStageModel | undefined },
): EtaStageModel => {
  const { before, previous } = training;
  const taught = pass.rows.filter(hasCome);
  const renewAfter = (training.treesEveryDays ?? treesEveryDays) * dayMs;
  const keep = before !== undefined && before.members.length > 0 && asOf - before.membersTrainedAt < renewAfter;
  const cells = cellsOf(taught);
  const members = keep ? before.members : membersOf(taught, asOf);
  const proven = before !== undefined && before.members.length > 0 && members.length > 0;
  const since = previous?.trainedAt ?? asOf;
  const endings = new Set(pass.rows.filter(ended).map(({ parcel }) => parcel));
  const misses = (proven ? remembered(pass, before, since) : rehearse(pass, { members, cells })).filter(
    ({ parcel }) => !endings.has(parcel),
  );
  return {
    shipments: taught.length,
    cells,
    recents: pass.recents,
    pace: pass.pace,
    members,
    membersTrainedAt: keep ? before.membersTrainedAt : asOf,
    misses: weighHope(thinned(misses, asOf)),
    tail: proven ? followHits(before.tail, justCome(misses, since)) : firstTail,
  };
};

/** National holidays of the countries the history delivers to, over its years and the one to come. */
const calendarOf = (history: readonly EtaHistoryRow[], asOf: number): Record<string, string[]> => {
  const countries = new Set(history.flatMap(({ destination }) => destination?.country ?? []));
  const first = history.reduce((least, { enteredAt }) => Math.min(least, enteredAt), asOf);
  const from = new Date(first).getUTCFullYear();
  const years = Array.from({ length: new Date(asOf).getUTCFullYear() - from + 2 }, (_, index) => from + index);
  return Object.fromEntries([...countries].sort().map((country) => [country, publicHolidays(country, years)]));
};

const trainOnce = (history: readonly EtaHistoryRow[], asOf: number, training: EtaTraining): EtaModel => {
  const known = asKnownAt(history, asOf);
  const given = training.daysOff;
  const daysOff = given
    ? Object.fromEntries(Object.entries(given).map(([country, days]) => [country, [...days]]))
    : calendarOf(known, asOf);
  const stages: EtaModel['stages'] = {};
  const byStage = [...Map.groupBy(known, (row) => row.stage)].sort(([one], [other]) => (one < other ? -1 : 1));
  for (const [stage, rows] of byStage) {
    const before = training.previous?.stages[stage];
    stages[stage] = stageModelOf(walkStage(rows, asOf, daysOff), asOf, { ...training, before });
  }
  return { version: 1, trainedAt: asOf, stages, daysOff };
};

/**
 * The model of everything known at `asOf` (ms); what the history holds beyond that instant changes nothing. Without a
 * `previous` model it first goes through the last months as if it had been there, so that its intervals are proven from
 * the first day. An empty history gives an empty model, which answers by rule of thumb.
 */
export const trainEta = (history: readonly EtaHistoryRow[], asOf: number, training: EtaTraining = {}): EtaModel => {
  let previous = training.previous;
  if (!previous) {
    for (const days of rehearsalDays) {
      const then = asOf - days * dayMs;
      previous = trainOnce(history, then, { ...training, ...(previous ? { previous } : {}) });
    }
  }
  return trainOnce(history, asOf, { ...training, ...(previous ? { previous } : {}) });
};

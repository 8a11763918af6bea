/**
 * Walks the history of one stage in time, so that each row gets the features it would have had then: an outcome counts
 * only for rows that came after it was known. This is where looking ahead is made impossible.
 */
import { featureNames, featuresOf } from './eta-features.ts';
import { dayMs, type EtaHistoryRow, type EtaModel, type RecentMeans } from './eta-model.ts';
import { followPace } from './pace.ts';
import { keysOf, learn, type Quantity } from './recent-means.ts';

/** A row with its features; `took`: days to delivery, absent while under way; `stayed`: days in the stage so far. */
export type StageRow = {
  parcel: string;
  enteredAt: number;
  history: EtaHistoryRow;
  features: number[];
  stayed: number;
  took?: number;
};
export type StagePass = { rows: StageRow[]; recents: RecentMeans; pace: number };

/** Less than this is a matter of scanning, and its logarithm would drown the rest. */
const leastDays = 0.05;
const pacePlace = featureNames.indexOf('pace');
const typicalPlace = featureNames.indexOf('lastingTo');

/** Times that cannot be: the row is no teacher. */
const contradictory = ({ enteredAt, leftAt, deliveredAt }: EtaHistoryRow): boolean =>
  !Number.isFinite(enteredAt) ||
  (deliveredAt !== undefined && deliveredAt < enteredAt) ||
  (leftAt !== undefined && (leftAt < enteredAt || (deliveredAt !== undefined && leftAt > deliveredAt)));

/** The history as it was known at an instant (ms): later rows are gone, later outcomes open. */
export const asKnownAt = (history: readonly EtaHistoryRow[], asOf: number): EtaHistoryRow[] => {
  const known: EtaHistoryRow[] = [];
  for (const row of history) {
    if (!(row.enteredAt < asOf)) continue;
    const { leftAt, deliveredAt, endedAt, ...facts } = row;
    const then: EtaHistoryRow = facts;
    if (leftAt !== undefined && leftAt < asOf) then.leftAt = leftAt;
    if (deliveredAt !== undefined && deliveredAt < asOf) then.deliveredAt = deliveredAt;
    if (endedAt !== undefined && endedAt < asOf) then.endedAt = endedAt;
    if (!contradictory(then)) known.push(then);
  }
  return known;
};

const outOf = ({ leftAt, deliveredAt }: EtaHistoryRow): number | undefined => leftAt ?? deliveredAt;

type Outcome = { at: number; row: EtaHistoryRow; values: readonly (readonly [Quantity, number])[] };

const outcomesOf = (rows: readonly EtaHistoryRow[]): Outcome[] => {
  const outcomes: Outcome[] = [];
  for (const row of rows) {
    const days = (at: number): number => Math.max(leastDays, (at - row.enteredAt) / dayMs);
    const out = outOf(row);
    if (out !== undefined) outcomes.push({ at: out, row, values: [['stay', Math.log(days(out))]] });
    if (row.deliveredAt === undefined) continue;
    const took = days(row.deliveredAt);
    const values: [Quantity, number][] = [
      ['lasting', Math.log(took)],
      ['recent', Math.log(took)],
    ];
    const promised = row.promisedBy === undefined ? 0 : (row.promisedBy - row.enteredAt) / dayMs;
    if (promised > 1) values.push(['kept', Math.min(3, took / promised)]);
    outcomes.push({ at: row.deliveredAt, row, values });
  }
  return outcomes.sort((one, other) => one.at - other.at);
};

const withFeatures = (rows: readonly EtaHistoryRow[], asOf: number, daysOff: EtaModel['daysOff']): StagePass => {
  const recents: RecentMeans = {};
  const outcomes = outcomesOf(rows);
  let next = 0;
  const learnUntil = (at: number): void => {
    for (let outcome = outcomes[next]; outcome && outcome.at < at; outcome = outcomes[++next]) {
      const keys = keysOf(outcome.row);
      for (const [quantity, value] of outcome.values) learn(recents, { quantity, keys, value, at: outcome.at });
    }
  };
  const walked = [...rows]
    .sort((one, other) => one.enteredAt - other.enteredAt)
    .map((history): StageRow => {
      const { parcel, enteredAt, deliveredAt, endedAt } = history;
      learnUntil(enteredAt);
      const features = featuresOf(history, { recents, pace: 1, daysOff }, enteredAt);
      const stayed = ((outOf(history) ?? endedAt ?? asOf) - enteredAt) / dayMs;
      const row = { parcel, enteredAt, history, features, stayed };
      return deliveredAt === undefined ? row : { ...row, took: (deliveredAt - enteredAt) / dayMs };
    });
  learnUntil(asOf);
  return { rows: walked, recents, pace: 1 };
};

/** The rows of one stage (already as known at `asOf`), oldest first, each with the features of its own moment. */
export const walkStage = (rows: readonly EtaHistoryRow[], asOf: number, daysOff: EtaModel['daysOff']): StagePass => {
  const pass = withFeatures(rows, asOf, daysOff);
  const paceAt = followPace(
    pass.rows.map(({ history, enteredAt, features }) => {
      const out = outOf(history);
      return {
        enteredAt,
        typical: Math.exp(features[typicalPlace] as number),
        ...(out === undefined ? {} : { outAt: out }),
        ...(history.endedAt === undefined ? {} : { endedAt: history.endedAt }),
      };
    }),
    asOf,
  );
  for (const row of pass.rows) row.features[pacePlace] = paceAt(row.enteredAt);
  return { ...pass, pace: paceAt(asOf) };
};

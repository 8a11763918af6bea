/**
 * `pnpm bench eta --train <olist folder> --test <olist folder> --cut 2018-05-01`: how far the product's ETA is off, and
 * whether its 80 % interval holds, on real orders. Prints one JSON line for each stage and method, and nothing else.
 */
import { dayMs, type EtaHistoryRow } from '../src/contexts/forecast/model/eta-model.ts';
import { trainEta } from '../src/contexts/forecast/model/train-eta.ts';
import type { Dials } from './dials.ts';
import { type Anchor, type Interval, laneMedian, promiseShare } from './eta/anchors.ts';
import { type BenchStage, journeysOf, type OlistJourney, readTables } from './eta/olist-history.ts';
import { rollEta, scheduleFor } from './eta/rolling.ts';

export type EtaScore = {
  stage: BenchStage;
  method: 'gantry' | 'gantry_frozen' | 'lane_median' | 'promise_share';
  n: number;
  maeDays: number;
  coverage80: number;
  meanWidthDays: number;
};

const rounded = (value: number): number => Number(value.toFixed(4));

const scoreOf = (
  named: Pick<EtaScore, 'stage' | 'method'>,
  rows: readonly EtaHistoryRow[],
  answer: (row: EtaHistoryRow) => Interval | undefined,
): EtaScore => {
  let [n, missed, held, width] = [0, 0, 0, 0];
  for (const row of rows) {
    const said = answer(row);
    const came = row.deliveredAt;
    if (!said || came === undefined) continue;
    n++;
    missed += Math.abs(came - said.at) / dayMs;
    held += Number(said.low <= came && came <= said.high);
    width += (said.high - said.low) / dayMs;
  }
  return {
    ...named,
    n,
    maeDays: rounded(missed / n),
    coverage80: rounded(held / n),
    meanWidthDays: rounded(width / n),
  };
};

const rowOf = (journey: OlistJourney, stage: BenchStage): EtaHistoryRow | undefined => journey[stage];

/** Scores of all methods at both stages. `train` and `test` may share orders; `cut` in ms, by the clock of the files. */
export const scoreEta = (train: readonly OlistJourney[], test: readonly OlistJourney[], cut: number): EtaScore[] => {
  const all = [...new Map([...train, ...test].map((journey) => [journey.purchase.parcel, journey])).values()];
  const asked = test.filter(({ purchase }) => purchase.enteredAt >= cut);
  const stages: readonly BenchStage[] = ['purchase', 'handoff'];
  return stages.flatMap((stage) => {
    const history = all.flatMap((journey) => rowOf(journey, stage) ?? []);
    const questions = asked.filter(({ judged }) => judged[stage]).flatMap((journey) => rowOf(journey, stage) ?? []);
    const bought = all
      .filter(({ purchase }) => purchase.enteredAt < cut)
      .flatMap((journey) => rowOf(journey, stage) ?? []);
    const roll = { history, questions, cut, first: trainEta(history, cut) };
    const live = rollEta({ ...roll, ...scheduleFor(history.length) });
    const frozen = rollEta({ ...roll, refreshDays: Number.POSITIVE_INFINITY });
    const anchors: [EtaScore['method'], Anchor][] = [
      ['gantry', (row) => live.get(row.parcel)],
      ['gantry_frozen', (row) => frozen.get(row.parcel)],
      ['lane_median', laneMedian(bought, cut)],
      ['promise_share', promiseShare(bought, cut)],
    ];
    return anchors.map(([method, answer]) => scoreOf({ stage, method }, questions, answer));
  });
};

/** Runs the bench; throws with a plain sentence when a folder or the day is missing. */
export const run = async (dials: Pick<Dials, 'train' | 'test' | 'cut'>): Promise<undefined> => {
  const { train, cut = '2018-05-01' } = dials;
  const test = dials.test ?? train;
  if (train === undefined || test === undefined)
    throw new Error('pnpm bench eta --train <folder> --test <folder> --cut YYYY-MM-DD');
  const moment = Date.parse(`${cut}T00:00:00Z`);
  if (Number.isNaN(moment)) throw new Error(`--cut ${cut}: no day (YYYY-MM-DD)`);
  const began = performance.now();
  const trained = journeysOf(readTables(train));
  const tested = test === train ? trained : journeysOf(readTables(test));
  for (const score of scoreEta(trained, tested, moment)) console.log(JSON.stringify(score));
  console.error(`${trained.length} and ${tested.length} orders, ${((performance.now() - began) / 1000).toFixed(1)} s`);
  return undefined;
};

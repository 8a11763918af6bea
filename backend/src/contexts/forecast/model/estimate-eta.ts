/**
 * The ETACalculator: when will a parcel that stands in a stage since then, unheard of until now, be delivered? A point,
 * the 80 % interval, how much that is worth, and what it rests on. Pure; the model comes from `train-eta.ts`.
 */
import type { Confidence } from '@gantry/shared/vocabulary/tracking-status';
import { cellFor, enoughShipments } from './cells.ts';
import { featuresOf } from './eta-features.ts';
import {
  dayMs,
  type EtaEstimate,
  type EtaEvidence,
  type EtaModel,
  type EtaSituation,
  type EtaStageModel,
} from './eta-model.ts';
import { ruleOfThumb } from './rule-of-thumb.ts';
import { spreadAround } from './spread.ts';
import { saidOf } from './train-eta.ts';

/** The outer shares of the 92 % interval that `high` must afford. */
const sure = [0.04, 0.96] as const;
const sureWidthDays = 1.25;
const sureShipments = 50;
/** From this many comparable parcels the interval is medium worth, when it is not wider than the wait itself. */
const mediumShipments = 30;
const mediumWidthDays = 2;
const mediumWidthShare = 1.5;
/** Below this many comparable parcels their tail says nothing; then what has lasted long lasts as long again, by shares. */
const leastComparable = 10;
const tail = { low: 0.05, middle: 0.35, high: 1.3 };

/** `demoted`: levels that have not kept their claim lately; the next lower one is said instead. */
export type EtaOptions = { demoted?: readonly Confidence[] };

type Days = { low: number; middle: number; high: number };

const levelled = (level: Confidence, demoted: readonly Confidence[]): Confidence => {
  if (level === 'high' && demoted.includes('high')) return levelled('medium', demoted);
  return level === 'medium' && demoted.includes('medium') ? 'low' : level;
};

/** The stage to answer from: the parcel's own, else the first stand-in with history enough. */
const stageFor = (model: EtaModel, { stage, instead = [] }: EtaSituation): [string, EtaStageModel] | undefined => {
  for (const name of [stage, ...instead]) {
    const found = model.stages[name];
    if (found && found.shipments >= enoughShipments) return [name, found];
  }
  return undefined;
};

const dated = (situation: EtaSituation, days: Days): Pick<EtaEstimate, 'at' | 'low' | 'high'> => {
  const from = situation.enteredAt;
  const instant = (value: number): number => Math.max(situation.now, Math.round(from + value * dayMs));
  const [low, high] = [instant(days.low), instant(days.high)];
  return { low, at: Math.min(high, Math.max(low, instant(days.middle))), high };
};

const confidenceOf = (days: Days, { comparable, elapsed }: { comparable: number; elapsed: number }): Confidence => {
  const width = days.high - Math.max(elapsed, days.low);
  const wait = days.middle - elapsed;
  const narrow = width <= Math.max(mediumWidthDays, mediumWidthShare * wait);
  return comparable >= mediumShipments && narrow ? 'medium' : 'low';
};

type Answer = { days: Days; confidence: Confidence; comparable: number };

const answerOf = (model: EtaStageModel, situation: EtaSituation, said: number, sureAllowed: boolean): Answer => {
  const { now: at, enteredAt } = situation;
  const elapsed = Math.max(0, at - enteredAt) / dayMs;
  const waited = spreadAround(model.misses, { said, elapsed, at });
  const { comparable } = waited;
  if (comparable < leastComparable) {
    const base = Math.max(said, elapsed);
    const days = {
      low: elapsed + base * tail.low,
      middle: elapsed + base * tail.middle,
      high: elapsed + base * tail.high,
    };
    return { days, confidence: 'low', comparable };
  }
  const middle = Math.max(elapsed, said * waited.at(0.5));
  const cut = ([low, high]: readonly [number, number]): Days => ({
    low: Math.max(elapsed, said * waited.at(low)),
    middle,
    high: said * waited.at(high),
  });
  const wide = cut(sure);
  if (sureAllowed && comparable >= sureShipments && wide.high - wide.low <= sureWidthDays) {
    return { days: wide, confidence: 'high', comparable };
  }
  const days = cut([model.tail, 1 - model.tail]);
  return { days, confidence: confidenceOf(days, { comparable, elapsed }), comparable };
};

const guessed = (model: EtaModel, situation: EtaSituation): EtaEstimate => {
  const { source, days, low, high } = ruleOfThumb(situation);
  const elapsedDays = Math.max(0, situation.now - situation.enteredAt) / dayMs;
  const fromNow = { ...situation, enteredAt: situation.now };
  const evidence: EtaEvidence = {
    source,
    stage: situation.stage,
    comparable: 0,
    elapsedDays,
    trainedAt: model.trainedAt,
  };
  return { ...dated(fromNow, { low, middle: days, high }), confidence: 'low', evidence };
};

/** A model that knows nothing, for before the first training. */
export const emptyEtaModel: EtaModel = { version: 1, trainedAt: 0, stages: {}, daysOff: {} };

/**
 * When a parcel will be delivered. Answers for every situation: without history enough in the stage (or those named
 * `instead`) by the carrier's date, the promise or a rule of thumb, at low confidence. Never an instant before `now`.
 */
export const estimateEta = (model: EtaModel, situation: EtaSituation, options: EtaOptions = {}): EtaEstimate => {
  const found = stageFor(model, situation);
  if (!found) return guessed(model, situation);
  const [name, stage] = found;
  const facts = { ...situation, stage: name };
  const around = { recents: stage.recents, pace: stage.pace, daysOff: model.daysOff };
  // What was known does not fade while nothing new is learnt.
  const said = saidOf(stage, featuresOf(facts, around, Math.min(situation.now, model.trainedAt)), facts);
  if (said === undefined) return guessed(model, situation);
  const demoted = options.demoted ?? [];
  const { days, confidence, comparable } = answerOf(stage, situation, said, !demoted.includes('high'));
  const cell = cellFor(stage.cells, facts);
  const evidence: EtaEvidence = {
    source: 'history',
    stage: name,
    comparable,
    elapsedDays: Math.max(0, situation.now - situation.enteredAt) / dayMs,
    trainedAt: model.trainedAt,
    ...(cell
      ? {
          cell: {
            level: cell.level,
            key: cell.key,
            shipments: cell.cell.shipments,
            medianDays: cell.cell.quantiles[2],
          },
        }
      : {}),
  };
  return { ...dated(situation, days), confidence: levelled(confidence, demoted), evidence };
};

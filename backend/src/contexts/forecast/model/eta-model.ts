/**
 * What the ETACalculator learns from and what it answers: the shapes between history (ClickHouse), the model (a JSON
 * value) and the calculation, which is pure. The door is `train-eta.ts` (trainEta) and `estimate-eta.ts` (estimateEta).
 *
 * All instants are milliseconds since 1970 (UTC), all durations in the model are days (86,400,000 ms). A parcel's journey
 * is a chain of stages; one history row is one stage of one parcel: when it entered the stage, when it left it, and when
 * it was delivered in the end. The model learns the time REMAINING until delivery from the moment a stage is entered.
 */
import type { Confidence } from '@gantry/shared/vocabulary/tracking-status';
import type { BoostedTrees } from './boosted-trees.ts';

/** Where a parcel starts or ends. Everything may be absent; more of it gives a finer cell and a better estimate. */
export type EtaPlace = {
  /** ISO 3166-1 alpha-2. */
  country?: string;
  /** State or province as the address has it; it only has to be spelt the same way every time. */
  region?: string;
  /** Postal code; its first three characters are used. */
  postalCode?: string;
  latitude?: number;
  longitude?: number;
};

/**
 * What is known of a parcel at the moment it ENTERS a stage, and nothing learnt later: the same fields are read when the
 * row teaches and when a live parcel is asked about, so a fact of the future here would make the model look better than
 * it is. Only `stage` and `enteredAt` are required; an absent field is a missing value to the trees and a coarser cell.
 */
export type EtaFacts = {
  /** A tracking status (`picked_up`, `out_for_delivery`, ...), or `order_placed` before there is a scan. */
  stage: string;
  enteredAt: number;
  /** When the order was placed; with it the age of the order is a feature. */
  orderedAt?: number;
  carrier?: string;
  service?: string;
  channel?: string;
  /** Who hands the parcel over: seller, vendor or warehouse. Their own habits are learnt. */
  seller?: string;
  origin?: EtaPlace;
  destination?: EtaPlace;
  /** Left out, it is computed from the two points when both are there. */
  distanceKm?: number;
  weightGrams?: number;
  volumeCm3?: number;
  /** Price of the transport and value of the goods, always in the same unit. */
  freight?: number;
  goodsValue?: number;
  items?: number;
  /** By when it was to be handed over, and by when delivery was promised (end of the promised day). */
  shipBy?: number;
  promisedBy?: number;
  /** The carrier's own estimate as it stood when the stage was entered; believed from the first physical scan only. */
  edd?: number;
  /** IANA zone of the destination, for weekday and hour; UTC when absent. */
  timeZone?: string;
};

/**
 * One stage of one parcel. `leftAt`: when the next stage began (absent: it still stands there, or delivery ended it).
 * `deliveredAt`: absent while under way. `endedAt`: the parcel ended otherwise (returned, cancelled, lost) and teaches
 * nothing after it. Rows still under way belong into the history too: what has NOT arrived yet is information.
 */
export type EtaHistoryRow = EtaFacts & { parcel: string; leftAt?: number; deliveredAt?: number; endedAt?: number };

/**
 * A question: the parcel stands in `stage` since `enteredAt` and nothing was heard until `now`. `instead` names stages to
 * answer from when this one has too little history, best first: for an overlay (`delayed`) the position under it.
 */
export type EtaSituation = EtaFacts & { now: number; instead?: readonly string[] };

/**
 * The share of issued estimates that must arrive within their interval for a level to be believed. The interval is the
 * 80 % one, except at `high`: that is said only where even the interval that holds 92 % is narrow, and then it is that
 * interval which is given. `low` claims nothing. A level that misses its claim is to be passed to estimateEta as demoted.
 */
export const etaClaims: Record<Confidence, number> = { high: 0.9, medium: 0.75, low: 0 };

/** Cells of history from fine to coarse; `lane` is origin region to destination region. */
export const etaCellLevels = [
  'carrier_service_lane',
  'carrier_lane',
  'lane',
  'destination',
  'carrier',
  'stage',
] as const;
export type EtaCellLevel = (typeof etaCellLevels)[number];

/** What an estimate rests on, in terms a person can check. */
export type EtaEvidence = {
  /** `history`: learnt. Without history: the carrier's date, else the promise, else a rule of thumb (status and distance). */
  source: 'history' | 'carrier_edd' | 'promise' | 'rule_of_thumb';
  /** The stage whose history answered; differs from the situation's when it had too little. */
  stage: string;
  /** The finest cell with enough shipments. */
  cell?: { level: EtaCellLevel; key: string; shipments: number; medianDays: number };
  /** How many past shipments shaped the interval: those that stood at least as long in the stage. */
  comparable: number;
  elapsedDays: number;
  /** The model knows nothing later than this; 0 without a model. */
  trainedAt: number;
};

/** Instants; low <= at <= high, and none of them lies before the situation's `now`. */
export type EtaEstimate = { at: number; low: number; high: number; confidence: Confidence; evidence: EtaEvidence };

/** A decayed sum: `sum / weight` is a mean that forgets; both halve every half-life after `at` (ms). */
export type DecayedMean = { sum: number; weight: number; at: number };
/** Decayed means of the named quantities, each by key (`to:BR-SP`, `seller:...`, `all`). */
export type RecentMeans = Record<string, Record<string, DecayedMean>>;

/** Days from entering a stage to delivery within a cell: how many shipments, and the 10, 25, 50, 75 and 90 % quantiles. */
export type EtaCell = { shipments: number; quantiles: readonly [number, number, number, number, number] };

/**
 * An earlier estimate that was made without knowing its outcome: the days it said and the days it took (absent: still
 * under way), how many days the stage lasted (or lasts until now), and when the stage was entered. `low` and `high`: the
 * interval it was given, when it was really issued. `hope`: how likely one still under way is to be delivered at all
 * (0..1); some never are, and nobody says so.
 */
export type PastMiss = {
  parcel: string;
  at: number;
  said: number;
  stayed: number;
  took?: number;
  low?: number;
  high?: number;
  hope?: number;
};

/**
 * What was learnt of one stage. The members are averaged; without them (too little history) the cells speak. `pace`: how
 * many parcels leave the stage lately, against how many should by their ages (above 1: faster than usual). `tail`: the
 * share cut off at each end of an interval so that four of five really hold; it follows the hits (0.1 at first).
 */
export type EtaStageModel = {
  shipments: number;
  cells: Record<string, EtaCell>;
  recents: RecentMeans;
  pace: number;
  members: BoostedTrees[];
  membersTrainedAt: number;
  misses: PastMiss[];
  tail: number;
};

/**
 * The whole model: plain JSON, so `JSON.parse(JSON.stringify(model))` answers the same. `daysOff`: the calendar it was
 * trained with, days (YYYY-MM-DD) without delivery by country, weekends not among them.
 */
export type EtaModel = {
  version: 1;
  trainedAt: number;
  stages: Record<string, EtaStageModel>;
  daysOff: Record<string, string[]>;
};

/**
 * How to train. `previous`: the model in force until now; its estimates become the proof that intervals are cut from, and
 * its trees are kept until they are `treesEveryDays` (14) old, so a nightly training is cheap. `daysOff` as in the model.
 */
export type EtaTraining = {
  previous?: EtaModel;
  treesEveryDays?: number;
  daysOff?: Record<string, readonly string[]>;
};

export const dayMs = 86_400_000;

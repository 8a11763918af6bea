/**
 * Asks the product's own ETA model about test orders as time goes by: it is trained on what was known at the cut, and,
 * unless frozen, again and again on what has become known since, as a tower does every night.
 */
import { estimateEta } from '../../src/contexts/forecast/model/estimate-eta.ts';
import {
  dayMs,
  type EtaEstimate,
  type EtaHistoryRow,
  type EtaModel,
} from '../../src/contexts/forecast/model/eta-model.ts';
import { trainEta } from '../../src/contexts/forecast/model/train-eta.ts';

/** What may be asked of a row: its facts at the start of the stage, without its outcome. */
const questionOf = ({ leftAt: _left, deliveredAt: _delivered, endedAt: _ended, ...facts }: EtaHistoryRow) => ({
  ...facts,
  now: facts.enteredAt,
});

export type Roll = {
  history: readonly EtaHistoryRow[];
  questions: readonly EtaHistoryRow[];
  cut: number;
  refreshDays: number;
  treesEveryDays?: number;
  /** The model of the cut, when it is there already. */
  first?: EtaModel;
};

/**
 * The estimates of all questions (rows at the moment their stage begins, none before the cut) by parcel. The model is
 * renewed every `refreshDays` from the cut on; never with `Infinity`.
 */
export const rollEta = ({
  history,
  questions,
  cut,
  refreshDays,
  treesEveryDays = 14,
  first = trainEta(history, cut),
}: Roll): Map<string, EtaEstimate> => {
  const estimates = new Map<string, EtaEstimate>();
  let model = first;
  let round = 0;
  for (const row of [...questions].sort((one, other) => one.enteredAt - other.enteredAt)) {
    const due = Number.isFinite(refreshDays) ? Math.floor((row.enteredAt - cut) / (refreshDays * dayMs)) : 0;
    while (round < due) {
      round++;
      model = trainEta(history, cut + round * refreshDays * dayMs, { previous: model, treesEveryDays });
    }
    estimates.set(row.parcel, estimateEta(model, questionOf(row)));
  }
  return estimates;
};

export type Schedule = { refreshDays: number; treesEveryDays: number };

/** How often to train so that a bench of this many rows takes a few minutes at most; a tower trains nightly. */
export const scheduleFor = (rows: number): Schedule => {
  if (rows < 7_000) return { refreshDays: 1, treesEveryDays: 14 };
  if (rows < 15_000) return { refreshDays: 2, treesEveryDays: 28 };
  return rows < 60_000 ? { refreshDays: 7, treesEveryDays: 28 } : { refreshDays: 14, treesEveryDays: 56 };
};

/**
 * What anybody would do without a model, for comparison: the median of the lane, and the usual share of the promised days.
 * Both learn once, from orders delivered before the cut.
 */
import { quantileOf } from '../../src/contexts/forecast/model/cells.ts';
import { dayMs, type EtaEstimate, type EtaHistoryRow } from '../../src/contexts/forecast/model/eta-model.ts';

export type Interval = Pick<EtaEstimate, 'at' | 'low' | 'high'>;
export type Anchor = (row: EtaHistoryRow) => Interval | undefined;
type Known = EtaHistoryRow & { deliveredAt: number };

const enough = 10;

const knownBefore = (history: readonly EtaHistoryRow[], cut: number): Known[] =>
  history.filter(
    (row): row is Known => row.deliveredAt !== undefined && row.deliveredAt < cut && row.deliveredAt >= row.enteredAt,
  );

const cutFrom = (sorted: readonly number[], dated: (value: number) => number): Interval => ({
  low: dated(quantileOf(sorted, 0.1)),
  at: dated(quantileOf(sorted, 0.5)),
  high: dated(quantileOf(sorted, 0.9)),
});

/** Quantiles of the days of the lane (seller's state to customer's), else of the customer's state, else of all. */
export const laneMedian = (history: readonly EtaHistoryRow[], cut: number): Anchor => {
  const keysOf = ({ origin, destination }: EtaHistoryRow): string[] => [
    `${origin?.region}>${destination?.region}`,
    `${destination?.region}`,
    'all',
  ];
  const days = new Map<string, number[]>();
  for (const row of knownBefore(history, cut)) {
    for (const key of keysOf(row)) days.set(key, [...(days.get(key) ?? []), (row.deliveredAt - row.enteredAt) / dayMs]);
  }
  for (const list of days.values()) list.sort((one, other) => one - other);
  return (row) => {
    const list = keysOf(row).flatMap((key) => {
      const found = days.get(key);
      return found && found.length >= enough ? [found] : [];
    })[0];
    return list && cutFrom(list, (value) => row.enteredAt + value * dayMs);
  };
};

/** Quantiles of the share of the promised time that was used, times the time promised. */
export const promiseShare = (history: readonly EtaHistoryRow[], cut: number): Anchor => {
  const promised = (row: EtaHistoryRow): number => (row.promisedBy ?? Number.NaN) - dayMs - row.enteredAt;
  const shares = knownBefore(history, cut)
    .filter((row) => promised(row) > 0)
    .map((row) => (row.deliveredAt - row.enteredAt) / promised(row))
    .sort((one, other) => one - other);
  return (row) => {
    const room = Math.max(0, promised(row));
    return shares.length === 0 || Number.isNaN(room)
      ? undefined
      : cutFrom(shares, (share) => row.enteredAt + share * room);
  };
};

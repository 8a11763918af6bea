/** The three dates of a shipment as they changed, turned into steps that can be drawn over time. */
import type { Timeline } from '@gantry/shared/api/shipments';

export type Revision = Timeline['revisions'][number];
/** A value that held from one moment to another; epoch milliseconds. */
export type Step = { from: number; to: number; at: number };
export type EtaStep = Step & { low: number; high: number; confidence: 'high' | 'medium' | 'low' };
export type EtaHistory = { promise: Step[]; carrier: Step[]; eta: EtaStep[] };

/** A date as it was said: an instant, or a day, which lasts until its end. Null when it is neither. */
export const saidAt = (text: string | null): number | null => {
  if (text === null) return null;
  const at = Date.parse(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T23:59:59Z` : text);
  return Number.isNaN(at) ? null : at;
};

const steps = <V extends object>(
  changes: readonly { at: number; value: V | null }[],
  end: number,
): (V & { from: number; to: number })[] =>
  changes.flatMap(({ at, value }, i) =>
    value === null ? [] : [{ ...value, from: at, to: Math.max(at, changes[i + 1]?.at ?? end) }],
  );

/** Steps of each date, oldest first; the last of each holds until `end`. */
export const etaHistory = (revisions: readonly Revision[], end: number): EtaHistory => {
  const oldestFirst = [...revisions].reverse();
  const plain = (kind: Revision['kind']) =>
    steps(
      oldestFirst
        .filter((revision) => revision.kind === kind)
        .map(({ at, to }) => {
          const said = saidAt(to);
          return { at: Date.parse(at), value: said === null ? null : { at: said } };
        }),
      end,
    );
  return {
    promise: plain('promise'),
    carrier: plain('carrier_estimate'),
    eta: steps(
      oldestFirst
        .filter(({ kind }) => kind === 'eta')
        .map(({ at, eta }) => ({
          at: Date.parse(at),
          value: eta && {
            at: Date.parse(eta.at),
            low: Date.parse(eta.low),
            high: Date.parse(eta.high),
            confidence: eta.confidence,
          },
        })),
      end,
    ),
  };
};

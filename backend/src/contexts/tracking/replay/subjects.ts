/** What history can be replayed through: a pure look at a shipment's state as its events fold to it, and what differs. */
import { isDeepStrictEqual } from 'node:util';
import type { TrackingEvent } from '@gantry/shared/events/tracking';
import { stateAfter } from '../../../kernel/decider.ts';
import type { StatusMap } from '../../carriers/public.ts';
import { rejudge, remapScans } from '../decide.ts';
import { evolve, type TrackedShipment } from '../tracked-shipment.ts';

export type FieldDifference = { field: string; before: unknown; after: unknown };
/** `folded`: the state its events say; `row`: the state its row holds. */
export type ReplaySubject = { folded: TrackedShipment; row: TrackedShipment | undefined };

const differencesOf = (before: object, after: object, prefix = ''): FieldDifference[] => {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  const value = (of: object, key: string): unknown => (of as Record<string, unknown>)[key] ?? null;
  return keys.flatMap((key) =>
    isDeepStrictEqual(value(before, key), value(after, key))
      ? []
      : [{ field: `${prefix}${key}`, before: value(before, key), after: value(after, key) }],
  );
};

const scanDifferences = (before: TrackedShipment, after: TrackedShipment): FieldDifference[] => {
  const known = new Map(before.scans.map((scan) => [scan.scanId, scan]));
  return after.scans.flatMap((scan) => {
    const old = known.get(scan.scanId);
    if (old && old.status === scan.status && old.reason === scan.reason) return [];
    return [
      {
        field: `scan ${scan.code} ${scan.occurredAt ?? scan.localTime ?? ''}`.trim(),
        before: old?.status ?? null,
        after: scan.status,
      },
    ];
  });
};

const compared = (
  before: TrackedShipment,
  { facts, now }: { facts: readonly TrackingEvent[]; now: Date },
): FieldDifference[] => {
  if (facts.length === 0) return [];
  const after = stateAfter(evolve, before, { facts, now: now.toISOString() }) ?? before;
  const cases = (state: TrackedShipment) =>
    state.exceptions.map(({ kind, openedAt, resolvedAt }) => ({ kind, openedAt, resolvedAt }));
  return [
    ...scanDifferences(before, after),
    ...differencesOf(before.standing, after.standing),
    ...(isDeepStrictEqual(cases(before), cases(after))
      ? []
      : [{ field: 'exceptions', before: cases(before), after: cases(after) }]),
  ];
};

const byScan = (state: TrackedShipment) => ({
  standing: state.standing,
  estimate: state.estimate,
  proof: state.proof,
  silentSince: state.silentSince,
  scans: [...state.scans].sort((a, b) => (a.scanId < b.scanId ? -1 : 1)),
  exceptions: [...state.exceptions].sort((a, b) => (a.exceptionId < b.exceptionId ? -1 : 1)),
});

/** Through the fold: does the row say what its events say? */
export const throughRows = ({ folded, row }: ReplaySubject): FieldDifference[] =>
  row ? differencesOf(byScan(row), byScan(folded)) : [{ field: 'row', before: null, after: folded.standing.status }];

/** Through today's judgement of the scans as they were understood then. */
export const throughStandings = ({ folded }: ReplaySubject, now: Date): FieldDifference[] =>
  compared(folded, { facts: rejudge(now)(folded), now });

/** Through status maps as they are now. */
export const throughMaps = (
  { folded }: ReplaySubject,
  maps: ReadonlyMap<string, StatusMap>,
  now: Date,
): FieldDifference[] =>
  compared(folded, {
    facts: remapScans((scan) => maps.get(scan.carrier)?.meaningOf({ ...scan, at: scan.occurredAt }), now)(folded),
    now,
  });

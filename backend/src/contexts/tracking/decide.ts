/** What scans do to a tracked shipment. Pure: weigh all scans again, and say what changed. */
import { isDeepStrictEqual } from 'node:util';
import * as events from '@gantry/shared/events/tracking';
import type { WitnessSource } from '@gantry/shared/vocabulary/tracking-status';
import { Refusal } from '../../kernel/errors.ts';
import type { Meaning } from '../carriers/public.ts';
import { assess, isInOurWords, type JudgementBasis, orderingTime } from './assess.ts';
import { refined } from './same-scan.ts';
import { asTracked, type Plan, type Proof, type TrackedShipment, untouched } from './tracked-shipment.ts';

/** What a shipment's scans are judged by. */
export const judgedBy = ({ shipmentId, orderPlacedAt, legs }: Plan): JudgementBasis => ({
  shipmentId,
  orderPlacedAt,
  legs: legs.length,
});

/** Tracking begins with the label; once. Scans that were waiting for the shipment come with it. */
export const startTracking =
  (plan: Plan, { createdAt, waiting, now }: { createdAt: string; waiting: readonly events.Scan[]; now: Date }) =>
  (state: TrackedShipment | undefined): events.TrackingEvent[] => {
    const kept = asTracked(plan);
    const started = state
      ? []
      : [events.trackingStarted(kept, { occurredAt: createdAt, receivedAt: now.toISOString() })];
    const base = state ?? untouched(kept, createdAt);
    return [...started, ...recordScans(waiting, state ? 'without words' : 'whole')(base)];
  };

/** No clock on earth is further from UTC. */
const mostOffsetMs = 14 * 3_600_000;

/** Whether a scan happened before its shipment, a parcel of the past, was told to us; surely so where its zone is unknown. */
export const isHistory = ({ history }: Plan, scan: events.Scan): boolean => {
  if (history === undefined) return false;
  if (scan.occurredAt !== null) return scan.occurredAt < history;
  return scan.localTime !== null && orderingTime(scan) + mostOffsetMs < Date.parse(history);
};

const marked = (plan: Plan, scan: events.Scan): events.Scan =>
  isHistory(plan, scan) ? { ...scan, history: true } : scan;

const timesOf = (scan: events.Scan): Pick<events.TrackingEvent, 'occurredAt' | 'zone' | 'receivedAt'> => ({
  occurredAt: scan.occurredAt ?? scan.receivedAt,
  zone: scan.zone,
  receivedAt: scan.receivedAt,
});

const exceptionFacts = (
  state: TrackedShipment,
  after: readonly events.ExceptionCase[],
  receivedAt: string,
): events.TrackingEvent[] => {
  const { shipmentId } = state.plan;
  const before = new Map(state.exceptions.map((c) => [c.exceptionId, c]));
  const kept = new Set(after.map((c) => c.exceptionId));
  const withdrawn = state.exceptions
    .filter((c) => !kept.has(c.exceptionId))
    .map((c) => events.exceptionWithdrawn({ shipmentId, exceptionId: c.exceptionId, kind: c.kind }, { receivedAt }));
  const changed = after.flatMap((c): events.TrackingEvent[] => {
    const old = before.get(c.exceptionId);
    // In what words of its carrier it was told when it began stays: they may be known no more.
    const now = old && !isInOurWords(c) ? { ...c, detail: old.detail } : c;
    if (old && isDeepStrictEqual(old, now)) return [];
    const payload = { ...now, shipmentId };
    if (!old) {
      const opened = events.exceptionOpened({ ...payload, resolvedAt: null }, { occurredAt: c.openedAt, receivedAt });
      return c.resolvedAt === null
        ? [opened]
        : [opened, events.exceptionResolved(payload, { occurredAt: c.resolvedAt, receivedAt })];
    }
    const onlyResolved =
      old.resolvedAt === null && c.resolvedAt !== null && isDeepStrictEqual({ ...old, resolvedAt: c.resolvedAt }, now);
    return [
      onlyResolved
        ? events.exceptionResolved(payload, { occurredAt: c.resolvedAt ?? receivedAt, receivedAt })
        : events.exceptionRevised(payload, { receivedAt }),
    ];
  });
  return [...withdrawn, ...changed];
};

/** The facts that bring a shipment's standing and exceptions in line with a set of scans. */
const consequences = (
  state: TrackedShipment,
  scans: readonly events.Scan[],
  { receivedAt, occurredAt }: { receivedAt: string; occurredAt?: string | undefined },
): events.TrackingEvent[] => {
  const { shipmentId } = state.plan;
  const { standing, exceptions } = assess(judgedBy(state.plan), scans);
  const moved = isDeepStrictEqual(standing, state.standing)
    ? []
    : [
        events.standingChanged(
          { ...standing, shipmentId, before: state.standing.status },
          { occurredAt: standing.since ?? occurredAt ?? receivedAt, receivedAt },
        ),
      ];
  return [...moved, ...exceptionFacts(state, exceptions, receivedAt)];
};

/**
 * What is known of the scans of a state: all that was told, or (as rows hold them) all but the words of the carrier, without
 * which nobody can say which of two tellings is the better one.
 */
export type Known = 'whole' | 'without words';

/** Scans that are new, and those of the known that are told better now. */
const newsIn = (known: readonly events.Scan[], incoming: readonly events.Scan[], are: Known) => {
  const scans = new Map(known.map((scan) => [scan.scanId, scan]));
  const fresh = new Set<string>();
  const better = new Set<string>();
  for (const scan of incoming) {
    const kept = scans.get(scan.scanId);
    if (kept && are !== 'whole' && !fresh.has(scan.scanId)) continue;
    const next = kept ? refined(kept, scan) : scan;
    if (!next) continue;
    scans.set(scan.scanId, next);
    if (!kept) fresh.add(scan.scanId);
    else if (!fresh.has(scan.scanId)) better.add(scan.scanId);
  }
  return { scans: [...scans.values()], fresh, better };
};

/** Records scans that are new, and what they change. A scan known already is nothing, unless it is told better now. */
export const recordScans =
  (incoming: readonly events.Scan[], known: Known = 'whole') =>
  (state: TrackedShipment | undefined): events.TrackingEvent[] => {
    if (!state) throw new Refusal('missing', 'not_tracked', 'The shipment is not tracked');
    const { scans, fresh, better } = newsIn(
      state.scans,
      incoming.map((scan) => marked(state.plan, scan)),
      known,
    );
    const last = incoming.findLast(({ scanId }) => fresh.has(scanId) || better.has(scanId));
    if (!last) return [];
    const { shipmentId } = state.plan;
    const told = scans.flatMap((scan): events.TrackingEvent[] => {
      if (fresh.has(scan.scanId)) return [events.scanRecorded({ ...scan, shipmentId }, timesOf(scan))];
      return better.has(scan.scanId) ? [events.scanRefined({ ...scan, shipmentId }, timesOf(scan))] : [];
    });
    const heard = fresh.size > 0 && state.silentSince !== null;
    return [
      ...told,
      ...(heard ? [events.heardAgain({ shipmentId }, { receivedAt: last.receivedAt })] : []),
      ...consequences(state, scans, { receivedAt: last.receivedAt, occurredAt: last.occurredAt ?? undefined }),
    ];
  };

/** Takes better tellings of scans that are known; `kept` are those as they were told, with the words that rows do not hold. */
export const refineScans =
  (incoming: readonly events.Scan[], kept: ReadonlyMap<string, events.Scan>) =>
  (state: TrackedShipment | undefined): events.TrackingEvent[] => {
    if (!state) return [];
    const scans = state.scans.map((scan) => kept.get(scan.scanId) ?? scan);
    return recordScans(incoming.filter(({ scanId }) => kept.has(scanId)))({ ...state, scans });
  };

/** Gives scans the meaning that `meaningOf` finds for them; undefined leaves a scan as it is. */
export const remapScans =
  (meaningOf: (scan: events.Scan) => Meaning | undefined, now: Date) =>
  (state: TrackedShipment | undefined): events.TrackingEvent[] => {
    if (!state) return [];
    const receivedAt = now.toISOString();
    const { shipmentId } = state.plan;
    const mapped: events.TrackingEvent[] = [];
    const scans = state.scans.map((scan) => {
      const found = meaningOf(scan);
      if (!found || (found.row === undefined && scan.status === null)) return scan;
      const { row, ...meaning } = found;
      const informational = row !== undefined && row.status === null;
      const same = scan.status === meaning.status && scan.reason === meaning.reason;
      if (same && scan.actionRequiredBy === meaning.actionRequiredBy && (scan.informational ?? false) === informational)
        return scan;
      const { informational: _, ...bare } = scan;
      const change = { ...meaning, ...(informational ? { informational } : {}) };
      mapped.push(events.scanMapped({ shipmentId, scanId: scan.scanId, ...change }, { receivedAt }));
      return { ...bare, ...change };
    });
    return mapped.length === 0 ? [] : [...mapped, ...consequences(state, scans, { receivedAt })];
  };

/** Judges a shipment's scans again, as they are understood: what today's judgement says otherwise becomes facts. */
export const rejudge =
  (now: Date) =>
  (state: TrackedShipment | undefined): events.TrackingEvent[] =>
    state ? consequences(state, state.scans, { receivedAt: now.toISOString() }) : [];

/** What a message says of a shipment beside its scans. */
export type Remark = {
  estimate: events.CarrierEstimate | null;
  proof: Proof | null;
  source: WitnessSource;
  receivedAt: string;
};

/** Whether two estimates are the same, in whatever words. */
const sameTimes = (a: events.CarrierEstimate, b: events.CarrierEstimate | null): boolean =>
  b !== null && isDeepStrictEqual({ ...a, text: '' }, { ...b, text: '' });

/** Records what a carrier says beside scans: its own estimate, a proof of delivery, and that it was heard of again. */
export const recordRemark =
  ({ estimate, proof, source, receivedAt }: Remark) =>
  (state: TrackedShipment | undefined): events.TrackingEvent[] => {
    if (!state) return [];
    const { shipmentId } = state.plan;
    const times = { receivedAt };
    const facts: events.TrackingEvent[] = [];
    if (estimate && state.standing.endedAt === null && !sameTimes(estimate, state.estimate))
      facts.push(events.carrierEstimateChanged({ ...estimate, shipmentId, source, before: state.estimate }, times));
    const proven = proof && {
      signature: proof.signature || (state.proof?.signature ?? false),
      photo: proof.photo || (state.proof?.photo ?? false),
    };
    if (proven && (proven.signature || proven.photo) && !isDeepStrictEqual(proven, state.proof))
      facts.push(events.proofRecorded({ ...proven, shipmentId }, times));
    return facts;
  };

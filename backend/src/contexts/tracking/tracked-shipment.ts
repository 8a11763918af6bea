/** A shipment under tracking's eye: its plan, every scan, where it stands, its exceptions. State and its fold. */
import type * as events from '@gantry/shared/events/tracking';
import type { z } from 'zod';
import type { Evolve } from '../../kernel/decider.ts';
import { groundStanding } from './assess.ts';

export type Plan = z.output<typeof events.trackingStarted.payload>;
export type TrackedShipment = {
  plan: Plan;
  createdAt: string;
  scans: events.Scan[];
  standing: events.Standing;
  exceptions: events.ExceptionCase[];
  /** When the carrier itself expects to deliver, as it said last. */
  estimate: events.CarrierEstimate | null;
  proof: Proof | null;
  /** Since when nobody has heard of it, once that is thirty days; null otherwise. */
  silentSince: string | null;
};
export type Proof = { signature: boolean; photo: boolean };

/** A shipment as it is before anything has happened to it. */
export const untouched = (plan: Plan, createdAt: string): TrackedShipment => ({
  plan,
  createdAt,
  scans: [],
  standing: groundStanding,
  exceptions: [],
  estimate: null,
  proof: null,
  silentSince: null,
});

const replaced = (cases: readonly events.ExceptionCase[], one: events.ExceptionCase): events.ExceptionCase[] =>
  cases.some((c) => c.exceptionId === one.exceptionId)
    ? cases.map((c) => (c.exceptionId === one.exceptionId ? one : c))
    : [...cases, one];

const caseOf = (payload: unknown): events.ExceptionCase => {
  const { shipmentId: _, ...one } = payload as events.ExceptionCase & { shipmentId: string };
  return one;
};

const remapped = (scans: events.Scan[], mapped: z.output<typeof events.scanMapped.payload>): events.Scan[] =>
  scans.map(({ informational, ...scan }) => {
    if (scan.scanId !== mapped.scanId) return informational === undefined ? scan : { ...scan, informational };
    const { shipmentId: _, ...meaning } = mapped;
    return { ...scan, ...meaning };
  });

/** Facts come from our own decisions, whose types are checked; parsing each again would double the cost of intake. */
export const evolve: Evolve<TrackedShipment> = (state, fact) => {
  if (fact.name === 'tracking.tracking_started')
    return untouched(fact.payload as Plan, fact.occurredAt ?? new Date(0).toISOString());
  if (!state) return undefined;
  switch (fact.name) {
    case 'tracking.scan_recorded': {
      const { shipmentId: _, ...scan } = fact.payload as events.Scan & { shipmentId: string };
      return { ...state, scans: [...state.scans, scan] };
    }
    case 'tracking.scan_refined': {
      const { shipmentId: _, ...scan } = fact.payload as events.Scan & { shipmentId: string };
      return { ...state, scans: state.scans.map((one) => (one.scanId === scan.scanId ? scan : one)) };
    }
    case 'tracking.scan_mapped':
      return { ...state, scans: remapped(state.scans, fact.payload as z.output<typeof events.scanMapped.payload>) };
    case 'tracking.carrier_estimate_changed': {
      const { from, until, day, text } = fact.payload as events.CarrierEstimate;
      return { ...state, estimate: { from, until, day, text } };
    }
    case 'tracking.proof_recorded': {
      const { signature, photo } = fact.payload as Proof;
      return { ...state, proof: { signature, photo } };
    }
    case 'tracking.went_silent':
      return { ...state, silentSince: (fact.payload as { since: string }).since };
    case 'tracking.heard_again':
      return { ...state, silentSince: null };
    case 'tracking.standing_changed': {
      const {
        shipmentId: _,
        before: __,
        ...standing
      } = fact.payload as events.Standing & { shipmentId: string; before: string };
      return { ...state, standing };
    }
    case 'tracking.exception_opened':
    case 'tracking.exception_resolved':
    case 'tracking.exception_revised':
      return { ...state, exceptions: replaced(state.exceptions, caseOf(fact.payload)) };
    case 'tracking.exception_withdrawn': {
      const { exceptionId } = fact.payload as { exceptionId: string };
      return { ...state, exceptions: state.exceptions.filter((c) => c.exceptionId !== exceptionId) };
    }
    default:
      return state;
  }
};

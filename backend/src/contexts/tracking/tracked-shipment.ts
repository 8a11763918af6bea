/** A shipment under tracking's eye: its plan, every scan, where it stands, its exceptions. State and its fold. */
import { mainMerchant } from '@gantry/shared/caller';
import * as events from '@gantry/shared/events/tracking';
import type { z } from 'zod';
import { fold } from '../../kernel/decider.ts';
import { knownByHash, type LinkKnown } from '../../kernel/tracking-token.ts';
import { personalPathsOf, takeOut } from '../../platform/privacy/parts.ts';
import { groundStanding } from './assess.ts';

export type Plan = LinkKnown<z.output<typeof events.trackingStarted.payload>>;
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

const personalInPlan = personalPathsOf(events.trackingStarted.payload);

/** A plan as far as tracking needs it: towns and rough points. Names, streets and how to reach people stay with the order. */
export const asTracked = (plan: Plan): Plan => takeOut(personalInPlan, plan).clear;

/** Whose a shipment is. */
export const merchantOf = ({ plan }: Pick<TrackedShipment, 'plan'>): string => plan.merchant ?? mainMerchant;

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

const remapped = (scans: events.Scan[], mapped: z.output<typeof events.scanMapped.payload>): events.Scan[] =>
  scans.map(({ informational, ...scan }) => {
    if (scan.scanId !== mapped.scanId) return informational === undefined ? scan : { ...scan, informational };
    const { shipmentId: _, ...meaning } = mapped;
    return { ...scan, ...meaning };
  });

type OfShipment<Value> = Value & { shipmentId: string };

/** A value without the shipment it is of: the state knows which one that is. */
const withoutShipment = <Value extends object>({ shipmentId: _, ...value }: OfShipment<Value>) => value;

const withCase = (state: TrackedShipment, payload: OfShipment<events.ExceptionCase>): TrackedShipment => ({
  ...state,
  exceptions: replaced(state.exceptions, withoutShipment(payload)),
});

export const evolve = fold<TrackedShipment, events.TrackingEvent>({
  'tracking.tracking_started': { begin: (plan, { occurredAt }) => untouched(asTracked(knownByHash(plan)), occurredAt) },
  'tracking.scan_recorded': (state, scan) => ({ ...state, scans: [...state.scans, withoutShipment(scan)] }),
  'tracking.scan_refined': (state, scan) => ({
    ...state,
    scans: state.scans.map((one) => (one.scanId === scan.scanId ? withoutShipment(scan) : one)),
  }),
  'tracking.scan_mapped': (state, mapped) => ({ ...state, scans: remapped(state.scans, mapped) }),
  // Its words stay in the log: they may name people.
  'tracking.carrier_estimate_changed': (state, { from, until, day }) => ({
    ...state,
    estimate: { from, until, day, text: '' },
  }),
  'tracking.proof_recorded': (state, { signature, photo }) => ({ ...state, proof: { signature, photo } }),
  'tracking.went_silent': (state, { since }) => ({ ...state, silentSince: since }),
  'tracking.heard_again': (state) => ({ ...state, silentSince: null }),
  'tracking.standing_changed': (state, { shipmentId: _, before: __, ...standing }) => ({ ...state, standing }),
  'tracking.exception_opened': withCase,
  'tracking.exception_resolved': withCase,
  'tracking.exception_revised': withCase,
  'tracking.exception_withdrawn': (state, { exceptionId }) => ({
    ...state,
    exceptions: state.exceptions.filter((one) => one.exceptionId !== exceptionId),
  }),
});

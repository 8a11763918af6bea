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
};

const replaced = (cases: readonly events.ExceptionCase[], one: events.ExceptionCase): events.ExceptionCase[] =>
  cases.some((c) => c.exceptionId === one.exceptionId)
    ? cases.map((c) => (c.exceptionId === one.exceptionId ? one : c))
    : [...cases, one];

const caseOf = (payload: unknown): events.ExceptionCase => {
  const { shipmentId: _, ...one } = payload as events.ExceptionCase & { shipmentId: string };
  return one;
};

/** Facts come from our own decisions, whose types are checked; parsing each again would double the cost of intake. */
export const evolve: Evolve<TrackedShipment> = (state, fact) => {
  if (fact.name === 'tracking.tracking_started')
    return {
      plan: fact.payload as Plan,
      createdAt: fact.occurredAt ?? new Date(0).toISOString(),
      scans: [],
      standing: groundStanding,
      exceptions: [],
    };
  if (!state) return undefined;
  switch (fact.name) {
    case 'tracking.scan_recorded': {
      const { shipmentId: _, ...scan } = fact.payload as events.Scan & { shipmentId: string };
      return { ...state, scans: [...state.scans, scan] };
    }
    case 'tracking.scan_mapped': {
      const { scanId, status, reason, actionRequiredBy } = fact.payload as z.output<typeof events.scanMapped.payload>;
      return {
        ...state,
        scans: state.scans.map((scan) =>
          scan.scanId === scanId ? { ...scan, status, reason, actionRequiredBy } : scan,
        ),
      };
    }
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

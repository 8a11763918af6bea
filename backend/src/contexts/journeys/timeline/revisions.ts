/** Every change of a shipment's three dates, read from the log: what we promised, what the carrier expected, what we estimated. */
import { eta, etaUpdated } from '@gantry/shared/events/eta';
import { orderAmended } from '@gantry/shared/events/orders';
import { type CarrierEstimate, carrierEstimateChanged, trackingStarted } from '@gantry/shared/events/tracking';
import type { Sql } from '../../../platform/database.ts';
import { namedEvents, type StoredEvent } from '../../../platform/log/event-log.ts';
import type { Privacy } from '../../../platform/privacy/privacy.ts';
import { wholeEvents } from '../../../platform/write/sealing.ts';
import type { Plan } from '../../tracking/public.ts';
import type { DateRevision } from './timeline.ts';

/** One event that may have changed a date, as the log has it; `at` is when it happened. */
export type DateEvent = { name: string; at: string; payload: unknown };

const mostRevisions = 200;

const dayOf = (estimate: CarrierEstimate | null): string | null =>
  estimate === null ? null : (estimate.until ?? estimate.day ?? estimate.from ?? (estimate.text || null));

const none = { eta: null, from: null };

const revisionOf = ({ name, at, payload }: DateEvent): DateRevision | undefined => {
  if (name === trackingStarted.name) {
    const { promise } = trackingStarted.payload.parse(payload);
    return promise ? { at, kind: 'promise', cause: 'order', ...none, to: promise.day } : undefined;
  }
  if (name === orderAmended.name) {
    const { promise, changed } = orderAmended.payload.parse(payload);
    return changed.includes('promise')
      ? { at, kind: 'promise', cause: 'order', ...none, to: promise?.day ?? null }
      : undefined;
  }
  if (name === carrierEstimateChanged.name) {
    const { before, source, ...now } = carrierEstimateChanged.payload.parse(payload);
    return { at, kind: 'carrier_estimate', cause: source, from: dayOf(before), to: dayOf(now), eta: null };
  }
  if (name === etaUpdated.name) {
    const { before, cause, ...issued } = etaUpdated.payload.parse(payload);
    return { at, kind: 'eta', cause, from: before?.at ?? null, to: issued.at, eta: eta.parse(issued) };
  }
  return undefined;
};

/** Fills in what a promise was before: events of orders only say what it is from then on. */
const withBefore = (oldestFirst: readonly DateRevision[]): DateRevision[] => {
  let promised: string | null = null;
  return oldestFirst.flatMap((one): DateRevision[] => {
    if (one.kind !== 'promise') return [one];
    const from = promised;
    promised = one.to;
    return from === one.to ? [] : [{ ...one, from }];
  });
};

/** Revisions out of events that stand oldest first; newest first, at most 200. */
export const revisionsOf = (events: readonly DateEvent[]): DateRevision[] =>
  withBefore(events.flatMap((event) => revisionOf(event) ?? []))
    .reverse()
    .slice(0, mostRevisions);

const telling = [trackingStarted.name, carrierEstimateChanged.name, etaUpdated.name, orderAmended.name];

/**
 * Of a shipment and its order, the events that tell of its dates. The newest are enough, and the first is always among
 * them: it says what was promised. An order's amendments count from when tracking began, which took the promise as it
 * stood then.
 */
const eventsOf = ({ shipmentId, orderId }: Plan, events: readonly StoredEvent[]): DateEvent[] => {
  const own = events.filter(({ streamId }) => streamId === shipmentId || streamId === orderId);
  const began = own.findIndex(({ name, streamId }) => name === trackingStarted.name && streamId === shipmentId);
  const counted = own.filter(({ streamId }, i) => streamId === shipmentId || i > began);
  const kept = counted.filter(({ name }, i) => name === trackingStarted.name || i >= counted.length - mostRevisions);
  return kept.map(({ name, occurredAt, payload }) => ({ name, at: occurredAt, payload }));
};

/** The revisions of shipments' dates, by shipment. */
export const readRevisions = async (
  { privacy, sql }: { privacy: Privacy; sql: Sql },
  plans: readonly Plan[],
): Promise<Map<string, DateRevision[]>> => {
  const ids = [...new Set(plans.flatMap(({ shipmentId, orderId }) => [shipmentId, orderId]))];
  const events = await wholeEvents(privacy, sql, await namedEvents(sql, ids, telling));
  return new Map(plans.map((plan) => [plan.shipmentId, revisionsOf(eventsOf(plan, events))]));
};

/** Every change of a shipment's three dates, read from the log: what we promised, what the carrier expected, what we estimated. */
import { eta, type etaUpdated } from '@gantry/shared/events/eta';
import type { orderAmended } from '@gantry/shared/events/orders';
import type { CarrierEstimate, carrierEstimateChanged } from '@gantry/shared/events/tracking';
import type { z } from 'zod';
import type { Sql } from '../../../platform/database.ts';
import type { Plan } from '../../tracking/tracked-shipment.ts';
import type { DateRevision } from './timeline.ts';

/** One event that may have changed a date, as the log has it; `at` is when it happened. */
export type DateEvent = { name: string; at: string; payload: unknown };

const mostRevisions = 200;

const dayOf = (estimate: CarrierEstimate | null): string | null =>
  estimate === null ? null : (estimate.until ?? estimate.day ?? estimate.from ?? (estimate.text || null));

const none = { eta: null, from: null };

const revisionOf = ({ name, at, payload }: DateEvent): DateRevision | undefined => {
  if (name === 'tracking.tracking_started') {
    const { promise } = payload as Plan;
    return promise ? { at, kind: 'promise', cause: 'order', ...none, to: promise.day } : undefined;
  }
  if (name === 'orders.order_amended') {
    const { promise, changed } = payload as z.output<typeof orderAmended.payload>;
    return changed.includes('promise')
      ? { at, kind: 'promise', cause: 'order', ...none, to: promise?.day ?? null }
      : undefined;
  }
  if (name === 'tracking.carrier_estimate_changed') {
    const { before, source, ...now } = payload as z.output<typeof carrierEstimateChanged.payload>;
    return { at, kind: 'carrier_estimate', cause: source, from: dayOf(before), to: dayOf(now), eta: null };
  }
  if (name === 'tracking.eta_updated') {
    const issued = payload as z.output<typeof etaUpdated.payload>;
    return {
      at,
      kind: 'eta',
      cause: issued.cause,
      from: issued.before?.at ?? null,
      to: issued.at,
      eta: eta.parse(issued),
    };
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

/**
 * The newest events are enough, and the first is always among them: it says what was promised. An order's amendments
 * count from when tracking began, which took the promise as it stood then.
 */
const select = `
  SELECT shipment_id, name, at, payload FROM (
    SELECT w.shipment_id, e.name, e.occurred_at AS at, e.payload, e.id, row_number() OVER (PARTITION BY w.shipment_id ORDER BY e.id DESC) AS newest
    FROM unnest($1::text[], $2::text[]) AS w (shipment_id, order_id)
    CROSS JOIN LATERAL (
      SELECT l.id, l.name, l.occurred_at, l.payload FROM event_log l WHERE l.stream_id = w.shipment_id
        AND l.name IN ('tracking.tracking_started', 'tracking.carrier_estimate_changed', 'tracking.eta_updated')
      UNION ALL
      SELECT l.id, l.name, l.occurred_at, l.payload FROM event_log l WHERE l.stream_id = w.order_id AND l.stream = 'order'
        AND l.name = 'orders.order_amended' AND jsonb_exists(l.payload->'changed', 'promise')
        AND l.id > COALESCE((SELECT min(s.id) FROM event_log s WHERE s.stream_id = w.shipment_id AND s.name = 'tracking.tracking_started'), 0)
    ) e
  ) ranked WHERE newest <= $3 OR name = 'tracking.tracking_started' ORDER BY shipment_id, id`;

/** The revisions of shipments' dates, by shipment. */
export const readRevisions = async (
  reader: Pick<Sql, '$queryRawUnsafe'>,
  plans: readonly Plan[],
): Promise<Map<string, DateRevision[]>> => {
  const rows = await reader.$queryRawUnsafe<{ shipment_id: string; name: string; at: Date; payload: unknown }[]>(
    select,
    plans.map(({ shipmentId }) => shipmentId),
    plans.map(({ orderId }) => orderId),
    mostRevisions,
  );
  const events = new Map<string, DateEvent[]>();
  for (const { shipment_id: shipmentId, name, at, payload } of rows) {
    const list = events.get(shipmentId) ?? [];
    list.push({ name, at: at.toISOString(), payload });
    events.set(shipmentId, list);
  }
  return new Map([...events].map(([shipmentId, list]) => [shipmentId, revisionsOf(list)]));
};

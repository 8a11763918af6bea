/** What scans do to a tracked shipment. Pure: weigh all scans again, and say what changed. */
import { isDeepStrictEqual } from 'node:util';
import type { WebhookMapping } from '@gantry/shared/events/connections';
import type { Fact } from '@gantry/shared/events/define';
import * as events from '@gantry/shared/events/tracking';
import { Refusal } from '../../kernel/errors.ts';
import { assess } from './assess.ts';
import type { Plan, TrackedShipment } from './tracked-shipment.ts';

/** Tracking begins with the label; once. Scans that were waiting for the shipment come with it. */
export const startTracking =
  (plan: Plan, { createdAt, waiting, now }: { createdAt: string; waiting: readonly events.Scan[]; now: Date }) =>
  (state: TrackedShipment | undefined): Fact[] => {
    const started = state
      ? []
      : [events.trackingStarted(plan, { occurredAt: createdAt, receivedAt: now.toISOString() })];
    const base = state ?? {
      plan,
      createdAt,
      scans: [],
      standing: assess({ shipmentId: plan.shipmentId, orderPlacedAt: plan.orderPlacedAt }, []).standing,
      exceptions: [],
    };
    return [...started, ...recordScans(waiting)(base)];
  };

const timesOf = (scan: events.Scan): Pick<Fact, 'occurredAt' | 'zone' | 'receivedAt'> => ({
  occurredAt: scan.occurredAt ?? scan.receivedAt,
  zone: scan.zone,
  receivedAt: scan.receivedAt,
});

const exceptionFacts = (state: TrackedShipment, after: readonly events.ExceptionCase[], receivedAt: string): Fact[] => {
  const { shipmentId } = state.plan;
  const before = new Map(state.exceptions.map((c) => [c.exceptionId, c]));
  const kept = new Set(after.map((c) => c.exceptionId));
  const withdrawn = state.exceptions
    .filter((c) => !kept.has(c.exceptionId))
    .map((c) => events.exceptionWithdrawn({ shipmentId, exceptionId: c.exceptionId, kind: c.kind }, { receivedAt }));
  const changed = after.flatMap((c): Fact[] => {
    const old = before.get(c.exceptionId);
    if (old && isDeepStrictEqual(old, c)) return [];
    const payload = { ...c, shipmentId };
    if (!old) {
      const opened = events.exceptionOpened({ ...payload, resolvedAt: null }, { occurredAt: c.openedAt, receivedAt });
      return c.resolvedAt === null
        ? [opened]
        : [opened, events.exceptionResolved(payload, { occurredAt: c.resolvedAt, receivedAt })];
    }
    const onlyResolved =
      old.resolvedAt === null && c.resolvedAt !== null && isDeepStrictEqual({ ...old, resolvedAt: c.resolvedAt }, c);
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
): Fact[] => {
  const { shipmentId, orderPlacedAt } = state.plan;
  const { standing, exceptions } = assess({ shipmentId, orderPlacedAt }, scans);
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

/** Records scans that are new, and what they change. A scan known already is nothing. */
export const recordScans =
  (incoming: readonly events.Scan[]) =>
  (state: TrackedShipment | undefined): Fact[] => {
    if (!state) throw new Refusal('missing', 'not_tracked', 'The shipment is not tracked');
    const known = new Set(state.scans.map((scan) => scan.scanId));
    const fresh = incoming.filter((scan) => !known.has(scan.scanId) && known.add(scan.scanId));
    const last = fresh.at(-1);
    if (!last) return [];
    const { shipmentId } = state.plan;
    const recorded = fresh.map((scan) => events.scanRecorded({ ...scan, shipmentId }, timesOf(scan)));
    return [
      ...recorded,
      ...consequences(state, [...state.scans, ...fresh], {
        receivedAt: last.receivedAt,
        occurredAt: last.occurredAt ?? undefined,
      }),
    ];
  };

/** Maps waiting scans whose codes the connection knows by now. */
export const mapWaiting =
  (carrier: string, statuses: WebhookMapping['statuses'], now: Date) =>
  (state: TrackedShipment | undefined): Fact[] => {
    if (!state) return [];
    const receivedAt = now.toISOString();
    const remapped = state.scans.map((scan) => {
      const row = scan.status === null && scan.carrier === carrier ? statuses[scan.code] : undefined;
      return row
        ? { ...scan, status: row.status, reason: row.reason ?? null, actionRequiredBy: row.actionRequiredBy ?? 'none' }
        : scan;
    });
    const changed = remapped.filter((scan, i) => scan !== state.scans[i]);
    if (changed.length === 0) return [];
    const { shipmentId } = state.plan;
    const mapped = changed.flatMap(({ scanId, status, reason, actionRequiredBy }) =>
      status ? [events.scanMapped({ shipmentId, scanId, status, reason, actionRequiredBy }, { receivedAt })] : [],
    );
    return [...mapped, ...consequences(state, remapped, { receivedAt })];
  };

/** Tracking's commands: begin with a label, cancel what never left, correct by hand, map what waited. */

import { mainMerchant } from '@gantry/shared/caller';
import type { Scan, TrackingEvent } from '@gantry/shared/events/tracking';
import { statusFacts, type TrackingStatus } from '@gantry/shared/vocabulary/tracking-status';
import { stateAfter } from '../../kernel/decider.ts';
import { Refusal } from '../../kernel/errors.ts';
import { derivedId } from '../../kernel/ids.ts';
import { matchKept } from '../../platform/inbox/kept-messages.ts';
import type { Thread } from '../../platform/log/event-log.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Owner } from '../../platform/privacy/privacy.ts';
import { trash, trashIdOf, trashIn } from '../../platform/trash.ts';
import { allDone } from '../../platform/write/stream.ts';
import { execute, hold, transact } from '../../platform/write/transact.ts';
import type { StatusMap } from '../carriers/public.ts';
import { isHistory, recordRemark, recordScans, rejudge, remapScans, startTracking } from './decide.ts';
import { type Claim, claimsOf, conflictsOf, writeClaims } from './intake/claims.ts';
import { holdNumbers, type ParkedScan, takeParked } from './intake/numbers.ts';
import { type AdoptedScan, adoptWitnesses } from './intake/witnesses.ts';
import { readTracked, trackedStream } from './store.ts';
import { evolve, type Plan, type TrackedShipment } from './tracked-shipment.ts';
import { withWords } from './words.ts';

/** A shipment that tracking is to take under its eye: its plan, when it was made, whose data and whose story it is. */
export type NewShipment = { plan: Plan; createdAt: string; subject?: string | undefined; thread: Thread };

/** Tracking begins, and then what messages said beside the scans that waited. */
const beginWith =
  (plan: Plan, { createdAt, now, waiting }: { createdAt: string; now: Date; waiting: readonly ParkedScan[] }) =>
  (state: TrackedShipment | undefined): TrackingEvent[] => {
    const scans = waiting.map(({ remark: _, ...scan }) => scan);
    let facts = startTracking(plan, { createdAt, now, waiting: scans })(state);
    for (const { remark } of waiting)
      if (remark)
        facts = [...facts, ...recordRemark(remark)(stateAfter(evolve, state, { facts, now: now.toISOString() }))];
    return facts;
  };

/** Whom the messages speak of whose scans have found their shipments. */
const ownersOfAdopted = (
  shipments: readonly NewShipment[],
  adopted: readonly AdoptedScan[],
): ReadonlyMap<string, Owner> => {
  const owners = new Map(
    shipments.map(({ plan: { shipmentId, merchant = mainMerchant }, subject }) => [shipmentId, { subject, merchant }]),
  );
  return new Map(
    adopted.flatMap(({ scanId, shipmentId }) => {
      const { subject, merchant } = owners.get(shipmentId) ?? {};
      return subject === undefined || merchant === undefined ? [] : [[scanId, { subject, merchant }] as const];
    }),
  );
};

/** Takes shipments under tracking's eye, with their numbers and the scans that waited for them; all in one commit. */
export const begin = (platform: Platform, shipments: readonly NewShipment[]): Promise<void> => {
  let claims: Claim[] = [];
  return transact(
    platform,
    async (tx) => {
      await holdNumbers(
        tx,
        shipments.flatMap(({ plan }) => plan.legs),
      );
      claims = await claimsOf(tx, shipments, platform.clock.now());
      return hold(
        trackedStream,
        shipments.map(({ plan }) => plan.shipmentId),
      ).and(trash, conflictsOf(claims).map(trashIdOf));
    },
    async (unit) => {
      const { tx, now, apply } = unit;
      await writeClaims(tx, claims);
      await trashIn(unit, conflictsOf(claims));
      const waiting = await takeParked(tx, platform.privacy, claims);
      const adopted = shipments.flatMap(({ plan }) =>
        (waiting.get(plan.shipmentId) ?? []).map((scan) => ({
          shipmentId: plan.shipmentId,
          scanId: scan.scanId,
          history: isHistory(plan, scan),
        })),
      );
      await adoptWitnesses(tx, adopted);
      const commands = shipments.map(({ plan, createdAt, subject, thread }) => ({
        id: plan.shipmentId,
        thread,
        subject,
        decide: beginWith(plan, { createdAt, now, waiting: waiting.get(plan.shipmentId) ?? [] }),
      }));
      allDone(await apply(trackedStream, commands));
      await matchKept({ privacy: platform.privacy, tx }, ownersOfAdopted(shipments, adopted));
    },
  );
};

/** A scan that we make ourselves: a cancellation of the plan, a correction by a person. */
const ourScan = (
  plan: Plan,
  said: { status: TrackingStatus; code: string; description: string; occurredAt: string; receivedAt: string },
): Scan => ({
  scanId: derivedId('scn', [plan.shipmentId, said.code, said.status, said.occurredAt]),
  carrier: plan.legs[0]?.carrier ?? 'gantry',
  trackingNumber: plan.legs[0]?.trackingNumber ?? '',
  leg: 1,
  reason: null,
  actionRequiredBy: 'none',
  zone: 'given',
  localTime: null,
  place: {},
  ...said,
});

/** Ends a shipment whose plan was cancelled before the carrier had it. One that left already goes on. */
export const endCancelled = (platform: Platform, shipmentId: string, { at, thread }: { at: string; thread: Thread }) =>
  execute(platform, trackedStream, {
    id: shipmentId,
    thread,
    decide: (state: TrackedShipment | undefined): TrackingEvent[] => {
      if (!state || statusFacts[state.standing.position].nature !== 'ground') return [];
      return recordScans(
        [
          ourScan(state.plan, {
            status: 'cancelled',
            code: 'gantry:cancelled',
            description: 'Cancelled before handover',
            occurredAt: at,
            receivedAt: at,
          }),
        ],
        'without words',
      )(state);
    },
  });

/**
 * A person says where a shipment really stands: the only way out of a terminal status. Throws a Refusal, also when the
 * journey ended after the time of the correction, which would then change nothing.
 */
export const correct = (
  platform: Platform,
  shipmentId: string,
  said: { status: TrackingStatus; occurredAt: string; note: string; thread: Thread },
) =>
  execute(platform, trackedStream, {
    id: shipmentId,
    thread: said.thread,
    decide: (state: TrackedShipment | undefined): TrackingEvent[] => {
      const receivedAt = platform.clock.now().toISOString();
      const scan =
        state &&
        ourScan(state.plan, {
          status: said.status,
          code: 'gantry:correction',
          description: said.note,
          occurredAt: new Date(said.occurredAt).toISOString(),
          receivedAt,
        });
      const facts = recordScans(scan ? [{ ...scan, correction: true }] : [], 'without words')(state);
      const after = stateAfter(evolve, state, { facts, now: receivedAt })?.standing;
      if (state?.standing.endedAt && facts.length > 0 && after?.status !== said.status)
        throw new Refusal('invalid', 'invalid', 'Some fields are not valid', [
          { path: 'occurredAt', message: `lies before ${state.standing.endedAt}, when the journey ended` },
        ]);
      return facts;
    },
  });

/** Gives scans of a shipment the meaning a map has for them by now; those that had one keep it unless `all`. */
export const remap = async (
  platform: Platform,
  shipmentId: string,
  { maps, all, thread }: { maps: ReadonlyMap<string, StatusMap>; all: boolean; thread: Thread },
) => {
  // What a code means may depend on the words beside it. A scan that comes meanwhile has its meaning by these maps already.
  const { database, privacy } = platform;
  const whole = await withWords({ privacy, sql: database }, await readTracked(database, [shipmentId]));
  const words = new Map(whole.flatMap(({ scans }) => scans.map((scan) => [scan.scanId, scan.description] as const)));
  return execute(platform, trackedStream, {
    id: shipmentId,
    thread,
    decide: remapScans((scan) => {
      if (!all && (scan.status !== null || scan.informational)) return undefined;
      const description = words.get(scan.scanId) ?? scan.description;
      return maps.get(scan.carrier)?.meaningOf({ ...scan, description, at: scan.occurredAt });
    }, platform.clock.now()),
  });
};

/** Judges a shipment anew. */
export const rejudgeShipment = (platform: Platform, shipmentId: string, thread: Thread) =>
  execute(platform, trackedStream, { id: shipmentId, thread, decide: rejudge(platform.clock.now()) });

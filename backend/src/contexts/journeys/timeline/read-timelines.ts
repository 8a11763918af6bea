/** Reads tracked shipments with everything their timelines show: witnesses, estimates, revisions, carriers' names. */
import { type Timeline, timeline } from '@gantry/shared/api/shipments';
import type { Platform } from '../../../platform/platform.ts';
import { withoutAreas } from '../../../platform/privacy/erased.ts';
import type { Carriers } from '../../carriers/public.ts';
import type { Forecasts } from '../../forecast/public.ts';
import { trackingUrl } from '../../shipping/public.ts';
import type { Plan, Tracking } from '../../tracking/public.ts';
import { readRevisions } from './revisions.ts';
import { timelineOf } from './timeline.ts';
import { timeZoneAt } from './town.ts';

/** What journeys are read from. */
export type JourneyNeeds = { platform: Platform; carriers: Carriers; tracking: Tracking; forecasts: Forecasts };

/** What people call the carriers of plans, by connection. */
export const carrierLabels = ({ connections }: Carriers, plans: readonly Plan[]): Promise<Map<string, string>> =>
  connections.labels([...new Set(plans.flatMap(({ legs }) => legs.map(({ carrier }) => carrier)))]);

const withoutArea = withoutAreas(timeline);

/** The timelines of shipments, in the order asked for; those that are not tracked are left out. */
export const readTimelines = async (
  { platform: { database, clock, privacy }, carriers, tracking, forecasts }: JourneyNeeds,
  shipmentIds: readonly string[],
): Promise<Timeline[]> => {
  const found = new Map((await tracking.readWhole(shipmentIds)).map((one) => [one.plan.shipmentId, one]));
  const tracked = shipmentIds.flatMap((id) => found.get(id) ?? []);
  const plans = tracked.map(({ plan }) => plan);
  const [witnesses, etas, revisions, labels, tokens, erased] = await Promise.all([
    tracking.witnesses(shipmentIds),
    forecasts.etas(shipmentIds),
    readRevisions({ privacy, sql: database }, plans),
    carrierLabels(carriers, plans),
    tracking.tokensOf(plans),
    tracking.erasedAt(shipmentIds),
  ]);
  return tracked.map((one) => {
    const erasedAt = erased.get(one.plan.shipmentId) ?? null;
    const shown = timelineOf(one, {
      witnesses,
      carriers: labels,
      trackingUrl: trackingUrl(tokens.get(one.plan.shipmentId)),
      eta: etas.get(one.plan.shipmentId) ?? null,
      revisions: revisions.get(one.plan.shipmentId) ?? [],
      timeZone: timeZoneAt(tracking.gazetteer, one.plan),
      now: clock.now(),
      erasedAt,
    });
    return erasedAt === null ? shown : withoutArea(shown);
  });
};

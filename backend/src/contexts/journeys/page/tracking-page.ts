/**
 * TrackingPageService: what the holder of a tracking link may see. City only; no name, e-mail, phone or street. Every word
 * in it is ours or the gazetteer's: of what a carrier wrote, only what has been read into the vocabulary gets through. Pure.
 */
import type { TrackingPage } from '@gantry/shared/api/tracking-page';
import { mainMerchant } from '@gantry/shared/caller';
import type { Brand } from '@gantry/shared/events/brands';
import type { Eta } from '@gantry/shared/events/eta';
import type { Scan } from '@gantry/shared/events/tracking';
import { isTimeZone } from '@gantry/shared/values/time-zone';
import { statusFacts, type TrackingStatus } from '@gantry/shared/vocabulary/tracking-status';
import { englishHeadline } from '@gantry/shared/words/headline';
import { DateTime } from 'luxon';
import { dayIn } from '../../../kernel/zoned-time.ts';
import type { TrackedShipment } from '../../tracking/public.ts';
import { isInternational, milestonesOf, readScans } from '../timeline/milestones.ts';
import { believedEstimate, legStatusOf } from '../timeline/timeline.ts';
import { type Atlas, endOf, type Town, townOf, zoneOf } from '../timeline/town.ts';
import { placeName, pointsOf } from './public-points.ts';

/** What the page shows beside the shipment's own state. `carriers` are labels of carriers by name. */
export type PageSources = {
  eta: Eta | null;
  carriers: ReadonlyMap<string, string>;
  brand: Brand | null;
  /** Numbers of other orders in the parcel. */
  alsoOrders: readonly string[];
  atlas: Atlas;
  now: Date;
};

type MappedScan = Scan & { status: TrackingStatus };
type LocatedScan = { scan: MappedScan; town: Town };

const localFace = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?/;

/** The clock of the place: as it was sent, else from the instant where the zone is known. */
const localTimeOf = ({ occurredAt, localTime }: Scan, timeZone: string | null): string | null => {
  const face = localFace.exec(localTime ?? '')?.[0];
  if (face !== undefined) return face;
  if (occurredAt === null || timeZone === null) return null;
  return DateTime.fromISO(occurredAt, { zone: timeZone }).toFormat("yyyy-MM-dd'T'HH:mm:ss");
};

const shown = ({ scan, town }: LocatedScan): TrackingPage['events'][number] => ({
  label: statusFacts[scan.status].label,
  status: scan.status,
  reason: scan.reason,
  at: scan.occurredAt,
  zone: scan.zone,
  timeZone: town.timeZone,
  localTime: localTimeOf(scan, town.timeZone),
  place: placeName(town),
  leg: scan.leg,
});

const publicEnd = ({ city, country, timeZone }: Town): TrackingPage['origin'] => ({
  city,
  country,
  timeZone: timeZone !== null && isTimeZone(timeZone) ? timeZone : null,
});

/** The estimate with its interval as days of the destination: "between Tuesday and Thursday" is what people plan by. */
const publicEta = (eta: Eta | null, zone: string): TrackingPage['eta'] =>
  eta && {
    at: eta.at,
    low: eta.low,
    high: eta.high,
    lowDay: dayIn(eta.low, zone),
    highDay: dayIn(eta.high, zone),
    confidence: eta.confidence,
    shipments: eta.evidence.shipments,
  };

const carrierDayOf = (tracked: TrackedShipment, zone: string): string | null => {
  const estimate = believedEstimate(tracked);
  if (!estimate?.believed || tracked.standing.endedAt !== null) return null;
  return estimate.day ?? (estimate.until === null ? null : dayIn(estimate.until, zone));
};

const preShipmentOf = ({ plan, createdAt }: TrackedShipment, scans: readonly Scan[]): TrackingPage['preShipment'] => {
  const first = (status: TrackingStatus): string | null =>
    scans.find((scan) => scan.status === status && scan.occurredAt !== null)?.occurredAt ?? null;
  return [
    { name: 'order_placed', at: plan.orderPlacedAt },
    { name: 'order_processing', at: first('order_processing') },
    { name: 'label_created', at: createdAt },
    { name: 'info_received', at: first('info_received') },
  ];
};

const legsOf = (
  { plan, standing }: TrackedShipment,
  scans: readonly Scan[],
  carriers: PageSources['carriers'],
): TrackingPage['legs'] => {
  const at = scans.findLast(({ status }) => status !== null)?.leg ?? plan.legs[0]?.number;
  return plan.legs.map(({ number, carrier, trackingNumber }) => ({
    number,
    carrier: carriers.get(carrier) ?? carrier,
    trackingNumber,
    status: legStatusOf(
      plan,
      scans.filter(({ leg }) => leg === number),
    ),
    current: standing.endedAt === null && number === at,
  }));
};

/** Where a brand's logo is: the version makes an address of its own, the channel is that of its merchant. */
const logoOf = ({ merchant, channel, logoVersion }: Brand): string => {
  const whose = merchant === undefined || merchant === mainMerchant ? '' : `merchant=${merchant}&`;
  return `/api/logistics/tracking/brands/${channel}/logo?${whose}v=${logoVersion}`;
};

const brandOf = (brand: Brand | null): TrackingPage['brand'] =>
  brand && {
    name: brand.name,
    accent: brand.accent,
    website: brand.website,
    supportUrl: brand.supportUrl,
    embedOrigins: brand.embedOrigins,
    logo: brand.hasLogo ? logoOf(brand) : null,
  };

/** The page's data. */
export const trackingPageOf = (tracked: TrackedShipment, seen: PageSources): TrackingPage => {
  const { plan, standing, silentSince } = tracked;
  const { atlas, now } = seen;
  const ends = { origin: endOf(atlas, plan.origin), destination: endOf(atlas, plan.destination) };
  const zone = zoneOf(ends.destination, plan);
  const scans = readScans(tracked);
  const located = scans
    .filter((scan): scan is MappedScan => scan.status !== null)
    .map((scan) => ({ scan, town: townOf(atlas, scan.place, [ends.origin, ends.destination]) }));
  const eta = standing.endedAt === null ? publicEta(seen.eta, zone) : null;
  const legs = legsOf(tracked, scans, seen.carriers);
  const leg = legs.find(({ current }) => current) ?? legs.at(-1);
  const page = {
    status: standing.status,
    reason: standing.reason,
    actionRequiredBy: standing.actionRequiredBy,
    destination: { ...publicEnd(ends.destination), timeZone: zone },
    promisedDay: plan.promise?.day ?? null,
    carrierDay: carrierDayOf(tracked, zone),
    eta,
    deliveredAt: standing.deliveredAt,
    endedAt: standing.endedAt,
    silentSince,
    events: located.map(shown).reverse(),
  };
  return {
    ...page,
    headline: englishHeadline(page, now),
    label: statusFacts[standing.status].label,
    carrier: leg?.carrier ?? '',
    trackingNumber: leg?.trackingNumber ?? '',
    origin: publicEnd(ends.origin),
    international: isInternational(plan),
    milestones: milestonesOf(tracked, { eta: seen.eta, timeZone: zone, now }),
    preShipment: preShipmentOf(tracked, scans),
    legs,
    points: pointsOf(
      ends,
      located.map(({ town }) => town),
    ),
    alsoOrders: [...seen.alsoOrders],
    proof: tracked.proof,
    brand: brandOf(seen.brand),
    updatedAt: now.toISOString(),
  };
};

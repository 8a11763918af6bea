/**
 * A parcel as the ETA model knows it. The past (ClickHouse) and the present (a plan) are both brought into this shape, and
 * only from here become what the model is given: what teaches and what asks cannot come to differ.
 */

import { coarseEnd, volumeOf } from '@gantry/analytics/facts/parcel-facts';
import type { PastParcel } from '@gantry/analytics/queries/parcel-history';
import type { Scan } from '@gantry/shared/events/tracking';
import type { JudgementBasis, Plan, Stage } from '../tracking/public.ts';
import { promiseEnd } from '../tracking/public.ts';
import type { EtaFacts, EtaPlace } from './model/eta-model.ts';

type Parcel = Omit<PastParcel, 'scans' | 'estimates'>;

export type { Parcel };

const weightOf = (packages: Plan['packages']): number | null => {
  const weights = packages.map(({ weightGrams }) => weightGrams);
  return weights.some((grams) => grams === undefined)
    ? null
    : weights.reduce<number>((sum, grams) => sum + (grams ?? 0), 0);
};

/** The parcel of a plan whose label was made at `createdAt`. */
export const parcelOf = (plan: Plan, createdAt: string): Parcel => {
  const end = (address: Plan['origin']) => ({
    country: address.country,
    state: address.state ?? null,
    city: address.city,
    ...coarseEnd(address),
  });
  return {
    shipmentId: plan.shipmentId,
    channel: plan.channel,
    warehouse: plan.warehouse,
    carrier: plan.legs[0]?.carrier ?? '',
    service: plan.legs[0]?.service ?? '',
    legs: plan.legs.length,
    origin: end(plan.origin),
    destination: end(plan.destination),
    weightGrams: weightOf(plan.packages),
    volumeCm3: volumeOf(plan.packages),
    orderPlacedAt: Date.parse(plan.orderPlacedAt),
    createdAt: Date.parse(createdAt),
    shipBy: plan.shipBy === null ? null : Date.parse(plan.shipBy),
    promisedDay: plan.promise?.day ?? null,
    promiseTimeZone: plan.promise?.timeZone ?? null,
  };
};

/** What a parcel's scans are judged by. */
export const judgedBy = ({ shipmentId, orderPlacedAt, legs }: Parcel): JudgementBasis => ({
  shipmentId,
  orderPlacedAt: new Date(orderPlacedAt).toISOString(),
  legs,
});

const placeOf = ({ country, state, postalCode, latitude, longitude }: Parcel['origin']): EtaPlace => ({
  country,
  ...(state === null ? {} : { region: state }),
  ...(postalCode === null ? {} : { postalCode }),
  ...(latitude === null || longitude === null ? {} : { latitude, longitude }),
});

const promisedBy = ({ promisedDay, promiseTimeZone }: Parcel): number | undefined =>
  promisedDay === null || promiseTimeZone === null
    ? undefined
    : promiseEnd({ day: promisedDay, timeZone: promiseTimeZone })?.getTime();

/** Facts that hold for the whole journey. Who hands it over is the warehouse, else whoever sends from that town. */
export type JourneyFacts = Omit<EtaFacts, 'stage' | 'enteredAt' | 'carrier' | 'service' | 'edd'>;
export const journeyFacts = (parcel: Parcel): JourneyFacts => {
  const { weightGrams, volumeCm3, shipBy, promiseTimeZone: timeZone } = parcel;
  const promised = promisedBy(parcel);
  return {
    orderedAt: parcel.orderPlacedAt,
    channel: parcel.channel,
    seller: parcel.warehouse ?? parcel.origin.city,
    origin: placeOf(parcel.origin),
    destination: placeOf(parcel.destination),
    ...(weightGrams === null ? {} : { weightGrams }),
    ...(volumeCm3 === null ? {} : { volumeCm3 }),
    ...(shipBy === null ? {} : { shipBy }),
    ...(promised === undefined ? {} : { promisedBy: promised }),
    ...(timeZone === null ? {} : { timeZone }),
  };
};

/** Whose hands a stage lies in: the carrier that scanned it. What service another than the first sells is not known. */
export const carriedBy = (
  parcel: Parcel,
  scan: Pick<Scan, 'carrier'> | undefined,
): Pick<EtaFacts, 'carrier' | 'service'> => {
  const carrier = scan?.carrier ?? parcel.carrier;
  return {
    ...(carrier === '' ? {} : { carrier }),
    ...(carrier === parcel.carrier && parcel.service !== '' ? { service: parcel.service } : {}),
  };
};

/** A carrier's own estimate as an instant: the end of what it said. A day ends by the promise's clock, else by UTC. */
export const eddOf = (
  { until, day, from }: { until: number | null; day: string | null; from: number | null },
  { promiseTimeZone }: Pick<Parcel, 'promiseTimeZone'>,
): number | undefined =>
  until ??
  (day === null ? undefined : promiseEnd({ day, timeZone: promiseTimeZone ?? 'UTC' })?.getTime()) ??
  from ??
  undefined;

/** The first stage of the stretch of one position that ends with the stage at `index`. */
export const positionStart = (stages: readonly Stage[], index: number): number => {
  let first = index;
  while (first > 0 && stages[first - 1]?.position === stages[index]?.position) first--;
  return first;
};

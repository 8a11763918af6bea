/**
 * A parcel as its carrier made it when it was asked to take it, and what will happen to it. The carrier knows the request
 * and its own network, nothing of the order behind it.
 */
import { address } from '@gantry/shared/values/address';
import type { Money } from '@gantry/shared/values/money';
import { z } from 'zod';
import type { ParcelRequest } from '../actor.ts';
import { dateOf, dayOf } from '../calendar.ts';
import type { Dials } from '../dials.ts';
import { type Random, randomOf, seedOf } from '../random.ts';
import { carrierNamed } from './carriers.ts';
import { type Journey, planJourney, type Transport } from './journey.ts';
import { isFast, routeBetween } from './network.ts';

export const parcel = z.object({
  carrier: z.string(),
  service: z.string(),
  reference: z.string(),
  origin: address,
  destination: address,
  weightGrams: z.number(),
  at: z.number(),
  trackingNumber: z.string(),
  /** The day on which the carrier expects to deliver, YYYY-MM-DD at the destination. */
  estimatedDay: z.string(),
  /** Everything up to here was told, whatever the world's cursor says; null while nothing was. */
  told: z.number().nullable(),
  /** When the last thing there is to tell of it is told. */
  ends: z.number(),
});
export type Parcel = z.infer<typeof parcel>;

export type CarrierWorld = { seed: string; dials: Dials };

const transportOf = (request: ParcelRequest, random: Random): Transport => ({
  route: routeBetween(request.origin, request.destination, random),
  carrier: carrierNamed(request.carrier),
  fast: isFast(request.service),
  labelAt: request.at,
});

const lastMoment = ({ scans }: Journey): number => scans.at(-1)?.at ?? 0;

/** The day a carrier names when it takes a parcel: that of a journey on which nothing goes wrong. */
const estimateFor = (transport: Transport, random: Random): string => {
  const carrier = { ...transport.carrier, trouble: 0, sundays: 0 };
  const smooth = planJourney({ ...transport, carrier }, { random, fate: { lost: 0, silent: 0, contradiction: 0 } });
  return dateOf(dayOf(lastMoment(smooth), transport.route.door));
};

/**
 * The number of a parcel: of one reference always the same. `attempt` is raised while another parcel has the number.
 */
export const numberFor = ({ seed }: CarrierWorld, { carrier, reference }: ParcelRequest, attempt = 0): string => {
  const [high, low] = [1, 2].map((part) => seedOf(seed, 'number', carrier, reference, attempt, part)) as [
    number,
    number,
  ];
  const digits = String(high % 100_000).padStart(5, '0') + String(low % 100_000).padStart(5, '0');
  return carrierNamed(carrier).number(digits);
};

/** The parcel a request makes under a number. */
export const parcelFor = (
  { seed }: CarrierWorld,
  request: ParcelRequest,
  { trackingNumber, told }: Pick<Parcel, 'trackingNumber' | 'told'>,
): Omit<Parcel, 'ends'> => ({
  ...request,
  trackingNumber,
  told,
  estimatedDay: estimateFor(
    transportOf(request, randomOf(seed, 'journey', trackingNumber)),
    randomOf(seed, 'estimate', trackingNumber),
  ),
});

/** Everything that will happen to a parcel. */
export const journeyOf = ({ seed, dials }: CarrierWorld, one: Omit<Parcel, 'ends'>): Journey => {
  const random = randomOf(seed, 'journey', one.trackingNumber);
  const transport = transportOf(one, random);
  return planJourney(transport, { random, fate: dials });
};

/** What a carrier asks for taking a parcel. */
export const priceOf = (request: ParcelRequest): Money => {
  const abroad = request.origin.country !== request.destination.country;
  const base = 380 + Math.round(request.weightGrams / 25) + (abroad ? 290 : 0);
  const amount = Math.round(base * (isFast(request.service) ? 1.6 : 1));
  return {
    amount: amount + (seedOf(request.reference) % 120),
    currency: request.origin.country === 'US' ? 'USD' : 'EUR',
  };
};

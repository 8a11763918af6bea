/** The carriers' office: it takes parcels, gives them their numbers, and knows those it has taken, and no others. */
import type { ParcelRequest } from '../actor.ts';
import type { Book } from '../book.ts';
import { dayMs } from '../calendar.ts';
import { findCarrier } from './carriers.ts';
import { type Report, reportsOf } from './faults.ts';
import type { PlannedScan } from './journey.ts';
import { type CarrierWorld, journeyOf, numberFor, type Parcel, parcelFor } from './parcel.ts';

/** What will happen to a parcel, and when the tower is told of it. */
export type Story = { scans: readonly PlannedScan[]; reports: readonly Report[] };

export type Office = {
  /** Takes a parcel; asked again for the same reference, it answers with the same parcel. */
  take(request: ParcelRequest, told: number | null): { parcel: Parcel; fresh: boolean };
  storyOf(parcel: Omit<Parcel, 'ends'>): Story;
  find(carrier: string, trackingNumber: string): Parcel | undefined;
  /** Notes that everything up to an instant was told. */
  tell(parcel: Parcel, told: number): Parcel;
  /** Forgets parcels whose story ended days ago. */
  forget(now: number): void;
};

const keyOf = (carrier: string, trackingNumber: string): string => `${carrier} ${trackingNumber}`;
const keptMs = 3 * dayMs;

/** Whether anybody may still ask for a parcel. */
export const isKept = ({ ends, told }: Parcel, now: number): boolean => Math.max(ends, told ?? now) > now - keptMs;

/** Tells stories. The newest is kept: who has just taken a parcel asks for it again. */
const createStories = (world: CarrierWorld): Office['storyOf'] => {
  let newest: { number: string; story: Story } | undefined;
  return (parcel) => {
    const { trackingNumber } = parcel;
    if (newest?.number === trackingNumber) return newest.story;
    const { scans } = journeyOf(world, parcel);
    const story = { scans, reports: reportsOf({ trackingNumber, scans }, world.seed, world.dials) };
    newest = { number: trackingNumber, story };
    return story;
  };
};

export const openOffice = (world: CarrierWorld, book: Book<Parcel>): Office => {
  const taken = (request: ParcelRequest): { known?: Parcel; trackingNumber: string } => {
    for (let attempt = 0; ; attempt++) {
      const trackingNumber = numberFor(world, request, attempt);
      const known = book.get(keyOf(request.carrier, trackingNumber));
      if (!known) return { trackingNumber };
      if (known.reference === request.reference) return { known, trackingNumber };
    }
  };
  const storyOf = createStories(world);
  return {
    storyOf,
    take: (request, told) => {
      if (!findCarrier(request.carrier)) throw new RangeError(`no carrier ${request.carrier}`);
      const { known, trackingNumber } = taken(request);
      if (known) return { parcel: known, fresh: false };
      const bare = parcelFor(world, request, { trackingNumber, told });
      const parcel = { ...bare, ends: storyOf(bare).reports.at(-1)?.at ?? request.at };
      book.set(keyOf(request.carrier, trackingNumber), parcel);
      return { parcel, fresh: true };
    },
    find: (carrier, trackingNumber) => book.get(keyOf(carrier, trackingNumber)),
    tell: (parcel, told) => {
      const next = { ...parcel, told };
      book.set(keyOf(parcel.carrier, parcel.trackingNumber), next);
      return next;
    },
    forget: (now) => {
      for (const parcel of [...book.values()])
        if (!isKept(parcel, now)) book.delete(keyOf(parcel.carrier, parcel.trackingNumber));
    },
  };
};

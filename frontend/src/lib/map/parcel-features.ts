/**
 * Parcels as map features that move between scans. Each parcel keeps one feature object whose coordinates are moved in
 * place, so that ten thousand of them cost about a millisecond a step and leave no garbage.
 */
import type { WallParcel } from '@gantry/shared/api/wall';
import { type Meaning, statusFacts } from '@gantry/shared/vocabulary/tracking-status';

export type ParcelFeature = {
  type: 'Feature';
  geometry: { type: 'Point'; coordinates: [longitude: number, latitude: number] };
  properties: { m: Meaning };
};
type Moving = { parcel: WallParcel; since: number; arriving: number | null; feature: ParcelFeature; seen: number };

export type ParcelField = {
  moving: Map<string, Moving>;
  /** Parcels that go their way: drawn small, clustered where they are dense. */
  calm: ParcelFeature[];
  /** Parcels somebody should look at: never hidden among the calm ones. */
  attention: ParcelFeature[];
  counts: Record<Meaning, number>;
  round: number;
};

const attentive: ReadonlySet<Meaning> = new Set<Meaning>(['at_risk', 'problem', 'stuck']);
/** A parcel is not shown at its goal before a scan says so. */
const furthest = 0.97;

const noCounts = (): Record<Meaning, number> => ({
  waiting: 0,
  moving: 0,
  handed_over: 0,
  customs: 0,
  delivered: 0,
  at_risk: 0,
  problem: 0,
  stuck: 0,
});

export const newField = (): ParcelField => ({
  moving: new Map(),
  calm: [],
  attention: [],
  counts: noCounts(),
  round: 0,
});

/** How far along its line a parcel is (0 to 0.97) at `now`, in epoch milliseconds. */
export const shareOf = (since: number, arriving: number | null, now: number): number => {
  if (arriving === null || arriving <= since) return 0;
  return Math.min(furthest, Math.max(0, (now - since) / (arriving - since)));
};

const enter = (parcel: WallParcel, round: number): Moving => ({
  parcel,
  since: Date.parse(parcel.since),
  arriving: parcel.arriving === null ? null : Date.parse(parcel.arriving),
  feature: {
    type: 'Feature',
    geometry: { type: 'Point', coordinates: [parcel.at.longitude, parcel.at.latitude] },
    properties: { m: statusFacts[parcel.status].meaning },
  },
  seen: round,
});

/** Takes in who is there now; call it when parcels came, changed or left. */
export const syncField = (field: ParcelField, parcels: ReadonlyMap<string, WallParcel>): void => {
  field.round += 1;
  field.calm = [];
  field.attention = [];
  field.counts = noCounts();
  for (const parcel of parcels.values()) {
    let known = field.moving.get(parcel.id);
    if (known?.parcel !== parcel) {
      known = enter(parcel, field.round);
      field.moving.set(parcel.id, known);
    }
    known.seen = field.round;
    const meaning = known.feature.properties.m;
    field.counts[meaning] += 1;
    (attentive.has(meaning) ? field.attention : field.calm).push(known.feature);
  }
  if (field.moving.size === parcels.size) return;
  for (const [id, known] of field.moving) if (known.seen !== field.round) field.moving.delete(id);
};

/** Moves every feature to where it should be at `now`. Returns the longest way any of them went, in degrees. */
export const moveField = (field: ParcelField, now: number): number => {
  let longest = 0;
  for (const { parcel, since, arriving, feature } of field.moving.values()) {
    const share = shareOf(since, arriving, now);
    const longitude = parcel.at.longitude + (parcel.to.longitude - parcel.at.longitude) * share;
    const latitude = parcel.at.latitude + (parcel.to.latitude - parcel.at.latitude) * share;
    const place = feature.geometry.coordinates;
    longest = Math.max(longest, Math.abs(place[0] - longitude), Math.abs(place[1] - latitude));
    place[0] = longitude;
    place[1] = latitude;
  }
  return longest;
};

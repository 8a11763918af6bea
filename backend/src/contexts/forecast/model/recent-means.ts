/**
 * Means that forget: how long parcels of a region, lane, seller or service have taken lately, on the scale of logarithms,
 * as it was known at a moment. A thin key leans on its parent, so a lane with two parcels says nearly what its region says.
 */
import { type DecayedMean, dayMs, type EtaFacts, type EtaPlace, type RecentMeans } from './eta-model.ts';

export type Quantity = 'lasting' | 'recent' | 'stay' | 'kept';
/** Days after which a parcel counts half. */
const halfLife: Record<Quantity, number> = { lasting: 400, recent: 45, stay: 60, kept: 20 };

const regionOf = (place: EtaPlace | undefined): string => `${place?.country ?? '?'}-${place?.region ?? '?'}`;
const knownRegion = (place: EtaPlace | undefined): boolean =>
  place?.country !== undefined || place?.region !== undefined;

/** The keys a parcel counts under; what is not known of it has no key. */
export const keysOf = (facts: EtaFacts) => {
  const { origin, destination } = facts;
  const postal = destination?.postalCode;
  return {
    all: 'all',
    to: knownRegion(destination) ? `to:${regionOf(destination)}` : undefined,
    lane:
      knownRegion(origin) && knownRegion(destination) ? `lane:${regionOf(origin)}>${regionOf(destination)}` : undefined,
    post: postal === undefined ? undefined : `post:${destination?.country ?? '?'}-${postal.slice(0, 3)}`,
    seller: facts.seller === undefined ? undefined : `seller:${facts.seller}`,
    service: facts.carrier === undefined ? undefined : `service:${facts.carrier}|${facts.service ?? ''}`,
  };
};
export type Keys = ReturnType<typeof keysOf>;

const fade = (mean: DecayedMean, at: number, quantity: Quantity): number =>
  0.5 ** (Math.max(0, at - mean.at) / dayMs / halfLife[quantity]);

/** Lets one outcome count, in time order, under each of its keys. */
export const learn = (
  means: RecentMeans,
  outcome: { quantity: Quantity; keys: Keys; value: number; at: number },
): void => {
  const { quantity, keys, value, at } = outcome;
  means[quantity] ??= {};
  const table = means[quantity];
  for (const key of Object.values(keys)) {
    if (key === undefined) continue;
    const before = table[key];
    const kept = before ? fade(before, at, quantity) : 0;
    table[key] = { sum: (before?.sum ?? 0) * kept + value, weight: (before?.weight ?? 0) * kept + 1, at };
  }
};

/** The mean of a key at an instant, leaning with `pull` parcels' weight on `parent`. */
export const meanOf = (
  means: RecentMeans,
  of: { quantity: Quantity; key: string | undefined; at: number },
  lean: { parent: number; pull: number },
): number => {
  const found = of.key === undefined ? undefined : means[of.quantity]?.[of.key];
  if (!found) return lean.parent;
  const kept = fade(found, of.at, of.quantity);
  return (found.sum * kept + lean.parent * lean.pull) / (found.weight * kept + lean.pull);
};

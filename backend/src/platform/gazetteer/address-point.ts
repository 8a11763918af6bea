/** Where an address lies that has no coordinates: where its postal code or its town does, as far as that is certain. */
import { type Address, pointOf } from '@gantry/shared/values/address';
import type { Point } from '@gantry/shared/values/geo';
import type { Gazetteer } from '../gazetteer.ts';
import { choose, near, pointOfSpot } from './choose.ts';
import { keysOf } from './names.ts';
import type { Spot } from './spot.ts';

type Lookups = Pick<Gazetteer, 'regionsOf' | 'named' | 'byPostalCode'>;

/** The codes a written state can mean in a country, whether or not it is written with the country in front. */
export const regionsIn = (gazetteer: Pick<Lookups, 'regionsOf'>, country: string, state: string | undefined) => {
  const written = state?.replace(new RegExp(`^${country}[-/ ](?=.)`, 'i'), '');
  return written ? gazetteer.regionsOf(country, written) : [];
};

/** The spots of a country that bear a town's name, under the first of its spellings that is known. */
export const bearers = (gazetteer: Pick<Lookups, 'named'>, country: string, city: string): Spot[] => {
  for (const key of keysOf(city)) {
    const spots = gazetteer.named(country, key);
    if (spots.length > 0) return spots;
  }
  return [];
};

/** The same for anything as it is written in an address: its own coordinates first. Undefined where it is not known, or its parts contradict one another. */
export const pointOfAddress = (
  gazetteer: Lookups,
  address: Pick<Address, 'city' | 'state' | 'postalCode' | 'country' | 'latitude' | 'longitude'>,
): Point | undefined => {
  const own = pointOf(address);
  if (own) return own;
  const { city, state, postalCode, country } = address;
  const area = postalCode === undefined ? undefined : gazetteer.byPostalCode(country, postalCode);
  const areaAt = area && pointOfSpot(area);
  const towns = bearers(gazetteer, country, city);
  const town = choose(towns, { regions: regionsIn(gazetteer, country, state), point: areaAt });
  const townAt = town && pointOfSpot(town);
  if (areaAt && townAt) return near(areaAt, townAt) ? areaAt : undefined;
  // A town that is known, but not where the postal code is.
  if (areaAt) return towns.length > 0 && !town ? undefined : areaAt;
  return townAt;
};

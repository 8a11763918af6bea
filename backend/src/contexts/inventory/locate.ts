/** Where an address lies: as near as can be told for choosing a warehouse, without asking anybody outside. */
import { type Address, pointOf } from '@gantry/shared/values/address';
import type { Point } from '@gantry/shared/values/geo';
import { choose, pointOfSpot } from '../../platform/gazetteer/choose.ts';
import { keysOf } from '../../platform/gazetteer/names.ts';
import type { Gazetteer } from '../../platform/gazetteer.ts';

const townPoint = (gazetteer: Gazetteer, { city, state, country }: Address): Point | undefined => {
  const regions = state === undefined ? [] : gazetteer.regionsOf(country, state);
  for (const key of keysOf(city)) {
    const spots = gazetteer.named(country, key);
    if (spots.length === 0) continue;
    const spot = choose(spots, { regions });
    return spot && pointOfSpot(spot);
  }
  return undefined;
};

const postalPoint = (gazetteer: Gazetteer, { country, postalCode }: Address): Point | undefined => {
  const spot = postalCode === undefined ? undefined : gazetteer.byPostalCode(country, postalCode);
  return spot && pointOfSpot(spot);
};

/** The address's own point, else that of its town, else that of its postal code; undefined where none is known. */
export const locate = (gazetteer: Gazetteer, address: Address): Point | undefined =>
  pointOf(address) ?? townPoint(gazetteer, address) ?? postalPoint(gazetteer, address);

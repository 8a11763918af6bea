/** Places as analysts group by them: one key for a destination, one for a lane. */
import type { Address } from '@gantry/shared/values/address';

/** `country-state` such as BR-SP, or the country alone when no state was sent. */
export const regionKey = (place: Pick<Address, 'country' | 'state'>): string =>
  place.state === undefined ? place.country : `${place.country}-${place.state}`;

/** Origin and destination region: `BR-SP>BR-RJ`. */
export const laneKey = (origin: Pick<Address, 'country' | 'state'>, destination: Pick<Address, 'country' | 'state'>) =>
  `${regionKey(origin)}>${regionKey(destination)}`;

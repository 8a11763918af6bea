/** An address as one writes it on paper, a line a part. */
import type { Address } from '@gantry/shared/values/address';
import { placeName } from '#lib/format.ts';

export const addressWords = (address: Address): string =>
  [
    address.name,
    address.company,
    ...(address.lines ?? []),
    [address.postalCode, placeName(address.city), address.state].filter(Boolean).join(' '),
    address.country,
    address.phone,
    address.email,
    address.residential === true ? 'A home' : undefined,
  ]
    .filter(Boolean)
    .join('\n');

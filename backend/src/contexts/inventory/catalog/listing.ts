/** A listing: what a channel calls something, and which SKU that is. State, fold, and what may happen to it. Pure. */
import { type ListingEvent, listingMapped, listingUnmapped } from '@gantry/shared/events/inventory/products';
import { fold } from '../../../kernel/decider.ts';
import { Refusal } from '../../../kernel/errors.ts';
import { derivedId } from '../../../kernel/ids.ts';

export type Listing = {
  listingId: string;
  merchant: string;
  channel: string;
  channelSku: string;
  sku: string;
  /** Units of the SKU for one of the listing. */
  quantity: number;
  mapped: boolean;
};

export type SaidListing = Pick<Listing, 'channel' | 'channelSku' | 'sku' | 'quantity'>;

export const listingIdOf = (merchant: string, { channel, channelSku }: Pick<SaidListing, 'channel' | 'channelSku'>) =>
  derivedId('lst', [merchant, channel, channelSku]);

export const evolveListing = fold<Listing, ListingEvent>({
  'inventory.listing_mapped': { begin: (said) => ({ ...said, mapped: true }) },
  'inventory.listing_unmapped': (listing) => ({ ...listing, mapped: false }),
});

/** Says which SKU a listing is. `inCatalog`: whether the merchant has such a product. */
export const mapListing =
  (merchant: string, said: SaidListing, inCatalog: boolean) =>
  (state: Listing | undefined): ListingEvent[] => {
    if (state?.mapped && state.sku === said.sku && state.quantity === said.quantity) return [];
    if (!inCatalog)
      throw new Refusal('invalid', 'invalid', 'Some fields are not valid', [
        { path: 'sku', message: 'is not in the catalog' },
      ]);
    return [listingMapped({ listingId: listingIdOf(merchant, said), merchant, ...said })];
  };

/** Takes a mapping away. `sees`: whether the caller sees the merchant. */
export const unmapListing =
  (sees: (merchant: string) => boolean) =>
  (state: Listing | undefined): ListingEvent[] => {
    if (!state || !sees(state.merchant)) throw new Refusal('missing', 'no_such_listing', 'There is no such mapping');
    return state.mapped ? [listingUnmapped({ listingId: state.listingId, merchant: state.merchant })] : [];
  };

/** A vendor of a merchant: state, fold, and what may happen to it. Pure. */
import { isDeepStrictEqual } from 'node:util';
import { type VendorEvent, type vendorContent, vendorSet } from '@gantry/shared/events/inventory/places';
import type { z } from 'zod';
import { fold } from '../../../kernel/decider.ts';
import { derivedId } from '../../../kernel/ids.ts';

type Content = z.output<typeof vendorContent>;
export type Vendor = { vendorId: string; merchant: string; vendor: string; content: Content };

export type SaidVendor = Content & { vendor: string };

export const vendorIdOf = (merchant: string, vendor: string): string => derivedId('ven', [merchant, vendor]);

export const evolveVendor = fold<Vendor, VendorEvent>({
  'inventory.vendor_set': {
    begin: ({ vendorId, merchant, vendor, ...content }) => ({ vendorId, merchant, vendor, content }),
  },
});

/** Says who a vendor is; the same words change nothing. */
export const setVendor =
  (merchant: string, { vendor, ...content }: SaidVendor) =>
  (state: Vendor | undefined): VendorEvent[] =>
    state && isDeepStrictEqual(state.content, content)
      ? []
      : [vendorSet({ vendorId: vendorIdOf(merchant, vendor), merchant, vendor, ...content })];

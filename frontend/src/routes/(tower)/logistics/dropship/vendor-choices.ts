/** Vendors to choose among, over all merchants that the viewer sees. Pure. */
import type { Vendor } from '@gantry/shared/api/inventory/places';

/** Merchants may call different vendors by the same key: such a key is one choice. */
export const vendorChoices = (
  vendors: readonly Pick<Vendor, 'vendor' | 'name'>[],
): { value: string; label: string }[] =>
  [...Map.groupBy(vendors, ({ vendor }) => vendor)].map(([value, same]) => ({
    value,
    label: [...new Set(same.map(({ name }) => name))].join(' / '),
  }));

/** Which verticals this installation has switched on: a group of settings, so it is dated, has a history and can be undone. */
import { groundVertical, type Vertical, verticals } from '@gantry/shared/vocabulary/areas';
import { z } from 'zod';
import { settingsGroup } from '../../platform/settings/group.ts';
import type { Settings } from '../../platform/settings/settings.ts';

export const verticalSwitches = settingsGroup({
  name: 'access.verticals',
  about: 'Which parts of Gantry this installation runs. What is off answers 403 and is in no sidebar; its data stays.',
  schema: z.object({
    ecommerce: z.boolean(),
    customs: z.boolean(),
    rentals: z.boolean(),
    feeds: z.boolean(),
    handoffs: z.boolean(),
  }),
  defaults: { ecommerce: true, customs: true, rentals: true, feeds: true, handoffs: true },
  fields: {
    ecommerce: 'Orders, picking, packing, shipping, returns, inventory',
    customs: 'Classification, landed cost, documents, screening',
    rentals: 'Equipment that goes out and comes back',
    feeds: 'Product feeds for marketplaces and comparison sites',
    handoffs: 'Chains of carriers that hand parcels to each other',
  },
});

/** The verticals that are on. Logistics always is: everything else stands on it. */
export const switchedOn = (settings: Pick<Settings, 'read'>): Vertical[] => {
  const switches = settings.read(verticalSwitches);
  return verticals.filter((vertical) => vertical === groundVertical || switches[vertical]);
};

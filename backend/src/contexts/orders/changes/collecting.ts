/** Where a customer collects an order: a warehouse that is open and that the order's channel may draw on. */
import { Refusal } from '../../../kernel/errors.ts';
import type { Platform } from '../../../platform/platform.ts';
import type { Inventory } from '../../inventory/public.ts';

type Needs = { platform: Pick<Platform, 'database'>; inventory: Pick<Inventory, 'warehouses' | 'rules'> };
type Collecting = { merchant: string; channel: string; pickupAt: string };

/** Throws a Refusal at `pickupAt` where nobody could collect there. */
export const insistOnPickup = async (
  { platform: { database }, inventory }: Needs,
  { merchant, channel, pickupAt }: Collecting,
): Promise<void> => {
  const isOpen = (await inventory.warehouses(database)).some(({ warehouse }) => warehouse === pickupAt);
  const [rules] = isOpen ? await inventory.rules(database, [{ merchant, channel }]) : [];
  if (isOpen && (rules?.warehouses?.includes(pickupAt) ?? true)) return;
  const message = isOpen ? `the channel ${channel} may not draw on this warehouse` : 'there is no such open warehouse';
  throw new Refusal('invalid', 'invalid', 'Some fields are not valid', [{ path: 'pickupAt', message }]);
};

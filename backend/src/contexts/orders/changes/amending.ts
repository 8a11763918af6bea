/** Amending an order by hand: listings of new lines become SKUs first, since the stock of these is held with the order. */

import type { BodyOf } from '@gantry/shared/api/endpoint';
import type { amendOrder as amendEndpoint } from '@gantry/shared/api/orders/changes';
import type { OrderLine } from '@gantry/shared/events/orders';
import { Refusal } from '../../../kernel/errors.ts';
import type { Thread } from '../../../platform/log/event-log.ts';
import { known, type Sees } from '../decide.ts';
import { catalogLines, listedIn, unmappedIn } from '../intake/lines.ts';
import type { Order } from '../order.ts';
import { orderRows } from '../store.ts';
import { amendOrder } from './amend.ts';
import { type ChangeNeeds, changeOrder, type Done } from './changing.ts';
import { insistOnPickup } from './collecting.ts';

type Body = BodyOf<typeof amendEndpoint>;

/** New lines in the catalog's words. Throws a Refusal for listings that nobody has mapped. */
const addedLines = async (
  { platform, inventory }: ChangeNeeds,
  order: Order,
  given: NonNullable<Body['addLines']>,
): Promise<OrderLine[]> => {
  const { merchant, channel } = order;
  const asked = listedIn(given).map(({ channelSku }) => ({ merchant, channel, channelSku }));
  const listings = await inventory.listings(platform.database, asked);
  const unmapped = unmappedIn(given, order, listings);
  if (unmapped.length > 0)
    throw new Refusal(
      'invalid',
      'invalid',
      'Some fields are not valid',
      unmapped.map(({ index }) => ({
        path: `addLines.${index}.channelSku`,
        message: 'the listing is not mapped: name the SKU, or map it first',
      })),
    );
  return catalogLines(given, order, listings);
};

type Amending = { orderId: string; body: Body; sees: Sees; thread: Thread };

/** Amends an order by hand. Throws a Refusal. */
export const amendByHand = async (needs: ChangeNeeds, { orderId, body, sees, thread }: Amending): Promise<Done> => {
  const { expectedVersion, addLines: given = [], ...asked } = body;
  const order = known((await orderRows.byIds(needs.platform.database, [orderId])).get(orderId), sees);
  const addLines = await addedLines(needs, order, given);
  const { merchant, channel, content } = order;
  const { pickupAt } = asked;
  if (pickupAt && pickupAt !== content.pickupAt) await insistOnPickup(needs, { merchant, channel, pickupAt });
  const shipBy = asked.shipBy == null ? asked.shipBy : new Date(asked.shipBy).toISOString();
  const named = [...addLines.map(({ sku }) => sku), ...(asked.lines ?? []).flatMap(({ sku }) => sku ?? [])];
  return changeOrder(
    needs,
    {
      orderId,
      thread,
      sees,
      expectedVersion,
      decide: (about) => amendOrder({ ...asked, shipBy, addLines }, about),
    },
    { cause: 'amended', more: named.map((sku) => ({ merchant: order.merchant, sku })) },
  );
};

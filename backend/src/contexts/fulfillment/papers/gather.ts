/** What papers are made of: fulfillment orders with their order, its seller, its channel's rules and where it leaves from. */

import { languageOfCountry } from '@gantry/shared/words/language-of-country';
import { type Choice, chooseLanguage } from '@gantry/shared/words/languages';
import { DateTime } from 'luxon';
import { Refusal } from '../../../kernel/errors.ts';
import type { Sql } from '../../../platform/database.ts';
import { placeKey } from '../../inventory/public.ts';
import { readOne } from '../collecting/changing.ts';
import type { FulfillmentOrder } from '../fulfillment-order.ts';
import type { FloorNeeds } from '../needs.ts';
import { isOpen } from '../queue/promised.ts';
import { type Sees, showWhole } from '../queue/shown.ts';
import type { Seller, SlipFacts } from './packing-slip.ts';
import type { PickListFacts, Stop } from './pick-list.ts';

/** Who sells in a channel; null where nobody has said it. */
export type ReadSeller = (sql: Sql, named: { merchant: string; channel: string }) => Promise<Seller | null>;
export type PaperNeeds = FloorNeeds & { sellerOf: ReadSeller };

type Asked = { fulfillmentId: string; sees: Sees; lang?: string | undefined };

/** Everything a slip says. */
export const gatherSlip = async (needs: PaperNeeds, { lang, ...named }: Asked): Promise<SlipFacts> => {
  const { database } = needs.platform;
  const state = await readOne(needs, named);
  const order = (await needs.orders.byIds(database, [state.orderId])).get(state.orderId);
  if (!order) throw new Refusal('missing', 'no_such_order', 'There is no such order');
  const [parts, rules, sites, seller] = await Promise.all([
    needs.orders.partsOf(database, [order]),
    needs.inventory.rules(database, [order]),
    needs.inventory.sites(database),
    needs.sellerOf(database, order),
  ]);
  const speaks: Choice =
    lang === undefined ? languageOfCountry(order.content.shipTo.country) : chooseLanguage(lang, null);
  return {
    order,
    state,
    parts: parts.get(order.orderId) ?? [],
    seller,
    site: sites.find(({ warehouse }) => warehouse === state.warehouse) ?? null,
    slipPrices: rules[0]?.slipPrices ?? false,
    returnDays: rules[0]?.returnDays ?? 0,
    speaks,
  };
};

/** Fulfillment orders that are picked together; null for whose tote is not said. */
export type Members = { fulfillmentId: string; tote: string | null }[];

/** Those that are picked in a walk. */
export const walkMembers = async ({ platform: { database } }: PaperNeeds, walkId: string): Promise<Members> => {
  const [walk] = await database.rows<{ members: Members }>('SELECT members FROM pick_walks WHERE id = $1', walkId);
  if (!walk) throw new Refusal('missing', 'no_such_walk', 'There is no such walk');
  return walk.members;
};

/** Where they all are picked. Throws a Refusal where they are not in one warehouse. */
const warehouseOf = (states: readonly FulfillmentOrder[]): string => {
  const all = new Set(states.map(({ warehouse }) => warehouse));
  const [only] = all;
  if (all.size > 1)
    throw new Refusal(
      'conflict',
      'several_warehouses',
      `They are picked in ${all.size} warehouses: one list is of one`,
    );
  if (only == null) throw new Refusal('conflict', 'nothing_to_pick', 'Nothing of it is picked in a warehouse');
  return only;
};

const stopsOf = async (needs: PaperNeeds, state: FulfillmentOrder, tote: string | null): Promise<Stop[]> => {
  if (!isOpen(state)) return [];
  const { lines } = await showWhole(needs, needs.platform.database, state);
  return lines.flatMap(({ sku, name, toPick }) =>
    toPick.map((one) => ({ ...one, sku, name, number: state.number, tote })),
  );
};

const words = new Intl.Collator('en', { numeric: true });

/** In the order of the walk: zone, aisle, shelf, bin; then by what is taken there. */
const walked = async (needs: PaperNeeds, warehouse: string, stops: readonly Stop[]): Promise<Stop[]> => {
  const places = await needs.inventory.places(
    needs.platform.database,
    stops.map(({ bin }) => ({ warehouse, bin })),
  );
  const wayTo = ({ bin, sku, lot, number }: Stop): string[] => {
    const place = places.get(placeKey({ warehouse, bin }));
    return [place?.zone ?? '', place?.aisle ?? '', place?.shelf ?? '', bin, sku, lot, number];
  };
  return [...stops].sort((a, b) => {
    const [one, other] = [wayTo(a), wayTo(b)];
    return one.reduce((order, part, i) => order || words.compare(part, other[i] ?? ''), 0);
  });
};

/** Everything a pick list says. `code`: what calls it up again. */
export const gatherPickList = async (
  needs: PaperNeeds,
  { members, code, sees }: { members: Members; code: string | null; sees: Sees },
): Promise<PickListFacts> => {
  const found: { state: FulfillmentOrder; tote: string | null; stops: Stop[] }[] = [];
  for (const { fulfillmentId, tote } of members) {
    const state = await readOne(needs, { fulfillmentId, sees });
    found.push({ state, tote, stops: await stopsOf(needs, state, tote) });
  }
  const warehouse = warehouseOf(found.map(({ state }) => state));
  const site = (await needs.inventory.sites(needs.platform.database)).find((one) => one.warehouse === warehouse);
  const zone = site?.timeZone ?? 'UTC';
  const timeOf = (at: Date): string => DateTime.fromJSDate(at, { zone }).toFormat('yyyy-MM-dd HH:mm ZZZZ');
  return {
    code: code ?? (found.length === 1 ? (found[0]?.state.fulfillmentId ?? null) : null),
    warehouse: site?.name ?? warehouse,
    printedAt: timeOf(needs.platform.clock.now()),
    members: found.map(({ state: { number, orderNumber, priority, shipBy }, tote }) => ({
      number,
      orderNumber,
      tote,
      priority,
      shipBy: shipBy === null ? null : timeOf(new Date(shipBy)),
    })),
    stops: await walked(
      needs,
      warehouse,
      found.flatMap(({ stops }) => stops),
    ),
  };
};

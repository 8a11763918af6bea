/** Fulfillment orders as people and programs read them, and one with where its units are to be picked. */
import type * as api from '@gantry/shared/api/fulfillment/orders';
import type { Allocation } from '@gantry/shared/events/orders';
import type { PickupState } from '@gantry/shared/vocabulary/fulfillment';
import { Refusal } from '../../../kernel/errors.ts';
import type { Sql } from '../../../platform/database.ts';
import { type Inventory, stockIdOf } from '../../inventory/public.ts';
import type { Orders } from '../../orders/public.ts';
import { type FulfillmentOrder, packedOf, pickedOf } from '../fulfillment-order.ts';
import type { Risk } from '../pace/pace.ts';
import type { Risks } from '../pace/risks.ts';
import { mateIdsOf, matesOf, partOf } from '../packing/sharing.ts';
import { fulfillmentRows } from '../store.ts';
import { byWalk, promisedTo } from './promised.ts';

type Shown = api.FulfillmentOrder;
type ToPick = Shown['lines'][number]['toPick'];

/** What is known of a fulfillment order beside itself. */
type Beside = {
  version: number;
  risk: Shown['risk'];
  /** Fulfillment orders that have a part in its parcels, as far as they are known. */
  mates: readonly FulfillmentOrder[];
  together: Shown['together'];
  /** Where units of a line are to be picked. */
  toPick(line: { lineId: string; sku: string }): ToPick;
};

/** Whether whoever asks sees what is a merchant’s; a foreign fulfillment order is none. */
export type Sees = (merchant: string) => boolean;

/** The fulfillment order, where there is one and whoever asks sees it. Throws a Refusal. */
export const known = (state: FulfillmentOrder | undefined, sees: Sees = () => true): FulfillmentOrder => {
  if (!state || !sees(state.merchant))
    throw new Refusal('missing', 'no_such_fulfillment_order', 'There is no such fulfillment order');
  return state;
};

/** Where a pickup stands. */
export const pickupStateOf = ({ pickup, status }: FulfillmentOrder): PickupState => {
  if (pickup?.expired) return 'expired';
  if (status === 'cancelled') return 'cancelled';
  if (pickup?.handedOverAt || status === 'shipped' || status === 'delivered' || status === 'returned')
    return 'handed_over';
  return pickup?.readyAt ? 'ready' : 'preparing';
};

const vendorOrderOf = ({ vendorOrder }: FulfillmentOrder): Shown['vendorOrder'] => {
  if (!vendorOrder) return null;
  const { state, number, reference, expectedOn, lateOn, sentAt } = vendorOrder;
  const waited = state === 'sent' || state === 'confirmed';
  return { state, number, reference, expectedOn, late: waited && lateOn.includes(expectedOn ?? ''), sentAt };
};

const mateOf = ({ fulfillmentId, number, orderId, orderNumber }: FulfillmentOrder) => ({
  fulfillmentId,
  number,
  orderId,
  orderNumber,
});

const standingIn = (state: FulfillmentOrder) => (line: FulfillmentOrder['lines'][number]) => ({
  ...line,
  pickedQuantity: pickedOf(state, line),
  packedQuantity: packedOf(state, line),
});

const show = (state: FulfillmentOrder, { version, risk, mates, together, toPick }: Beside): Shown => {
  const { picks: _, packagesOpened: __, job: ___, pickup, ...order } = state;
  return {
    ...order,
    version,
    risk,
    lines: state.lines.map((line) => ({ ...standingIn(state)(line), toPick: toPick(line) })),
    packages: state.packages.map(({ packageId, number, parcel, units, label }) => ({
      packageId,
      number,
      parcel,
      lines: units,
      label,
      sharedWith: matesOf(state, mates, packageId).map((mate) => ({
        ...mateOf(mate),
        lines: partOf(mate, packageId)?.units ?? [],
      })),
    })),
    together,
    trackingNumbers: state.packages.flatMap(({ label }) => label?.trackingNumber ?? []),
    vendorOrder: vendorOrderOf(state),
    pickup: pickup && { state: pickupStateOf(state), readyAt: pickup.readyAt, expiresAt: pickup.expiresAt },
  };
};

/** Versions of fulfillment orders: how much has happened to each. */
export const readVersions = async (sql: Sql, ids: readonly string[]): Promise<Map<string, number>> => {
  const rows = await sql.rows<{ id: string; version: number }>(
    'SELECT id, version FROM fulfillment_orders WHERE id = ANY($1::text[])',
    [...ids],
  );
  return new Map(rows.map(({ id, version }) => [id, version]));
};

const idsOf = (states: readonly FulfillmentOrder[]): string[] => states.map(({ fulfillmentId }) => fulfillmentId);

const inWords = (ms: number): string => new Date(ms).toISOString();

const riskOf = (risk: Risk | undefined): Shown['risk'] =>
  risk
    ? {
        atRisk: risk.atRisk,
        dueAt: inWords(risk.dueAt),
        projectedAt: risk.projectedAt === null ? null : inWords(risk.projectedAt),
      }
    : null;

/** Those that have parts in parcels of fulfillment orders. */
const readMates = async (sql: Sql, states: readonly FulfillmentOrder[]): Promise<FulfillmentOrder[]> => {
  const ids = [...new Set(states.flatMap(mateIdsOf))];
  return ids.length > 0 ? [...(await fulfillmentRows.byIds(sql, ids)).values()] : [];
};

/** Makes what is read of many; where their units lie is only told of one. `risks`: by id, of those that are due for something. */
export const shownOf = async (
  sql: Sql,
  states: readonly FulfillmentOrder[],
  risks: ReadonlyMap<string, Risk> = new Map(),
): Promise<(state: FulfillmentOrder) => Shown> => {
  const versions = await readVersions(sql, idsOf(states));
  const mates = await readMates(sql, states);
  return (state) =>
    show(state, {
      version: versions.get(state.fulfillmentId) ?? 1,
      risk: riskOf(risks.get(state.fulfillmentId)),
      mates,
      together: [],
      toPick: () => [],
    });
};

/** `risks`: where whoever shows one says whether it will be late. */
type Needs = { inventory: Inventory; orders: Orders; risks?: Pick<Risks, 'of'> };

/** The day on which units of a lot expire. */
const expiryOf = async (
  { inventory }: Needs,
  sql: Sql,
  { merchant, units }: { merchant: string; units: readonly Allocation[] },
) => {
  const ids = [...new Set(units.map(({ sku }) => stockIdOf(merchant, sku)))];
  const stocks = await inventory.stocks(sql, ids);
  return ({ sku, lot }: Allocation): string | null =>
    stocks.get(stockIdOf(merchant, sku))?.lots.find((one) => one.lot === lot)?.expiresOn ?? null;
};

/** Every fulfillment order of an order, in the order in which they were planned. */
export const siblingsOf = (sql: Sql, { orderId }: Pick<FulfillmentOrder, 'orderId'>): Promise<FulfillmentOrder[]> =>
  fulfillmentRows.list(sql, 'WHERE order_id = $1 ORDER BY planned_at, id', orderId);

/** Units that it still has to pick, where they are promised, in the order of the walk. */
export const toPickOf = async (needs: Needs, sql: Sql, state: FulfillmentOrder): Promise<Allocation[]> => {
  const order = (await needs.orders.floor.standing(sql, [state.orderId])).get(state.orderId);
  const allocations = order?.allocations ?? [];
  const places = await needs.inventory.places(sql, allocations);
  const sorted = [...allocations].sort(byWalk(places));
  return promisedTo(await siblingsOf(sql, state), sorted).get(state.fulfillmentId) ?? [];
};

const mergedThere = `WHERE order_id = ANY($1::text[]) AND warehouse = $2 AND kind = 'ship' AND open ORDER BY planned_at, id`;

/** What of the orders that its own is merged with leaves from the same warehouse. */
const togetherOf = async ({ orders }: Needs, sql: Sql, state: FulfillmentOrder): Promise<Shown['together']> => {
  const { orderId, warehouse, kind } = state;
  if (kind !== 'ship' || warehouse === null) return [];
  const merged = (await orders.mergedWith(sql, [orderId])).get(orderId) ?? [];
  if (merged.length === 0) return [];
  const found = await fulfillmentRows.list(sql, mergedThere, merged, warehouse);
  return found.map((one) => ({
    ...mateOf(one),
    status: one.status,
    held: one.held,
    lines: one.lines.map(standingIn(one)),
  }));
};

/** One as it is read, with where its units are to be picked. */
export const showWhole = async (needs: Needs, sql: Sql, state: FulfillmentOrder): Promise<Shown> => {
  const units = await toPickOf(needs, sql, state);
  const expiry = await expiryOf(needs, sql, { merchant: state.merchant, units });
  const versions = await readVersions(sql, [state.fulfillmentId]);
  const risks = await needs.risks?.of({ merchants: [state.merchant], warehouse: state.warehouse });
  return show(state, {
    version: versions.get(state.fulfillmentId) ?? 1,
    risk: riskOf(risks?.get(state.fulfillmentId)),
    mates: await readMates(sql, [state]),
    together: await togetherOf(needs, sql, state),
    toPick: ({ lineId, sku }) =>
      units
        .filter((one) => one.lineId === lineId && one.sku === sku)
        .map((one) => ({ bin: one.bin, lot: one.lot, quantity: one.quantity, expiresOn: expiry(one) })),
  });
};

/** One by its id as whoever asks may read it. Throws a Refusal where there is none for them. */
export const showById = async (
  needs: Needs,
  sql: Sql,
  { fulfillmentId, sees }: { fulfillmentId: string; sees: Sees },
): Promise<Shown> => {
  const found = await fulfillmentRows.byIds(sql, [fulfillmentId]);
  return showWhole(needs, sql, known(found.get(fulfillmentId), sees));
};

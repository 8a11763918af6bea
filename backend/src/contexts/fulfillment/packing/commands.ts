/** The commands of packages: each one transaction that holds whoever has a part in them, and with a label its orders and shipment. */
import type { Parcel } from '@gantry/shared/events/shipping';
import { Refusal } from '../../../kernel/errors.ts';
import { derivedId, newId } from '../../../kernel/ids.ts';
import type { Sql } from '../../../platform/database.ts';
import { type Holding, take } from '../../../platform/write/transact.ts';
import type { FulfillmentOrder } from '../fulfillment-order.ts';
import type { FloorNeeds } from '../needs.ts';
import { stationRows } from '../stations/store.ts';
import { fulfillmentRows } from '../store.ts';
import { type Bench, partsOf, type Working, workOn } from './bench.ts';
import { measurePackage, openPackage, type PackScan, packageOf, removePackage, unpackedUnits } from './packing.ts';
import { matesOf, mayShare, partOf, shareWith } from './sharing.ts';

const idOf = ({ fulfillmentId }: FulfillmentOrder): string => fulfillmentId;

/** The station where something is packed: the one named, else the one that has the fulfillment order. Throws a Refusal. */
export const stationFor = async (
  { unit: { tx }, order }: Pick<Bench, 'unit' | 'order'>,
  named: string | undefined,
): Promise<string | null> => {
  if (named === undefined) return order.station;
  const found = (await stationRows.byIds(tx, [named])).get(named);
  if (found?.warehouse === order.warehouse) return named;
  throw new Refusal('invalid', 'invalid', 'Some fields are not valid', [
    { path: 'station', message: `is no station of ${order.warehouse ?? 'where it is packed'}` },
  ]);
};

type Opening = {
  packageId?: string | undefined;
  parcel: Parcel;
  everything: boolean;
  together: boolean;
  station?: string | undefined;
};

const toPackWith = `WHERE order_id = ANY($1::text[]) AND warehouse = $2 AND status = 'packing' ORDER BY planned_at, id`;

/** What of merged orders is packed in the same warehouse now. Holds all of these orders, so that none leaves the merge meanwhile. */
const mergedWith =
  ({ orders }: FloorNeeds) =>
  async (tx: Sql, { orderId, warehouse, kind }: FulfillmentOrder): Promise<FulfillmentOrder[]> => {
    if (kind !== 'ship' || warehouse === null) return [];
    const read = async () => (await orders.mergedWith(tx, [orderId])).get(orderId) ?? [];
    const first = await read();
    if (first.length === 0) return [];
    await take(tx, orders.holding([orderId, ...first]));
    return fulfillmentRows.list(tx, toPackWith, await read(), warehouse);
  };

/** Opens a package of one, or fills it with what is left. `everything` asked of one that has nothing left is no fault of others. */
const openPart = async (
  { tell }: Bench,
  of: FulfillmentOrder,
  {
    packageId,
    parcel,
    everything,
    scan,
    alone,
  }: Omit<Opening, 'station' | 'together' | 'packageId'> & {
    packageId: string;
    scan: PackScan;
    alone: boolean;
  },
): Promise<void> => {
  const some = everything && (alone || unpackedUnits(of).length > 0);
  await tell(openPackage({ packageId, parcel, everything: some }, scan), of);
};

/** One of each order: an order knows what left of it by the parcel. */
const oneOfEach = (all: readonly FulfillmentOrder[]): FulfillmentOrder[] =>
  all.filter(({ orderId }, i) => all.findIndex((other) => other.orderId === orderId) === i);

/** Opens a package, of merged orders for all that are packed here. `opened` is false where it was there. */
export const open = (
  needs: FloorNeeds,
  working: Working,
  { station, together, ...asked }: Opening,
): Promise<{ packageId: string; opened: boolean }> =>
  workOn(needs, { ...working, ...(together ? { beside: mergedWith(needs) } : {}) }, async (bench) => {
    const { order, others, unit, tell } = bench;
    const packageId = asked.packageId ?? newId('pkg', unit.now);
    const scan = {
      // No scanner sent it: what is put in with its package is known by the package.
      clientScanId: derivedId('all', [packageId]),
      scanned: '',
      station: await stationFor(bench, station),
    };
    const known = partOf(order, packageId);
    const mates = matesOf(order, others, packageId);
    const joining =
      together && !known?.label
        ? others.filter((one) => mayShare(one) && one.warehouse === order.warehouse && !partOf(one, packageId))
        : [];
    const members = oneOfEach([order, ...mates, ...joining]);
    const parts = { ...asked, packageId, scan };
    // Whoever asks for all of it of one that is packed wants to hear so, unless there is something of others.
    const alone = members.every((one) => one === order || unpackedUnits(one).length === 0);
    await openPart(bench, order, { ...parts, alone });
    for (const one of members.slice(1)) await openPart(bench, one, { ...parts, alone: false });
    if (members.length > 1) for (const one of members) await tell(shareWith(packageId, members.map(idOf)), one);
    return { packageId, opened: known === undefined };
  });

type OfPackage = Working & { packageId: string };

export const measure = (needs: FloorNeeds, { packageId, ...working }: OfPackage, parcel: Parcel): Promise<void> =>
  workOn(needs, working, async (bench) => {
    for (const one of partsOf(bench, packageId)) await bench.tell(measurePackage(packageId, parcel), one);
  });

/** Holds the shipments of the labels that packages have. One that gets a label meanwhile is found by its decision. */
export const holdingLabels =
  ({ shipping }: Pick<FloorNeeds, 'shipping'>, packageIds: readonly string[]) =>
  ({ packages }: FulfillmentOrder): Holding =>
    shipping.floor.holdingThese(
      packages.flatMap(({ packageId, label }) => (label && packageIds.includes(packageId) ? [label.shipmentId] : [])),
    );

/** Takes a package away, all parts of it, and calls its label off. */
export const remove = (needs: FloorNeeds, { packageId, ...working }: OfPackage): Promise<void> =>
  workOn(needs, { ...working, and: holdingLabels(needs, [packageId]) }, async (bench) => {
    const { unit, order, thread, tell } = bench;
    const { label } = packageOf(order, packageId);
    for (const one of partsOf(bench, packageId)) await tell(removePackage(packageId), one);
    if (label) await needs.shipping.floor.cancel(unit, label.shipmentId, { reason: 'its package was removed', thread });
  });

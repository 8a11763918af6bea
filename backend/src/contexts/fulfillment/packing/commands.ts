/** The commands of packages: each one transaction that holds the fulfillment order, and with a label its order and shipment. */
import type { FulfillmentEvent } from '@gantry/shared/events/fulfillment';
import type { Parcel } from '@gantry/shared/events/shipping';
import { Refusal } from '../../../kernel/errors.ts';
import { derivedId, newId } from '../../../kernel/ids.ts';
import type { Thread } from '../../../platform/log/event-log.ts';
import { allDone } from '../../../platform/write/stream.ts';
import { type Holding, hold, transact, type Unit } from '../../../platform/write/transact.ts';
import type { FulfillmentOrder } from '../fulfillment-order.ts';
import type { FloorNeeds } from '../needs.ts';
import { known, type Sees } from '../queue/shown.ts';
import { stationRows } from '../stations/store.ts';
import { fulfillmentRows, fulfillmentStream } from '../store.ts';
import { measurePackage, openPackage, packageOf, removePackage } from './packing.ts';

/** Whose fulfillment order is worked on, for whom; `threadOf` makes the thread of its order. */
export type Working = { fulfillmentId: string; sees: Sees; threadOf(orderId: string): Thread };

/** The fulfillment order that a transaction works on, and how its events are told. */
export type Bench = {
  unit: Unit;
  order: FulfillmentOrder;
  thread: Thread;
  tell(decide: (order: FulfillmentOrder) => FulfillmentEvent[]): Promise<void>;
};

/** Works on a fulfillment order that its transaction holds, with whatever else `and` says. Throws a Refusal where there is none. */
export const workOn = async <T>(
  { platform, orders }: Pick<FloorNeeds, 'platform' | 'orders'>,
  { fulfillmentId, sees, threadOf, and }: Working & { and?: ((order: FulfillmentOrder) => Holding) | undefined },
  work: (bench: Bench) => Promise<T>,
): Promise<T> => {
  const before = (await fulfillmentRows.byIds(platform.database, [fulfillmentId])).get(fulfillmentId);
  const found = known(before, sees);
  const own = hold(fulfillmentStream, [fulfillmentId]);
  return transact(platform, and ? and(found).with(own) : own, async (unit) => {
    const order = known((await unit.load(fulfillmentStream, [fulfillmentId])).get(fulfillmentId), sees);
    const { orderId } = order;
    const thread = threadOf(orderId);
    const subject = (await orders.subjectsOf(unit.tx, [orderId])).get(orderId);
    return work({
      unit,
      order,
      thread,
      tell: async (decide) => {
        const command = {
          id: fulfillmentId,
          thread,
          subject,
          decide: (state: FulfillmentOrder | undefined) => decide(known(state, sees)),
        };
        allDone(await unit.apply(fulfillmentStream, [command]));
      },
    });
  });
};

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

type Opening = { packageId?: string | undefined; parcel: Parcel; everything: boolean; station?: string | undefined };

/** Opens a package. `opened` is false where it was there. */
export const open = (
  needs: FloorNeeds,
  working: Working,
  { station, ...asked }: Opening,
): Promise<{ packageId: string; opened: boolean }> =>
  workOn(needs, working, async (bench) => {
    const packageId = asked.packageId ?? newId('pkg', bench.unit.now);
    const scan = {
      // No scanner sent it: what is put in with its package is known by the package.
      clientScanId: derivedId('all', [packageId]),
      scanned: '',
      station: await stationFor(bench, station),
    };
    await bench.tell(openPackage({ ...asked, packageId }, scan));
    return { packageId, opened: !bench.order.packages.some((one) => one.packageId === packageId) };
  });

type OfPackage = Working & { packageId: string };

export const measure = (needs: FloorNeeds, { packageId, ...working }: OfPackage, parcel: Parcel): Promise<void> =>
  workOn(needs, working, ({ tell }) => tell(measurePackage(packageId, parcel)));

/** Holds the shipments of the labels that packages have. One that gets a label meanwhile is found by its decision. */
export const holdingLabels =
  ({ shipping }: Pick<FloorNeeds, 'shipping'>, packageIds: readonly string[]) =>
  ({ packages }: FulfillmentOrder): Holding =>
    shipping.floor.holdingThese(
      packages.flatMap(({ packageId, label }) => (label && packageIds.includes(packageId) ? [label.shipmentId] : [])),
    );

/** Takes a package away, and calls its label off. */
export const remove = (needs: FloorNeeds, { packageId, ...working }: OfPackage): Promise<void> =>
  workOn(needs, { ...working, and: holdingLabels(needs, [packageId]) }, async ({ unit, order, thread, tell }) => {
    const { label } = packageOf(order, packageId);
    await tell(removePackage(packageId));
    if (label) await needs.shipping.floor.cancel(unit, label.shipmentId, { reason: 'its package was removed', thread });
  });

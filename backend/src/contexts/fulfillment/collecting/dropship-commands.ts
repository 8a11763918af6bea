/** What vendors are told and tell: each a transaction about the fulfillment order and, where goods leave, about its order. */

import type { shipmentInput } from '@gantry/shared/api/shipping';
import { vendorSentAnyway } from '@gantry/shared/events/fulfillment/exceptions';
import { usualTimeZoneOf } from '@gantry/shared/values/time-zone';
import type { z } from 'zod';
import { Refusal } from '../../../kernel/errors.ts';
import type { Sql } from '../../../platform/database.ts';
import type { Vendor } from '../../inventory/public.ts';
import { linesOf, type Order } from '../../orders/public.ts';
import { exceptionIdOf, raiseException, readException, settleExceptionsOf } from '../exceptions/store.ts';
import type { FulfillmentOrder, Label } from '../fulfillment-order.ts';
import type { FloorNeeds } from '../needs.ts';
import { fulfillmentRows } from '../store.ts';
import { businessDaysAfter, todayIn } from './business-days.ts';
import { type Changing, changeOne, type Named } from './changing.ts';
import {
  confirmByVendor,
  dropshipOf,
  endOf,
  leaveVendor,
  mayLeaveWith,
  rejectByVendor,
  reportLate,
  sendToVendor,
} from './dropship.ts';
import { wholeUnits } from './whole-units.ts';

/** What is settled once it has left. */
const vendorKinds = ['late_vendor', 'vendor_rejected', 'vendor_to_stop'] as const;

/** By whose clock a vendor's days end: its own, else that of its country, else UTC. */
export const zoneOfVendor = (vendor: Vendor | undefined): string =>
  vendor?.content.timeZone ?? usualTimeZoneOf(vendor?.content.country) ?? 'UTC';

/** Who sends it, where somebody has said who that is. */
export const vendorOf = async (
  { inventory }: Pick<FloorNeeds, 'inventory'>,
  sql: Sql,
  { merchant, vendor }: Pick<FulfillmentOrder, 'merchant' | 'vendor'>,
): Promise<Vendor | undefined> => (vendor === null ? undefined : inventory.vendor(sql, { merchant, vendor }));

/** The day on which a vendor sends what it is told now: its lead time in business days; null where that is not known. */
const expectedFrom = (vendor: Vendor | undefined, now: Date): string | null => {
  const days = vendor?.content.leadTimeDays;
  return days === undefined ? null : businessDaysAfter(todayIn(now, zoneOfVendor(vendor)), days);
};

/** Sends it to its vendor. What went wrong with an earlier order to it is settled by that. */
export const send = (needs: FloorNeeds, named: Named, { expectedOn }: { expectedOn?: string | undefined }) =>
  changeOne(needs, named, async ({ unit: { tx, now }, state, tell }) => {
    const day = expectedOn ?? expectedFrom(await vendorOf(needs, tx, state), now);
    const { changed } = await tell(sendToVendor({ expectedOn: day, now }));
    if (changed) await settleExceptionsOf(tx, state, { kinds: ['late_vendor', 'vendor_rejected'], at: now });
  });

/** The vendor confirms it. */
export const confirm = (
  needs: FloorNeeds,
  named: Named,
  said: { reference?: string | undefined; expectedOn?: string | undefined },
) =>
  changeOne(needs, named, async ({ unit: { now }, tell }) => {
    await tell(confirmByVendor({ ...said, now }));
  });

/**
 * The vendor rejects it, which is somebody's to deal with; being late is settled by that. Of an order that was cancelled meanwhile
 * nothing is left to be dealt with.
 */
export const reject = (needs: FloorNeeds, named: Named, { reason }: { reason: string }) =>
  changeOne(needs, named, async ({ unit: { tx, now }, state: { orderId }, tell }) => {
    const { state, changed } = await tell(rejectByVendor({ reason, now }));
    if (!changed) return;
    await settleExceptionsOf(tx, state, { kinds: ['late_vendor', 'vendor_to_stop'], at: now });
    const order = (await needs.orders.floor.standing(tx, [orderId])).get(orderId);
    if (order?.status === 'cancelled') await tell(endOf(now));
    else await raiseException(tx, { kind: 'vendor_rejected', order: state, cause: now.toISOString(), at: now });
  });

/** Says once for a day that the vendor is late, and puts it before somebody. */
export const tellLate = (needs: FloorNeeds, named: Named, expectedOn: string) =>
  changeOne(needs, named, async ({ unit: { tx, now }, tell }) => {
    const { state, changed } = await tell(reportLate(expectedOn, now));
    if (changed) await raiseException(tx, { kind: 'late_vendor', order: state, cause: expectedOn, at: now });
  });

type Shipped = Pick<Label, 'carrier' | 'service' | 'trackingNumber'>;

/** Of vendors nothing more than a name and a country is known: a place is named by its country then. */
const originOf = (vendor: Vendor | undefined, country: string): z.output<typeof shipmentInput>['origin'] => {
  const from = vendor?.content.country ?? country;
  return { city: new Intl.DisplayNames('en', { type: 'region' }).of(from) ?? from, country: from };
};

type Units = { lineId: string; quantity: number };

/** Of what a vendor sends, what its order still waits for. Throws a Refusal where that is nothing. */
const wantedOf = (
  order: Order | undefined,
  { number, lines }: FulfillmentOrder,
): { lines: Units[]; surplus: boolean } => {
  const all = wholeUnits(lines);
  // Nothing leaves for an order that is cancelled: what refuses it says so.
  if (!order || order.status === 'cancelled') return { lines: all, surplus: false };
  const open = new Map(linesOf(order).map((line) => [line.lineId, line.open]));
  const wanted = all.flatMap(({ lineId, quantity }) => {
    const some = Math.min(quantity, open.get(lineId) ?? 0);
    return some > 0 ? [{ lineId, quantity: some }] : [];
  });
  if (wanted.length === 0)
    throw new Refusal('conflict', 'units_gone', `All of ${number} was called off: say that its vendor was stopped`);
  const units = (some: readonly Units[]): number => some.reduce((sum, { quantity }) => sum + quantity, 0);
  return { lines: wanted, surplus: units(wanted) < units(all) };
};

/**
 * Its vendor sent what was called off. The parcel is not the order's, so that no shipment is made of it: its number is told, once,
 * and put before somebody.
 */
const noteSentAnyway = async ({ unit: { tx, now }, state, tell }: Changing, said: Shipped): Promise<Refusal> => {
  const { fulfillmentId, number } = state;
  const { carrier, trackingNumber } = said;
  const cause = `${carrier} ${trackingNumber}`;
  const exceptionId = exceptionIdOf(state, 'sent_anyway', cause);
  if (!(await readException(tx, { exceptionId, merchants: null }))) {
    await tell(() => [vendorSentAnyway({ fulfillmentId, ...said }, { occurredAt: now.toISOString() })]);
    await raiseException(tx, { kind: 'sent_anyway', order: state, cause, at: now, parcel: cause });
  }
  const message = `${number} was called off: that ${cause} is on its way all the same is noted, for somebody to take it back`;
  return new Refusal('conflict', 'called_off', message);
};

/** Whether nothing of it is waited for any more. */
const isCalledOff = (state: FulfillmentOrder, order: Order | undefined): boolean =>
  dropshipOf(state).vendorOrder.state !== 'to_send' && (state.status === 'cancelled' || order?.status === 'cancelled');

/**
 * It left the vendor: its shipment is made and its goods are issued in the transaction that says so. Told again it is done once;
 * another number is refused. Of units
 * that were called off after it confirmed only those leave that its order still waits for.
 */
export const ship = async (needs: FloorNeeds, named: Named, said: Shipped): Promise<void> => {
  const { orders, shipping } = needs;
  const more = (orderId: string) => shipping.floor.holding(orderId, named.fulfillmentId);
  const refused = await changeOne(needs, { ...named, more }, async (changing) => {
    const { unit, state, of, tell } = changing;
    const { fulfillmentId, orderId } = state;
    const order = (await orders.floor.standing(unit.tx, [orderId])).get(orderId);
    if (isCalledOff(state, order)) return noteSentAnyway(changing, said);
    if (!mayLeaveWith(state, said)) return undefined;
    const { lines, surplus } = wantedOf(order, state);
    const country = order?.content.shipTo.country ?? 'US';
    const origin = originOf(await vendorOf(needs, unit.tx, state), country);
    const { plan } = await shipping.floor.create(unit, {
      input: { orderId, reference: fulfillmentId, origin, lines, packages: [{}], ...said },
      fulfillmentId,
      sees: () => true,
      thread: of.thread,
    });
    await tell(leaveVendor({ shipmentId: plan.shipmentId, ...said }, unit.now));
    await orders.floor.issue(unit, of, { shipmentId: fulfillmentId, taken: [], lines, at: unit.now.toISOString() });
    // What was called off and is sent all the same stays somebody's to take back.
    const kinds = surplus ? vendorKinds.filter((kind) => kind !== 'vendor_to_stop') : vendorKinds;
    await settleExceptionsOf(unit.tx, state, { kinds, at: unit.now });
    return undefined;
  });
  // What was noted is written, and the vendor's word refused all the same.
  if (refused) throw refused;
};

/**
 * Units of orders were called off that vendors have confirmed: they are not taken out of what the vendor sends, and somebody is to
 * stop it, or to take back what comes.
 */
export const askToStop = async (
  { platform: { database, clock } }: Pick<FloorNeeds, 'platform'>,
  orderIds: readonly string[],
  cause: string,
): Promise<void> => {
  const confirmed = await fulfillmentRows.list(
    database,
    `WHERE order_id = ANY($1::text[]) AND kind = 'dropship' AND open AND vendor_order ->> 'state' = 'confirmed'`,
    [...orderIds],
  );
  const at = clock.now();
  for (const order of confirmed) await raiseException(database, { kind: 'vendor_to_stop', order, cause, at });
};

/** Pickups: made ready, handed over, kept longer, given up; each a transaction about the fulfillment order and its order. */

import { pickedBin } from '@gantry/shared/events/inventory/places';
import type { Allocation } from '@gantry/shared/events/orders';
import { Refusal } from '../../../kernel/errors.ts';
import type { Order } from '../../orders/public.ts';
import { raiseException } from '../exceptions/store.ts';
import type { FulfillmentOrder } from '../fulfillment-order.ts';
import type { FloorNeeds } from '../needs.ts';
import { endOfDay, todayIn } from './business-days.ts';
import { type Changing, changeOne, type Named } from './changing.ts';
import { pickupKeeping } from './keeping.ts';
import { giveUp, handOver, keepLonger, makeReady, mayHandOver, pickupOf } from './pickup.ts';
import { mostTries, type PickupCodes } from './pickup-code.ts';
import { countTry, readTries } from './tries.ts';
import { wholeUnits } from './whole-units.ts';

/** By whose clock a pickup's days end: that of the warehouse where it lies. */
export const zoneOfPickup = async (
  { platform, inventory }: Pick<FloorNeeds, 'platform' | 'inventory'>,
  { warehouse }: Pick<FulfillmentOrder, 'warehouse'>,
): Promise<string> =>
  (await inventory.sites(platform.database)).find((site) => site.warehouse === warehouse)?.timeZone ?? 'UTC';

/** The end of the last day on which it is kept, by the clock of its warehouse. */
const keptUntil = async (needs: FloorNeeds, state: FulfillmentOrder, now: Date): Promise<string> => {
  const zone = await zoneOfPickup(needs, state);
  const { keepDays } = needs.settings.read(pickupKeeping);
  const last = new Date(now.getTime() + keepDays * 86_400_000);
  return endOfDay(todayIn(last, zone), zone).toISOString();
};

export const ready = (needs: FloorNeeds, named: Named, { expiresAt }: { expiresAt?: string | undefined }) =>
  changeOne(needs, named, async ({ unit: { now }, state, tell }) => {
    const until = expiresAt ?? (await keptUntil(needs, state, now));
    await tell(makeReady({ expiresAt: until, asked: expiresAt !== undefined, now }));
  });

/** Units that lie picked for it. Throws a Refusal where some of them are promised to it no more. */
const pickedFor = (order: Order, { warehouse, lines, number }: FulfillmentOrder): Allocation[] => {
  const lying = order.allocations.flatMap((one) =>
    one.warehouse === warehouse && one.bin === pickedBin ? [{ ...one }] : [],
  );
  return lines.flatMap(({ lineId, sku, quantity }) => {
    let open = quantity;
    const some = lying.flatMap((one) => {
      const count = one.lineId === lineId && one.sku === sku ? Math.min(open, one.quantity) : 0;
      open -= count;
      one.quantity -= count;
      return count > 0 ? [{ ...one, quantity: count }] : [];
    });
    if (open > 0)
      throw new Refusal('conflict', 'not_allocated', `${open} × ${sku} of ${number} are promised to its order no more`);
    return some;
  });
};

/** Hands it over and lets its goods leave, in one. */
const give = async (needs: FloorNeeds, { unit, state, of, tell }: Changing, to: string | undefined): Promise<void> => {
  const { changed } = await tell(handOver({ to, now: unit.now }));
  if (!changed) return;
  const order = (await needs.orders.floor.standing(unit.tx, [state.orderId])).get(state.orderId);
  if (!order) throw new RangeError(`there is no order ${state.orderId}`);
  const taken = pickedFor(order, state);
  const stocked = new Set(taken.map(({ lineId }) => lineId));
  const lines = wholeUnits(state.lines).filter(({ lineId }) => !stocked.has(lineId));
  await needs.orders.floor.issue(unit, of, {
    shipmentId: state.fulfillmentId,
    taken,
    lines,
    at: unit.now.toISOString(),
  });
};

const byHandOnly = (): Refusal =>
  new Refusal(
    'conflict',
    'by_hand_only',
    `A wrong code was said ${mostTries} times: hand it over by hand, with who collects it and what proves it`,
  );
const wrongCode = (left: number): Refusal =>
  left === 0
    ? byHandOnly()
    : new Refusal('conflict', 'wrong_code', `This is not its code; ${left} more ${left === 1 ? 'try' : 'tries'}`);

/** Hands it over against its code. A wrong one is counted, whatever is answered; after five nobody is asked for one any more. */
export const handOverByCode = async (
  needs: FloorNeeds & { codes: PickupCodes },
  named: Named,
  { code }: { code: string },
): Promise<void> => {
  const refusal = await changeOne(needs, named, async (changing) => {
    const { unit, state } = changing;
    if (!mayHandOver(state)) return undefined;
    const tries = await readTries(unit.tx, state.fulfillmentId);
    if (tries >= mostTries) return byHandOnly();
    if (needs.codes.matches(state.fulfillmentId, code)) {
      await give(needs, changing, undefined);
      return undefined;
    }
    // Answered rather than thrown: what is thrown takes the count back with it.
    await countTry(unit.tx, state.fulfillmentId);
    return wrongCode(mostTries - tries - 1);
  });
  if (refusal) throw refusal;
};

/** Hands it over to somebody who proved to be its customer otherwise. */
export const handOverByHand = (needs: FloorNeeds, named: Named, { to }: { to: string }) =>
  changeOne(needs, named, (changing) => give(needs, changing, to));

export const extend = (needs: FloorNeeds, named: Named, { expiresAt }: { expiresAt: string }) =>
  changeOne(needs, named, async ({ unit: { now }, tell }) => {
    await tell(keepLonger({ expiresAt, now }));
  });

/**
 * Nobody came: the fulfillment order is cancelled, its order's units are cancelled or held as the setting says, and what was
 * picked is to be put back. `due`: only where its time is over; undefined for whoever decides it by hand.
 */
export const expire = (needs: FloorNeeds, named: Named, due?: Date) =>
  changeOne(needs, named, async ({ unit, state, of, tell }) => {
    const { expiresAt } = pickupOf(state).pickup;
    if (due && (expiresAt === null || new Date(expiresAt) > due)) return;
    const { changed } = await tell(giveUp(unit.now));
    if (!changed) return;
    await raiseException(unit.tx, { kind: 'pickup_expired', order: state, cause: 'expired', at: unit.now });
    await needs.orders.floor.callOff(unit, of, {
      lines: wholeUnits(state.lines),
      how: needs.settings.read(pickupKeeping).uncollected,
      reason: `${state.number} was not collected`,
    });
  });

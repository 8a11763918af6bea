/**
 * Any sequence of what may happen to stock, refused or not: balances are the sums of the ledger, nothing is below nothing,
 * no more is reserved than is there, what orders hold is what is reserved, lots keep their cost to the cent, and the events
 * alone say it all.
 */

import type { TransferEvent } from '@gantry/shared/events/inventory/purchasing';
import type { BucketKey, Lot, StockEvent } from '@gantry/shared/events/inventory/stock';
import type { Allocation } from '@gantry/shared/events/orders';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Step, walks } from '../../../../test/stock-walk.ts';
import { noon } from '../../../../test/stock-world.ts';
import { stateAfter } from '../../../kernel/decider.ts';
import { Refusal } from '../../../kernel/errors.ts';
import { judgeCount } from '../counts/count.ts';
import { arrive, lotsOfArrival, send } from '../transfers/decide.ts';
import { evolve as evolveTransfer, type Transfer } from '../transfers/transfer.ts';
import { movementByHand } from './by-hand.ts';
import { type Movement, moveStock } from './decide.ts';
import { allocate, movementsOf } from './shelves.ts';
import { bucketKeyOf, dayOf, emptyStock, evolve, type Stock } from './stock.ts';
import { entriesAt, takeOff } from './taking-off.ts';

const about = { merchant: 'main', sku: 'MUG' };
const stockId = 'stk_mug';

/** A world of one SKU: its events are all that is kept, beside what orders hold and what is under way. */
const newWorld = () => ({
  log: [] as StockEvent[],
  stock: undefined as Stock | undefined,
  held: new Map<string, Allocation[]>(),
  shipped: new Map<string, Allocation[]>(),
  transfers: new Map<string, Transfer>(),
  /** Every lot there ever was, as it was told first. */
  lots: new Map<string, Lot>(),
  steps: 0,
});
type World = ReturnType<typeof newWorld>;

const timeOf = (step: number): Date => new Date(noon.getTime() + step * 1_000);
const stockIn = (world: World): Stock => world.stock ?? emptyStock({ stockId, ...about });

const applied = (world: World, movement: Movement): void => {
  const now = timeOf(world.steps);
  const back = movement.entries.flatMap(({ onHand, lot }) => (onHand > 0 ? (world.lots.get(lot) ?? []) : []));
  const lots = [...(movement.lots ?? []), ...back];
  const events = moveStock({ ...about, ...movement, lots, now, reorderPoint: 3 })(world.stock);
  world.log.push(...events);
  world.stock = stateAfter(evolve, world.stock, { facts: events, now: now.toISOString() });
  for (const lot of movement.lots ?? []) if (!world.lots.has(lot.lot)) world.lots.set(lot.lot, lot);
};

const byHand = (world: World, input: Parameters<typeof movementByHand>[0]): void =>
  applied(
    world,
    movementByHand(input, {
      stock: stockIn(world),
      known: input.lot === undefined ? undefined : world.lots.get(input.lot),
      movementId: `mov_${world.steps}`,
      now: timeOf(world.steps),
    }),
  );

const ofOrder = (
  world: World,
  doing: Parameters<typeof movementsOf>[0],
  order: string,
  some: readonly Allocation[],
): void => {
  const kind = doing === 'unship' ? 'ship' : doing;
  for (const { lineId, entries } of movementsOf(doing, some))
    applied(world, { movementId: `mov_${world.steps}_${lineId}`, kind, entries, orderId: order, lineId });
};

/** Units that moved at a place after an instant, by the log. */
const movedSince = (world: World, place: Omit<BucketKey, 'lot'> & { lot?: string | undefined }, after: Date): number =>
  world.log
    .filter((event) => event.name === 'inventory.stock_moved' && (event.occurredAt ?? '') > after.toISOString())
    .flatMap((event) => (event.name === 'inventory.stock_moved' ? event.payload.entries : []))
    .filter((one) => one.warehouse === place.warehouse && one.bin === place.bin && one.condition === place.condition)
    .filter((one) => place.lot === undefined || one.lot === place.lot)
    .reduce((sum, { onHand }) => sum + onHand, 0);

const stepped = (world: World, step: Step): void => {
  const now = timeOf(world.steps);
  if (step.kind === 'receipt') {
    const { cost, expiresOn, lot, ...rest } = step;
    const unitCost = cost === undefined ? undefined : { amount: cost, currency: 'EUR' };
    byHand(world, { sku: 'MUG', ...rest, lot, unitCost, expiresOn, receivedAt: undefined, reference: undefined });
  } else if (step.kind === 'adjust') byHand(world, { sku: 'MUG', reason: 'correction', reference: undefined, ...step });
  else if (step.kind === 'relay') byHand(world, { sku: 'MUG', reference: undefined, ...step, kind: 'transfer' });
  else if (step.kind === 'reserve') {
    const need = { lineId: '1', quantity: step.quantity, parts: [{ sku: 'MUG', stockId, perUnit: 1 }] };
    const distances = new Map([
      ['w1', 1],
      ['w2', 2],
    ]);
    const drawing = { strategy: 'proximity' as const, distances, keepBack: 0, day: dayOf(now) };
    const { taken } = allocate([need], world.stock ? [{ ...world.stock, stockId }] : [], drawing);
    ofOrder(world, 'reserve', step.order, taken);
    world.held.set(step.order, [...(world.held.get(step.order) ?? []), ...taken]);
  } else if (step.kind === 'release' || step.kind === 'ship') {
    const held = world.held.get(step.order) ?? [];
    ofOrder(world, step.kind, step.order, held);
    world.held.delete(step.order);
    if (step.kind === 'ship') world.shipped.set(step.order, held);
  } else if (step.kind === 'unship') {
    const back = world.shipped.get(step.order) ?? [];
    ofOrder(world, 'unship', step.order, back);
    world.held.set(step.order, [...(world.held.get(step.order) ?? []), ...back]);
    world.shipped.delete(step.order);
  } else if (step.kind === 'send') sent(world, step);
  else if (step.kind === 'arrive') arrived(world, step);
  else {
    const { warehouse, bin, condition, lot, counted, ago } = step;
    const place = { warehouse, bin, condition, lot };
    const countedAt = timeOf(Math.max(0, world.steps - ago));
    const known = lot === undefined ? undefined : world.lots.get(lot);
    const found = { place, counted, countedAt, moved: movedSince(world, place, countedAt), reference: 'count' };
    const { movement } = judgeCount(found, stockIn(world), { known, movementId: `mov_${world.steps}` });
    if (movement) applied(world, movement);
  }
};

const sent = (world: World, { from, to, bin, quantity }: Extract<Step, { kind: 'send' }>): void => {
  const now = timeOf(world.steps);
  const transferId = `tfr_${world.steps}`;
  const place = { warehouse: from, bin, condition: 'sellable' as const };
  const lots = takeOff(stockIn(world), place, { quantity, day: dayOf(now) });
  const inTransit = { transferId, lots };
  applied(world, { movementId: transferId, kind: 'transfer', entries: entriesAt(place, lots, -1), inTransit });
  const facts = send({ transferId, ...about, from, to, expectedOn: null, lots }, now)(undefined);
  const transfer = stateAfter(evolveTransfer, undefined, { facts, now: now.toISOString() });
  if (transfer) world.transfers.set(transferId, transfer);
};

const arrived = (world: World, { bin, kind: _, ...counted }: Extract<Step, { kind: 'arrive' }>): void => {
  const transfer = [...world.transfers.values()].find(({ state }) => state === 'in_transit');
  if (!transfer) return;
  const { transferId, to } = transfer;
  const now = timeOf(world.steps);
  const facts: TransferEvent[] = arrive({ receiptId: `r${world.steps}`, ...counted }, now)(transfer);
  const onTheWay = stockIn(world).inTransit.filter((one) => one.transferId === transferId);
  const { accepted, damaged, missing } = lotsOfArrival(onTheWay, counted);
  const gone = [...accepted, ...damaged, ...missing].map(({ lot, quantity }) => ({ lot, quantity: -quantity }));
  const entries = [
    ...entriesAt({ warehouse: to, bin, condition: 'sellable' }, accepted, 1),
    ...entriesAt({ warehouse: to, bin, condition: 'damaged' }, damaged, 1),
  ];
  if (gone.length > 0)
    applied(world, {
      movementId: `mov_${world.steps}`,
      kind: 'transfer',
      entries,
      inTransit: { transferId, lots: gone },
    });
  const after = stateAfter(evolveTransfer, transfer, { facts, now: now.toISOString() });
  if (after) world.transfers.set(transferId, after);
};

const sumsOf = (log: readonly StockEvent[]) => {
  const sums = new Map<string, { onHand: number; reserved: number }>();
  for (const event of log)
    if (event.name === 'inventory.stock_moved')
      for (const one of event.payload.entries) {
        const known = sums.get(bucketKeyOf(one)) ?? { onHand: 0, reserved: 0 };
        sums.set(bucketKeyOf(one), { onHand: known.onHand + one.onHand, reserved: known.reserved + one.reserved });
      }
  return new Map([...sums].filter(([, { onHand, reserved }]) => onHand !== 0 || reserved !== 0));
};

const costOf = (lots: ReadonlyMap<string, Lot>, units: Iterable<{ lot: string; quantity: number }>): number =>
  [...units].reduce((sum, { lot, quantity }) => sum + quantity * (lots.get(lot)?.unitCost?.amount ?? 0), 0);

const holds = (world: World): void => {
  const stock = stockIn(world);
  expect(
    new Map(stock.buckets.map((one) => [bucketKeyOf(one), { onHand: one.onHand, reserved: one.reserved }])),
  ).toEqual(sumsOf(world.log));
  for (const { onHand, reserved } of stock.buckets) {
    expect(onHand).toBeGreaterThanOrEqual(0);
    expect(reserved).toBeGreaterThanOrEqual(0);
    expect(reserved).toBeLessThanOrEqual(onHand);
  }
  const held = [...world.held.values()].flat().reduce((sum, { quantity }) => sum + quantity, 0);
  expect(stock.buckets.reduce((sum, { reserved }) => sum + reserved, 0)).toBe(held);
  for (const { lot, ...known } of stock.lots) expect({ lot, ...known }).toEqual(world.lots.get(lot));
  // What lies there and is under way has cost what the ledger's entries, by the lots as they were told first, add up to.
  const moved = world.log.flatMap((event) =>
    event.name === 'inventory.stock_moved'
      ? [
          ...event.payload.entries.map(({ lot, onHand }) => ({ lot, quantity: onHand })),
          ...(event.payload.inTransit?.lots ?? []),
        ]
      : [],
  );
  const own = new Map(stock.lots.map((one) => [one.lot, one]));
  const units = [...stock.buckets.map(({ lot, onHand }) => ({ lot, quantity: onHand })), ...stock.inTransit];
  expect(costOf(own, units)).toBe(costOf(world.lots, moved));
  if (world.log.length > 0)
    expect(stateAfter(evolve, undefined, { facts: world.log, now: noon.toISOString() })).toEqual(stock);
};

it('holds after any walk, whatever of it was refused', () => {
  let refused = 0;
  let done = 0;
  fc.assert(
    fc.property(walks(25), (steps) => {
      const world = newWorld();
      for (const step of steps) {
        world.steps++;
        const before = structuredClone({ ...world });
        try {
          stepped(world, step);
          done++;
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
          refused++;
          expect({ ...world }).toEqual(before);
        }
        holds(world);
      }
    }),
    { numRuns: 250, seed: 20261128 },
  );
  expect(refused).toBeGreaterThan(200);
  expect(done).toBeGreaterThan(1_000);
});

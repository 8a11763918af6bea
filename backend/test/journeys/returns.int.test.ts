/** Returns over HTTP: asked for, received, looked at into the ledger, paid back or replaced; and parcels that come back by themselves. */
import { isDeepStrictEqual } from 'node:util';
import { connect } from '@gantry/analytics/client';
import { issueKey } from '@gantry/shared/api/access/keys';
import { addMerchant } from '@gantry/shared/api/access/merchants';
import { saveLocation } from '@gantry/shared/api/inventory/places';
import { listBalances } from '@gantry/shared/api/inventory/stock';
import { getOrder } from '@gantry/shared/api/orders';
import type { Rma } from '@gantry/shared/api/returns/rma';
import * as api from '@gantry/shared/api/returns/staff';
import { correctShipment } from '@gantry/shared/api/tracking';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { connectCarrier, fresh, newOrder, newShipment, type OrderBody, postScans } from '../doings.ts';
import { contradictions, stockedTower } from '../stocked.ts';
import { startTestTower, type TestTower, until } from '../tower.ts';

let tower: TestTower;
let stock: Awaited<ReturnType<typeof stockedTower>>;
const house = fresh('house');
const theirs = fresh('shop').toLowerCase();
let theirKey = '';
beforeAll(async () => {
  tower = await startTestTower();
  stock = await stockedTower(tower.config);
  await stock.warehouse(house, { city: 'Sevilla', country: 'ES', latitude: 37.39, longitude: -5.98 });
  await connectCarrier(tower, { statuses: { RTS: { status: 'returned_to_sender' } } });
  await tower.call(addMerchant, { body: { merchant: theirs, name: theirs } });
  const key = await tower.call(issueKey, {
    body: { name: theirs, area: 'staff', verticals: ['ecommerce'], scopes: ['*'], merchants: [theirs] },
  });
  theirKey = key.body.secret;
});
afterAll(async () => {
  expect(await contradictions(stock.platform, 'main')).toEqual([]);
  await stock.close();
  await tower.stop();
});

type Step = z.input<(typeof api.changeReturn)['body']>;
type Line = { lineId: string; quantity: number; reason?: Rma['lines'][number]['reason'] };

const product = async (
  quantity: number,
  change: { components?: { sku: string; quantity: number }[] } = {},
): Promise<string> => {
  const sku = fresh('SKU');
  await stock.product({ sku, ...change });
  if (quantity > 0) await stock.receive({ sku, warehouse: house, quantity });
  return sku;
};
const orderOf = (lines: [sku: string, quantity: number, unitPrice?: number][], change: Partial<OrderBody> = {}) =>
  newOrder(tower, {
    lines: lines.map(([sku, quantity, unitPrice = 100], i) => ({ lineId: String(i + 1), sku, quantity, unitPrice })),
    ...change,
  });
const ask = async (orderId: string, lines: Line[], rest: object = {}) =>
  tower.call(api.requestReturn, {
    body: { orderId, lines: lines.map((line) => ({ reason: 'damaged' as const, ...line })), authorize: true, ...rest },
  });
const asked = async (orderId: string, lines: Line[], rest: object = {}): Promise<Rma> => {
  const { status, body } = await ask(orderId, lines, rest);
  expect([status, body.code]).toEqual([201, undefined]);
  return body;
};
const change = (returnId: string, body: Step) => tower.call(api.changeReturn, { params: { returnId }, body });
const step = async (returnId: string, body: Step): Promise<Rma> => {
  const answer = await change(returnId, body);
  expect([answer.status, answer.body.code]).toEqual([200, undefined]);
  return answer.body;
};
const refusal = async (returnId: string, body: Step) => {
  const answer = await change(returnId, body);
  return [answer.status, answer.body.code];
};
const returnable = async (orderId: string): Promise<number[]> =>
  (await tower.call(api.getReturnable, { params: { orderId } })).body.lines.map((line) => line.returnable);
/** Ships lines of an order, and waits until its goods have left. */
const ship = async (orderId: string, lines: { lineId: string; quantity: number }[]) => {
  const made = await newShipment(tower, { orderId, warehouse: house, lines });
  await until(
    async () =>
      (await tower.call(getOrder, { params: { orderId } })).body.shipments.includes(made.shipmentId) ? true : undefined,
    { what: `goods of ${orderId}` },
  );
  return made;
};
const shipped = async (sku: string, quantity: number, unitPrice = 100) => {
  const orderId = await orderOf([[sku, quantity, unitPrice]]);
  return { ...(await ship(orderId, [{ lineId: '1', quantity }])), orderId };
};
const receive = (returnId: string, quantity: number, rest: object = {}) =>
  step(returnId, { action: 'receive', receiptId: fresh('receipt'), lines: [{ lineId: '1', quantity }], ...rest });
/** What lies where: `bin condition`, in units. */
const lying = async (sku: string) => {
  const { body } = await tower.call(listBalances, { query: { sku } });
  return Object.fromEntries(body.items.map(({ bin, condition, onHand }) => [`${bin} ${condition}`.trim(), onHand]));
};

describe('what may come back', () => {
  it('is what was shipped, not what was ordered', async () => {
    const sku = await product(5);
    const orderId = await orderOf([[sku, 5]]);
    await ship(orderId, [{ lineId: '1', quantity: 3 }]);
    const four = await ask(orderId, [{ lineId: '1', quantity: 4 }]);
    expect([four.status, four.body.code, four.body.errors]).toEqual([
      409,
      'more_than_shipped',
      [{ path: 'lines.0.quantity', message: '3 can come back: 3 were shipped' }],
    ]);
    await asked(orderId, [{ lineId: '1', quantity: 3 }]);
    expect(await returnable(orderId)).toEqual([0]);
    const other = await orderOf([[sku, 1]]);
    expect((await ask(other, [{ lineId: '1', quantity: 1 }])).status).toBe(409);
  });
  it('is less by earlier returns, by what came of those that are closed, and more again by one that is called off', async () => {
    const sku = await product(10);
    const { orderId } = await shipped(sku, 10);
    const first = await asked(orderId, [{ lineId: '1', quantity: 5 }]);
    await receive(first.returnId, 5);
    await step(first.returnId, {
      action: 'inspect',
      inspectionId: 'i',
      units: [{ lineId: '1', quantity: 5, outcome: 'restock' }],
    });
    await step(first.returnId, { action: 'close' });
    const second = await asked(orderId, [{ lineId: '1', quantity: 3 }]);
    expect(await returnable(orderId)).toEqual([2]);
    await step(second.returnId, { action: 'cancel' });
    expect(await returnable(orderId)).toEqual([5]);
  });
  it('is not exceeded by ten that ask at once', async () => {
    const { orderId } = await shipped(await product(3), 3);
    // Two of three: of any that look at the order before another one has written, only one may have them.
    const answers = await Promise.all(Array.from({ length: 10 }, () => ask(orderId, [{ lineId: '1', quantity: 2 }])));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(9).fill(409)]);
    expect(await returnable(orderId)).toEqual([1]);
  });
  it('is asked for once under its number, and nobody else’s is seen', async () => {
    const { orderId } = await shipped(await product(2), 2);
    const number = fresh('RMA');
    const made = await asked(orderId, [{ lineId: '1', quantity: 1 }], { number });
    const again = await ask(orderId, [{ lineId: '1', quantity: 1 }], { number });
    expect([again.status, again.body.returnId]).toEqual([200, made.returnId]);
    const { returnId } = made;
    const foreign = [
      await tower.call(api.getReturn, { params: { returnId }, key: theirKey }),
      await tower.call(api.changeReturn, { params: { returnId }, body: { action: 'cancel' }, key: theirKey }),
      await tower.call(api.getReturnable, { params: { orderId }, key: theirKey }),
      await tower.call(api.requestReturn, {
        body: { orderId, lines: [{ lineId: '1', quantity: 1, reason: 'other' }] },
        key: theirKey,
      }),
    ];
    expect(foreign.map(({ status }) => status)).toEqual([404, 404, 404, 422]);
    const mine = await tower.call(api.listReturns, { query: { q: number.toLowerCase() } });
    expect(mine.body.items.map((one) => one.returnId)).toEqual([returnId]);
    expect((await tower.call(api.listReturns, { query: { q: number }, key: theirKey })).body.items).toEqual([]);
    expect((await tower.call(api.countReturns, { query: { q: number }, key: theirKey })).body.states).toEqual([]);
    expect((await tower.call(api.listReturns, { query: { q: made.dropOffCode ?? '' } })).body.items).toHaveLength(1);
  });
});

describe('what came', () => {
  it('is laid on the shelf and into the damaged bin, to the lot it left with, in one with the return', async () => {
    const sku = await product(4);
    const { orderId } = await shipped(sku, 3, 1_000);
    const { returnId, dropOffCode, warehouse } = await asked(orderId, [
      { lineId: '1', quantity: 3, reason: 'wrong_size' },
    ]);
    expect([warehouse, dropOffCode?.length]).toEqual([house, 8]);
    const first = await receive(returnId, 1);
    expect([first.state, first.lines[0]?.toReceive, first.toInspect[0]?.quantity]).toEqual(['in_transit', 2, 1]);
    const remaining = { action: 'receive' as const, receiptId: 'rest', lines: [{ lineId: '1', quantity: 2 }] };
    const came = await step(returnId, remaining);
    expect([came.state, (await step(returnId, remaining)).version]).toEqual(['received', came.version]);
    // Other numbers under a name that is known are refused, and nothing of them is booked.
    expect(await refusal(returnId, { ...remaining, complete: true })).toEqual([409, 'receipt_taken']);
    expect(await refusal(returnId, { ...remaining, lines: [{ lineId: '1', quantity: 1 }] })).toEqual([
      409,
      'receipt_taken',
    ]);
    const units = [
      { lineId: '1', quantity: 1, outcome: 'restock' as const, bin: 'A-1' },
      { lineId: '1', quantity: 1, outcome: 'damaged' as const, bin: 'D-1', note: 'torn' },
    ];
    const some = await step(returnId, { action: 'inspect', inspectionId: 'one', units });
    expect(some).toMatchObject({
      state: 'received',
      refund: { state: 'due', amount: { amount: 2_000, currency: 'EUR' } },
    });
    // The same inspection again, and more than came.
    expect((await step(returnId, { action: 'inspect', inspectionId: 'one', units })).version).toBe(some.version);
    expect(await refusal(returnId, { action: 'inspect', inspectionId: 'one', units: units.slice(1) })).toEqual([
      409,
      'inspection_taken',
    ]);
    expect(await refusal(returnId, { action: 'inspect', inspectionId: 'one', units, complete: true })).toEqual([
      409,
      'inspection_taken',
    ]);
    expect(await refusal(returnId, { action: 'inspect', inspectionId: 'two', units })).toEqual([
      409,
      'more_than_received',
    ]);
    expect(await lying(sku)).toEqual({ sellable: 1, 'A-1 sellable': 1, 'D-1 damaged': 1 });
    expect(await refusal(returnId, { action: 'close' })).toEqual([409, 'not_inspected']);
    const rest = [{ lineId: '1', quantity: 1, outcome: 'restock' as const }];
    expect((await step(returnId, { action: 'inspect', inspectionId: 'two', units: rest })).state).toBe('inspected');
    expect(await lying(sku)).toEqual({ sellable: 2, 'A-1 sellable': 1, 'D-1 damaged': 1 });
    const moved = await stock.platform.database.rows<{ kind: string; lots: string[] }>(
      `SELECT kind, array_agg(DISTINCT e->>'lot') AS lots FROM stock_movements, jsonb_array_elements(entries) e
       WHERE reference = $1 GROUP BY kind ORDER BY kind`,
      returnId,
    );
    expect(moved).toEqual([
      { kind: 'return_damaged', lots: [`${sku}-lot`] },
      { kind: 'return_restock', lots: [`${sku}-lot`] },
    ]);
    await step(returnId, { action: 'refund', state: 'sent', reference: 'P-1' });
    const closed = await step(returnId, { action: 'close' });
    expect(closed).toMatchObject({ state: 'closed', refund: { state: 'sent', paid: 3_000 } });
    expect((await step(returnId, { action: 'refund', state: 'confirmed' })).refund.state).toBe('confirmed');
  });
  it('of a kit comes in parts: one leg and one top balance with the ledger', async () => {
    const [leg, top] = [await product(6), await product(3)];
    const kit = await product(0, {
      components: [
        { sku: leg, quantity: 2 },
        { sku: top, quantity: 1 },
      ],
    });
    const { orderId } = await shipped(kit, 2);
    expect([await stock.balance(leg), await stock.balance(top)].map(({ onHand }) => onHand)).toEqual([2, 1]);
    const { returnId } = await asked(orderId, [{ lineId: '1', quantity: 1 }]);
    const came = await receive(returnId, 1);
    expect(came.toInspect.map(({ sku, quantity }) => [sku, quantity])).toEqual([
      [leg, 2],
      [top, 1],
    ]);
    const units = [leg, top].map((sku) => ({ lineId: '1', sku, quantity: 1, outcome: 'restock' as const }));
    const looked = await step(returnId, { action: 'inspect', inspectionId: 'i', units, complete: true });
    expect([looked.state, looked.refund.state]).toEqual(['inspected', 'not_due']);
    expect([await stock.balance(leg), await stock.balance(top)].map(({ onHand }) => onHand)).toEqual([3, 2]);
  });
  it('is laid into no bin that has no room, nor into one that is not there: nothing is written then', async () => {
    const shed = fresh('shed');
    await stock.warehouse(shed);
    await tower.call(saveLocation, { body: { warehouse: shed, bin: 'S-1', capacity: 1 } });
    const sku = await product(2);
    const { orderId } = await shipped(sku, 2);
    const { returnId } = await asked(orderId, [{ lineId: '1', quantity: 2 }], { warehouse: shed });
    await receive(returnId, 2);
    const into = (bin: string, quantity = 1) => ({ lineId: '1', quantity, outcome: 'restock' as const, bin });
    const look = (units: ReturnType<typeof into>[]) =>
      change(returnId, { action: 'inspect', inspectionId: 'i', units });
    const full = await look([into('S-1'), into('S-1')]);
    expect([full.status, full.body.code, (full.body.errors as { path: string }[]).map(({ path }) => path)]).toEqual([
      409,
      'over_capacity',
      ['units.0.bin', 'units.1.bin'],
    ]);
    const strange = await look([into('S-9')]);
    expect([strange.status, strange.body.errors]).toMatchObject([422, [{ path: 'units.0.bin' }]]);
    const { body } = await tower.call(api.getReturn, { params: { returnId } });
    expect([body.state, body.inspections, await lying(sku)]).toEqual(['received', [], {}]);
    expect((await look([into('S-1')])).status).toBe(200);
  });
  it('and is another thing is laid down as what it is; what nobody announced too', async () => {
    const [sku, hat, scarf] = [await product(1), await product(0), await product(0)];
    const { orderId } = await shipped(sku, 1);
    const { returnId } = await asked(orderId, [{ lineId: '1', quantity: 1, reason: 'no_longer_wanted' }]);
    await receive(returnId, 1, { unexpected: [{ sku: scarf, quantity: 2 }] });
    const looked = await step(returnId, {
      action: 'inspect',
      inspectionId: 'i',
      units: [
        { lineId: '1', sku: hat, quantity: 1, outcome: 'wrong_item', bin: 'Q-1' },
        { sku: scarf, quantity: 1, outcome: 'restock', bin: 'A-9' },
        { sku: scarf, quantity: 1, outcome: 'damaged' },
      ],
    });
    expect([looked.state, looked.refund.state, looked.toReplace]).toEqual(['inspected', 'not_due', []]);
    expect([await lying(sku), await lying(hat), await lying(scarf)]).toEqual([
      {},
      { 'Q-1 sellable': 1 },
      { 'A-9 sellable': 1, damaged: 1 },
    ]);
  });
  it('serves whoever waits for it', async () => {
    const sku = await product(1);
    const { orderId } = await shipped(sku, 1);
    const waiting = await orderOf([[sku, 1]]);
    const { returnId } = await asked(orderId, [{ lineId: '1', quantity: 1 }]);
    await receive(returnId, 1);
    await step(returnId, {
      action: 'inspect',
      inspectionId: 'i',
      units: [{ lineId: '1', quantity: 1, outcome: 'restock' }],
    });
    await until(
      async () =>
        (await tower.call(getOrder, { params: { orderId: waiting } })).body.stage === 'allocated' ? true : undefined,
      { what: 'the one that waits' },
    );
  });
});

describe('in its stead', () => {
  it('an order goes to the same address at no price, once; its unit is not paid back as well', async () => {
    const sku = await product(3);
    const { orderId } = await shipped(sku, 2, 500);
    const { returnId } = await asked(orderId, [{ lineId: '1', quantity: 2 }]);
    const partly = await receive(returnId, 1);
    expect([partly.lines[0]?.toReceive, partly.toReplace]).toEqual([1, [{ lineId: '1', quantity: 1 }]]);
    const replace = (replacementId: string): Step => ({
      action: 'replace',
      replacementId,
      lines: [{ lineId: '1', quantity: 1 }],
    });
    const gone = await step(returnId, replace('r-1'));
    expect([gone.lines[0]?.toReceive, gone.toReplace, gone.replacements.length]).toEqual([1, [], 1]);
    expect((await step(returnId, replace('r-1'))).version).toBe(gone.version);
    expect(await refusal(returnId, replace('r-2'))).toEqual([409, 'nothing_to_replace']);
    const sent = gone.replacements[0]?.orderId ?? '';
    const order = await until(
      async () => {
        const { status, body } = await tower.call(getOrder, { params: { orderId: sent } });
        return status === 200 ? body : undefined;
      },
      { what: 'the replacement' },
    );
    expect(order).toMatchObject({
      channel: 'replacement',
      total: 0,
      stage: 'allocated',
      shipTo: { name: 'Ursula Quimby', city: 'Sevilla' },
      lines: [{ sku, quantity: 1, unitPrice: 0 }],
    });
    await step(returnId, {
      action: 'inspect',
      inspectionId: 'i',
      units: [{ lineId: '1', quantity: 1, outcome: 'damaged' }],
    });
    expect(await refusal(returnId, { action: 'refund', state: 'due' })).toEqual([409, 'nothing_to_refund']);
  });
  it('money is shared over lines to the cent', async () => {
    const skus = [await product(1), await product(1)];
    const orderId = await orderOf(skus.map((sku) => [sku, 1, 100]));
    const lines = ['1', '2'].map((lineId) => ({ lineId, quantity: 1 }));
    await ship(orderId, lines);
    const { returnId } = await asked(orderId, lines);
    await step(returnId, { action: 'receive', receiptId: 'r', lines });
    const due = await step(returnId, { action: 'refund', state: 'due', amount: { amount: 103, currency: 'EUR' } });
    expect(due.refund.lines.map(({ amount }) => amount).sort()).toEqual([51, 52]);
    const tooMuch = await change(returnId, {
      action: 'refund',
      state: 'due',
      amount: { amount: 201, currency: 'EUR' },
    });
    expect([tooMuch.status, tooMuch.body.errors]).toMatchObject([422, [{ path: 'amount' }]]);
  });
});

describe('by itself', () => {
  it('a parcel that comes back opens a return, once, on its way', async () => {
    const sku = await product(3);
    const orderId = await orderOf([[sku, 3]]);
    const { number, shipmentId } = await ship(orderId, [{ lineId: '1', quantity: 2 }]);
    await postScans(
      tower,
      { number, code: 'PU', at: '2026-11-16T12:00:00Z' },
      { number, code: 'RTS', at: '2026-11-20T12:00:00Z' },
    );
    const found = await until(
      async () => {
        const { body } = await tower.call(api.listReturns, { query: { orderId } });
        return body.items.length > 0 ? body.items : undefined;
      },
      { what: 'the return of a parcel' },
    );
    expect(found).toMatchObject([
      {
        by: 'carrier',
        state: 'in_transit',
        shipmentId,
        trackingNumber: number,
        warehouse: house,
        lines: [{ lineId: '1', quantity: 2, reason: 'undeliverable' }],
      },
    ]);
    // Called off, it is not opened anew when its standing comes to be the same once more.
    await step(found[0]?.returnId ?? '', { action: 'cancel' });
    const moved = { status: 'in_transit' as const, occurredAt: '2026-11-21T12:00:00Z', note: 'it goes on' };
    await tower.call(correctShipment, { params: { shipmentId }, body: moved });
    await tower.call(correctShipment, {
      params: { shipmentId },
      body: { ...moved, status: 'returned_to_sender', occurredAt: '2026-11-22T12:00:00Z' },
    });
    const { rows } = await tower.database.query(
      `SELECT count(*)::int AS n FROM event_log WHERE stream_id = $1 AND name = 'tracking.standing_changed'
       AND payload->>'status' = 'returned_to_sender'`,
      [shipmentId],
    );
    expect(rows[0]?.n).toBe(2);
    const { orderId: other, number: next } = await shipped(await product(1), 1);
    await postScans(tower, { number: next, code: 'RTS', at: '2026-11-20T12:00:00Z' });
    await until(
      async () =>
        (await tower.call(api.listReturns, { query: { orderId: other } })).body.items.length > 0 ? true : undefined,
      { what: 'the next one' },
    );
    expect((await tower.call(api.listReturns, { query: { orderId } })).body.items).toHaveLength(1);
    expect((await tower.call(api.listReturns, { query: { q: number } })).body.items).toHaveLength(1);
  });
  it('what was allowed and never sent expires, and may be asked for again', async () => {
    const { orderId } = await shipped(await product(1), 1);
    const { returnId } = await asked(orderId, [{ lineId: '1', quantity: 1 }], { authorize: false });
    const soon = (ms: number): Date => new Date(Date.now() + ms);
    await step(returnId, { action: 'authorize', expiresAt: soon(2_000).toISOString() });
    // What the clock asks for every minute, asked for a moment after.
    const ticket = { key: fresh('tick'), thread: { correlationId: orderId }, runAt: soon(2_100) };
    await stock.platform.jobs.enqueue({ name: 'returns.expire', payload: z.object({}) }, {}, ticket);
    const body = await until(
      async () => {
        const found = (await tower.call(api.getReturn, { params: { returnId } })).body;
        return found.state === 'authorized' ? undefined : found;
      },
      { what: 'the end of a return' },
    );
    expect([body.state, await returnable(orderId)]).toEqual(['expired', [1]]);
  });
});

describe('to analysts', () => {
  it('every return above reads as it does to staff', async () => {
    const { rows } = await tower.database.query({
      text: `SELECT id, merchant, state, refund_state, (refund->>'paid')::int,
        (SELECT COALESCE(sum(value::int), 0)::int FROM jsonb_each_text(received))
        FROM returns WHERE warehouse = $1 ORDER BY id`,
      values: [house],
      rowMode: 'array',
    });
    const states = rows.map(([, , state]) => state);
    expect(states).toEqual(expect.arrayContaining(['cancelled', 'closed', 'in_transit', 'inspected', 'received']));
    const client = await connect(tower.config.clickhouseUrl ?? '');
    const told = `SELECT return_id, merchant, state, refund_state, refund_paid_minor, units_received
      FROM return_facts FINAL WHERE warehouse = {house:String} ORDER BY return_id`;
    let facts: unknown[][] = [];
    await until(
      async () => {
        facts = await client.values(told, { house });
        return isDeepStrictEqual(facts, rows) ? true : undefined;
      },
      { what: 'the facts of returns' },
    ).catch(() => expect(facts).toEqual(rows));
    await client.close();
  });
});

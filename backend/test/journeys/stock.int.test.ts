/** Stock over HTTP: received, corrected, counted, sent elsewhere, read, and what is to be bought again. */
import { saveProduct } from '@gantry/shared/api/inventory/products';
import { listReorderAlerts } from '@gantry/shared/api/inventory/purchasing';
import * as api from '@gantry/shared/api/inventory/stock';
import * as transfers from '@gantry/shared/api/inventory/transfers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { fresh } from '../doings.ts';
import { newMerchant } from '../planted-merchant.ts';
import { writeProducts, writeWarehouses } from '../stock-world.ts';
import { startTestTower, type TestAnswer, type TestTower, until } from '../tower.ts';

let tower: TestTower;
let [w1, w2, closed]: string[] = [];
beforeAll(async () => {
  tower = await startTestTower();
  [w1 = '', w2 = '', closed = ''] = [fresh('east'), fresh('west'), fresh('shut')];
  await writeWarehouses(tower.database, [w1, w2]);
  await writeWarehouses(tower.database, [closed], 'closed');
});
afterAll(() => tower?.stop());

const newSku = async (product: Parameters<typeof writeProducts>[2] = {}): Promise<string> => {
  const sku = fresh('SKU');
  await writeProducts(tower.database, [sku], product);
  return sku;
};
type Body = z.input<typeof api.movementInput>;
const move = (body: object, headers: Record<string, string> = {}) =>
  tower.call(api.moveStock, { body: { warehouse: w1, ...body } as Body, headers });
const receive = (sku: string, quantity: number, change: object = {}) =>
  move({ kind: 'receipt', sku, quantity, ...change });
const levelsOf = async (sku: string) => (await tower.call(api.listLevels, { query: { q: sku } })).body.items;
const available = async (sku: string, query: Record<string, string> = {}) =>
  (await tower.call(api.availability, { query: { sku, ...query } })).body;
const ledger = async (sku: string, query: Record<string, string | number> = {}) =>
  (await tower.call(api.listMovements, { query: { sku, ...query } })).body.items;
const count = (reference: string, countedAt: string, ...lines: object[]) =>
  tower.call(api.countStock, {
    body: {
      reference,
      countedAt,
      lines: lines.map((line) => ({ warehouse: w1, ...line })),
    } as z.input<(typeof api.countStock)['body']>,
  });

describe('a receipt', () => {
  it('makes a lot of its own with cost and day, which levels, balances and the ledger show', async () => {
    const sku = await newSku();
    const first = await receive(sku, 10, {
      bin: 'A-01',
      unitCost: { amount: 250, currency: 'EUR' },
      reference: 'note-1',
    });
    expect([first.status, first.body]).toMatchObject([201, { onHand: 10, reserved: 0, available: 10 }]);
    const named = { lot: 'batch-7', expiresOn: '2020-01-31', unitCost: { amount: 100, currency: 'USD' } };
    await receive(sku, 4, named);
    await receive(sku, 1, { condition: 'damaged', warehouse: w2 });
    expect((await receive(sku, 2, named)).body).toMatchObject({ onHand: 17, available: 10 });
    expect(await levelsOf(sku)).toEqual([
      {
        sku,
        merchant: 'main',
        name: `Name of ${sku}`,
        warehouse: w1,
        onHand: 16,
        reserved: 0,
        available: 10,
        damaged: 0,
        expired: 6,
        incoming: 0,
        value: [
          { currency: 'EUR', amount: 2_500 },
          { currency: 'USD', amount: 600 },
        ],
      },
      expect.objectContaining({ warehouse: w2, onHand: 1, available: 0, damaged: 1, expired: 0, value: [] }),
    ]);
    const { body } = await tower.call(api.listBalances, { query: { sku, warehouse: w1 ?? '' } });
    expect(body.items).toMatchObject([
      {
        bin: '',
        condition: 'sellable',
        onHand: 6,
        available: 0,
        lots: [{ lot: 'batch-7', expiresOn: '2020-01-31', onHand: 6 }],
      },
      {
        bin: 'A-01',
        onHand: 10,
        available: 10,
        lots: [{ lot: first.body.movementIds[0], unitCost: { amount: 250, currency: 'EUR' } }],
      },
    ]);
    expect(await ledger(sku, { reference: 'note-1' })).toMatchObject([
      {
        movementId: first.body.movementIds[0],
        kind: 'receipt',
        onHand: 10,
        reserved: 0,
        reference: 'note-1',
        entries: [{ bin: 'A-01' }],
      },
    ]);
  });
  it('of what cannot be received is refused by its field, and nothing is written', async () => {
    const sku = await newSku();
    const kit = await newSku({ components: [{ sku, quantity: 2 }] });
    await receive(sku, 1, { lot: 'L1', unitCost: { amount: 5, currency: 'EUR' }, expiresOn: '2090-01-31' });
    for (const [body, path] of [
      [{ sku: 'nobody-knows-it' }, 'sku'],
      [{ sku: kit }, 'sku'],
      [{ sku, warehouse: 'nowhere' }, 'warehouse'],
      [{ sku, warehouse: closed }, 'warehouse'],
      [{ sku, lot: 'L1', unitCost: { amount: 6, currency: 'EUR' } }, 'unitCost'],
      [{ sku, lot: 'L1', expiresOn: '2090-02-28' }, 'expiresOn'],
      [{ sku, receivedAt: '2199-01-01T00:00:00Z' }, 'receivedAt'],
      [{ sku, unitCost: { amount: -1, currency: 'EUR' } }, 'unitCost.amount'],
    ] as const) {
      const { status, body: answer } = await move({ kind: 'receipt', quantity: 1, ...body });
      expect([status, (answer.errors as { path: string }[] | undefined)?.map((one) => one.path)]).toEqual([
        422,
        [path],
      ]);
    }
    expect(await ledger(sku)).toHaveLength(1);
  });
  it('with an Idempotency-Key is booked once', async () => {
    const sku = await newSku();
    const headers = { 'idempotency-key': fresh('key') };
    const body = { kind: 'receipt', sku, quantity: 5 };
    const answers = [await move(body, headers), await move(body, headers)];
    expect(answers[1]?.body).toEqual(answers[0]?.body);
    expect(await levelsOf(sku)).toMatchObject([{ onHand: 5 }]);
  });
});

describe('a receipt of the caller’s name', () => {
  it('is booked once, and refused when it says something else', async () => {
    const sku = await newSku();
    const named = { receiptId: 'dock-7', lot: 'L1' };
    const [first, again] = [await receive(sku, 5, named), await receive(sku, 5, named)];
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.body).toEqual(first.body);
    expect((await receive(sku, 6, named)).body.code).toBe('receipt_taken');
    expect((await receive(await newSku(), 6, named)).status).toBe(201);
    const both = await Promise.all([receive(sku, 2, { receiptId: 'two' }), receive(sku, 2, { receiptId: 'two' })]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 201]);
    expect(await levelsOf(sku)).toMatchObject([{ onHand: 7 }]);
  });
});

describe('corrections and moves', () => {
  it('never take what is not there: 409 names the place; each leaves a line with its reason', async () => {
    const sku = await newSku();
    await receive(sku, 5, { lot: 'L1' });
    const gone = await move({ kind: 'adjust', sku, change: -6, reason: 'lost' });
    expect([gone.status, gone.body.code]).toEqual([409, 'stock_short']);
    expect(gone.body.detail).toContain(`${sku} in ${w1}: 5 on hand`);
    expect((await move({ kind: 'adjust', sku, change: -2, reason: 'sample' })).body).toMatchObject({ onHand: 3 });
    expect((await move({ kind: 'transfer', sku, toBin: 'B-1', quantity: 2, to: 'damaged' })).body).toMatchObject({
      onHand: 3,
      available: 1,
    });
    expect((await ledger(sku)).map(({ kind, reason, onHand }) => [kind, reason, onHand])).toEqual([
      ['transfer', null, 0],
      ['adjust', 'sample', -2],
      ['receipt', null, 5],
    ]);
    expect(await ledger(sku, { kind: 'adjust' })).toHaveLength(1);
  });
  it('at once are all counted: twenty take one each from twelve', async () => {
    const sku = await newSku();
    await receive(sku, 12);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => move({ kind: 'adjust', sku, change: -1, reason: 'lost' })),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(12);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(8);
    expect(await levelsOf(sku)).toMatchObject([{ onHand: 0, available: 0 }]);
  });
});

describe('a count', () => {
  it('holds as of its time: what left since stays gone, and the same reference counts once (mkt-23)', async () => {
    const sku = await newSku();
    await receive(sku, 10, { receivedAt: '2026-01-01T09:00:00Z' });
    const asOf = new Date().toISOString();
    await until(async () => new Date().toISOString() > asOf);
    await move({ kind: 'adjust', sku, change: -2, reason: 'sample' });
    const agreed = await count('file-1', asOf, { sku, counted: 10 });
    expect(agreed.body.lines).toEqual([{ outcome: 'agrees', difference: 0, onHand: 8, reason: null }]);
    const again = await count('file-1', asOf, { sku, counted: 11 });
    expect(again.body.lines).toMatchObject([{ outcome: 'unchanged', onHand: 8 }]);
    const other = await count('file-2', asOf, { sku, counted: 9 });
    expect(other.body.lines).toMatchObject([{ outcome: 'adjusted', difference: -1, onHand: 7 }]);
    // A second person counted the same shelf at the same time: what the first found is in the books by then.
    expect((await count('file-3', asOf, { sku, counted: 9 })).body.lines).toMatchObject([
      { outcome: 'agrees', onHand: 7 },
    ]);
    const before = new Date(Date.parse(asOf) - 1_000).toISOString();
    expect((await count('file-4', before, { sku, counted: 3 })).body.lines).toMatchObject([
      { outcome: 'refused', onHand: 7, reason: expect.stringContaining('was counted again as of') },
    ]);
  });
  it('answers each row for itself', async () => {
    const sku = await newSku();
    const kit = await newSku({ components: [{ sku, quantity: 2 }] });
    await receive(sku, 3, { lot: 'L1' });
    const asOf = new Date().toISOString();
    const { body } = await count(
      'rows',
      asOf,
      { sku, counted: 5 },
      { sku, counted: 5 },
      { sku: kit, counted: 1 },
      { sku: 'nobody-knows-it', counted: 1 },
      { sku, warehouse: 'nowhere', counted: 1 },
      { sku, bin: 'C-9', lot: 'L1', counted: 2 },
    );
    expect(body.lines.map(({ outcome, difference, onHand }) => [outcome, difference, onHand])).toEqual([
      ['adjusted', 2, 5],
      ['unchanged', 0, 5],
      ['refused', 0, 0],
      ['refused', 0, 0],
      ['refused', 0, 0],
      ['adjusted', 2, 2],
    ]);
    expect(body.lines[2]?.reason).toContain('is a kit');
    const ahead = await count('ahead', '2199-01-01T00:00:00Z', { sku, counted: 1 });
    expect([ahead.status, ahead.body.errors]).toEqual([422, [{ path: 'countedAt', message: 'lies ahead' }]]);
  });
  it('two at once with what leaves meanwhile lose nothing', async () => {
    const sku = await newSku();
    await receive(sku, 10, { receivedAt: '2026-01-01T09:00:00Z' });
    const asOf = '2026-01-01T10:00:00Z';
    await Promise.all([
      count('one', asOf, { sku, counted: 12 }),
      count('two', asOf, { sku, counted: 12 }),
      move({ kind: 'adjust', sku, change: -2, reason: 'sample' }),
      move({ kind: 'adjust', sku, change: -2, reason: 'sample' }),
    ]);
    expect(await levelsOf(sku)).toMatchObject([{ onHand: 8 }]);
  });
});

describe('a transfer', () => {
  const send = (sku: string, quantity: number, change: object = {}) =>
    tower.call(transfers.sendTransfer, { body: { sku, from: w1 ?? '', to: w2 ?? '', quantity, ...change } });
  const arrive = (
    transferId: string,
    body: { receiptId: string; accepted: number; damaged?: number; missing?: number },
  ) => tower.call(transfers.receiveTransfer, { params: { transferId }, body });
  it('of 10 of which 7 arrive good and 3 broken leaves 10 in all, each once (fs-027)', async () => {
    const sku = await newSku();
    await receive(sku, 12, { unitCost: { amount: 300, currency: 'EUR' } });
    const sent = await send(sku, 10, { reference: `${sku}-1`, expectedOn: '2090-05-01' });
    expect([sent.status, sent.body]).toMatchObject([201, { state: 'in_transit', quantity: 10, accepted: 0 }]);
    expect((await send(sku, 10, { reference: `${sku}-1` })).status).toBe(200);
    expect((await send(sku, 9, { reference: `${sku}-1` })).body.code).toBe('reference_taken');
    expect(await levelsOf(sku)).toMatchObject([{ warehouse: w1, onHand: 2 }]);
    const { transferId } = sent.body;
    const arrival = { receiptId: 'dock-1', accepted: 7, damaged: 3 };
    const booked = await arrive(transferId, arrival);
    expect(booked.body).toMatchObject({
      state: 'received',
      accepted: 7,
      damaged: 3,
      missing: 0,
      discrepancies: [{ receiptId: 'dock-1', kind: 'damaged', quantity: 3 }],
    });
    expect((await arrive(transferId, arrival)).body).toEqual(booked.body);
    expect((await arrive(transferId, { ...arrival, accepted: 6 })).body.code).toBe('receipt_taken');
    expect((await arrive(transferId, { ...arrival, receiptId: 'dock-2' })).body.code).toBe('transfer_short');
    expect(await levelsOf(sku)).toMatchObject([
      { warehouse: w1, onHand: 2, damaged: 0, value: [{ amount: 600 }] },
      { warehouse: w2, onHand: 10, available: 7, damaged: 3, incoming: 0, value: [{ amount: 3_000 }] },
    ]);
  });
  it('in parts shows what is still on its way, and takes what is missing off the books', async () => {
    const sku = await newSku();
    await receive(sku, 10);
    await receive(sku, 1, { warehouse: w2 });
    const { transferId } = (await send(sku, 6)).body;
    await arrive(transferId, { receiptId: 'a', accepted: 2 });
    expect(await levelsOf(sku)).toMatchObject([{ onHand: 4 }, { onHand: 3, incoming: 4 }]);
    expect((await arrive(transferId, { receiptId: 'b', accepted: 1, missing: 3 })).body).toMatchObject({
      state: 'received',
      missing: 3,
    });
    expect(await levelsOf(sku)).toMatchObject([{ onHand: 4 }, { onHand: 4, incoming: 0 }]);
    const { body } = await tower.call(transfers.listTransfers, { query: { sku, state: 'received' } });
    expect(body.items).toMatchObject([{ transferId, discrepancies: [{ kind: 'missing', quantity: 3 }] }]);
    expect(
      await tower.database.query('SELECT 1 FROM expected_supply WHERE source_id = $1', [transferId]),
    ).toMatchObject({ rowCount: 0 });
  });
  it('of what is not there, or to where it lies, is refused', async () => {
    const sku = await newSku();
    await receive(sku, 2, { lot: 'old', expiresOn: '2020-01-31' });
    expect((await send(sku, 1)).body.code).toBe('stock_short');
    expect((await send(sku, 1, { to: w1 })).body.errors).toMatchObject([{ path: 'to' }]);
    expect((await send(sku, 1, { to: closed })).body.errors).toMatchObject([{ path: 'to' }]);
    expect((await arrive('tfr_0', { receiptId: 'x', accepted: 1 })).status).toBe(404);
  });
});

describe('what is to be bought again', () => {
  const save = (sku: string, content: object) =>
    tower.call(saveProduct, { body: { sku, name: sku, ...content } as z.input<(typeof saveProduct)['body']> });
  const alertOf = async (sku: string) =>
    (await tower.call(listReorderAlerts)).body.items.find((one) => one.sku === sku);
  it('is told once from when it fell, until a receipt lifts it above', async () => {
    const sku = fresh('SKU');
    await save(sku, { reorderPoint: 5, reorderQuantity: 20 });
    await receive(sku, 10);
    expect(await alertOf(sku)).toBeUndefined();
    await move({ kind: 'adjust', sku, change: -5, reason: 'sample' });
    const raised = await alertOf(sku);
    expect(raised).toMatchObject({ available: 5, reorderPoint: 5, reorderQuantity: 20, incoming: 0 });
    await move({ kind: 'adjust', sku, change: -2, reason: 'sample' });
    expect(await alertOf(sku)).toEqual({ ...raised, available: 3 });
    expect((await tower.call(api.listLevels, { query: { q: sku, show: 'low' } })).body.items).toHaveLength(1);
    await receive(sku, 2);
    expect(await alertOf(sku)).toEqual(raised);
    await receive(sku, 1);
    expect(await alertOf(sku)).toBeUndefined();
    expect((await tower.call(api.listLevels, { query: { q: sku, show: 'low' } })).body.items).toEqual([]);
  });
  it('is judged anew when the point is changed', async () => {
    const sku = fresh('SKU');
    await save(sku, {});
    await receive(sku, 10);
    await save(sku, { reorderPoint: 12 });
    await until(async () => (await alertOf(sku))?.available === 10);
    await save(sku, { reorderPoint: 9 });
    await until(async () => (await alertOf(sku)) === undefined);
  });
});

describe('reading', () => {
  it('pages through every row once, by SKU, and finds by name, place and condition', async () => {
    const prefix = fresh('page');
    const skus = Array.from({ length: 7 }, (_, n) => `${prefix}-${n}`);
    await writeProducts(tower.database, skus);
    for (const sku of skus)
      await receive(sku, 3, {
        warehouse: sku.endsWith('3') ? w2 : w1,
        condition: sku.endsWith('5') ? 'damaged' : 'sellable',
      });
    const seen: string[] = [];
    let cursor = '';
    do {
      const page: TestAnswer<typeof api.listLevels> = await tower.call(api.listLevels, {
        query: { q: prefix, limit: 3, ...(cursor ? { cursor } : {}) },
      });
      seen.push(...page.body.items.map(({ sku }) => sku));
      cursor = page.body.nextCursor ?? '';
    } while (cursor);
    expect(seen).toEqual(skus);
    const shown = async (query: Record<string, string>) =>
      (await tower.call(api.listLevels, { query: { q: prefix, ...query } })).body.items.map(({ sku }) => sku.at(-1));
    expect(await shown({ warehouse: w2 ?? '' })).toEqual(['3']);
    expect(await shown({ show: 'damaged' })).toEqual(['5']);
    expect(await shown({ show: 'out' })).toEqual(['5']);
    expect(await shown({ show: 'expired' })).toEqual([]);
    expect(await shown({ q: `name of ${prefix}-4` })).toEqual(['4']);
    expect(await shown({ q: '%' })).toEqual([]);
    const some: string[] = [];
    do {
      const page: TestAnswer<typeof api.listBalances> = await tower.call(api.listBalances, {
        query: { limit: 200, ...(cursor ? { cursor } : {}) },
      });
      some.push(...page.body.items.map(({ sku }) => sku).filter((sku) => sku.startsWith(prefix)));
      cursor = page.body.nextCursor ?? '';
    } while (cursor);
    expect(some).toEqual(skus);
  });
  it('pages through the ledger, newest first, by place and time', async () => {
    const sku = await newSku();
    for (let n = 1; n <= 5; n++) await receive(sku, n, n === 3 ? { warehouse: w2 } : {});
    const seen: number[] = [];
    let cursor = '';
    do {
      const page: TestAnswer<typeof api.listMovements> = await tower.call(api.listMovements, {
        query: { sku, limit: 2, ...(cursor ? { cursor } : {}) },
      });
      seen.push(...page.body.items.map(({ onHand }) => onHand));
      cursor = page.body.nextCursor ?? '';
    } while (cursor);
    expect(seen).toEqual([5, 4, 3, 2, 1]);
    expect((await ledger(sku, { warehouse: w2 ?? '' })).map(({ onHand }) => onHand)).toEqual([3]);
    expect(await ledger(sku, { from: '2199-01-01T00:00:00Z' })).toEqual([]);
    expect(await ledger(sku, { orderId: 'ord_none' })).toEqual([]);
  });
  it('says what could be promised: of a kit, as a channel sees it, on a day', async () => {
    const [card, ribbon] = [await newSku(), await newSku()];
    const gift = await newSku({
      components: [
        { sku: card, quantity: 1 },
        { sku: ribbon, quantity: 2 },
      ],
    });
    await receive(card, 10);
    expect(await available(gift)).toMatchObject({ available: 0 });
    await receive(ribbon, 5, { expiresOn: '2090-01-31' });
    expect(await available(gift)).toMatchObject({
      onHand: 2,
      available: 2,
      warehouses: [{ warehouse: w1, available: 2 }],
    });
    expect(await available(gift, { on: '2090-01-31' })).toMatchObject({ available: 0 });
    const channel = fresh('shop');
    await tower.database.query(
      'INSERT INTO channel_rules (id, merchant, channel, content, version) VALUES ($1, $2, $3, $4, 1)',
      [fresh('rules'), 'main', channel, { warehouses: [w1], keepBack: 3 }],
    );
    expect(await available(gift, { channel })).toMatchObject({ available: 1 });
    expect((await tower.call(api.availability, { query: { sku: 'nobody-knows-it' } })).status).toBe(404);
  });
  it('shows nobody the stock of another merchant, and moves none of it', async () => {
    const other = await newMerchant(tower, fresh('other'), 'Others');
    const sku = await newSku();
    await receive(sku, 5);
    const { transferId } = (
      await tower.call(transfers.sendTransfer, { body: { sku, from: w1 ?? '', to: w2 ?? '', quantity: 1 } })
    ).body;
    const { key } = other;
    for (const endpoint of [api.listLevels, api.listBalances, api.listMovements, transfers.listTransfers])
      expect((await tower.call(endpoint, { key })).body.items).toEqual([]);
    expect((await tower.call(api.availability, { key, query: { sku } })).status).toBe(404);
    const body = { kind: 'adjust' as const, sku, warehouse: w1 ?? '', change: -1, reason: 'lost' as const };
    expect((await tower.call(api.moveStock, { key, body })).body.errors).toMatchObject([{ path: 'sku' }]);
    const arrival = { receiptId: 'x', accepted: 1 };
    expect((await tower.call(transfers.receiveTransfer, { key, params: { transferId }, body: arrival })).status).toBe(
      404,
    );
  });
});

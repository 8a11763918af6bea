/**
 * Stock on a real Postgres: rows are the fold of the events after every kind of movement, the database itself refuses what a
 * decision lets through, and whatever differs from the ledger is found.
 */
import type { StockEvent } from '@gantry/shared/events/inventory/stock';
import { stockMoved } from '@gantry/shared/events/inventory/stock';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Step, walks } from '../../../../test/stock-walk.ts';
import { entry, lotOf, writeProducts, writeWarehouses } from '../../../../test/stock-world.ts';
import { openTestPlatform, type TestPlatform } from '../../../../test/test-platform.ts';
import { Refusal } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import { allDone, replayed } from '../../../platform/write/stream.ts';
import { hold, transact } from '../../../platform/write/transact.ts';
import { bookCount } from '../counts/commands.ts';
import { receiveUnits, sendUnits } from '../transfers/commands.ts';
import { moveByHand } from './commands.ts';
import type { Movement } from './decide.ts';
import { holdStocks, moveStocks, readStocks } from './moving.ts';
import { judgeExpired } from './reorder.ts';
import { allocate, movementsOf } from './shelves.ts';
import { dayOf, stockIdOf } from './stock.ts';
import { stockStream } from './store.ts';
import { stockDifferences, told, verifyStock, verifyTrouble } from './verify.ts';

let test: TestPlatform;
beforeAll(async () => {
  test = await openTestPlatform();
  await writeWarehouses(test.platform.database.pool, ['w1', 'w2']);
});
afterAll(() => test?.close());

const by = { merchant: 'main', thread: (id: string) => ({ correlationId: id, actor: 'ana' }) };
const rows = <Row>(text: string, ...values: unknown[]): Promise<Row[]> =>
  test.platform.database.rows<Row>(text, ...values);

let made = 0;
/** A product of its own. */
const newSku = async (): Promise<string> => {
  const sku = `SKU-${++made}`;
  await writeProducts(test.platform.database.pool, [sku]);
  return sku;
};

const move = (sku: string, ...movements: Omit<Movement, 'movementId'>[]) => {
  const { platform } = test;
  const thread = by.thread(sku);
  return transact(platform, holdStocks([stockIdOf('main', sku)]), (unit) =>
    moveStocks(
      unit,
      movements.map((one) => ({ ...one, movementId: newId('mov', unit.now), merchant: 'main', sku, thread })),
    ),
  );
};

/** The state that the stream's events fold to. */
const folded = async (sku: string) => {
  const found = await rows<{ name: string; payload: unknown; at: Date; received: Date }>(
    'SELECT name, payload, occurred_at AS at, received_at AS received FROM event_log WHERE stream_id = $1 ORDER BY version',
    stockIdOf('main', sku),
  );
  const events = found.map(({ name, payload, at, received }) => ({
    name,
    payload,
    occurredAt: at.toISOString(),
    receivedAt: received.toISOString(),
    zone: 'given' as const,
  }));
  return replayed(stockStream, events);
};
const stored = async (sku: string) => {
  const id = stockIdOf('main', sku);
  return (await readStocks(test.platform.database, [id])).get(id);
};
const reservations = (sku: string) =>
  rows<{ orderId: string; lineId: string; warehouse: string; quantity: number }>(
    `SELECT order_id AS "orderId", line_id AS "lineId", warehouse, quantity FROM stock_reservations WHERE sku = $1
     ORDER BY order_id, line_id, warehouse`,
    sku,
  );
const insistOnFold = async (sku: string) => {
  const stock = await stored(sku);
  expect(stock).toEqual(await folded(sku));
  return stock;
};

const receive = (sku: string, change: object = {}) =>
  moveByHand(
    test.platform,
    {
      kind: 'receipt',
      sku,
      warehouse: 'w1',
      bin: '',
      quantity: 10,
      condition: 'sellable',
      unitCost: { amount: 250, currency: 'EUR' },
      ...change,
    } as Parameters<typeof moveByHand>[1],
    by,
  );
const ofOrder = (kind: Movement['kind'], entries: Movement['entries'], change: Partial<Movement> = {}) => ({
  kind,
  entries,
  orderId: 'ord_1',
  lineId: '1',
  ...change,
});

describe('rows', () => {
  it('are the fold after every kind of movement, with what orders hold beside', async () => {
    const sku = await newSku();
    const lot = 'L1';
    await receive(sku, { lot, expiresOn: '2090-01-31' });
    const kinds: [Omit<Movement, 'movementId'>, number][] = [
      [ofOrder('reserve', [entry({ reserved: 6 })]), 6],
      [ofOrder('release', [entry({ reserved: -2 })]), 4],
      [ofOrder('pick', [entry({ onHand: -1 }), entry({ bin: 'TOTE-1', onHand: 1 })]), 4],
      [ofOrder('ship', [entry({ onHand: -3, reserved: -3 })]), 1],
      [{ kind: 'return_restock', entries: [entry({ onHand: 1 })], orderId: 'ord_1', lineId: '1' }, 1],
      [
        {
          kind: 'return_damaged',
          entries: [entry({ onHand: 1, condition: 'damaged' })],
          orderId: 'ord_1',
          lineId: '1',
        },
        1,
      ],
      [{ kind: 'transfer', entries: [entry({ onHand: -2 }), entry({ onHand: 2, warehouse: 'w2', bin: 'B-2' })] }, 1],
      [{ kind: 'adjust', entries: [entry({ onHand: -1, warehouse: 'w2', bin: 'B-2' })], reason: 'lost' }, 1],
    ];
    for (const [movement, held] of kinds) {
      allDone(await move(sku, movement));
      await insistOnFold(sku);
      const promised = await reservations(sku);
      expect(promised.map(({ quantity }) => quantity)).toEqual([held]);
    }
    expect(await stored(sku)).toMatchObject({
      buckets: [
        entry({ onHand: 5, reserved: 1 }),
        entry({ bin: 'TOTE-1', onHand: 1 }),
        entry({ condition: 'damaged', onHand: 1 }),
        entry({ warehouse: 'w2', bin: 'B-2', onHand: 1 }),
      ].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
      lots: [{ lot, unitCost: { amount: 250, currency: 'EUR' }, expiresOn: '2090-01-31' }],
      warehouses: ['w1', 'w2'],
    });
    const ledger = await rows<{ kind: string; actor: string; warehouse: string | null }>(
      'SELECT kind, actor, warehouse FROM stock_movements WHERE sku = $1 ORDER BY at, id',
      sku,
    );
    expect(ledger.map(({ kind }) => kind)).toEqual(['receipt', ...kinds.map(([{ kind }]) => kind)]);
    expect(new Set(ledger.map(({ actor }) => actor))).toEqual(new Set(['ana']));
    expect(ledger.map(({ warehouse }) => warehouse)).toContain(null);
    expect(await stockDifferences(test.platform)).toEqual([]);
  });
  it('of movements in one transaction are those of the last, and each is refused for itself', async () => {
    const sku = await newSku();
    const receipt = { kind: 'receipt' as const, entries: [entry({ onHand: 3 })], lots: [lotOf()] };
    const [first, tooMany, again] = await move(
      sku,
      receipt,
      ofOrder('reserve', [entry({ reserved: 4 })]),
      receipt,
      ofOrder('reserve', [entry({ reserved: 5 })]),
      ofOrder('release', [entry({ reserved: -5 })]),
      { kind: 'adjust', entries: [entry({ onHand: -6 })], reason: 'lost' },
    );
    expect([first?.ok, tooMany?.ok, again?.ok]).toEqual([true, false, true]);
    expect(await insistOnFold(sku)).toMatchObject({ buckets: [], lots: [] });
    expect(await reservations(sku)).toEqual([]);
    expect(await rows('SELECT 1 FROM stock_lots WHERE stock_id = $1', stockIdOf('main', sku))).toHaveLength(1);
  });
  it('keep a lot after its last unit left; units that come back have its cost and its day again', async () => {
    const sku = await newSku();
    await receive(sku, { lot: 'L1', quantity: 2, expiresOn: '2090-01-31' });
    allDone(await move(sku, { kind: 'adjust', entries: [entry({ onHand: -2 })], reason: 'sample' }));
    expect(await stored(sku)).toMatchObject({ buckets: [], lots: [] });
    allDone(await move(sku, { kind: 'return_restock', entries: [entry({ onHand: 1 })] }));
    expect(await insistOnFold(sku)).toMatchObject({
      lots: [{ lot: 'L1', expiresOn: '2090-01-31', unitCost: { amount: 250, currency: 'EUR' } }],
    });
    await expect(receive(sku, { lot: 'L1', expiresOn: '2090-02-01' })).rejects.toMatchObject({
      errors: [{ path: 'expiresOn' }],
    });
  });
  it('have their lots in the order of the fold, whatever the order of texts is to Postgres', async () => {
    const sku = await newSku();
    for (const lot of ['b', 'B', 'ä', 'a-1', 'a1', '\uffee', '𝒳']) await receive(sku, { lot, quantity: 1 });
    await insistOnFold(sku);
  });
});

describe('the database', () => {
  /** Writes past every decision, as a slip of the program would. */
  const slip = (sku: string, entries: Movement['entries'], change: object = {}) => {
    const stockId = stockIdOf('main', sku);
    const moved = {
      stockId,
      merchant: 'main',
      sku,
      movementId: newId('mov'),
      kind: 'adjust',
      entries: [...entries],
      ...change,
    };
    const fact = stockMoved(moved as Parameters<typeof stockMoved>[0]) as StockEvent;
    return transact(test.platform, hold(stockStream, [stockId]), (unit) =>
      unit.apply(stockStream, [{ id: stockId, thread: by.thread(sku), decide: () => [fact] }]),
    );
  };
  it('refuses what is below nothing, promised twice, promised while damaged, or given back by nobody', async () => {
    const sku = await newSku();
    await receive(sku, { lot: 'L1', quantity: 2 });
    await receive(sku, { lot: 'L1', quantity: 2, condition: 'damaged' });
    const before = await stored(sku);
    const order = { orderId: 'ord_9', lineId: '1' };
    await expect(slip(sku, [entry({ onHand: -3 })])).rejects.toThrow(/stock_balances_on_hand/);
    await expect(slip(sku, [entry({ reserved: 3 })], order)).rejects.toThrow(/stock_balances_reserved/);
    await expect(slip(sku, [entry({ condition: 'damaged', reserved: 1 })], order)).rejects.toThrow(
      /stock_balances_promised/,
    );
    allDone(await move(sku, ofOrder('reserve', [entry({ reserved: 1 })])));
    await expect(slip(sku, [entry({ reserved: -1 })], order)).rejects.toThrow(/given back that are not there/);
    await expect(
      slip(sku, [entry({ reserved: 1 }), entry({ onHand: 1, reserved: -2 })], { orderId: 'ord_1', lineId: '1' }),
    ).resolves.toBeDefined();
    expect({ ...(await insistOnFold(sku)), buckets: before?.buckets }).toEqual(before);
  });
});

describe('what differs from the ledger', () => {
  it('is found and named: balances, reservations, lots, what is under way', async () => {
    const sku = await newSku();
    await receive(sku, { lot: 'L1', quantity: 5 });
    allDone(await move(sku, ofOrder('reserve', [entry({ reserved: 2 })])));
    expect(told(await stockDifferences(test.platform))).toBeNull();
    const change = (text: string) => test.platform.database.pool.query(text, [stockIdOf('main', sku)]);
    await change('UPDATE stock_balances SET on_hand = 7 WHERE stock_id = $1');
    expect(await stockDifferences(test.platform)).toEqual([
      { merchant: 'main', sku, what: 'on hand', place: 'w1 sellable L1', expected: 5, found: 7 },
    ]);
    await change('UPDATE stock_balances SET on_hand = 5 WHERE stock_id = $1');
    await change('UPDATE stock_reservations SET quantity = 1 WHERE stock_id = $1');
    expect(told(await stockDifferences(test.platform))).toBe(
      `Stock differs from its ledger in 1 places: ${sku} of main, reservations at w1 L1: the ledger says 2, found 1`,
    );
    await change('DELETE FROM stock_reservations WHERE stock_id = $1');
    await change('DELETE FROM stock_lots WHERE stock_id = $1');
    await change(
      `UPDATE stock_items SET in_transit = '[{"transferId": "tfr_1", "lot": "L1", "quantity": 4}]' WHERE id = $1`,
    );
    await change('DELETE FROM stock_balances WHERE stock_id = $1');
    expect((await stockDifferences(test.platform)).map(({ what, found }) => [what, found])).toEqual([
      ['in transit', 4],
      ['on hand', 0],
      ['reserved', 0],
    ]);
    for (const table of ['stock_movements', 'stock_items'])
      await change(`DELETE FROM ${table} WHERE ${table === 'stock_items' ? 'id' : 'stock_id'} = $1`);
    expect(await stockDifferences(test.platform)).toEqual([]);
  });
});

describe('the clock', () => {
  it('tells a difference where health is, and takes it back when it is gone', async () => {
    const sku = await newSku();
    await receive(sku, { lot: 'L1', quantity: 5 });
    const stockId = stockIdOf('main', sku);
    const run = () => verifyStock(test.platform).run({}, { jobId: 'job_1', attempt: 1, thread: by.thread('job_1') });
    const troubles = () => test.platform.vitals.troubles().filter(({ name }) => name === verifyTrouble);
    await run();
    expect(troubles()).toEqual([]);
    await test.platform.database.run('UPDATE stock_balances SET on_hand = 4 WHERE stock_id = $1', stockId);
    await run();
    expect(troubles()).toMatchObject([
      {
        text: `Stock differs from its ledger in 1 places: ${sku} of main, on hand at w1 sellable L1: the ledger says 5, found 4`,
      },
    ]);
    await test.platform.database.run('UPDATE stock_balances SET on_hand = 5 WHERE stock_id = $1', stockId);
    await run();
    expect(troubles()).toEqual([]);
  });
  it('raises an alert for what goes past its day, once', async () => {
    const sku = await newSku();
    await writeProducts(test.platform.database.pool, [sku], { reorderPoint: 5 });
    await receive(sku, { lot: 'fresh', quantity: 4, expiresOn: '2090-01-31' });
    await receive(sku, { lot: 'milk', quantity: 9, expiresOn: '2080-01-31' });
    const runAt = (day: string) => {
      const clock = { ...test.platform.clock, now: () => new Date(`${day}T00:00:00Z`) };
      return judgeExpired({ ...test.platform, clock }).run(
        {},
        { jobId: 'job_2', attempt: 1, thread: by.thread('job_2') },
      );
    };
    await runAt('2080-01-30');
    expect(await stored(sku)).toMatchObject({ reorderSince: null });
    await runAt('2080-01-31');
    const raised = await insistOnFold(sku);
    expect(raised).toMatchObject({ reorderSince: '2080-01-31T00:00:00.000Z' });
    await runAt('2080-02-01');
    expect(await stored(sku)).toEqual(raised);
  });
});

/** A walk's step, through the commands on the database. */
const walk = async (
  sku: string,
  step: Step,
  held: Map<string, ReturnType<typeof allocate>['taken']>,
): Promise<void> => {
  const { platform } = test;
  const now = platform.clock.now();
  if (step.kind === 'receipt') {
    const { cost, ...rest } = step;
    const unitCost = cost === undefined ? {} : { unitCost: { amount: cost, currency: 'EUR' } };
    await moveByHand(platform, { sku, ...rest, ...unitCost }, by);
  } else if (step.kind === 'adjust') await moveByHand(platform, { sku, reason: 'correction', ...step }, by);
  else if (step.kind === 'relay') await moveByHand(platform, { sku, ...step, kind: 'transfer' }, by);
  else if (step.kind === 'send') await sendUnits(platform, { ...step, sku }, by);
  else if (step.kind === 'arrive') {
    const [open] = await rows<{ id: string }>(
      `SELECT id FROM transfers WHERE state = 'in_transit' AND sku = $1 LIMIT 1`,
      sku,
    );
    const arrival = { ...step, receiptId: newId('mov') };
    if (open) await receiveUnits(platform, { ...arrival, transferId: open.id }, { ...by, sees: () => true });
  } else if (step.kind === 'count') {
    const { ago: _, kind: _kind, ...line } = step;
    await bookCount(platform, { reference: newId('mov'), countedAt: now.toISOString(), lines: [{ ...line, sku }] }, by);
  } else {
    const { order } = step;
    const distances = new Map([
      ['w1', 1],
      ['w2', 2],
    ]);
    const need = { lineId: '1', quantity: step.kind === 'reserve' ? step.quantity : 0 };
    await transact(platform, holdStocks([stockIdOf('main', sku)]), async (unit) => {
      const stocks = await readStocks(unit.tx, [stockIdOf('main', sku)]);
      const parts = [{ sku, stockId: stockIdOf('main', sku), perUnit: 1 }];
      const drawing = { strategy: 'proximity' as const, distances, keepBack: 0, day: dayOf(now) };
      const some =
        step.kind === 'reserve'
          ? allocate([{ ...need, parts }], stocks.values(), drawing).taken
          : (held.get(order) ?? []);
      const doing = step.kind === 'unship' ? 'release' : step.kind;
      const moves = movementsOf(doing, some).map((one) => ({
        ...one,
        kind: doing,
        movementId: newId('mov', unit.now),
        orderId: order,
        merchant: 'main',
        thread: by.thread(order),
      }));
      allDone(await moveStocks(unit, moves));
      held.set(order, doing === 'reserve' ? [...(held.get(order) ?? []), ...some] : []);
    });
  }
};

describe('walks', () => {
  it('through the commands leave rows that are the fold, and no difference, whatever was refused', async () => {
    await fc.assert(
      fc.asyncProperty(walks(12), async (steps) => {
        const sku = await newSku();
        const held = new Map();
        for (const step of steps)
          await walk(sku, step, held).catch((error) => {
            if (!(error instanceof Refusal)) throw error;
          });
        await insistOnFold(sku);
        expect(await stockDifferences(test.platform)).toEqual([]);
      }),
      { numRuns: 12, seed: 20261128 },
    );
  });
});

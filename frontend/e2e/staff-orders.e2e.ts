/** Orders as staff work on them: the board, the table with many at once, one order by hand, one order in detail, the palette. */
import { readMe } from '@gantry/shared/api/access/keys';
import { listProducts } from '@gantry/shared/api/inventory/products';
import { getOrder, listOrders, placeOrder } from '@gantry/shared/api/orders';
import { bulkOrders, orderBoard } from '@gantry/shared/api/orders/board';
import { amendOrder, holdOrder, releaseOrder } from '@gantry/shared/api/orders/changes';
import { searchShipments } from '@gantry/shared/api/shipments';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { violationsOf } from './browser.ts';
import { whoIs } from './staff-access.ts';
import { type Desk, openDesk } from './staff-desk.ts';
import { oneOrder, orderRow, smallBoard } from './staff-orders.ts';
import { refuse } from './staff-tower.ts';
import { staffWorld } from './staff-world.ts';

const patience = { timeout: 15_000 };
const address = '/logistics/orders';
let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk?.close());
const at: Desk['at'] = (...visit) => desk.at(...visit);
const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent?.trim());

describe('the board', () => {
  it('has a column for each stage, is walked by keys, and follows what happens', async () => {
    const tower = staffWorld();
    await at(address, tower, async (page) => {
      const allocated = page.locator('[data-stage="allocated"]');
      await allocated.getByText('128', { exact: true }).waitFor();
      expect(await page.locator('[data-stage]').count()).toBe(8);
      await allocated.getByText('3 older').waitFor();
      await page.locator('[data-stage="backordered"]').getByText('3 × TEAPOT-2, expected').first().waitFor();
      await page.locator('main h1').click();
      const cards = page.locator('[data-stage="placed"] [data-card] a');
      for (const key of ['j', 'ArrowDown', 'k']) await page.keyboard.press(key);
      expect(await focused(page)).toBe(await cards.first().textContent());
      await page.keyboard.press('ArrowRight');
      expect(await focused(page)).toBe(await page.locator('[data-stage="held"] [data-card] a').first().textContent());
      await page.getByText('live', { exact: true }).waitFor();
      expect(tower.followed).toContain('orders.order_allocated');
      tower.on(orderBoard, {
        ...smallBoard,
        columns: smallBoard.columns.map((one) => (one.stage === 'allocated' ? { ...one, count: 129 } : one)),
      });
      tower.tell('orders.order_allocated', 'ord_00009');
      await allocated.getByText('129', { exact: true }).waitFor();
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'What happened' }).waitFor();
    });
  });

  it('says what to do while there is no order, and that nothing fits what it is narrowed to', async () => {
    const none = { columns: smallBoard.columns.map((one) => ({ ...one, count: 0, orders: [] })), unallocated: [] };
    await at(`${address}?channel=shop`, staffWorld().on(orderBoard, none), async (page) => {
      await page.getByRole('heading', { name: 'No order like this' }).waitFor();
      await page.getByRole('link', { name: 'All orders' }).click();
      await page.getByRole('link', { name: 'Enter the first order' }).waitFor();
    });
  });
});

describe('many orders at once', () => {
  it('are acted on by the hundred; those that fail say why and stay chosen', async () => {
    const rows = Array.from({ length: 130 }, (_, n) => orderRow(n, 'held'));
    const sizes: number[] = [];
    const tower = staffWorld()
      .on(listOrders, { items: rows, nextCursor: null })
      .on(bulkOrders, ({ body }) => {
        const ids = body.orderIds as string[];
        sizes.push(ids.length);
        const answered = ids.map((orderId) => {
          const failed = orderId === 'ord_00007';
          return {
            orderId,
            outcome: failed ? 'failed' : 'changed',
            stage: null,
            code: failed ? 'order_over' : null,
            reason: failed ? 'It has left already' : null,
          };
        });
        return { status: 200, body: { done: ids.length - 1, unchanged: 0, failed: 1, rows: answered } };
      });
    await at(`${address}?view=table&stage=held`, tower, async (page) => {
      await page.getByRole('link', { name: 'ORD-3301' }).waitFor();
      for (const key of ['j', 'x', 'j', 'x']) await page.keyboard.press(key);
      await page.locator('[data-chosen]').getByText('2 chosen').waitFor();
      await page.getByRole('checkbox', { name: 'Choose all rows shown' }).click();
      await page.locator('[data-chosen]').getByText('130 chosen').waitFor();
      await page.getByRole('button', { name: 'Cancel …' }).click();
      await page.getByRole('button', { name: 'Cancel 130 orders' }).click();
      await page.getByText('Is needed').waitFor();
      expect(sizes).toEqual([]);
      await page.getByRole('button', { name: 'Release …' }).click();
      await page.getByRole('button', { name: 'Release 130 orders' }).click();
      await page.getByText('129 orders released, 1 failed and stays chosen.').waitFor();
      expect(sizes).toEqual([100, 30]);
      await page.locator('[data-chosen]').getByText('1 chosen').waitFor();
      expect(await page.getByRole('checkbox', { name: 'Choose ORD-3307' }).isChecked()).toBe(true);
      expect(await page.locator('tr.below').textContent()).toContain('It has left already');
      await page.getByRole('combobox', { name: 'Held for' }).selectOption('manual');
      await page.locator('[data-chosen]').waitFor({ state: 'detached' });
    });
  });
});

describe('an order by hand', () => {
  it('finds products by barcode, shows what is wrong at its field, and then what was allocated', async () => {
    const tower = staffWorld().on(placeOrder, () =>
      refuse(422, { errors: [{ path: 'lines.0.quantity', message: 'more than a pallet holds' }] }),
    );
    await at(
      `${address}/new`,
      tower,
      async (page) => {
        const send = page.getByRole('button', { name: 'Place the order' });
        await send.click();
        await page.getByText('Is needed').first().waitFor();
        expect(tower.of(placeOrder)).toHaveLength(0);
        const product = page.getByRole('combobox', { name: 'Product' });
        await product.fill('MUG-7');
        await product.press('Enter');
        await page.getByText(/^Stoneware mug, blue, \d+ available$/).waitFor();
        expect(await product.inputValue()).toBe('MUG-BLUE');
        await page.getByLabel('Quantity').fill('4');
        await page.getByLabel('Price each, EUR').fill('12,50');
        await page.getByLabel('City').fill('Lyon');
        await page.getByLabel('Country').selectOption('FR');
        await page.locator('[data-total]').getByText('€50.00').waitFor();
        await send.click();
        await page.getByText('More than a pallet holds').waitFor();
        expect(await page.getByLabel('City').inputValue()).toBe('Lyon');
        tower.on(placeOrder, { outcome: 'placed', orderId: 'ord_00001', trashId: null, reason: null });
        await send.click();
        await page.getByText('4 units ordered, 4 units allocated from madrid, lyon').waitFor();
        const [first, second] = tower.of(placeOrder).map(({ body }) => body);
        expect(second?.externalId).toBe(first?.externalId);
        expect(second).toMatchObject({
          channel: 'phone',
          lines: [{ sku: 'MUG-BLUE', quantity: 4, unitPrice: 1_250 }],
          shipTo: { city: 'Lyon', country: 'FR' },
        });
      },
      { noisy: true },
    );
  });
});

describe('one order', () => {
  it('shows its lines, what it waits for, what happened, and what cannot be done and why', async () => {
    const tower = staffWorld();
    await at(`${address}/ord_00001?view=table`, tower, async (page) => {
      await page.getByText('3 from madrid, bin A-01-2').waitFor();
      await page.getByText('3 × LID-OLIVE, a part, waiting, expected').waitFor();
      const actions = page.locator('[data-action="merge"]');
      await actions.getByText('take it out of that merge first').waitFor();
      expect(await actions.getByRole('button').isDisabled()).toBe(true);
      await page.getByText('Held: by hand. Asked for another colour').waitFor();
      await page.getByText('by you').waitFor();
      await page.getByText('Postal code: is not written as that country writes it').waitFor();
      await page.getByRole('button', { name: 'It is right …' }).click();
      await page.getByRole('button', { name: 'The address is right' }).click();
      await vi.waitUntil(() => tower.of(releaseOrder).length === 1, patience);
      expect(tower.of(releaseOrder)[0]?.body).toEqual({
        kind: 'address_check',
        forceAddress: true,
        expectedVersion: 7,
      });
      await page.getByRole('link', { name: 'Hold …' }).click();
      await page.getByLabel('Note').fill('Call first');
      await page.getByRole('button', { name: 'Hold the order' }).click();
      await vi.waitUntil(async () => page.url().endsWith('/ord_00001?view=table'), patience);
      expect(tower.of(holdOrder)[0]?.body).toMatchObject({ kind: 'manual', note: 'Call first', expectedVersion: 7 });
    });
  });

  it('that changed meanwhile says what changed and keeps what was typed', async () => {
    const tower = staffWorld().on(amendOrder, () =>
      refuse(409, {
        detail: 'The order was changed meanwhile',
        errors: [{ path: 'expectedVersion', message: 'is 8 now' }],
      }),
    );
    await at(
      `${address}/ord_00001/amend-lines`,
      tower,
      async (page) => {
        const line = page.locator('form [data-line="1"]');
        await line.getByLabel('Ordered').fill('6');
        await page.getByLabel('Collected at').selectOption({ index: 1 });
        await page.getByRole('textbox', { name: 'Gift note' }).fill('For Ana');
        const beside = { pickupAt: await page.getByLabel('Collected at').inputValue(), giftNote: 'For Ana' };
        expect(beside.pickupAt).not.toBe('');
        const [first = oneOrder.lines[0], ...rest] = oneOrder.lines;
        tower.on(getOrder, {
          ...oneOrder,
          version: 8,
          lines: [first, ...rest.map((one) => (one.lineId === '2' ? { ...one, quantity: 9 } : one))],
        });
        await page.getByRole('button', { name: 'Change the lines' }).click();
        await page.getByText('TEAPOT-2: ordered 4 → 9').waitFor();
        expect(await line.getByLabel('Ordered').inputValue()).toBe('6');
        await page.getByRole('button', { name: 'Go on with the order as it is now' }).click();
        tower.on(amendOrder, { orderId: 'ord_00001', outcome: 'changed', stage: 'held', version: 9 });
        await page.getByRole('button', { name: 'Change the lines' }).click();
        await vi.waitUntil(async () => new URL(page.url()).pathname === `${address}/ord_00001`, patience);
        expect(tower.of(amendOrder).map(({ body }) => body)).toEqual([
          { lines: [{ lineId: '1', quantity: 6 }], ...beside, expectedVersion: 7 },
          { lines: [{ lineId: '1', quantity: 6 }], ...beside, expectedVersion: 8 },
        ]);
      },
      { noisy: true },
    );
  });
});

describe('the palette', () => {
  const open = async (page: Page) => {
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    await page.getByText('Ana Lindqvist').first().waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog', { name: 'Go to' }).waitFor();
  };
  const options = (page: Page) => page.locator('dialog').getByRole('option').allTextContents();

  it('goes to orders, parcels, products and pages by keys alone, and remembers where', async () => {
    const tower = staffWorld();
    await at('/logistics/settings', tower, async (page) => {
      await open(page);
      await page.keyboard.type('ORD-3305');
      await page.getByRole('option', { name: 'ORD-3305' }).first().waitFor();
      expect(await violationsOf(page)).toEqual([]);
      // Asked once for what was typed in one go, not for every letter of it.
      expect(tower.of(listOrders).map(({ query }) => query.get('q'))).toEqual(['ORD-3305']);
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'What happened' }).waitFor();
      await open(page);
      expect((await options(page))[0]).toContain('ORD-3305');
      await page.keyboard.type('status m');
      await page.getByRole('option', { name: 'Status maps' }).waitFor();
      for (const key of ['Tab', 'Tab', 'Tab']) await page.keyboard.press(key);
      expect(await page.evaluate(() => document.activeElement?.closest('main, header') === null)).toBe(true);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog', { name: 'Go to' }).waitFor({ state: 'hidden' });
      await page.getByRole('button', { name: /^Go to an order/ }).click();
      await page.getByRole('combobox', { name: 'Order, tracking number' }).fill('MUG');
      await page.getByRole('option', { name: 'MUG-BLUE' }).waitFor();
    });
  });

  it('shows no answer to less than what stands there, says what failed and that nothing was found', async () => {
    const tower = staffWorld().on(searchShipments, () => refuse(503, { detail: 'A store does not answer.' }));
    let late: (() => void) | undefined;
    tower.on(listOrders, ({ query }) =>
      query.get('q') === 'ORD-3301'
        ? new Promise((done) => {
            late = () => done({ status: 200, body: { items: [orderRow(1)], nextCursor: null } });
          })
        : { status: 200, body: { items: [], nextCursor: null } },
    );
    tower.on(listProducts, { items: [], nextCursor: null });
    await at(
      '/logistics/profile',
      tower,
      async (page) => {
        await open(page);
        await page.keyboard.type('ORD-3301');
        await vi.waitUntil(() => late !== undefined, patience);
        await page.keyboard.type('99');
        await page.getByText('Parcels could not be searched: A store does not answer.').waitFor();
        late?.();
        await vi.waitUntil(() => tower.of(listOrders).at(-1)?.query.get('q') === 'ORD-330199', patience);
        await page.getByText('Looking …').waitFor({ state: 'detached' });
        expect(await options(page)).toEqual([]);
        tower.on(searchShipments, { items: [], nextCursor: null });
        await page.keyboard.type('9');
        await page.getByText('Nothing begins like “ORD-3301999”.').waitFor();
      },
      { noisy: true },
    );
  });

  it('leads whoever may less to what they may open, and asks nothing else', async () => {
    const tower = staffWorld().on(readMe, whoIs('personal'));
    await at('/logistics/profile', tower, async (page) => {
      await open(page);
      await page.keyboard.type('or');
      await page.getByText('Nothing begins like “or”.').waitFor();
      expect([...tower.of(listOrders), ...tower.of(listProducts)]).toEqual([]);
      await page.keyboard.press('Escape');
      await page.goto(desk.origin + address);
      await page.getByRole('heading', { name: 'You may not open Orders' }).waitFor();
    });
  });
});

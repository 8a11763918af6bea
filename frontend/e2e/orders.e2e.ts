/**
 * Orders on a whole tower, as people work on them: one by hand is promised stock, one of an unknown listing goes on once it is
 * mapped, one that its shop changes while it is held shows what changed, and hundreds are released at once.
 */
import { saveWarehouse } from '@gantry/shared/api/inventory/places';
import { saveProduct } from '@gantry/shared/api/inventory/products';
import { moveStock } from '@gantry/shared/api/inventory/stock';
import { cancelOrder, getOrder, placeOrder } from '@gantry/shared/api/orders';
import { bulkOrders } from '@gantry/shared/api/orders/board';
import { holdOrder } from '@gantry/shared/api/orders/changes';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fresh, type OrderBody, orderBody } from '../../backend/test/doings.ts';
import { startTestTower, type TestTower, until } from '../../backend/test/tower.ts';
import { complaintsOf, openBrowser } from './browser.ts';
import { signedIn } from './signed-in.ts';

const many = 500;
let tower: TestTower;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let complaints: string[];
const warehouse = fresh('madrid');
const sku = fresh('MUG');

beforeAll(async () => {
  [tower, browser] = await Promise.all([startTestTower(), openBrowser()]);
  const address = { city: 'Madrid', country: 'ES', latitude: 40.42, longitude: -3.7 };
  await tower.call(saveWarehouse, { body: { warehouse, name: 'Madrid', address } });
  await tower.call(saveProduct, { body: { sku, name: 'Mug of the journey' } });
  await tower.call(moveStock, { body: { kind: 'receipt', sku, warehouse, quantity: 10_000 } });
  context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' });
  await signedIn(tower, context, { email: `${fresh('orders')}@example.com`, area: 'staff' });
  page = await context.newPage();
  complaints = complaintsOf(page);
});
afterAll(async () => {
  await browser?.close();
  await tower?.stop();
});
const go = (path: string) => page.goto(tower.origin + path);
const place = async (change: Partial<OrderBody>) => {
  const { status, body } = await tower.call(placeOrder, {
    body: orderBody({ placedAt: new Date().toISOString(), deliverBy: undefined, ...change }),
  });
  return { status, orderId: body.orderId ?? '' };
};
const line = (quantity: number) => ({ lineId: '1', sku, name: 'Mug', quantity, unitPrice: 1_250 });

it('an order by hand is promised stock at once', async () => {
  await go('/logistics/orders/new');
  const product = page.getByRole('combobox', { name: 'Product' });
  await product.fill(sku.toLowerCase());
  await page.getByRole('option', { name: sku }).waitFor();
  await product.press('ArrowDown');
  await product.press('Enter');
  await page.getByText('Mug of the journey, 10,000 available').waitFor();
  await page.getByLabel('Quantity').fill('4');
  await page.getByLabel('Price each, EUR').fill('12.50');
  await page.getByLabel('City').fill('Sevilla');
  await page.getByLabel('Country').selectOption('ES');
  await page.getByRole('button', { name: 'Place the order' }).click();
  await page.getByText(`4 units ordered, 4 units allocated from ${warehouse}`).waitFor();
  await page.getByRole('link', { name: 'Open the order' }).click();
  await page.getByText(`4 from ${warehouse}`).waitFor();
  await page.getByText(`Allocated 4 × ${sku} from ${warehouse}`).waitFor();
  expect(complaints).toEqual([]);
});

it('an order of a listing that nobody knows goes on once it is mapped', async () => {
  const channelSku = fresh('LISTING');
  const number = fresh('UNKNOWN');
  const { status } = await place({
    number,
    lines: [{ lineId: '1', channelSku, quantity: 2, unitPrice: 900 }],
  });
  expect(status).toBe(202);
  await go('/logistics/inventory/mapping');
  const form = page.getByRole('form', { name: `Map ${channelSku} of shop` });
  await form.getByLabel('Is which product').fill(sku);
  await page.getByRole('option', { name: sku }).first().click();
  await form.getByRole('button', { name: 'Map' }).click();
  await page.getByText(`${channelSku} of shop is ${sku}`).waitFor();
  await page.keyboard.press('Control+k');
  const search = page.getByRole('combobox', { name: 'Order, tracking number' });
  await until(
    async () => {
      await search.fill('');
      await search.fill(number);
      await page.getByText('Looking …').waitFor({ state: 'detached' });
      return (await page.locator('dialog').getByRole('option', { name: number }).count()) > 0;
    },
    { what: 'the order in the palette' },
  );
  await page.keyboard.press('Enter');
  await page.getByText(`2 from ${warehouse}`).waitFor();
  await page.getByText(`listing ${channelSku}`).waitFor();
});

it('an order that its shop changes while it is held says what changed, keeps what is being typed, and goes on when released', async () => {
  const externalId = fresh('changing');
  const { orderId } = await place({ externalId, lines: [line(3)] });
  await tower.call(holdOrder, { params: { orderId }, body: { note: 'The customer is thinking' } });
  await go(`/logistics/orders/${orderId}/hold`);
  await page.getByText('Held: by hand', { exact: false }).first().waitFor();
  await page.getByText('live', { exact: true }).waitFor();
  await page.getByLabel('Note').fill('Another reason');
  expect((await place({ externalId, lines: [line(5)] })).status).toBe(200);
  await page.getByText('The order changed while you were writing.').waitFor();
  await page.getByText(`${sku}: ordered 3 → 5`).waitFor();
  expect(await page.getByLabel('Note').inputValue()).toBe('Another reason');
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'Release …' }).first().click();
  await page.getByRole('button', { name: 'Release the order' }).click();
  await page.getByText(`5 from ${warehouse}`).waitFor();
  const { body } = await tower.call(getOrder, { params: { orderId } });
  expect([body.stage, body.lines[0]?.allocated]).toEqual(['allocated', 5]);
});

it('hundreds are released at once; those that cannot be say why and stay chosen', async () => {
  const channel = fresh('batch');
  const ids: string[] = [];
  for (let at = 0; at < many; at += 25) {
    const placed = await Promise.all(Array.from({ length: 25 }, () => place({ channel, lines: [line(1)] })));
    ids.push(...placed.map(({ orderId }) => orderId));
  }
  await tower.call(bulkOrders, { body: { action: 'hold', orderIds: ids, kind: 'manual' } });
  const gone = ids.slice(0, 3);
  await go(`/logistics/orders?view=table&channel=${channel}`);
  await page.getByRole('checkbox', { name: 'Choose all rows shown' }).click();
  await page.getByRole('button', { name: /^All that fit/ }).click();
  await page.locator('[data-chosen]').getByText(`${many} chosen`).waitFor();
  for (const orderId of gone)
    await tower.call(cancelOrder, { params: { orderId }, body: { reason: 'The shop called it off' } });
  await page.getByRole('button', { name: 'Release …' }).click();
  await page.getByRole('button', { name: `Release ${many} orders` }).click();
  await page.getByText(`${many - 3} orders released, 3 failed and stay chosen.`).waitFor({ timeout: 60_000 });
  await page.locator('[data-chosen]').getByText('3 chosen').waitFor();
  expect(await page.getByRole('list', { name: 'Failed orders' }).getByRole('listitem').count()).toBe(3);
  const stages = await Promise.all(
    [...gone, ids[3] ?? '', ids.at(-1) ?? ''].map(
      async (orderId) => (await tower.call(getOrder, { params: { orderId } })).body.stage,
    ),
  );
  expect(stages).toEqual(['cancelled', 'cancelled', 'cancelled', 'allocated', 'allocated']);
  expect(complaints).toEqual([]);
});

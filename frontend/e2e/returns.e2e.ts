/** The way of a return over a whole tower: asked for by its customer, received by a scan, one unit restocked and one broken, paid back. */
import { saveWarehouse } from '@gantry/shared/api/inventory/places';
import { saveProduct } from '@gantry/shared/api/inventory/products';
import { listBalances, moveStock } from '@gantry/shared/api/inventory/stock';
import { customersReturns, requestReturnOnPage } from '@gantry/shared/api/returns/customers';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectCarrier, fresh, newOrder, newShipment, postScans } from '../../backend/test/doings.ts';
import { startTestTower, type TestTower, until } from '../../backend/test/tower.ts';
import { complaintsOf, openBrowser } from './browser.ts';
import { signedIn } from './signed-in.ts';

let tower: TestTower;
let browser: Browser;
const warehouse = fresh('getafe');
beforeAll(async () => {
  [tower, browser] = await Promise.all([startTestTower(), openBrowser()]);
  await connectCarrier(tower);
  const address = { city: 'Getafe', country: 'ES', latitude: 40.3, longitude: -3.73 };
  await tower.call(saveWarehouse, { body: { warehouse, name: 'Getafe', address } });
});
afterAll(async () => {
  await browser?.close();
  await tower?.stop();
});
const ago = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
/** Opens one of the steps that may be taken. */
const step = (page: Page, name: string) =>
  page.getByRole('group', { name: 'Steps' }).getByRole('button', { name, exact: true }).click();
const shot = async (page: Page, name: string): Promise<void> => {
  const folder = process.env.GANTRY_SHOTS;
  if (folder) await page.screenshot({ path: `${folder}/returns-${name}.png`, fullPage: true });
};

/** The number of the return that a customer asked for of two lamps that were delivered yesterday. */
const asked = async (sku: string): Promise<string> => {
  await tower.call(saveProduct, { body: { sku, name: 'Lamp of brass' } });
  await tower.call(moveStock, { body: { kind: 'receipt', sku, warehouse, quantity: 5 } });
  const lines = [{ lineId: '1', sku, name: 'Lamp', quantity: 2, unitPrice: 2_500 }];
  const orderId = await newOrder(tower, { lines, placedAt: ago(80), deliverBy: undefined });
  const { number, trackingToken: token } = await newShipment(tower, { orderId, warehouse, createdAt: ago(72) });
  await postScans(tower, { number, code: 'OK', at: ago(24), city: 'Sevilla', country: 'ES' });
  await until(
    async () => {
      const { body } = await tower.call(customersReturns, { params: { token }, key: null });
      return body.why === null && body.lines.some(({ returnable }) => returnable === 2) ? true : undefined;
    },
    { what: 'lamps that may come back' },
  );
  const { body } = await tower.call(requestReturnOnPage, {
    params: { token },
    key: null,
    body: { requestId: 'r', note: 'One is bent', lines: [{ lineId: '1', quantity: 2, reason: 'damaged' }] },
  });
  return body.number;
};

it('comes back: allowed, received by a scan, one restocked, one damaged, paid back, closed', async () => {
  const sku = fresh('LAMP');
  const number = await asked(sku);
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' });
  await signedIn(tower, context, { email: `${fresh('returns')}@example.com`, area: 'staff' });
  const page = await context.newPage();
  const complaints = complaintsOf(page);
  await page.goto(`${tower.origin}/logistics/returns`);
  const find = page.getByLabel('Scan what came');
  await find.fill('NOBODY-HAS-IT');
  await find.press('Enter');
  await page.getByText('No return bears “NOBODY-HAS-IT”').waitFor();
  await find.fill(number.toLowerCase());
  await find.press('Enter');
  await page.getByRole('heading', { name: number }).waitFor();
  await page.getByText('One is bent').waitFor();
  await step(page, 'Authorize');
  await press(page, 'Let it come back');
  await page.getByText('It may come back.').waitFor();
  const code = (await page.locator('[data-code]').textContent()) ?? '';
  await step(page, 'Receive');
  await page.getByLabel(`${sku} came`).fill('9');
  await press(page, 'Book what came');
  await page.getByText('2 can come back of this line', { exact: false }).waitFor();
  await shot(page, 'refused');
  await press(page, 'All of it came');
  await press(page, 'Book what came');
  await page.getByText('Received.', { exact: true }).waitFor();
  // Whoever inspects comes by the code on the parcel.
  await find.fill(code);
  await find.press('Enter');
  const found = page.locator(`[data-finding="${sku}"]`);
  await found.getByLabel('Restock').fill('1');
  await found.getByLabel('Into the bin').fill('A-1');
  await found.getByLabel('Damaged', { exact: true }).fill('1');
  await found.getByLabel('Damaged bin').fill('D-1');
  await shot(page, 'inspect');
  await press(page, 'Lay it down');
  await page.getByText('Laid down: the ledger has it.').waitFor();
  expect(await page.locator('[data-outcome]').evaluateAll((all) => all.map((one) => one.dataset.outcome))).toEqual([
    'restock',
    'damaged',
  ]);
  await page.locator('[data-refund="due"]').getByText('€50.00').waitFor();
  const { body } = await tower.call(listBalances, { query: { sku } });
  expect(body.items.map(({ bin, condition, onHand }) => [bin, condition, onHand]).sort()).toEqual([
    ['', 'sellable', 3],
    ['A-1', 'sellable', 1],
    ['D-1', 'damaged', 1],
  ]);
  await step(page, 'Refund');
  await page.getByLabel('Payment reference').fill('PAY-1');
  await press(page, 'Save');
  await page.locator('[data-refund="sent"]').waitFor();
  await step(page, 'Close');
  await press(page, 'Close the return');
  await page.locator('[data-event="returns.closed"]').waitFor();
  await shot(page, 'closed');
  expect(complaints.filter((one) => !one.includes('409'))).toEqual([]);
});

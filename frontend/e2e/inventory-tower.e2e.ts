/** Stock over a whole tower: a product is added, received, corrected, counted; a purchase order comes in two parts, one unit of it broken. */
import { saveVendor, saveWarehouse } from '@gantry/shared/api/inventory/places';
import { listLevels, moveStock } from '@gantry/shared/api/inventory/stock';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fresh } from '../../backend/test/doings.ts';
import { startTestTower, type TestTower, until } from '../../backend/test/tower.ts';
import { complaintsOf, openBrowser } from './browser.ts';
import { signedIn } from './signed-in.ts';

const home = '/logistics/inventory';
let tower: TestTower;
let browser: Browser;
const [warehouse, vendor, sku, number] = ['shelf', 'garden', 'TEA', 'PO'].map(fresh) as [
  string,
  string,
  string,
  string,
];
beforeAll(async () => {
  tower = await startTestTower();
  browser = await openBrowser();
  await tower.call(saveWarehouse, {
    body: { warehouse, name: 'Getafe', address: { city: 'Getafe', country: 'ES' }, timeZone: 'Europe/Madrid' },
  });
  await tower.call(saveVendor, { body: { vendor, name: 'Assam Gardens', leadTimeDays: 21 } });
});
afterAll(async () => {
  await browser?.close();
  await tower?.stop();
});
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const levelOf = async () => {
  const { body } = await tower.call(listLevels, { query: { q: sku, warehouse } });
  return body.items.find((level) => level.sku === sku);
};

const addProduct = async (page: Page) => {
  await page.goto(`${tower.origin}${home}/products/add`);
  await page.getByLabel('SKU', { exact: true }).fill(sku);
  await page.getByLabel('Name', { exact: true }).fill('Assam, loose leaf');
  await press(page, 'Add a barcode');
  await page.keyboard.type(`X${sku}`);
  await press(page, 'Add');
  await page.getByRole('heading', { name: sku }).waitFor();
};
const byHand = async (page: Page) => {
  await page.goto(`${tower.origin}${home}/receive?at=${warehouse}`);
  await page.getByRole('combobox', { name: 'Product', exact: true }).focus();
  await page.keyboard.type(`X${sku}`);
  await page.keyboard.press('Enter');
  await page.getByText('Assam, loose leaf, 0 available').waitFor();
  await page.keyboard.type('10');
  await page.keyboard.press('Enter');
  await page.getByText('10 on hand, 10 available').waitFor();
  await page.goto(`${tower.origin}${home}/correct?of=${sku}&at=${warehouse}`);
  await page.getByLabel('Change', { exact: true }).fill('-1');
  await page.getByLabel('Reason').selectOption('Lost');
  await page.getByText('10 → 9').waitFor();
  await press(page, 'Correct');
  await page.getByText('9 on hand, 9 available').waitFor();
  await page.goto(`${tower.origin}${home}/count?of=${sku}&at=${warehouse}`);
  await page.getByLabel('No bin').fill('8');
  await page.keyboard.press('Enter');
  await page.getByText('8 counted, corrected by −1, 8 on hand').waitFor();
};
const buy = async (page: Page) => {
  await page.goto(`${tower.origin}${home}/purchase-orders/add?of=${sku}&units=10&from=${vendor}&at=${warehouse}`);
  await page.locator('.drawer').getByLabel('Number').fill(number);
  await page.locator('.drawer').getByLabel('Vendor').selectOption('Assam Gardens');
  await press(page, 'Place the order');
  const line = page.locator(`[data-line="${sku}"]`);
  await line.getByLabel('Good').fill('6');
  await press(page, 'Book the delivery');
  await page.getByText('6 units booked in Getafe.').waitFor();
  await page.getByText('6 of 10 received').waitFor();
  await line.getByLabel('Good').fill('3');
  await line.getByLabel('Broken').fill('1');
  await page.locator('[data-outlook]').getByText(`${sku}: 1 broken`).waitFor();
  await press(page, 'Book the delivery');
  await page.getByText('10 of 10 received').waitFor();
  await page.getByRole('table', { name: 'Discrepancies' }).getByText('Broken').waitFor();
};

it('is worked from the catalog to the dock, and followed as it moves', async () => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  await signedIn(tower, context, { email: `${fresh('shelves')}@example.com` });
  const page = await context.newPage();
  const complaints = complaintsOf(page);
  await addProduct(page);
  await byHand(page);
  await buy(page);
  expect(await levelOf()).toMatchObject({ onHand: 18, available: 17, damaged: 1, reserved: 0, incoming: 0 });
  await page.goto(`${tower.origin}${home}?q=${sku}`);
  const row = page.locator('[data-list="levels"] tbody tr').filter({ hasText: sku });
  await row.getByText('18', { exact: true }).waitFor();
  await page.getByText('live', { exact: true }).waitFor();
  await tower.call(moveStock, { body: { kind: 'receipt', sku, warehouse, quantity: 5 } });
  await until(async () => (await row.textContent())?.includes('23'), { what: 'the movement in its row' });
  expect(complaints).toEqual([]);
  await context.close();
});

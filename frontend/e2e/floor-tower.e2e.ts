/** The floor over a whole tower: an order is picked by scan, one wrong thing refused, then packed, labelled and gone. */
import { listFulfillment } from '@gantry/shared/api/fulfillment/orders';
import { saveStation } from '@gantry/shared/api/fulfillment/packing';
import { saveLocation, saveWarehouse } from '@gantry/shared/api/inventory/places';
import { saveProduct } from '@gantry/shared/api/inventory/products';
import { moveStock } from '@gantry/shared/api/inventory/stock';
import { getOrder, placeOrder } from '@gantry/shared/api/orders';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fresh, orderBody } from '../../backend/test/doings.ts';
import { startTestTower, type TestTower, until } from '../../backend/test/tower.ts';
import { complaintsOf, openBrowser } from './browser.ts';
import { scan } from './scanner.ts';
import { signedIn } from './signed-in.ts';

let tower: TestTower;
let browser: Browser;
const [warehouse, station, mug, vinegar, number] = ['floor', 'st', 'MUG', 'VINEGAR', 'FLOOR'].map(fresh) as [
  string,
  string,
  string,
  string,
  string,
];
const bin = 'A-01-02';
/** A barcode of thirteen digits that nobody else of the run has. */
const gtin = (of: string): string => {
  const digits = `20${of.replaceAll(/\D/g, '').padStart(10, '0').slice(-10)}`;
  const sum = [...digits].reduce((total, digit, i) => total + Number(digit) * (i % 2 === 0 ? 1 : 3), 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
};

beforeAll(async () => {
  [tower, browser] = await Promise.all([startTestTower(), openBrowser()]);
  const address = { city: 'Madrid', country: 'ES', latitude: 40.42, longitude: -3.7 };
  await tower.call(saveWarehouse, { body: { warehouse, name: 'Madrid floor', address } });
  await tower.call(saveStation, { body: { station, name: 'Station of the journey', warehouse } });
  for (const of of [bin, 'B-09-01']) await tower.call(saveLocation, { body: { warehouse, bin: of } });
  await tower.call(saveProduct, {
    body: {
      sku: mug,
      name: 'Mug of the floor',
      barcodes: [{ code: gtin(mug) }, { code: `CASE-${mug}`, kind: 'case', quantity: 2 }],
    },
  });
  await tower.call(saveProduct, {
    body: { sku: vinegar, name: 'Vinegar of the floor', barcodes: [{ code: gtin(vinegar) }] },
  });
  for (const sku of [mug, vinegar])
    await tower.call(moveStock, {
      body: { kind: 'receipt', sku, warehouse, bin: sku === mug ? bin : 'B-09-01', quantity: 50 },
    });
});
afterAll(async () => {
  await browser?.close();
  await tower?.stop();
});

/** An order of three mugs, and the work on it. */
const ordered = async () => {
  const lines = [{ lineId: '1', sku: mug, name: 'Mug', quantity: 3, unitPrice: 1_250 }];
  const { body } = await tower.call(placeOrder, {
    body: orderBody({ number, lines, placedAt: new Date().toISOString(), deliverBy: undefined }),
  });
  const orderId = body.orderId ?? '';
  const work = async () => (await tower.call(listFulfillment, { query: { orderId } })).body.items[0];
  await until(async () => (await work()) !== undefined, { what: 'the work on the order' });
  return { orderId, work };
};
const said = (page: Page, text: string | RegExp) => page.locator('[data-answer]').getByText(text).waitFor();

const pick = async (page: Page) => {
  await page.goto(`${tower.origin}/logistics/picking?warehouse=${warehouse}`);
  await page.locator('[data-work]').getByText(number).waitFor();
  await page.getByRole('button', { name: 'Take the next order' }).click();
  await page.locator(`[data-bin="${bin}"]`).waitFor();
  await scan(page, 'B-09-01');
  await said(page, 'Wrong place');
  await scan(page, bin);
  await said(page, `At ${bin}`);
  await scan(page, gtin(vinegar));
  await said(page, /Vinegar of the floor/);
  await page.locator('[data-progress]').getByText('0 of 3').waitFor();
  await scan(page, gtin(mug));
  await said(page, '1 of 3');
  await scan(page, `CASE-${mug}`);
  await page.getByText('All 3 units picked').waitFor();
  await page.getByRole('button', { name: 'On to packing' }).click();
  await page.getByRole('link', { name: 'Pack it' }).click();
};
const pack = async (page: Page) => {
  await page.locator(`[data-station="${station}"]`).getByRole('link', { name: 'Work here' }).click();
  await page.locator('[data-progress]').getByText('0 of 3').waitFor();
  await scan(page, gtin(mug));
  await said(page, '1 of 3 packed');
  await scan(page, gtin(vinegar));
  await page.locator('[data-answer="refused"]').waitFor();
  await page.getByRole('button', { name: 'The other 2 units into one' }).click();
  await page.locator('[data-progress]').getByText('3 of 3').waitFor();
  expect(await page.locator('[data-package]').count()).toBe(2);
  for (const n of [1, 2]) {
    const box = page.locator(`[data-package="${n}"]`);
    await box.getByRole('button', { name: 'Label', exact: true }).click();
    await box.getByLabel('Carrier').fill(tower.carrier);
    await box.getByLabel('Service').fill('standard');
    await box.getByLabel('Tracking number').focus();
    await scan(page, `FLOOR${number}${n}`);
    await box.getByRole('button', { name: 'Labelled' }).click();
    await box.getByText(`FLOOR${number}${n}`).waitFor();
  }
  await page.getByText('Ready: every unit is packed, every package has its label.').waitFor();
  await page.getByRole('button', { name: 'The carrier has it' }).click();
  await page.locator('[data-done="shipped"]').waitFor();
};

it('is picked by scan, packed, labelled and gone, by somebody of the floor', async () => {
  const { orderId, work } = await ordered();
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, reducedMotion: 'reduce' });
  await signedIn(tower, context, { email: `${fresh('picker')}@example.com`, area: 'personal' });
  const page = await context.newPage();
  const complaints = complaintsOf(page);
  await pick(page);
  expect(await work()).toMatchObject({ status: 'packing', lines: [{ pickedQuantity: 3 }] });
  await pack(page);
  const done = await work();
  expect(done).toMatchObject({ status: 'shipped', lines: [{ packedQuantity: 3 }] });
  expect(done?.trackingNumbers).toHaveLength(2);
  expect((await tower.call(getOrder, { params: { orderId } })).body).toMatchObject({ stage: 'shipped' });
  // The browser itself notes the two refusals that the scans got.
  expect(complaints.filter((text) => !text.includes('409'))).toEqual([]);
  await context.close();
});

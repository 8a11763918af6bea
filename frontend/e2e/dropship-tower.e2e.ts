/** A vendor over a whole tower: an order is sent to it, it is late and everybody sees that, it ships and all is settled. */
import { listDropships } from '@gantry/shared/api/fulfillment/collecting';
import { listFloorExceptions } from '@gantry/shared/api/fulfillment/orders';
import { saveVendor } from '@gantry/shared/api/inventory/places';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectCarrier, fresh, newOrder } from '../../backend/test/doings.ts';
import { startTestTower, type TestTower, until } from '../../backend/test/tower.ts';
import { complaintsOf, openBrowser } from './browser.ts';
import { signedIn } from './signed-in.ts';

let tower: TestTower;
let browser: Browser;
const [vendor, number, tracking] = ['sofas', 'DROP', 'V'].map(fresh) as [string, string, string];
beforeAll(async () => {
  [tower, browser] = await Promise.all([startTestTower(), openBrowser()]);
  await connectCarrier(tower);
  await tower.call(saveVendor, { body: { vendor, name: 'Sofa Works', leadTimeDays: 5, timeZone: 'Europe/Madrid' } });
  const line = {
    sku: fresh('SOFA'),
    name: 'Sofa',
    quantity: 1,
    unitPrice: 90_000,
    fulfillmentType: 'dropship' as const,
  };
  await newOrder(tower, { number, lines: [{ ...line, vendor }] });
  await until(async () => (await tower.call(listDropships, { query: { vendor } })).body.items.length === 1);
});
afterAll(async () => {
  await browser?.close();
  await tower?.stop();
});

it('is late, is seen to be late, ships, and is settled', async () => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  await signedIn(tower, context, { email: `${fresh('buyer')}@example.com` });
  const page = await context.newPage();
  const complaints = complaintsOf(page);
  await page.goto(`${tower.origin}/logistics/dropship?vendor=${vendor}`);
  await page.getByText(`${number}/1`).first().click();
  await page.getByLabel('Expected to leave the vendor on').fill('2026-11-20');
  await page.getByRole('button', { name: 'Send it to the vendor' }).click();
  // Nobody asks: the clock tells, and the page follows.
  await page.locator('[data-exception="late_vendor"]').getByText('The vendor is late.').waitFor();
  await page.locator('.drawer').getByText('Late, sent').waitFor();
  await page.getByLabel('shipped it').check();
  await page.getByLabel('Carrier').fill(tower.carrier);
  await page.getByLabel('Tracking number').fill(tracking);
  await page.getByRole('button', { name: 'The vendor shipped it' }).click();
  await page.locator('.drawer').getByRole('link', { name: tracking }).waitFor();
  await page.locator('[data-exception="late_vendor"]').waitFor({ state: 'detached' });
  const { body } = await tower.call(listFloorExceptions, { query: { kind: 'late_vendor', open: 'true', limit: 200 } });
  expect(body.items.filter((one) => one.vendor === vendor)).toEqual([]);
  expect(complaints).toEqual([]);
});

/** The list of shipments over a whole tower: what a carrier says is on the screen without anybody reloading it. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fresh } from '../../backend/test/doings.ts';
import { startTestTower, type TestTower, until } from '../../backend/test/tower.ts';
import { complaintsOf, openBrowser } from './browser.ts';
import { signedIn } from './signed-in.ts';
import { connectCarrier, scan, ship } from './world.ts';

let tower: TestTower;
let browser: Browser;
beforeAll(async () => {
  tower = await startTestTower();
  browser = await openBrowser();
  await connectCarrier(tower);
});
afterAll(async () => {
  await browser?.close();
  await tower?.stop();
});

it('follows the events of the log: a new shipment comes, and its row changes where it stands', async () => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  await signedIn(tower, context, { email: `${fresh('live')}@example.com`, area: 'staff' });
  const page = await context.newPage();
  const complaints = complaintsOf(page);
  await page.goto(`${tower.origin}/logistics/tracking`);
  await page.getByRole('heading', { name: 'No shipments yet' }).waitFor();
  await page.getByText('live', { exact: true }).waitFor();
  const parcel = await ship(tower, 1);
  const row = page.locator('tbody tr').filter({ hasText: parcel.number });
  await row.waitFor();
  await scan(tower, parcel.number, { code: 'PU', hoursAgo: 2, city: 'Madrid' });
  await until(async () => (await row.textContent())?.includes('Picked up'), { what: 'the scan in its row' });
  await page.getByText('1 shipment', { exact: false }).first().waitFor();
  expect(complaints).toEqual([]);
  await context.close();
});

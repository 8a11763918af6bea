/** The audit of an order over a whole tower: opened from a tracking number, narrowed, linked to, proved, exported, read back. */
import { readFile } from 'node:fs/promises';
import { addMerchant } from '@gantry/shared/api/access/merchants';
import type { AuditEntry } from '@gantry/shared/api/audit';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectCarrier, fresh, newShipment, postScans, timelineWhen } from '../../backend/test/doings.ts';
import { pdfText } from '../../backend/test/pdf-text.ts';
import { startTestTower, type TestTower } from '../../backend/test/tower.ts';
import { complaintsOf, openBrowser } from './browser.ts';
import { signedIn } from './signed-in.ts';

let tower: TestTower;
let browser: Browser;
let parcel: { orderId: string; shipmentId: string; number: string };
beforeAll(async () => {
  [tower, browser] = await Promise.all([startTestTower(), openBrowser()]);
  await connectCarrier(tower);
  parcel = await newShipment(tower);
  await postScans(tower, {
    number: parcel.number,
    code: 'PU',
    at: '2026-11-16T11:00:00Z',
    city: 'Madrid',
    country: 'ES',
  });
  await timelineWhen(tower, parcel.shipmentId, ({ standing }) => standing.status === 'picked_up');
});
afterAll(async () => {
  await browser?.close();
  await tower?.stop();
});
const signIn = async (rights: { merchants?: string[] } = {}): Promise<Page> => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, acceptDownloads: true });
  await signedIn(tower, context, { email: `${fresh('auditor')}@example.com`, area: 'manager', ...rights });
  return context.newPage();
};
const shot = async (page: Page, name: string): Promise<void> => {
  const folder = process.env.GANTRY_SHOTS;
  if (folder) await page.screenshot({ path: `${folder}/audit-${name}.png`, fullPage: true });
};
const saved = async (page: Page, kind: string) => {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: `Export as ${kind}` }).click(),
  ]);
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
};

it('is opened from a tracking number, narrowed, linked to by entry, proved, and exported as files that say the same', async () => {
  const page = await signIn();
  const complaints = complaintsOf(page);
  await page.goto(`${tower.origin}/logistics/audit`);
  await page.getByLabel('Order, tracking number, shipment, return or Trash entry').fill(parcel.number);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: /^Audit of / }).waitFor();
  await page.locator('[data-end]').waitFor();
  await shot(page, 'whole');
  expect(new URL(page.url()).pathname).toBe(`/logistics/audit/${parcel.orderId}`);
  const placed = page.locator('[data-entry]:not([data-entry="status"])').first();
  await placed.waitFor();
  await page.locator('[data-kind="status"]').click();
  await placed.waitFor({ state: 'detached' });
  const scan = page.locator('[data-entry="status"]').filter({ hasText: 'Madrid' }).first();
  await scan.getByRole('button', { name: /^Raw message/ }).click();
  await scan.locator('[data-pane="raw"]').getByText(parcel.number).waitFor();
  await scan.getByRole('link', { name: 'Link to this entry' }).click();
  const link = page.url();
  await page.goto('about:blank');
  await page.goto(link);
  await page.locator('[data-entry][aria-current="true"]').filter({ hasText: 'Madrid' }).waitFor();
  await expect
    .poll(
      async () => {
        await page.getByRole('button', { name: 'Verify' }).click();
        await page.getByText('Checked again at', { exact: false }).waitFor();
        return page.locator('[data-verdict]').textContent();
      },
      { timeout: 20_000 },
    )
    .toMatch(/All \d+ events are as they were written/);
  await shot(page, 'tower');
  const json = await saved(page, 'JSON');
  expect(json.name).toMatch(/^audit-.+\.json$/);
  const told = JSON.parse(json.bytes.toString('utf8')) as { entries: AuditEntry[] };
  const titles = told.entries.map(({ title }) => title);
  const pdf = await saved(page, 'PDF');
  const text = await pdfText(pdf.bytes);
  const plain = (words: string) => words.replaceAll(/\s+/g, '');
  expect(titles.length).toBeGreaterThan(3);
  expect(titles.filter((title) => !plain(text).includes(plain(title)))).toEqual([]);
  expect(complaints).toEqual([]);
});

it('is no more to be found by whoever serves another merchant than one that is not there', async () => {
  const merchant = fresh('other');
  await tower.call(addMerchant, { body: { merchant, name: 'Another' } });
  const page = await signIn({ merchants: [merchant] });
  await page.goto(`${tower.origin}/logistics/audit/${parcel.orderId}`);
  await page.getByRole('heading', { name: `No order is known by “${parcel.orderId}”` }).waitFor();
  await page.getByRole('link', { name: 'Look for it' }).click();
  await page.getByRole('heading', { name: `No order is found by “${parcel.orderId}”` }).waitFor();
});

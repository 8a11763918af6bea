/** The Trash over a whole tower: repaired on screen, read again from its source, many at once, two people at one entry. */
import { addMerchant } from '@gantry/shared/api/access/merchants';
import { placeOrder } from '@gantry/shared/api/orders';
import { saveErp } from '@gantry/shared/api/orders/systems';
import { getTrashed, listTrash } from '@gantry/shared/api/trash';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPlatform } from '../../backend/src/app/open-platform.ts';
import { type ErpSandbox, openErpnextSandbox } from '../../backend/src/connectors/systems/erpnext/sandbox.ts';
import type { ErpDocument } from '../../backend/src/connectors/systems/erpnext/sandbox-documents.ts';
import { furnished } from '../../backend/src/connectors/systems/erpnext/sandbox-shelf.ts';
import { putAllInTrash } from '../../backend/src/platform/trash.ts';
import { type ErpServer, startErpServer } from '../../backend/src/sandbox/erp/erp-server.ts';
import { fresh, orderBody } from '../../backend/test/doings.ts';
import { startFreshTower, type TestTower, until } from '../../backend/test/tower.ts';
import { complaintsOf, openBrowser } from './browser.ts';
import { signedIn } from './signed-in.ts';

const home = '/logistics/trash';
const erps = new Map<string, ErpSandbox>();
let tower: TestTower;
let server: ErpServer;
let browser: Browser;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  server = await startErpServer({ erps });
  [tower, browser] = await Promise.all([startFreshTower({ insideOrigins: [server.origin] }), openBrowser()]);
  page = await somebody('ana');
  complaints = complaintsOf(page);
});
afterAll(async () => {
  await browser?.close();
  await tower?.stop();
  await server?.close();
});

const somebody = async (name: string): Promise<Page> => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' });
  await signedIn(tower, context, { email: `${name}@example.com` });
  return context.newPage();
};
const shot = async (name: string): Promise<void> => {
  const folder = process.env.GANTRY_SHOTS;
  if (folder) await page.screenshot({ path: `${folder}/trash-${name}.png`, fullPage: true });
};
const button = (on: Page, name: string | RegExp) => on.getByRole('button', { name });
const state = (on: Page, is: string) => on.locator(`[data-state="${is}"]`).waitFor();
const entryOf = async (trashId: string) => (await tower.call(getTrashed, { params: { trashId } })).body;
/** An order of a channel in which nothing is ordered; the entry it became. */
const emptyOrder = async (): Promise<{ trashId: string; number: string }> => {
  const body = orderBody({ lines: [] });
  const { body: said } = await tower.call(placeOrder, { body });
  return { trashId: said.trashId ?? '', number: body.externalId };
};
const addLine = async (on: Page, quantity: string) => {
  await button(on, 'Add line').last().click();
  const line = on.locator('[data-path="lines.0"]');
  await line.getByLabel('Quantity').fill(quantity);
  await line.getByText(/^Add a field/).click();
  await line.locator('[data-add="sku"]').click();
  await line.getByLabel('SKU', { exact: true }).fill('SKU-1');
};

it('an order without lines is found in its list, given one on screen, and goes on as an order', async () => {
  const { trashId, number } = await emptyOrder();
  await page.goto(tower.origin + home);
  await page.locator('[data-group="orders.place order_without_lines"]').click();
  await page.locator(`tr[data-key="${trashId}"] a[data-row]`).click();
  await page.locator('[data-cause="order_without_lines"]').waitFor();
  const save = button(page, 'Save and continue from here');
  expect(await save.isDisabled()).toBe(true);
  await addLine(page, '0');
  await save.click();
  // What the tower says stands at its field, and what was written stays.
  await page.locator('[data-path="lines.0.quantity"] .error').waitFor();
  expect(await page.getByLabel('SKU', { exact: true }).inputValue()).toBe('SKU-1');
  await page.getByLabel('Quantity').fill('2');
  await page.locator('[data-different]').first().waitFor();
  await shot('repair');
  await page.keyboard.press('Control+Enter');
  await state(page, 'resolved');
  await page.getByRole('link', { name: `Order ${number}`, exact: true }).click();
  await page.getByRole('heading', { name: number }).waitFor();
  const { history, originalPayload, payload } = await entryOf(trashId);
  expect(history.map(({ did }) => did)).toEqual(['trashed', 'repaired', 'retried', 'resolved']);
  expect([originalPayload, payload]).toMatchObject([{ lines: [] }, { lines: [{ sku: 'SKU-1', quantity: 2 }] }]);
});

it('an address mended in the ERP is read again there: the difference is shown, and only then it continues', async () => {
  const merchant = fresh('lamps');
  const credentials = { keyName: 'key', secret: 'a-secret-of-an-erp-0123456789' };
  let wrong = true;
  const erp = openErpnextSandbox({
    company: 'Lamps Ltd',
    sells: () => true,
    objects: ({ doctype }) => (wrong && doctype === 'Sales Order' ? 'Postal Code 4100 is not valid' : undefined),
    shelf: furnished(new Map<string, ErpDocument>(), { territories: ['ES'], elsewhere: false }),
    now: () => new Date(),
    key: credentials.keyName,
    secret: credentials.secret,
  });
  erps.set(merchant, erp);
  const made = { docstatus: 0, creation: '2026-01-01 00:00:00.000001', modified: '' };
  const email = 'ursula.quimby@example.invalid';
  erp.write({ ...made, doctype: 'Customer', name: 'CUST-9', customer_name: 'Ursula Quimby', email_id: email });
  const address = {
    ...made,
    doctype: 'Address',
    name: 'CUST-9-Shipping',
    address_line1: '77 Gallows Lane',
    city: 'Sevilla',
    pincode: '4100',
    country: 'Spain',
    is_shipping_address: 1,
    links: [{ link_doctype: 'Customer', link_name: 'CUST-9' }],
  };
  erp.write(address);
  const headers = { 'gantry-merchant': merchant };
  await tower.call(addMerchant, { body: { merchant, name: merchant } });
  await tower.call(saveErp, {
    body: { url: `${server.origin}/${merchant}`, company: 'Lamps Ltd', enabled: true, ...credentials },
    headers,
  });
  const body = orderBody({ placedAt: new Date().toISOString(), deliverBy: '2030-01-02' });
  await tower.call(placeOrder, { body, headers });
  const entry = await until(
    async () => (await tower.call(listTrash, { query: { handler: 'orders.erp' }, headers })).body.items[0],
    { what: 'the order that the ERP refuses' },
  );
  await page.goto(`${tower.origin}${home}/${entry.trashId}`);
  await page.getByText('Postal Code 4100 is not valid').first().waitFor();
  erp.write({ ...address, pincode: '41001' });
  wrong = false;
  await button(page, 'Retry from source …').click();
  const row = page.locator('[data-source] tbody tr').filter({ hasText: '41001' });
  await row.getByText('4100', { exact: true }).waitFor();
  await shot('source');
  expect((await entryOf(entry.trashId)).state).toBe('open');
  await button(page, 'Continue with this').click();
  await state(page, 'resolved');
  expect(erp.all('Sales Order').filter(({ docstatus }) => docstatus === 1)).toHaveLength(1);
});

it('two hundred are tried again at once: seven fail, stand on top, and are chosen by themselves', async () => {
  const word = fresh('bulk');
  const { platform, close } = await openPlatform(tower.config, 'test', 4);
  const failing = new Set([3, 31, 59, 87, 115, 143, 171]);
  await putAllInTrash(
    platform,
    Array.from({ length: 200 }, (_, n) => ({
      source: 'order_intake' as const,
      handler: 'orders.place',
      reason: word.replaceAll('-', '_'),
      detail: 'the channel was away',
      payload: orderBody({ externalId: `${word}-${n}`, ...(failing.has(n) ? { lines: [] } : {}) }),
      key: `${word}-${n}`,
      merchant: 'main',
    })),
  );
  await close();
  await page.goto(`${tower.origin}${home}`);
  await page.locator(`[data-group="orders.place ${word.replaceAll('-', '_')}"]`).click();
  await page.getByRole('checkbox', { name: 'Choose all rows shown' }).check();
  await button(page, 'Choose all 200 of this filter').click();
  await page.locator('[data-chosen]').getByText('200 chosen').waitFor();
  await button(page, 'Try 200 entries again').click();
  await page.getByRole('progressbar').waitFor();
  // Each of them becomes an order.
  await page.getByText('193 of 200 gone through, 7 failed.').waitFor({ timeout: 90_000 });
  const rows = page.locator('[data-run] tbody tr');
  expect(await rows.count()).toBe(7);
  expect(await page.locator('[data-run] tr[data-outcome="failed_again"]').count()).toBe(7);
  await shot('bulk');
  await page.getByLabel('Only what failed').uncheck();
  expect(await rows.first().getAttribute('data-outcome')).toBe('failed_again');
  await button(page, 'Choose the 7 that failed').click();
  await button(page, 'Discard …').click();
  await page.getByLabel('Why are they discarded?').fill('Nothing was ordered');
  await button(page, 'Discard 7 entries').click();
  await page.getByText('7 of 7 discarded.').waitFor();
});

it('of two people at one entry the second is told who was faster, and loses nothing', async () => {
  const { trashId } = await emptyOrder();
  const second = await somebody('ben');
  await Promise.all([page, second].map((on) => on.goto(`${tower.origin}${home}/${trashId}`)));
  await addLine(page, '4');
  await addLine(second, '5');
  await button(second, 'Save and continue from here').click();
  await state(second, 'resolved');
  const told = page.locator('[data-overtaken]');
  await told.getByText(/ben/).waitFor();
  expect(await page.getByLabel('Quantity').inputValue()).toBe('4');
  await shot('overtaken');
  await told.getByRole('button', { name: 'Load theirs' }).click();
  await until(async () => (await page.getByLabel('Quantity').inputValue()) === '5', { what: 'what the other wrote' });
  expect(await entryOf(trashId)).toMatchObject({ state: 'resolved', payload: { lines: [{ quantity: 5 }] } });
  await second.context().close();
  expect(complaints.filter((text) => !/Failed to load resource.*422/.test(text))).toEqual([]);
});

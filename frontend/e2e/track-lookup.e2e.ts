/** Finding a parcel by its order number: without JavaScript, and with the same answer for wrong and absent. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser } from './browser.ts';
import { pages } from './track-pages.ts';
import { type MockTower, startMockTower } from './track-tower.ts';

let tower: MockTower;
let browser: Browser;
let page: Page;
beforeAll(async () => {
  tower = await startMockTower();
  tower.pages.set('moving', pages.moving).set('delivered', pages.delivered);
  browser = await openBrowser();
  page = await (
    await browser.newContext({ javaScriptEnabled: false, locale: 'en-GB', viewport: { width: 360, height: 740 } })
  ).newPage();
});
afterAll(async () => {
  await browser?.close();
  await tower?.stop();
});

const send = async (order: string, proof: string, search = ''): Promise<void> => {
  tower.asked.length = 0;
  await page.goto(`${tower.origin}/track${search}`);
  await page.locator('[name=orderNumber]').fill(order);
  await page.locator('[name=proof]').fill(proof);
  await page.locator('form button').click();
};
const found = (tokens: string[]) => ({
  status: 200,
  body: { items: tokens.map((token) => ({ token, carrier: 'Acme Parcels', status: 'in_transit' })) },
});

describe('the lookup', () => {
  it('leads to the only parcel, in the language it was asked in', async () => {
    tower.lookup = found(['moving']);
    await send(' ORD-7 ', 'me@example.invalid', '?lang=it');
    expect(page.url()).toBe(`${tower.origin}/track/moving?lang=it`);
    expect(JSON.parse(tower.asked[0]?.body ?? '{}')).toEqual({ orderNumber: 'ORD-7', email: 'me@example.invalid' });
    expect(tower.asked[0]?.forwardedFor).toMatch(/127\.0\.0\.1/);
  });
  it('lists several, and takes a postal code', async () => {
    tower.lookup = found(['moving', 'delivered']);
    await send('ORD-7', '69001');
    expect(JSON.parse(tower.asked[0]?.body ?? '{}')).toEqual({ orderNumber: 'ORD-7', postalCode: '69001' });
    expect(await page.locator('h1').textContent()).toBe('2 shipments found');
    await page.locator('main li a').nth(1).click();
    expect(page.url()).toBe(`${tower.origin}/track/delivered`);
  });
  it('says the same for wrong, absent and impossible, and keeps what was typed', async () => {
    const said = new Set<string | null>();
    for (const answer of [
      { status: 404, body: {} },
      { status: 200, body: { items: [] } },
      { status: 422, body: {} },
    ]) {
      tower.lookup = answer;
      await send('ORD-7', '69002');
      said.add(await page.locator('[role=alert]').textContent());
      expect(await page.locator('[name=orderNumber]').inputValue()).toBe('ORD-7');
    }
    await send('ORD-7', '6');
    said.add(await page.locator('[role=alert]').textContent());
    expect([...said]).toEqual(['We found no parcel for these details. Please check both and try again.']);
  });
  it('has words for too often and for a tower that is away', async () => {
    tower.lookup = { status: 429, body: {} };
    await send('ORD-7', '69001', '?lang=pl');
    expect(await page.locator('[role=alert]').textContent()).toContain('Zbyt wiele prób');
    tower.lookup = { status: 500, body: {} };
    await send('ORD-7', '69001', '?lang=zh');
    expect(await page.locator('[role=alert]').textContent()).toContain('目前无法查询');
  });
  it('says at the field what is missing', async () => {
    await send('', '69001');
    expect(await page.locator('#order-error').textContent()).toBe('Please enter the order number.');
    expect(tower.asked).toEqual([]);
  });
  it('takes no form of another site', async () => {
    const post = (headers: Record<string, string>) =>
      fetch(`${tower.origin}/track`, {
        method: 'POST',
        headers,
        body: new URLSearchParams({ orderNumber: '1', proof: '2' }),
      });
    tower.lookup = { status: 404, body: {} };
    for (const origin of ['https://evil.example', 'null', 'http://127.0.0.1:1'])
      expect((await post({ origin })).status).toBe(403);
    expect((await post({ origin: tower.origin })).status).toBe(404);
  });
});

/** The pages beside the wall: home, the customer's tracking page (also without JavaScript), the API reference. */
import { publicTracking } from '@gantry/shared/api/tracking-page';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFreshTower, type TestTower, until } from '../../backend/test/tower.ts';
import { complaintsOf, openBrowser, violationsOf } from './browser.ts';
import { connectCarrier, type Sent, scan, ship } from './world.ts';

let tower: TestTower;
let browser: Browser;
let parcel: Sent;
const person = {
  name: 'Planted Name',
  lines: ['1 Planted Street'],
  phone: '+33 600000000',
  email: 'planted@example.invalid',
};

beforeAll(async () => {
  tower = await startFreshTower();
  browser = await openBrowser();
  await connectCarrier(tower);
  parcel = await ship(tower, 1, person);
  await scan(tower, parcel.number, { code: 'PU', hoursAgo: 20, city: 'Madrid', lat: 40.42, lon: -3.7 });
  await scan(tower, parcel.number, { code: 'IT', hoursAgo: 10 });
  await until(
    async () =>
      (await tower.call(publicTracking, { params: { token: parcel.url.slice('/track/'.length) }, key: null }))
        .status === 200,
    { what: 'a tracking page' },
  );
});
afterAll(async () => {
  await browser?.close();
  await tower?.stop();
});

describe('the tracking page', () => {
  it('is whole without JavaScript on a phone', async () => {
    const context = await browser.newContext({ viewport: { width: 360, height: 740 }, javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(tower.origin + parcel.url);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toMatch(/^(Promised for|Arrives) /);
    expect(await page.getByText('In transit').count()).toBeGreaterThan(0);
    expect(await page.getByText('Zaragoza').count()).toBeGreaterThan(0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    await context.close();
  });

  it('names no person in any public byte', async () => {
    const bytes = await (await fetch(tower.origin + parcel.url)).text();
    const answer = JSON.stringify(
      (await tower.call(publicTracking, { params: { token: parcel.url.slice('/track/'.length) }, key: null })).body,
    );
    for (const secret of ['Planted', 'planted@', '600000000', '69001']) expect(bytes + answer).not.toContain(secret);
  });

  it('changes by itself when a scan comes in', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    const complaints = complaintsOf(page);
    await page.goto(tower.origin + parcel.url);
    // The page joins its room some time after it is shown; a scan sent before would be seen on the next one only.
    let n = 0;
    await until(
      async () => {
        await scan(tower, parcel.number, {
          code: 'OD',
          // Just now: an hour ago may have been yesterday, and the page says so.
          hoursAgo: ++n / 10_000,
          city: 'Lyon',
          country: 'FR',
          lat: 45.76,
          lon: 4.84,
        });
        return ((await page.getByRole('heading', { level: 1 }).textContent()) ?? '').includes('Out for delivery');
      },
      { what: 'the new headline' },
    );
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('has no accessibility violations, and says kindly when it does not know a link', async () => {
    const context = await browser.newContext({ viewport: { width: 360, height: 740 } });
    const page = await context.newPage();
    for (const path of [parcel.url, '/track/nobodyknowsthis']) {
      const answer = await page.goto(tower.origin + path);
      expect(answer?.status()).toBe(path === parcel.url ? 200 : 404);
      expect(await violationsOf(page), path).toEqual([]);
    }
    await context.close();
  });

  it('is kept nowhere and refers nobody', async () => {
    const { headers } = await fetch(tower.origin + parcel.url);
    expect(headers.get('cache-control')).toContain('no-store');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('content-security-policy')).toMatch(/script-src [^;]*'nonce-/);
  });
});

describe('home and reference', () => {
  it('leads everywhere, without violations', async () => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    const complaints = complaintsOf(page);
    await page.goto(tower.origin);
    for (const href of ['/wall', '/docs', '/openapi.json'])
      expect(await page.locator(`a[href="${href}"]`).count(), href).toBeGreaterThan(0);
    expect(await violationsOf(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('draws the API reference from our own address', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(`${tower.origin}/docs`);
    await page.getByText('Make an API key').first().waitFor();
    expect(asked.filter((url) => !url.startsWith(tower.origin) && !/^(data|blob):/.test(url))).toEqual([]);
    await context.close();
  });
});

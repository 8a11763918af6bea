/** The compact page in a frame: only there, only for the merchant's own sites; every other page refuses to be framed. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../backend/test/until.ts';
import { openBrowser } from './browser.ts';
import { brand, moving, pages } from './track-pages.ts';
import { type MockTower, startMockTower } from './track-tower.ts';

let tower: MockTower;
let browser: Browser;
let shop: Server;
const port = (): number => (shop.address() as AddressInfo).port;
beforeAll(async () => {
  tower = await startMockTower();
  browser = await openBrowser();
  // A merchant's page with the frame, and a listener for its height.
  shop = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://shop').searchParams.get('path') ?? '';
    response.writeHead(200, { 'content-type': 'text/html' }).end(
      `<!doctype html><script>window.told = []; addEventListener('message', (e) => told.push([e.origin, e.data]));</script>
       <iframe width="600" height="100" src="${tower.origin}${path}"></iframe>`,
    );
  });
  await new Promise<void>((done) => shop.listen(0, '127.0.0.1', done));
  tower.pages.set('plain', moving).set('framed', {
    ...pages.framed,
    brand: { ...brand, embedOrigins: ['https://shop.example', `http://127.0.0.1:${port()}`] },
  });
});
afterAll(async () => {
  await browser?.close();
  shop?.close();
  await tower?.stop();
});

const headers = async (path: string): Promise<(string | null)[]> => {
  const answer = await fetch(tower.origin + path);
  const policy = answer.headers.get('content-security-policy') ?? '';
  return [
    /frame-ancestors ([^;]*)/.exec(policy)?.[1] ?? null,
    answer.headers.get('x-frame-options'),
    answer.headers.get('cross-origin-resource-policy'),
  ];
};
const refused = ["'none'", 'DENY', 'same-origin'];

describe('framing', () => {
  it('is allowed to the named sites, on the compact page alone', async () => {
    expect(await headers('/track/framed/embed')).toEqual([
      `https://shop.example http://127.0.0.1:${port()}`,
      null,
      'cross-origin',
    ]);
    for (const path of ['/track/framed', '/track/plain/embed', '/track/nobody/embed', '/track', '/', '/wall'])
      expect([path, ...(await headers(path))]).toEqual([path, ...refused]);
    expect((await headers('/track/framed/calendar.ics')).slice(1)).toEqual(refused.slice(1));
  });
  it('shows the answer to a named site and tells it the height', async () => {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${port()}/?path=${encodeURIComponent('/track/framed/embed?lang=en&theme=dark')}`);
    const frame = page.frameLocator('iframe');
    expect(await frame.locator('h1').textContent()).toMatch(/^Arrives/);
    expect(await frame.locator('html').getAttribute('data-theme')).toBe('dark');
    const link = frame.getByRole('link', { name: 'All details' });
    expect([await link.getAttribute('target'), await link.getAttribute('rel')]).toEqual(['_parent', 'noopener']);
    const told = await until(
      async () => {
        const [first] = await page.evaluate(
          () => (window as unknown as { told: [string, { type: string; height: number }][] }).told,
        );
        return first;
      },
      { what: 'the height' },
    );
    expect([told[0], told[1].type]).toEqual([tower.origin, 'gantry:track:height']);
    expect(told[1].height).toBeGreaterThan(100);
    await link.click();
    await page.waitForURL(`${tower.origin}/track/framed?lang=en`);
    await page.close();
  });
  it('is refused to everybody else', async () => {
    for (const path of ['/track/plain/embed', '/track/framed', '/track/nobody/embed']) {
      const page = await browser.newPage();
      const complaint = page.waitForEvent('console', { predicate: (message) => /frame/i.test(message.text()) });
      await page.goto(`http://127.0.0.1:${port()}/?path=${encodeURIComponent(path)}`);
      expect((await complaint).text(), path).toMatch(/frame-ancestors|X-Frame-Options/i);
      expect(await page.frameLocator('iframe').locator('h1').count()).toBe(0);
      await page.close();
    }
  });
});

/** The customer's tracking page: whole without JavaScript, in every direction, readable, live, private. */
import { gzipSync } from 'node:zlib';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../backend/test/until.ts';
import { complaintsOf, openBrowser, violationsOf } from './browser.ts';
import { moving, pages } from './track-pages.ts';
import { type MockTower, startMockTower } from './track-tower.ts';

let tower: MockTower;
let browser: Browser;
beforeAll(async () => {
  tower = await startMockTower();
  browser = await openBrowser();
  for (const [token, page] of Object.entries(pages)) tower.pages.set(token, page);
});
afterAll(async () => {
  await browser?.close();
  await tower?.stop();
});

const phone = { viewport: { width: 360, height: 740 } };
/** Opens a page in a context of its own and closes it after `look`. */
const visit = async <T>(path: string, options: BrowserContextOptions, look: (page: Page) => Promise<T>): Promise<T> => {
  const context = await browser.newContext({ locale: 'en-GB', ...phone, ...options });
  try {
    const page = await context.newPage();
    await page.goto(tower.origin + path);
    return await look(page);
  } finally {
    await context.close();
  }
};
const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
const documentOf = (page: Page) =>
  page.evaluate(() => [document.documentElement.lang, document.documentElement.dir] as const);
const plain = (text: string | null): string =>
  (text ?? '').replaceAll('\u00a0', ' ').replaceAll(/[\u2066-\u2069]/g, '');

describe('without JavaScript, at 360 px', () => {
  const still = { javaScriptEnabled: false };
  it('answers, in Portuguese as the browser asks', async () => {
    await visit('/track/moving', { ...still, locale: 'pt-BR' }, async (page) => {
      expect(await documentOf(page)).toEqual(['pt', 'ltr']);
      expect(plain(await page.locator('h1').textContent())).toMatch(/^Chega .+, muito provável$/);
      const text = plain(await page.locator('main').textContent());
      for (const said of [
        'Nossa previsão',
        'Data da transportadora',
        'Data prometida',
        'Saiu para entrega',
        '23:10 hora local',
        'Zaragoza, Espanha',
        'ACME000001',
        'Recarregue a página',
      ])
        expect(text).toContain(said);
      expect(await page.locator('svg.map').count()).toBe(1);
      expect(await overflow(page)).toBeLessThanOrEqual(0);
    });
  });
  it('turns round in Arabic', async () => {
    await visit('/track/duties?lang=ar', still, async (page) => {
      expect(await documentOf(page)).toEqual(['ar', 'rtl']);
      expect(await page.locator('h1').textContent()).toBe('ادفع الرسوم الجمركية');
      expect(plain(await page.locator('main').textContent())).toContain('لم تُدفع الرسوم أو الضرائب الجمركية بعد.');
      const number = page.locator('bdi.number').nth(1);
      expect([await number.textContent(), await number.getAttribute('dir')]).toEqual(['CR 7781 2290 FR', 'ltr']);
      const [first, last] = await Promise.all(
        [0, 1].map((n) => page.locator('ol[aria-label] li').nth(n).locator('svg').boundingBox()),
      );
      // On a phone the line runs down, at the side where reading begins.
      expect(first?.x).toBeGreaterThan(180);
      expect(last?.y).toBeGreaterThan(first?.y ?? 0);
      expect(await overflow(page)).toBeLessThanOrEqual(0);
    });
  });
  it('changes its language by a link', async () => {
    await visit('/track/delivered', still, async (page) => {
      await page.locator('summary').click();
      await page.getByRole('link', { name: 'Nederlands' }).click();
      expect(plain(await page.locator('h1').textContent())).toMatch(/^Bezorgd op /);
      expect(await page.context().cookies()).toEqual([]);
    });
  });
  it('keeps within its width in every language and state', async () => {
    await visit('/track/moving', still, async (page) => {
      for (const language of ['de', 'pl', 'tr', 'nl', 'ja', 'ar'])
        for (const token of ['moving', 'duties', 'before', 'returned']) {
          await page.goto(`${tower.origin}/track/${token}?lang=${language}`);
          expect(await overflow(page), `${token} ${language}`).toBeLessThanOrEqual(0);
        }
    });
  });
});

describe('with JavaScript', () => {
  it('has no accessibility violations, in light and dark, in both directions', async () => {
    for (const colorScheme of ['light', 'dark'] as const)
      for (const path of ['moving', 'duties?lang=ar', 'delivered', 'before', 'silent', 'nobody', 'framed/embed', ''])
        await visit(`/track/${path}`, { colorScheme }, async (page) => {
          expect(await violationsOf(page), `${colorScheme} ${path}`).toEqual([]);
        });
  });
  it('is live, and complains about nothing', async () => {
    tower.pages.set('live', moving);
    const context = await browser.newContext({ ...phone, locale: 'fr' });
    const page = await context.newPage();
    const complaints = complaintsOf(page);
    await page.goto(`${tower.origin}/track/live`);
    await until(async () => tower.joined.includes('live'), { what: 'the page in its room' });
    tower.pages.set('live', pages.out);
    tower.changed('live');
    await until(async () => (await page.locator('h1').textContent()) === 'Livraison aujourd’hui', { what: 'the news' });
    expect(complaints).toEqual([]);
    await context.close();
  });
  it('keeps what it shows when the line is lost, and says how old it is', async () => {
    tower.joined.length = 0;
    await visit('/track/moving', {}, async (page) => {
      await until(async () => tower.joined.includes('moving'), { what: 'the page in its room' });
      await page.context().setOffline(true);
      await page.locator('.stale').waitFor();
      expect(await page.locator('.stale').textContent()).toMatch(/how things stood 1 minute ago/);
      expect(plain(await page.locator('h1').textContent())).toMatch(/^Arrives/);
      await page.context().setOffline(false);
      await page.locator('.stale').waitFor({ state: 'hidden' });
    });
  });
  it('loads one small script, whatever staff’s pages weigh', async () => {
    const context = await browser.newContext(phone);
    const page = await context.newPage();
    const scripts: Promise<string>[] = [];
    page.on('response', (response) => {
      if (/\.js(\?|$)/.test(response.url())) scripts.push(response.text());
    });
    tower.joined.length = 0;
    await page.goto(`${tower.origin}/track/moving`);
    await until(async () => tower.joined.includes('moving'), { what: 'the page in its room' });
    const bodies = await Promise.all(scripts);
    const bytes = bodies.reduce((sum, body) => sum + gzipSync(body, { level: 9 }).length, 0);
    expect(bodies.length).toBeGreaterThan(0);
    expect(bytes).toBeLessThan(6_000);
    expect(bodies.join('')).not.toMatch(/Zugestellt|Entregue|BEGIN:VCALENDAR/);
    console.info(`tracking page: ${bytes} bytes of script, gzip`);
    await context.close();
  });
  it('goes onto paper in black on white', async () => {
    await visit('/track/moving', { colorScheme: 'dark' }, async (page) => {
      await page.emulateMedia({ media: 'print' });
      expect(await page.locator('.language').isVisible()).toBe(false);
      expect(await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)).toBe(
        'rgb(255, 255, 255)',
      );
    });
  });
});

describe('what goes out', () => {
  it('is what the contract names, and nothing else', async () => {
    const planted = { name: 'Planted Name', email: 'planted@example.invalid', street: '1 Planted Street' };
    tower.pages.set('leaky', {
      ...moving,
      ...planted,
      origin: { ...moving.origin, ...planted },
      legs: moving.legs.map((leg) => ({ ...leg, ...planted })),
      events: moving.events.map((event) => ({ ...event, ...planted })),
    });
    for (const path of ['leaky', 'leaky/embed', 'leaky/calendar.ics']) {
      const response = await fetch(`${tower.origin}/track/${path}`);
      expect([path, response.status]).toEqual([path, 200]);
      expect(await response.text(), path).not.toMatch(/planted/i);
      expect([path, response.headers.get('cache-control')]).toEqual([path, 'no-store']);
      expect(response.headers.get('x-robots-tag')).toContain('noindex');
      expect(response.headers.get('referrer-policy')).toBe('no-referrer');
      expect(response.headers.get('set-cookie')).toBeNull();
    }
    expect(await (await fetch(`${tower.origin}/track/leaky/__data.json`)).text()).not.toMatch(/planted/i);
  });
  it('says in the visitor’s language why there is nothing', async () => {
    tower.pages
      .set('busy', 429)
      .set('away', 503)
      .set('odd', { ...moving, status: 'nonsense' as 'delayed' });
    for (const [token, status, title] of [
      ['nobody', 404, 'Diesen Link kennen wir nicht'],
      ['busy', 429, 'Ein wenig zu schnell'],
      ['away', 503, 'Wir können gerade nicht nachsehen'],
      ['odd', 503, 'Wir können gerade nicht nachsehen'],
    ] as const) {
      const response = await fetch(`${tower.origin}/track/${token}?lang=de`);
      expect([token, response.status]).toEqual([token, status]);
      const text = await response.text();
      expect(text).toContain(title);
      expect(text).toContain('<html lang="de" dir="ltr">');
    }
  });
  it('asks the tower for the visitor, not for itself', async () => {
    tower.asked.length = 0;
    await fetch(`${tower.origin}/track/moving`);
    expect(tower.asked[0]?.forwardedFor).toMatch(/127\.0\.0\.1/);
  });
  it('has a calendar file in the page’s language', async () => {
    const response = await fetch(`${tower.origin}/track/moving/calendar.ics?lang=es`);
    expect(response.headers.get('content-type')).toBe('text/calendar; charset=utf-8; method=PUBLISH');
    const text = await response.text();
    expect(text).toMatch(/^BEGIN:VCALENDAR\r\n/);
    expect(text.replaceAll('\r\n ', '')).toContain('SUMMARY:Llegada de un paquete');
    tower.pages.set('dateless', { ...moving, eta: null, carrierDay: null, promisedDay: null });
    expect((await fetch(`${tower.origin}/track/dateless/calendar.ics`)).status).toBe(404);
  });
  it('takes a merchant’s colour as a stylesheet, and nothing that is none', async () => {
    const sheet = await fetch(`${tower.origin}/track/accent/ffd84d.css`);
    expect(sheet.headers.get('content-type')).toContain('text/css');
    expect(sheet.headers.get('cache-control')).toContain('immutable');
    for (const wrong of ['red', 'ffd84', 'ffd84d;}body{', '%22'])
      expect((await fetch(`${tower.origin}/track/accent/${encodeURIComponent(wrong)}.css`)).status).toBe(404);
  });
});

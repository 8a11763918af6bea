/** A customer's half of a return, on a phone: asked for with a photo, with JavaScript and without, told what happens next. */
import { gzipSync } from 'node:zlib';
import { customersReturns } from '@gantry/shared/api/returns/customers';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectCarrier, fresh, newOrder, newShipment, postScans, timelineWhen } from '../../backend/test/doings.ts';
import { startTestTower, type TestTower, until } from '../../backend/test/tower.ts';
import { complaintsOf, openBrowser, violationsOf } from './browser.ts';

const [lamp, shade] = [fresh('LAMP'), fresh('SHADE')];
let tower: TestTower;
let browser: Browser;
beforeAll(async () => {
  [tower, browser] = await Promise.all([startTestTower(), openBrowser()]);
  await connectCarrier(tower);
});
afterAll(async () => {
  await browser?.close();
  await tower?.stop();
});

const returnsOf = async (token: string) => (await tower.call(customersReturns, { params: { token }, key: null })).body;
/** The link to the page of a parcel with three lamps and a shade, delivered yesterday or still on its way. */
const parcel = async ({ delivered = true } = {}): Promise<string> => {
  const at = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();
  const lines = [
    { sku: lamp, name: 'Lamp for Ursula', quantity: 3, unitPrice: 2_500 },
    { sku: shade, name: 'Shade', quantity: 1, unitPrice: 900 },
  ];
  const orderId = await newOrder(tower, { lines, placedAt: at(80) });
  const { number, shipmentId, trackingToken } = await newShipment(tower, { orderId, createdAt: at(72) });
  if (delivered) await postScans(tower, { number, code: 'OK', at: at(24), city: 'Sevilla', country: 'ES' });
  await timelineWhen(tower, shipmentId, ({ standing }) => !delivered || standing.status === 'delivered');
  await until(
    async () => ((await returnsOf(trackingToken)).lines.every(({ shipped }) => shipped > 0) ? true : undefined),
    {
      what: 'the goods to have left',
    },
  );
  return trackingToken;
};

let visitors = 0;
const visit = async (
  path: string,
  options: BrowserContextOptions,
  look: (page: Page) => Promise<void>,
): Promise<void> => {
  const context = await browser.newContext({
    locale: 'en-GB',
    viewport: { width: 360, height: 740 },
    extraHTTPHeaders: { 'x-forwarded-for': `198.51.100.${++visitors}` },
    ...options,
  });
  try {
    const page = await context.newPage();
    await page.goto(tower.origin + path);
    await look(page);
  } finally {
    await context.close();
  }
};
const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
/** A photo of one colour, as a phone would send it. */
const photo = (page: Page): Promise<Buffer> =>
  page.screenshot({ type: 'jpeg', clip: { x: 0, y: 0, width: 200, height: 100 } });
const shot = async (page: Page, name: string): Promise<void> => {
  const folder = process.env.GANTRY_SHOTS;
  if (folder) await page.screenshot({ path: `${folder}/return-${name}.png`, fullPage: true });
};

it('is asked for from the tracking page, with a photo, once', async () => {
  const token = await parcel();
  await visit(`/track/${token}`, {}, async (page) => {
    const complaints = complaintsOf(page);
    const bytes = await photo(page);
    await page.getByRole('link', { name: 'Return something' }).click();
    await page.getByRole('heading', { name: 'Returns', exact: true }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    expect(await page.getByLabel('Reason').first().isVisible()).toBe(false);
    await page.getByLabel(`How many: ${lamp}`).fill('2');
    await page.getByRole('button', { name: 'Ask for the return' }).click();
    await page.getByText('Please choose a reason.').waitFor();
    expect(await page.getByLabel(`How many: ${lamp}`).inputValue()).toBe('2');
    await page.getByLabel('Reason').first().selectOption('Arrived damaged');
    const files = page.getByLabel('Photos (optional)');
    await files.setInputFiles({ name: '../../etc/lamp.jpg', mimeType: 'image/jpeg', buffer: bytes });
    await page.getByRole('img', { name: 'Photo 1' }).waitFor();
    await files.setInputFiles({
      name: 'lamp.jpg',
      mimeType: 'image/jpeg',
      buffer: Buffer.from('<svg onload="alert(1)"/>'),
    });
    await page.getByText('This is not a picture we can take.').waitFor();
    await page.getByLabel('Anything we should know?').fill('The foot is bent');
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    await shot(page, 'form');
    const button = page.getByRole('button', { name: 'Ask for the return' });
    await button.dblclick();
    await page.getByText('We have your request.').waitFor();
    await page.getByText(`2 × ${lamp}`).waitFor();
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    await shot(page, 'asked');
    expect(complaints.filter((one) => !one.includes('422'))).toEqual([]);
  });
  const { returns } = await returnsOf(token);
  expect(returns).toMatchObject([{ state: 'requested', lines: [{ name: lamp, quantity: 2 }] }]);
  const { rows } = await tower.database.query(
    'SELECT r.photos, u.attached_to FROM returns r JOIN uploads u ON u.attached_to = r.id WHERE r.number = $1',
    [returns[0]?.number],
  );
  expect(rows).toHaveLength(1);
});

it('is asked for without JavaScript just as well, and sent twice it is one', async () => {
  const token = await parcel();
  await visit(`/track/${token}/return?lang=de`, { javaScriptEnabled: false }, async (page) => {
    const bytes = await photo(page);
    await page.getByLabel(shade).check();
    await page.getByLabel('Fotos (freiwillig)').setInputFiles([
      { name: 'a.jpg', mimeType: 'image/jpeg', buffer: bytes },
      { name: 'b.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('PK\x03\x04 no picture') },
    ]);
    await page.getByRole('button', { name: 'Rücksendung anmelden' }).click();
    await page.getByText('Das ist kein Bild, das wir annehmen können.').waitFor();
    await page.getByText('Bitte wählen Sie einen Grund.').waitFor();
    // What was taken stays.
    expect(await page.getByRole('img', { name: 'Foto 1' }).count()).toBe(1);
    await page.getByLabel('Grund').last().selectOption('Falsche Größe');
    const form = page.url();
    await page.getByRole('button', { name: 'Rücksendung anmelden' }).click();
    await page.getByText('Ihre Anfrage ist bei uns.').waitFor();
    expect(page.url()).toContain('asked=1');
    expect(form).toContain('lang=de');
    expect((await returnsOf(token)).returns).toHaveLength(1);
    await shot(page, 'german');
  });
});

it('says why nothing may come back yet, in Arabic from right to left, and weighs little', async () => {
  const token = await parcel({ delivered: false });
  await visit(`/track/${token}/return?lang=ar`, {}, async (page) => {
    await page.getByText('لم يُسلَّم أي شيء بعد.').waitFor();
    expect(await page.evaluate(() => document.documentElement.dir)).toBe('rtl');
    expect(await overflow(page)).toBeLessThanOrEqual(0);
  });
  await visit(`/track/${token}`, {}, async (page) =>
    expect(await page.getByRole('link', { name: 'Return something' }).count()).toBe(0),
  );
  await visit(`/track/${await parcel()}/return`, {}, async (page) => {
    const scripts = await page.evaluate(() =>
      [...document.querySelectorAll('script')].map(({ src }) => src).filter(Boolean),
    );
    const sizes = await Promise.all(
      scripts.map(async (src) => gzipSync(Buffer.from(await (await fetch(src)).arrayBuffer())).length),
    );
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(5_000);
    expect(await page.evaluate(() => document.querySelectorAll('script:not([src]):not([nonce])').length)).toBe(0);
  });
  expect((await fetch(`${tower.origin}/track/nobody-has-it/return`)).status).toBe(404);
});

it('takes no form of other sites, none that is too large, and none for nobody', async () => {
  const token = await parcel();
  const send = (path: string, body: BodyInit, headers: Record<string, string> = {}) =>
    fetch(tower.origin + path, { method: 'POST', body, headers, redirect: 'manual' });
  const form = new FormData();
  form.set('requestId', 'x');
  expect((await send(`/track/${token}/return`, form, { origin: 'https://elsewhere.example' })).status).toBe(403);
  expect((await send('/track/nobody-has-it/return', form)).status).toBe(404);
  const large = new FormData();
  large.set('files', new Blob([new Uint8Array(27 * 1024 * 1024)]), 'a.jpg');
  expect((await send(`/track/${token}/return`, large)).status).toBe(413);
  expect((await send('/track', large)).status).toBe(413);
});

/** The list kit, on the pages that use it: its question in the address, views, pages, order, file, and rows that hold still. */
import { readFile } from 'node:fs/promises';
import { searchShipments } from '@gantry/shared/api/shipments';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Desk, openDesk } from './staff-desk.ts';
import { shipmentRow, staffWorld } from './staff-world.ts';

const patience = { timeout: 15_000 };
const address = '/logistics/tracking';
let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk?.close());
const at: Desk['at'] = (...visit) => desk.at(...visit);
const list = (page: Page, name: string) => page.locator(`[data-list="${name}"]`);
const first = (page: Page) => page.getByRole('link', { name: 'ACME000001' });
/** Every cell of a table as it is read, the head first. */
const cells = (page: Page, name: string): Promise<string[][]> =>
  list(page, name)
    .locator('table')
    .evaluate((table: HTMLTableElement) =>
      [...table.rows].map((row) =>
        [...row.cells].map((cell) => (cell.textContent ?? '').replace(/[↑↓]/g, '').replace(/\s+/g, ' ').trim()),
      ),
    );
/** A file of the kit, read as RFC 4180 has it. */
const parsed = (text: string): string[][] =>
  text
    .trimEnd()
    .split('\r\n')
    .map((line) =>
      [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)]
        .slice(0, -1)
        .map(([, cell = '']) => cell.replace(/^"|"$/g, '').replaceAll('""', '"')),
    );
const fileOf = async (page: Page, name: string): Promise<string[][]> => {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    list(page, name).getByRole('button', { name: 'CSV' }).click(),
  ]);
  return parsed(await readFile(await download.path(), 'utf8'));
};

describe('the texts of a list', () => {
  it('are whole while there is room, and take a second line on a phone', async () => {
    const rows = Array.from({ length: 20 }, (_, n) =>
      shipmentRow(n + 1, {
        trackingNumber: `9400112436645668${String(n).padStart(6, '0')}`,
        orderNumber: `SB20784${String(n).padStart(5, '0')}`,
        label: 'Announced to carrier',
        late: n === 3,
        openExceptions: n === 4 ? 2 : 0,
        silentSince: null,
      }),
    );
    const tower = staffWorld().on(searchShipments, { items: rows, nextCursor: null });
    await at(address, tower, async (page) => {
      await page.getByRole('link', { name: '9400112436645668000001' }).waitFor();
      const cut = () =>
        list(page, 'shipments')
          .locator('tbody :is(th, td:not(.quiet), .word)')
          .evaluateAll((all) =>
            all
              .filter((one) => one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0)
              .map((one) => one.textContent),
          );
      for (const width of [360, 1280, 1920]) {
        await page.setViewportSize({ width, height: 900 });
        await vi.waitFor(async () => expect(await cut(), `${width} px`).toEqual([]), patience);
      }
    });
  });
});

describe('what a list is narrowed to', () => {
  it('is in the address, and the way back takes it back', async () => {
    const tower = staffWorld();
    await at(address, tower, async (page) => {
      await first(page).waitFor();
      await page.getByRole('combobox', { name: 'Show' }).selectOption('late');
      await vi.waitUntil(async () => page.url().endsWith('?flag=late'), patience);
      await page.getByRole('combobox', { name: 'Carrier' }).selectOption('ups');
      await vi.waitUntil(() => tower.of(searchShipments).some(({ query }) => query.get('carrier') === 'ups'), patience);
      // The browser tells of the address a moment after the page has asked.
      await vi.waitUntil(() => new URL(page.url()).search === '?flag=late&carrier=ups', patience);
      await page.goBack();
      await vi.waitUntil(
        async () => (await page.getByRole('combobox', { name: 'Carrier' }).inputValue()) === '',
        patience,
      );
      expect(await page.getByRole('combobox', { name: 'Show' }).inputValue()).toBe('late');
      await page.getByRole('link', { name: 'Clear' }).click();
      await vi.waitUntil(async () => new URL(page.url()).search === '', patience);
    });
    await at(`${address}?status=delivered&channel=shop`, tower, async (page) => {
      await first(page).waitFor();
      expect(await page.getByRole('combobox', { name: 'Status' }).inputValue()).toBe('delivered');
      const asked = tower.of(searchShipments).at(-1)?.query;
      expect([asked?.get('status'), asked?.get('channel')]).toEqual(['delivered', 'shop']);
    });
  });

  it('is kept as a view: saved, opened, renamed, deleted', async () => {
    await at(`${address}?flag=late&status=delayed`, staffWorld(), async (page) => {
      await first(page).waitFor();
      const views = list(page, 'shipments').locator('summary');
      await views.click();
      await page.getByLabel('Name of this view').fill('Late and delayed');
      await page.getByRole('button', { name: 'Save view' }).click();
      await page.goto(desk.origin + address);
      await first(page).waitFor();
      await views.click();
      await page.getByRole('link', { name: 'Late and delayed' }).click();
      await vi.waitUntil(async () => new URL(page.url()).search === '?flag=late&status=delayed', patience);
      expect(await page.getByRole('combobox', { name: 'Show' }).inputValue()).toBe('late');
      await views.click();
      await page.getByRole('button', { name: 'Rename Late and delayed' }).click();
      await page.getByLabel('New name of Late and delayed').fill('Mine');
      await page.keyboard.press('Enter');
      await page.getByRole('link', { name: 'Mine', exact: true }).waitFor();
      await page.getByRole('button', { name: 'Delete Mine' }).click();
      await page.getByText('No view is kept in this browser yet.').waitFor();
    });
  });
});

describe('the file', () => {
  it('is the table, cell by cell', async () => {
    const items = Array.from({ length: 24 }, (_, n) => shipmentRow(n, n === 3 ? { origin: 'Köln "Süd", DE' } : {}));
    const tower = staffWorld().on(searchShipments, { items, nextCursor: null });
    await at(
      address,
      tower,
      async (page) => {
        await first(page).waitFor();
        const [head = [], ...rows] = await cells(page, 'shipments');
        const [fileHead = [], ...file] = await fileOf(page, 'shipments');
        expect(file).toEqual(rows);
        expect(fileHead.map((label) => label.replace(/ \([A-Z].*\)$/, ''))).toEqual(head);
        expect(fileHead).toContain('Our ETA (UTC)');
        expect(head).toContain('From, to');
      },
      { seat: { width: 1920, height: 1080 } },
    );
    await at('/logistics/carriers?sort=-loss', staffWorld(), async (page) => {
      await page.getByText('UPS', { exact: true }).first().waitFor();
      const [, ...rows] = await cells(page, 'carrier-quality');
      expect((await fileOf(page, 'carrier-quality')).slice(1)).toEqual(rows);
    });
  });

  it('has all pages of the same question', async () => {
    const tower = staffWorld().on(searchShipments, ({ query }) => ({
      status: 200,
      body: query.get('cursor')
        ? { items: [shipmentRow(25), shipmentRow(26)], nextCursor: null }
        : { items: [shipmentRow(1), shipmentRow(2)], nextCursor: 'p2' },
    }));
    await at(`${address}?flag=live`, tower, async (page) => {
      await first(page).waitFor();
      const file = await fileOf(page, 'shipments');
      expect(file.slice(1).map(([number]) => number)).toEqual(['ACME000001', 'ACME000002', 'ACME000025', 'ACME000026']);
      expect(tower.of(searchShipments).at(-1)?.query.get('flag')).toBe('live');
    });
  });
});

describe('rows', () => {
  it('hold still under the pointer: new ones are announced, changed ones change where they stand', async () => {
    const day = Array.from({ length: 40 }, (_, n) => shipmentRow(n));
    const tower = staffWorld().on(searchShipments, { items: day, nextCursor: null });
    await at(address, tower, async (page) => {
      const numbers = () => page.locator('tbody tr th').allTextContents();
      await page.getByText('live', { exact: true }).waitFor();
      await first(page).hover();
      const before = await numbers();
      const place = await first(page).boundingBox();
      tower.on(searchShipments, {
        items: [
          shipmentRow(90),
          shipmentRow(0),
          shipmentRow(1, { status: 'delivered', label: 'Delivered' }),
          ...day.slice(3),
        ],
        nextCursor: null,
      });
      tower.tell('tracking.standing_changed', 'shp_00001');
      await page.locator('[data-unseen]').waitFor();
      expect(await numbers()).toEqual(before);
      expect(await first(page).boundingBox()).toEqual(place);
      expect(await page.locator('tbody tr').nth(1).textContent()).toContain('Delivered');
      expect(await page.locator('tbody tr.gone th').allTextContents()).toEqual(['ACME000002']);
      await page.locator('[data-unseen]').click();
      await vi.waitUntil(async () => (await numbers())[0]?.includes('90'), patience);
      await page.locator('[data-unseen]').waitFor({ state: 'detached' });
    });
  });

  it('follow only what their page wants, and catch up after the line was cut', async () => {
    const tower = staffWorld();
    await at(address, tower, async (page) => {
      await page.getByText('live', { exact: true }).waitFor();
      expect(tower.followed).toContain('tracking.standing_changed');
      expect(tower.followed).not.toContain('tracking.eta_model_trained');
      tower.on(searchShipments, { items: [shipmentRow(77)], nextCursor: null });
      tower.cut();
      tower.tell('tracking.scan_recorded', 'shp_00077');
      await page.getByRole('link', { name: 'ACME000077' }).waitFor();
      await page.getByRole('link', { name: 'ETA accuracy' }).click();
      await vi.waitUntil(() => tower.followed.includes('tracking.eta_model_trained'), patience);
      expect(tower.followed).not.toContain('tracking.standing_changed');
    });
  });

  it('say that they are old when the line falls silent, and are read again when it speaks', async () => {
    const tower = staffWorld();
    await at(address, tower, async (page) => {
      await page.getByText('live', { exact: true }).waitFor();
      await first(page).waitFor();
      tower.hush();
      await page.locator('[data-notice="stale"]').waitFor();
      await page.getByText('no live news').waitFor();
      expect(await first(page).isVisible()).toBe(true);
      tower.on(searchShipments, { items: [shipmentRow(5)], nextCursor: null });
      tower.tell('tracking.scan_recorded', 'shp_00005');
      tower.hush(false);
      await page.locator('[data-notice="stale"]').waitFor({ state: 'detached' });
      await first(page).waitFor({ state: 'detached' });
    });
  });
});

describe('a table', () => {
  it('is ordered by a click on a head where it can be, in the address', async () => {
    await at('/logistics/carriers', staffWorld(), async (page) => {
      const quality = list(page, 'carrier-quality');
      await quality.getByRole('link', { name: 'Asking' }).click();
      await vi.waitUntil(async () => new URL(page.url()).search === '?sort=asking', patience);
      expect((await cells(page, 'carrier-quality'))[1]?.[0]).toBe('UPS');
      await quality.getByRole('link', { name: 'Asking' }).click();
      await vi.waitUntil(async () => (await cells(page, 'carrier-quality'))[1]?.[0] === 'Acme Parcels', patience);
      expect(await quality.locator('th[aria-sort="descending"]').textContent()).toContain('Asking');
      await page.goto(desk.origin + address);
      await first(page).waitFor();
      expect(await list(page, 'shipments').locator('thead a').count()).toBe(0);
    });
  });

  it('turns pages by Older and Newer, and says how long the list is', async () => {
    const tower = staffWorld().on(searchShipments, ({ query }) => {
      const at = Number((query.get('cursor') ?? 'p0').slice(1));
      const total = query.get('total') === 'counted' ? { total: { count: 10_000, atLeast: true } } : {};
      return { status: 200, body: { items: [shipmentRow(at * 4 + 1)], nextCursor: `p${at + 1}`, ...total } };
    });
    await at(address, tower, async (page) => {
      await page.getByText('1 of more than 10,000 shipments').waitFor();
      expect(await page.getByRole('link', { name: 'Newer' }).count()).toBe(0);
      await page.getByRole('link', { name: 'Older' }).click();
      await page.getByRole('link', { name: 'ACME000005' }).waitFor();
      await page.getByRole('link', { name: 'Older' }).click();
      await page.getByRole('link', { name: 'ACME000009' }).waitFor();
      await page.getByRole('link', { name: 'Newer' }).click();
      await page.getByRole('link', { name: 'ACME000005' }).waitFor();
      await page.getByRole('link', { name: 'Newest' }).click();
      await first(page).waitFor();
      await vi.waitUntil(() => new URL(page.url()).search === '', patience);
    });
  });

  it('fits its place without a scroll bar: what does not fit is in the drawer', async () => {
    await at(address, staffWorld(), async (page) => {
      await first(page).waitFor();
      const over = () =>
        list(page, 'shipments')
          .locator('table')
          .evaluate((table) => table.scrollWidth - (table.parentElement?.clientWidth ?? 0));
      const heads = async () => (await cells(page, 'shipments'))[0];
      expect(await over()).toBeLessThanOrEqual(0);
      expect(await heads()).not.toContain('Channel');
      const row = await page.locator('tbody tr').nth(1).boundingBox();
      expect(Math.round(row?.height ?? 0)).toBe(36);
      await page.setViewportSize({ width: 360, height: 780 });
      await vi.waitUntil(async () => (await heads())?.join() === 'Tracking number,Status', patience);
      expect(await over()).toBeLessThanOrEqual(0);
      await page.locator('tbody tr').nth(1).locator('td').first().click();
      await page.getByRole('heading', { name: 'Three dates' }).waitFor();
    });
  });

  it('is walked by j and k, and shows no skeleton to those who are answered at once', async () => {
    const tower = staffWorld();
    await at(address, tower, async (page) => {
      await first(page).waitFor();
      for (const key of ['j', 'j', 'j', 'k', 'Enter']) await page.keyboard.press(key);
      await page.getByRole('heading', { name: 'ACME000001', exact: true }).waitFor();
      await page.keyboard.press('Escape');
      await vi.waitUntil(async () => new URL(page.url()).pathname === address, patience);
      await page.keyboard.press('?');
      await page.getByText('from row to row').waitFor();
      await page.keyboard.press('Escape');
      tower.on(searchShipments, () => new Promise(() => {}));
      await page.reload();
      await page.getByRole('heading', { name: 'Shipments' }).waitFor();
      await page.locator('[data-list="shipments"] [data-notice="loading"]').waitFor();
    });
  });
});

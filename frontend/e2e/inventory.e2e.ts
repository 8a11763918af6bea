/** The screens of inventory on a tower of answers: whole at every width, in every state, and worked with keys and a scanner. */
import { listProducts, listUnmapped, mapListing } from '@gantry/shared/api/inventory/products';
import { placePurchaseOrder, receivePurchaseOrder } from '@gantry/shared/api/inventory/purchasing';
import { countStock, listLevels, moveStock } from '@gantry/shared/api/inventory/stock';
import { listOrders } from '@gantry/shared/api/orders';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { violationsOf } from './browser.ts';
import { levels, tea } from './inventory-world.ts';
import { type Desk, openDesk } from './staff-desk.ts';
import { refuse } from './staff-tower.ts';
import { staffWorld } from './staff-world.ts';

const home = '/logistics/inventory';
const patience = { timeout: 15_000 };
let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk?.close());
const at: Desk['at'] = (...visit) => desk.at(...visit);
const world = () => staffWorld().on(listOrders, { items: [], nextCursor: null });
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const product = (page: Page, name = 'Product') => page.getByRole('combobox', { name, exact: true });
/** As a scanner does: the code, then Enter. */
const scan = async (page: Page, code: string) => {
  await page.keyboard.type(code);
  await page.keyboard.press('Enter');
};
const outlook = (page: Page, text: string) => page.locator('[data-outlook]').getByText(text).waitFor();

/** Each address with the words that say that it is all there. */
const addresses: [path: string, ready: string][] = [
  [home, 'POT-CAST-IRON'],
  [`${home}/levels/main/mad/${tea.sku}`, 'L2026-09'],
  [`${home}/ledger/mov_2`, 'All of this SKU'],
  [`${home}/products/prd_1`, 'Archive …'],
  [`${home}/mapping`, '3 orders wait'],
  [`${home}/purchase-orders/pur_1`, 'Book the delivery'],
  [`${home}/transfers/tfr_1`, 'Book what arrived'],
  [`${home}/warehouses/mad`, 'Add a pickup'],
  [`${home}/bins`, '46 of 40'],
  [`${home}/vendors`, 'Assam Gardens'],
  [`${home}/channels/main/etsy`, 'The whole order comes from one warehouse'],
  [`${home}/count?of=${tea.sku}&at=mad`, '30 known'],
];

/** Those with colours that the others do not have: marks, bars, what will change. */
const coloured = [home, `${home}/purchase-orders/pur_1`, `${home}/bins`];

describe('the screens of inventory', () => {
  it('are whole at every width, with no accessibility violations in the dark and in the light', async () => {
    await at(home, world(), async (page) => {
      const found: string[] = [];
      for (const [path, ready] of addresses) {
        await page.goto(desk.origin + path);
        await page.getByText(ready).first().waitFor();
        for (const width of [360, 1920, 1280]) {
          await page.setViewportSize({ width, height: 900 });
          const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          expect(over, `${path} at ${width} px`).toBeLessThanOrEqual(0);
        }
        // Sidebar and header are those of every page: they are looked at once.
        const within = path === home ? {} : { within: 'main' };
        found.push(...(await violationsOf(page, within)).map((text) => `${path} ${text}`));
        // Only colours differ in the light.
        if (!coloured.includes(path)) continue;
        await page.evaluate(() => document.documentElement.setAttribute('data-theme', 'light'));
        const light = await violationsOf(page, { rules: ['color-contrast'], ...within });
        found.push(...light.map((text) => `${path} ${text}`));
      }
      expect(found).toEqual([]);
    });
  });

  it('say that there is nothing yet and how to begin, that it failed, that it is on its way, and that it is old', async () => {
    const tower = world().on(listLevels, { items: [], nextCursor: null });
    const visit = async (page: Page) => {
      await page.getByText('pnpm gantry import products products.csv').waitFor();
      tower.on(listLevels, () => refuse(500, { detail: 'Our mistake.' }));
      await page.reload();
      await page.getByText('Our mistake.').waitFor();
      tower.on(listLevels, () => new Promise<never>(() => {}));
      await page.reload();
      await page.locator('[data-notice="loading"]').first().waitFor();
      tower.on(listLevels, { items: levels, nextCursor: null });
      await page.reload();
      await page.getByText('POT-CAST-IRON').first().waitFor();
      // News of stock is read by itself, and a failure then leaves what was known.
      tower.on(listLevels, () => refuse(503, { detail: 'A store we need does not answer.' }));
      expect(tower.followed).toContain('inventory.stock_moved');
      tower.tell('inventory.stock_moved', 'stk_1');
      await page.locator('[data-notice="stale"]').waitFor();
      expect(await page.getByText('POT-CAST-IRON').first().isVisible()).toBe(true);
    };
    await at(home, tower, visit, { noisy: true });
  });

  it('are parts that arrow keys walk, behind one entry at the bottom of the sidebar', async () => {
    await at(home, world(), async (page) => {
      const sidebar = page.getByRole('navigation', { name: 'Pages', exact: true });
      await sidebar.locator('section').last().getByRole('link', { name: 'Inventory' }).waitFor();
      const parts = page.getByRole('navigation', { name: 'Parts of inventory' });
      await parts.getByRole('link', { name: 'Levels' }).focus();
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Products' }).waitFor();
      expect(await parts.locator('[aria-current]').textContent()).toBe('Products');
      await page.keyboard.press('Home');
      expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Levels');
    });
  });
});

describe('stock by hand', () => {
  it('is received with a scanner and keys alone: a case is its units, what changes is shown first', async () => {
    const tower = world();
    await at(`${home}/receive?at=mad`, tower, async (page) => {
      await product(page).focus();
      await scan(page, '14006381333938');
      await page.getByText(`${tea.name}, 33 available`).waitFor();
      const quantity = page.getByLabel('Quantity');
      await vi.waitUntil(() => quantity.evaluate((one) => one === document.activeElement), patience);
      expect(await quantity.inputValue()).toBe('12');
      await page.getByLabel('Bin', { exact: true }).fill('A-01-02');
      await outlook(page, '30 → 42');
      await page.keyboard.press('Enter');
      await page.getByText('12 units of TEA-ASSAM-100 received in Madrid: 50 on hand, 34 available.').waitFor();
      expect(tower.of(moveStock)[0]?.body).toEqual({
        kind: 'receipt',
        sku: tea.sku,
        warehouse: 'mad',
        bin: 'A-01-02',
        quantity: 12,
        condition: 'sellable',
      });
      // The next scan takes the place of the last.
      await vi.waitUntil(() => product(page).evaluate((one) => one === document.activeElement), patience);
      await scan(page, '0000000000000');
      await page.getByText('No product with “0000000000000”').waitFor();
      await scan(page, 'MUG-7');
      await vi.waitUntil(async () => (await product(page).inputValue()) === 'MUG-BLUE', patience);
    });
  });

  it('is corrected with a reason: what is promised cannot go, and what the tower refuses stands at its field', async () => {
    const tower = world().on(moveStock, () =>
      refuse(409, {
        code: 'stock_short',
        detail: 'Only 22 are free.',
        errors: [{ path: 'change', message: 'only 22 are free there' }],
      }),
    );
    const visit = async (page: Page) => {
      await page.getByLabel('Bin', { exact: true }).fill('A-01-02');
      await page.getByLabel('Change', { exact: true }).fill('1.5');
      await press(page, 'Correct');
      await page.getByText('A whole number is expected').waitFor();
      await page.getByText('Say why').waitFor();
      expect(tower.of(moveStock)).toHaveLength(0);
      await page.getByLabel('Change', { exact: true }).fill('-23');
      await page.getByText('Only 22 can be taken from A-01-02, 8 of 30 are reserved.').waitFor();
      await page.getByLabel('Reason').selectOption('Lost');
      await press(page, 'Correct');
      await page.getByText('Only 22 are free there').waitFor();
      tower.on(moveStock, { movementIds: ['mov_9'], onHand: 28, reserved: 8, available: 20 });
      await page.getByLabel('Change', { exact: true }).fill('-2');
      await outlook(page, '30 → 28');
      await page.keyboard.press('Enter');
      await page.getByText('corrected by −2 in Madrid').waitFor();
      expect(tower.of(moveStock).at(-1)?.body).toMatchObject({
        kind: 'adjust',
        change: -2,
        reason: 'lost',
        bin: 'A-01-02',
      });
    };
    await at(`${home}/correct?of=${tea.sku}&at=mad`, tower, visit, { noisy: true });
  });

  it('is counted bin by bin with Enter: only what was counted is sent, each line answers for itself', async () => {
    const tower = world().on(countStock, {
      lines: [
        { outcome: 'adjusted', difference: -1, onHand: 29, reason: null },
        { outcome: 'refused', difference: 0, onHand: 2, reason: 'less than is reserved' },
      ],
    });
    await at(`${home}/count?of=${tea.sku}&at=mad`, tower, async (page) => {
      await page.getByLabel('A-01-02').focus();
      await page.keyboard.type('29');
      await page.locator('[data-difference]').getByText('−1').waitFor();
      await page.keyboard.press('Enter');
      await page.keyboard.press('Enter');
      await page.keyboard.type('0');
      await page.keyboard.press('Enter');
      await page.getByText('29 counted, corrected by −1, 29 on hand').waitFor();
      await page.getByText('0 counted, less than is reserved').waitFor();
      expect(tower.of(countStock)[0]?.body.lines).toEqual([
        { sku: tea.sku, warehouse: 'mad', bin: 'A-01-02', condition: 'sellable', counted: 29 },
        { sku: tea.sku, warehouse: 'mad', bin: 'Q-01', condition: 'damaged', counted: 0 },
      ]);
    });
  });
});

describe('what comes in', () => {
  it('a listing that orders wait for is mapped in one step', async () => {
    const tower = world();
    await at(`${home}/mapping`, tower, async (page) => {
      await product(page, 'Is which product').fill('mug');
      await page.getByRole('option', { name: /MUG-BLUE/ }).waitFor();
      await page.keyboard.press('Enter');
      tower.on(listUnmapped, { items: [] });
      await press(page, 'Map');
      await page.getByText('ETSY-1204 of etsy is MUG-BLUE: its 3 orders go on.').waitFor();
      expect(tower.of(mapListing)[0]?.body).toEqual({
        channel: 'etsy',
        channelSku: 'ETSY-1204',
        sku: 'MUG-BLUE',
        quantity: 1,
      });
    });
  });

  it('what ran low is ordered in one step, and a delivery is booked by scans with what is broken', async () => {
    const tower = world();
    await at(`${home}/purchase-orders`, tower, async (page) => {
      await page.getByRole('link', { name: `Order ${tea.sku}` }).click();
      await page.getByLabel('To warehouse').selectOption('Madrid');
      await press(page, 'Place the order');
      await page.getByRole('heading', { name: 'Receive a delivery' }).waitFor();
      expect(tower.of(placePurchaseOrder)[0]?.body).toMatchObject({
        vendor: 'assam',
        warehouse: 'mad',
        lines: [{ sku: tea.sku, quantity: 120 }],
      });
      await product(page, 'Scan or find').focus();
      await scan(page, '14006381333938');
      const line = page.locator(`[data-line="${tea.sku}"]`);
      await vi.waitUntil(async () => (await line.getByLabel('Good').inputValue()) === '12', patience);
      await scan(page, '4006381333931');
      await vi.waitUntil(async () => (await line.getByLabel('Good').inputValue()) === '13', patience);
      await line.getByLabel('Broken').fill('1');
      await outlook(page, `${tea.sku}: 1 broken`);
      await press(page, 'Book the delivery');
      await page.getByText('14 units booked in Madrid, 1 unit of them broken.').waitFor();
      expect(tower.of(receivePurchaseOrder)[0]?.body).toMatchObject({
        lines: [{ sku: tea.sku, accepted: 13, damaged: 1, bin: '' }],
        last: false,
      });
    });
  });

  it('a barcode in the search of products finds the product, and the next one takes its place', async () => {
    const tower = world();
    await at(`${home}/products`, tower, async (page) => {
      await page.getByText('KIT-TEATIME').waitFor();
      await page.getByLabel('SKU, name or barcode').focus();
      await scan(page, '4006381333931');
      await page.getByText('1 product', { exact: false }).first().waitFor();
      await scan(page, 'MUG-7');
      await vi.waitUntil(() => tower.of(listProducts).at(-1)?.query.get('q') === 'MUG-7', patience);
      await page.getByRole('link', { name: 'MUG-BLUE' }).waitFor();
    });
  });
});

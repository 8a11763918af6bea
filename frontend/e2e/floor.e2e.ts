/** The floor as people work on it: a scanner beside a keyboard, scans that wait for the network, refusals, a cart, the queue, stations. */
import { changeFulfillment, changeMany, getFulfillment } from '@gantry/shared/api/fulfillment/orders';
import { assignToStation, packScan } from '@gantry/shared/api/fulfillment/packing';
import { pickScan, shortPick, unpickScan, walkScan } from '@gantry/shared/api/fulfillment/picking';
import { putBackUnits } from '@gantry/shared/api/fulfillment/put-backs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { enter, handOver, scan } from './scanner.ts';
import { type Desk, openDesk } from './staff-desk.ts';
import { cart, floorStation, halfPicked, packedTogether } from './staff-floor.ts';
import { type Asked, refuse, type StaffTower } from './staff-tower.ts';
import { staffWorld } from './staff-world.ts';

const patience = { timeout: 15_000 };
const phone = { seat: { width: 390, height: 844 } };
const picking = '/logistics/picking/orders/ful_00002';
const code = '4006381333931';
let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk?.close());

const counted = {
  outcome: 'counted' as const,
  sku: 'MUG-BLUE',
  quantity: 1,
  lineId: '1',
  pickedQuantity: 2,
  lineQuantity: 3,
  fulfillment: halfPicked,
};
const said = (page: Page, text: string | RegExp) => page.locator('[data-answer]').getByText(text).first().waitFor();
const sent = (tower: StaffTower) => tower.of(pickScan).map(({ body }: Asked) => body);
const arrive = async (page: Page) => {
  await page.locator('[data-step="place"]').waitFor();
  await scan(page, 'A-01-02');
  await page.locator('[data-step="item"]').waitFor();
};

describe('a scanner beside a keyboard', () => {
  it('presses no button, changes no field, calls no key of the page, and is heard in a dialog', async () => {
    const tower = staffWorld().on(pickScan, counted);
    await desk.at(
      picking,
      tower,
      async (page) => {
        await arrive(page);
        const short = page.getByRole('button', { name: 'Not enough here …' });
        await short.focus();
        await scan(page, `]C101040063813339311${'\x1d'}21t/?[`);
        await vi.waitFor(() => expect(sent(tower)).toHaveLength(1), patience);
        expect(sent(tower)[0]).toMatchObject({ barcode: `]C101040063813339311\x1d21t/?[`, location: 'A-01-02' });
        expect(await short.getAttribute('aria-expanded')).toBe('false');
        expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe('dark');
        const field = page.getByLabel('Type a barcode or SKU');
        await field.fill('half typed');
        await scan(page, code);
        await vi.waitFor(() => expect(sent(tower)).toHaveLength(2), patience);
        expect(await field.inputValue()).toBe('half typed');
        await field.focus();
        await handOver(page, code);
        await vi.waitFor(() => expect(sent(tower)).toHaveLength(3), patience);
        expect(sent(tower)[2]).toMatchObject({ barcode: code });
        expect(await field.inputValue()).toBe('half typed');
        await page.keyboard.press('Control+k');
        await page.locator('dialog[open]').waitFor();
        await scan(page, code, { end: [{ key: 'Tab', code: 'Tab', windowsVirtualKeyCode: 9 }] });
        await vi.waitFor(() => expect(sent(tower)).toHaveLength(4), patience);
        await page.keyboard.press('Escape');
        await scan(page, code, { end: [] });
        await vi.waitFor(() => expect(sent(tower)).toHaveLength(5), patience);
        expect(new Set(sent(tower).map(({ clientScanId }) => clientScanId)).size).toBe(5);
      },
      phone,
    );
  });

  it('leaves hands alone: a key of the page, and a code typed slowly', async () => {
    const tower = staffWorld().on(pickScan, counted);
    await desk.at(picking, tower, async (page) => {
      await arrive(page);
      await page.keyboard.press('t');
      await page.waitForFunction(() => document.documentElement.dataset.theme === 'light');
      await page.getByLabel('Type a barcode or SKU').pressSequentially('MUG-BLUE', { delay: 70 });
      expect(sent(tower)).toEqual([]);
      await page.keyboard.press('Enter');
      await vi.waitFor(() => expect(sent(tower)).toEqual([expect.objectContaining({ sku: 'MUG-BLUE' })]), patience);
    });
  });
});

describe('a scan', () => {
  it('waits while the tower is away, also when the page is loaded again, and is sent in its order', async () => {
    const tower = staffWorld().on(pickScan, () => refuse(503));
    await desk.at(
      picking,
      tower,
      async (page) => {
        await arrive(page);
        for (const one of ['11111111', '22222222', '33333333']) await scan(page, one);
        await page.locator('[data-waiting="3"]').getByText('scans wait to be sent').waitFor();
        const first = sent(tower)[0]?.clientScanId;
        await page.reload();
        await page.locator('[data-waiting="3"]').getByText('scans wait to be sent').waitFor();
        tower.on(pickScan, counted);
        await page.locator('[data-waiting="0"]').waitFor({ state: 'attached' });
        const done = sent(tower).slice(-3);
        expect(done.map(({ barcode }) => barcode)).toEqual(['11111111', '22222222', '33333333']);
        expect(done[0]?.clientScanId).toBe(first);
      },
      { ...phone, noisy: true },
    );
  });

  it('that is refused says what was scanned and why; what counted is taken back, what is missing is said', async () => {
    const tower = staffWorld()
      .on(pickScan, () => refuse(409, { code: 'not_in_job', detail: 'VINEGAR is not in this job' }))
      .on(unpickScan, { ...counted, pickedQuantity: 1 })
      .on(shortPick, {
        fulfillment: halfPicked,
        exceptionId: 'fex_2',
        elsewhere: [{ warehouse: 'mad', bin: 'C-04-04', quantity: 1 }],
        waiting: 0,
      });
    await desk.at(
      picking,
      tower,
      async (page) => {
        await page.locator('[data-step="place"]').waitFor();
        await scan(page, 'Z-99-99');
        await said(page, 'Wrong place');
        await said(page, /Vinegar, 0.5 l/);
        // The tower writes it down, and what it says of it does not take the place of what is said.
        expect(sent(tower)).toMatchObject([{ barcode: 'Z-99-99', location: 'Z-99-99' }]);
        expect(await page.locator('[data-answer]').getByText('Wrong item').count()).toBe(0);
        await arrive(page);
        await scan(page, code);
        await said(page, 'Wrong item');
        await said(page, `Scanned: ${code}`);
        tower.on(pickScan, counted);
        await scan(page, code);
        await said(page, '2 of 3');
        await page.getByRole('button', { name: 'Undo' }).click();
        await said(page, 'Put back: 1 of 3');
        expect(tower.of(unpickScan)[0]?.body).toMatchObject({ sku: 'MUG-BLUE', quantity: 1 });
        await page.getByRole('button', { name: 'Not enough here …' }).click();
        await page.getByLabel('Units missing').fill('1');
        await page.getByRole('button', { name: '1 unit missing' }).click();
        await said(page, 'Promised instead: 1 in C-04-04.');
      },
      { ...phone, noisy: true },
    );
  });

  it('of a cart is a place, a thing, and the tote it goes into', async () => {
    const tower = staffWorld().on(walkScan, ({ body }) =>
      body.tote === 'T9'
        ? refuse(409, { code: 'wrong_tote', detail: 'T9 is of no order of this walk' })
        : { status: 200, body: { ...counted, walk: cart } },
    );
    await desk.at(
      '/logistics/picking/walks/wlk_1',
      tower,
      async (page) => {
        await arrive(page);
        await scan(page, code);
        await page.locator('[data-step="tote"]').waitFor();
        await scan(page, 'T9');
        await said(page, 'Wrong tote');
        await page.locator('[data-step="item"]').waitFor();
        await scan(page, code);
        await page.locator('[data-step="tote"]').waitFor();
        await scan(page, 'T2');
        await said(page, /into T2/);
        expect(tower.of(walkScan).at(-1)?.body).toMatchObject({ barcode: code, location: 'A-01-02', tote: 'T2' });
      },
      { ...phone, noisy: true },
    );
  });

  it('lays back what is nobody’s: the thing, then its bin', async () => {
    const tower = staffWorld().on(putBackUnits, { outcome: 'moved' });
    await desk.at('/logistics/picking/put-backs', tower, async (page) => {
      await page.locator('[data-put-back]').first().waitFor();
      await scan(page, 'TEAPOT-2');
      await page.getByText('Scan the bin for 1 unit of TEAPOT-2').waitFor();
      await scan(page, 'B-10-04', { end: [enter] });
      await said(page, 'Laid down');
      expect(tower.of(putBackUnits)[0]?.body).toMatchObject({
        sku: 'TEAPOT-2',
        lot: 'L2041',
        quantity: 1,
        location: 'B-10-04',
      });
    });
  });
});

describe('the queue', () => {
  it('changes many at once and says of each refused one why; one alone says what it lacks', async () => {
    const tower = staffWorld()
      .on(changeMany, ({ body }) => ({
        status: 200,
        body: {
          rows: (body.ids as string[]).map((fulfillmentId, i) => ({
            fulfillmentId,
            outcome: i === 0 ? 'refused' : 'changed',
            code: i === 0 ? 'not_picked' : null,
            message: i === 0 ? '2 units are not picked' : null,
          })),
        },
      }))
      .on(changeFulfillment, () => refuse(409, { code: 'not_picked', detail: '3 units are not picked yet' }));
    await desk.at(
      '/logistics/fulfillment',
      tower,
      async (page) => {
        await page.locator('[data-count="picking"]').getByText('64').waitFor();
        for (const row of ['ORD-3301/1', 'ORD-3302/1'])
          await page.getByRole('checkbox', { name: `Choose ${row}` }).check();
        await page.getByLabel('What to change').selectOption('priority');
        await page.getByRole('button', { name: 'Change 2 fulfillment orders' }).click();
        await page.getByText('1 changed, 1 refused and stays chosen.').waitFor();
        expect(tower.of(changeMany)[0]?.body).toMatchObject({ change: { priority: 'urgent' } });
        expect(await page.locator('tr.below').textContent()).toContain('2 units are not picked');
        await page.locator('[data-list="fulfillment"]').getByRole('link', { name: 'ORD-3302/1' }).first().click();
        const step = page.locator('[data-step="packing"]');
        await step.getByText('3 units to pick').waitFor();
        await step.getByRole('button').click();
        await page.getByText('3 units are not picked yet').waitFor();
        expect(tower.of(changeFulfillment)[0]?.body).toEqual({ status: 'packing', expectedVersion: 3 });
        await page.locator('[data-exception="short_pick"]').waitFor();
      },
      { noisy: true },
    );
  });
});

describe('the stations', () => {
  it('pack merged orders into one parcel: both are named, and scans of either count', async () => {
    const reply = { outcome: 'counted' as const, sku: 'BOWL-4', quantity: 1, packageId: 'pkg_2' };
    const tower = staffWorld()
      .on(getFulfillment, packedTogether)
      .on(packScan, { ...reply, fulfillment: packedTogether });
    await desk.at('/logistics/packing/stations/st-01/ful_00003', tower, async (page) => {
      await page.locator('[data-together]').getByText('4 of 5 units packed').waitFor();
      await page.locator('[data-package="2"] [data-with="ful_00009"]').getByText('4 × BOWL-4').waitFor();
      await page.locator('[data-line="BOWL-4"]').getByText('4 of 5').waitFor();
      await page.getByRole('button', { name: 'The other 2 units into one' }).waitFor();
      await scan(page, 'BOWL-4');
      await vi.waitFor(() => expect(tower.of(packScan)).toHaveLength(1), patience);
      expect(tower.of(packScan)[0]?.body).toMatchObject({ packageId: 'pkg_2', sku: 'BOWL-4' });
    });
  });
  it('give orders to one another, chosen by keys or dragged', async () => {
    const tower = staffWorld().on(assignToStation, ({ body }) => ({
      status: 200,
      body: {
        station: floorStation(1),
        rows: (body.ids as string[]).map((fulfillmentId) => ({
          fulfillmentId,
          outcome: 'assigned',
          from: null,
          code: null,
          message: null,
        })),
      },
    }));
    await desk.at('/logistics/packing', tower, async (page) => {
      await page.locator('[data-station="st-01"]').getByText('30 min after the cutoff').waitFor();
      await page.locator('[data-column="st-02"]').getByText('ORD-3303/1').waitFor();
      await page.locator('[data-column="st-02"]').getByRole('checkbox').first().press('Space');
      await page.getByRole('button', { name: 'Move them there' }).press('Enter');
      await page.getByText('1 moved to Station 1.').waitFor();
      expect(tower.of(assignToStation)[0]).toMatchObject({
        path: '/api/logistics/stations/st-01/orders',
        body: { ids: ['ful_00003'] },
      });
      await page
        .locator('[data-column="none"] li', { hasText: 'ORD-3302/1' })
        .dragTo(page.locator('[data-column="st-02"]'));
      await vi.waitFor(
        () =>
          expect(tower.of(assignToStation)[1]).toMatchObject({
            path: '/api/logistics/stations/st-02/orders',
            body: { ids: ['ful_00002'] },
          }),
        patience,
      );
    });
  });
});

/** Shipments as staff follow them: found, opened, read down to the raw message, corrected; and what whoever may less is told. */
import { readMe } from '@gantry/shared/api/access/keys';
import { readMessage, searchShipments, shipmentTimeline } from '@gantry/shared/api/shipments';
import { correctShipment } from '@gantry/shared/api/tracking';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { whoIs } from './staff-access.ts';
import { type Desk, openDesk } from './staff-desk.ts';
import { journey, rawMessage } from './staff-journey.ts';
import { refuse } from './staff-tower.ts';
import { shipmentRow, staffWorld } from './staff-world.ts';

const patience = { timeout: 15_000 };
let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk?.close());
const at: Desk['at'] = (...visit) => desk.at(...visit);

describe('shipments', () => {
  it('are found by any number, opened, and shown raw beside normalized', async () => {
    const tower = staffWorld();
    await at('/logistics/tracking', tower, async (page) => {
      await page.getByRole('link', { name: 'ACME000001' }).waitFor();
      await page.locator('main h1').click();
      await page.keyboard.press('/');
      await page.keyboard.type('ACME000001');
      await page.keyboard.press('Enter');
      await vi.waitUntil(async () => tower.of(searchShipments).at(-1)?.query.get('search') === 'ACME000001', patience);
      await vi.waitUntil(() => page.url().includes('search=ACME000001'), patience);
      await page.getByRole('link', { name: 'ACME000001' }).click();
      await page.getByRole('heading', { name: 'ACME000001', exact: true }).waitFor();
      expect(page.url()).toMatch(/\/logistics\/tracking\/shp_00001\?search=ACME000001$/);
      await page.getByText('pushed ×3').first().waitFor();
      await page.getByRole('link', { name: 'Raw message of DY, pushed' }).click();
      await page.getByRole('heading', { name: 'Normalized' }).waitFor();
      expect(await page.locator('[data-pane="raw"]').textContent()).toContain('"weight": 12345678901234567890');
      expect(await page.locator('[data-pane="normalized"]').textContent()).toContain('"status": "delayed"');
      await page.getByRole('link', { name: 'The journey' }).click();
      await page.getByText('pushed ×3').first().waitFor();
      await page.keyboard.press('Escape');
      await vi.waitUntil(async () => new URL(page.url()).pathname === '/logistics/tracking', patience);
      expect(page.url()).toContain('search=ACME000001');
    });
  });

  it('say that whose they were was erased, and no size of a message of which nothing is left', async () => {
    const tower = staffWorld()
      .on(shipmentTimeline, { ...journey, erasedAt: '2026-11-02T09:30:00.000Z' })
      .on(readMessage, { ...rawMessage, body: '', bytes: 0, erased: true });
    await at('/logistics/tracking/shp_00001', tower, async (page) => {
      await page.getByText(/^Personal data erased on 2026-11-02 /).waitFor();
      await page.getByRole('link', { name: 'Raw message of DY, pushed' }).click();
      await page.locator('[data-erased]').waitFor();
      expect(await page.getByText('bytes').count()).toBe(0);
    });
    await at('/logistics/tracking/shp_00001', staffWorld(), async (page) => {
      await page.getByText('pushed ×3').first().waitFor();
      expect(await page.getByText('Personal data erased').count()).toBe(0);
    });
  });

  it('keep what was known when the tower stops answering, and say so', async () => {
    const tower = staffWorld();
    await at(
      '/logistics/tracking',
      tower,
      async (page) => {
        await page.getByText('live', { exact: true }).waitFor();
        await page.getByRole('link', { name: 'ACME000001' }).waitFor();
        tower.on(searchShipments, () => refuse(503, { detail: 'A store we need does not answer.' }));
        tower.tell('tracking.scan_recorded', 'shp_00001');
        await page.locator('[data-notice="stale"]').waitFor();
        expect(await page.getByRole('link', { name: 'ACME000001' }).isVisible()).toBe(true);
        tower.on(searchShipments, { items: [shipmentRow(1)], nextCursor: null });
        await page.getByRole('button', { name: 'Try again' }).click();
        await page.locator('[data-notice="stale"]').waitFor({ state: 'detached' });
      },
      { noisy: true },
    );
  });

  it('have words for nothing and for failure', async () => {
    const tower = staffWorld().on(searchShipments, { items: [], nextCursor: null });
    await at('/logistics/tracking', tower, async (page) => {
      await page.getByRole('heading', { name: 'No shipments yet' }).waitFor();
      await page.goto(`${desk.origin}/logistics/tracking?status=delivered`);
      await page.getByRole('heading', { name: 'No shipment like this' }).waitFor();
    });
    const broken = staffWorld().on(searchShipments, () => refuse(500, { detail: 'Our mistake.' }));
    await at('/logistics/tracking', broken, (page) => page.getByText('Our mistake.').waitFor(), { noisy: true });
  });

  it('are walked by arrow keys', async () => {
    await at('/logistics/tracking', staffWorld(), async (page) => {
      await page.getByRole('link', { name: 'ACME000001' }).waitFor();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'ACME000001', exact: true }).waitFor();
    });
  });

  it('are corrected by a manager, who is told what is wrong at the field', async () => {
    const tower = staffWorld().on(correctShipment, () =>
      refuse(422, { errors: [{ path: 'occurredAt', message: 'lies in the future' }] }),
    );
    await at(
      '/logistics/tracking/shp_00001',
      tower,
      async (page) => {
        await page.getByText('Correct where it stands').click();
        await page.getByLabel('How we know').fill('The customer called');
        await page.getByRole('button', { name: 'Record the correction' }).click();
        await page.getByText('lies in the future').waitFor();
        expect(await page.getByLabel('How we know').inputValue()).toBe('The customer called');
        tower.on(correctShipment, { shipmentId: journey.shipmentId, standing: journey.standing });
        const read = tower.of(shipmentTimeline).length;
        await page.getByRole('button', { name: 'Record the correction' }).click();
        await page.getByText('Corrected.').waitFor();
        expect(tower.of(correctShipment).at(-1)?.body).toMatchObject({
          status: 'in_transit',
          note: 'The customer called',
        });
        await vi.waitUntil(async () => tower.of(shipmentTimeline).length > read, patience);
      },
      { noisy: true },
    );
  });
});

it('whoever may less is told what a form needs, and what they cannot open', async () => {
  const tower = staffWorld().on(readMe, whoIs('staff'));
  await at('/logistics/carriers/connections/ups', tower, async (page) => {
    await page.getByText('Saving needs the manager area.').waitFor();
    expect(await page.getByRole('button', { name: 'Save', exact: true }).isDisabled()).toBe(true);
  });
  tower.on(readMe, whoIs('personal'));
  await at('/logistics/carriers', tower, async (page) => {
    await page.getByRole('heading', { name: 'You may not open Carriers' }).waitFor();
  });
});

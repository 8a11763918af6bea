/** Who sees which page: old addresses, the gate, verticals that are switched off, and the home of the tower. */
import { readMe } from '@gantry/shared/api/access/keys';
import { listMerchants } from '@gantry/shared/api/access/merchants';
import { changeProfile, readProfile } from '@gantry/shared/api/access/session';
import { listCarrierQuality } from '@gantry/shared/api/carriers';
import { unmappedCodes } from '@gantry/shared/api/carriers/status-maps';
import { searchShipments } from '@gantry/shared/api/shipments';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ana, twoMerchants, whoIs } from './staff-access.ts';
import { type Desk, openDesk } from './staff-desk.ts';
import { refuse, type StaffTower } from './staff-tower.ts';
import { staffWorld } from './staff-world.ts';

const patience = { timeout: 15_000 };
let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk?.close());
const at: Desk['at'] = (...visit) => desk.at(...visit);
/** A tower whose caller holds these verticals. */
const holding = (verticals: string[], tower = staffWorld()): StaffTower =>
  tower.on(readMe, () => ({
    status: 200,
    body: { ...whoIs('manager'), verticals },
  }));

describe('an old address', () => {
  it.each([
    ['/shipments/shp_00001?search=ACME', '/logistics/tracking/shp_00001?search=ACME'],
    ['/carriers?days=7', '/logistics/carriers?days=7'],
    ['/status-maps/acme?code=ZZ7', '/logistics/status-maps/acme?code=ZZ7'],
    ['/replays/rpl_1', '/logistics/replays/rpl_1'],
    ['/brands/channels/default', '/logistics/brands/channels/default'],
    ['/eta-accuracy?days=30&carrier=ups', '/logistics/analytics/eta-accuracy?days=30&carrier=ups'],
  ])('%s leads to %s', async (old, address) => {
    const answer = await fetch(desk.origin + old, { redirect: 'manual' });
    expect([answer.status, answer.headers.get('location')]).toEqual([308, address]);
  });
});

describe('the gate', () => {
  it('draws and loads nothing of a page before it is known who asks', async () => {
    let answer: () => void = () => {};
    const asked = new Promise<void>((done) => {
      answer = done;
    });
    const tower = staffWorld().on(readMe, async () => {
      await asked;
      return { status: 200, body: whoIs('manager') };
    });
    await at('/logistics/tracking', tower, async (page) => {
      await page.locator('[data-notice="loading"]').waitFor();
      expect(tower.of(searchShipments)).toHaveLength(0);
      expect(await page.getByRole('heading', { name: 'Shipments' }).count()).toBe(0);
      answer();
      await page.getByRole('heading', { name: 'Shipments' }).waitFor();
    });
  });

  it('keeps a page shut while the tower cannot say, and opens it once it can', async () => {
    const tower = staffWorld().on(readMe, () => refuse(503, { detail: 'A store we need does not answer.' }));
    await at(
      '/logistics/tracking',
      tower,
      async (page) => {
        await page.getByText('A store we need does not answer.').waitFor();
        expect(tower.of(searchShipments)).toHaveLength(0);
        holding(['logistics'], tower);
        await page.getByRole('link', { name: 'ACME000001' }).waitFor();
      },
      { noisy: true },
    );
  });

  it('says of a page whose vertical is off that it is, loads nothing of it, and has it in no sidebar', async () => {
    const tower = holding(['ecommerce']);
    await at('/logistics/tracking', tower, async (page) => {
      await page.getByRole('heading', { name: 'Shipments is switched off here' }).waitFor();
      expect(tower.of(searchShipments)).toHaveLength(0);
      const sidebar = page.getByRole('navigation', { name: 'Pages', exact: true });
      expect(await sidebar.getByRole('link', { name: 'Shipments' }).count()).toBe(0);
      expect(await sidebar.getByRole('link', { name: 'Wall' }).count()).toBe(0);
      expect(tower.followed).toEqual([]);
    });
  });
});

describe('a page that is open', () => {
  const lowered = 5_000;
  const shipments = (page: Page) => page.getByRole('link', { name: 'ACME000001' });
  /** What somebody is told once they may no longer, within the time in which that has to be. */
  const closes = async (page: Page) => {
    await page.getByRole('heading', { name: 'You may not open Shipments' }).waitFor({ timeout: lowered });
    expect(await shipments(page).count()).toBe(0);
  };

  it('closes within five seconds when rights are lowered, and opens by itself when they are given back', async () => {
    const tower = staffWorld();
    await at('/logistics/tracking', tower, async (page) => {
      await shipments(page).waitFor();
      // No line is dropped: the page finds out by asking.
      tower.on(readMe, whoIs('personal'));
      await closes(page);
      tower.on(readMe, whoIs('staff'));
      await shipments(page).waitFor({ timeout: lowered });
      const asked = tower.of(readMe).length;
      tower.on(readMe, whoIs('personal'));
      tower.dismiss();
      await vi.waitUntil(() => tower.of(readMe).length > asked, { timeout: 1_500 });
      await closes(page);
    });
  });

  it('leads to signing in when the session has ended, and back to where it was', async () => {
    const tower = staffWorld();
    await at(
      '/logistics/tracking?flag=late',
      tower,
      async (page) => {
        await shipments(page).waitFor();
        tower.signedIn = false;
        await page.getByText('Your session has ended.').waitFor({ timeout: lowered });
        expect(await shipments(page).count()).toBe(0);
        await page.getByLabel('E-mail').fill('ana@example.com');
        await page.getByLabel('Password', { exact: true }).fill('a long password of ana');
        await page.keyboard.press('Enter');
        await shipments(page).waitFor();
        expect(page.url()).toBe(`${desk.origin}/logistics/tracking?flag=late`);
      },
      { noisy: true },
    );
  });

  it('is drawn and asked for anew for whoever signs in in another tab', async () => {
    const tower = staffWorld();
    await at('/logistics/tracking', tower, async (page) => {
      await shipments(page).waitFor();
      const other = await page.context().newPage();
      await tower.attach(other);
      const searched = tower.of(searchShipments).length;
      tower
        .on(readMe, whoIs('staff', { id: 'per_bo', name: 'Bo Jensen' }))
        .on(readProfile, { ...ana, name: 'Bo Jensen' });
      await other.goto(`${desk.origin}/sign-in`);
      await page.getByText('Bo Jensen').first().waitFor();
      await vi.waitUntil(() => tower.of(searchShipments).length > searched, patience);
    });
  });
});

describe('whoever serves several merchants', () => {
  it('is shown one or all of them: every call and the line name the one, and the profile keeps it', async () => {
    const tower = staffWorld().on(listMerchants, { items: twoMerchants });
    await at(
      '/logistics/tracking',
      tower,
      async (page) => {
        await page.getByRole('link', { name: 'ACME000001' }).waitFor();
        await vi.waitUntil(() => tower.handshakes.length === 1, patience);
        expect(tower.handshakes).toEqual(['{}']);
        expect(tower.asked.every(({ asked }) => asked.merchant === null)).toBe(true);
        await page.getByLabel('Merchant').selectOption('Acme Outdoor');
        await vi.waitUntil(() => tower.of(searchShipments).at(-1)?.merchant === 'acme', patience);
        await vi.waitUntil(() => tower.handshakes.at(-1) === '{"merchant":"acme"}', patience);
        expect(tower.of(changeProfile)[0]?.body).toEqual({ preferences: { merchant: 'acme' } });
        await page.reload();
        await page.getByRole('link', { name: 'ACME000001' }).waitFor();
        expect(await page.getByLabel('Merchant').inputValue()).toBe('acme');
        expect(tower.of(searchShipments).at(-1)?.merchant).toBe('acme');
        // The merchant is taken away: the pages go on with what is left.
        tower.on(readMe, ({ merchant }) =>
          merchant === 'acme' ? refuse(403, { code: 'merchant_needed' }) : { status: 200, body: whoIs('manager') },
        );
        await vi.waitUntil(async () => (await page.getByLabel('Merchant').inputValue()) === '', patience);
      },
      { noisy: true },
    );
  });

  it('has nothing to choose where there is one', async () => {
    await at('/logistics/tracking', staffWorld(), async (page) => {
      await page.getByRole('link', { name: 'ACME000001' }).waitFor();
      expect(await page.getByLabel('Merchant').count()).toBe(0);
    });
  });
});

describe('the home of the tower', () => {
  it('says what needs a person, with the way to all of it', async () => {
    const tower = staffWorld().on(unmappedCodes, { items: [] });
    await at('/logistics', tower, async (page) => {
      const need = (name: string) => page.locator(`[data-need="${name}"]`);
      await need('Open exceptions').getByText('1,204').waitFor();
      await need('Codes without a meaning').getByText('Every code has a meaning.').waitFor();
      await need('Carriers in trouble').getByText('401 from the carrier').waitFor();
      await need('Expected late').getByRole('link').first().click();
      await vi.waitUntil(async () => page.url().endsWith('/logistics/tracking?flag=expected_late'), patience);
    });
  });

  it('shows whoever may see no shipments the pages they may open, and asks for nothing else', async () => {
    const tower = staffWorld().on(readMe, whoIs('personal'));
    await at('/logistics', tower, async (page) => {
      await page.getByRole('navigation', { name: 'All pages' }).getByRole('link', { name: 'Wall' }).waitFor();
      expect([tower.of(searchShipments).length, tower.of(listCarrierQuality).length]).toEqual([0, 0]);
    });
  });
});

/** The wall as a supervisor sees it: alive, honest about its age, right again by itself. */
import { wallSnapshot } from '@gantry/shared/api/wall';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fresh } from '../../backend/test/doings.ts';
import { startFreshTower, type TestTower, until } from '../../backend/test/tower.ts';
import { complaintsOf, openBrowser, violationsOf } from './browser.ts';
import { signedIn } from './signed-in.ts';
import { connectCarrier, scan, ship } from './world.ts';

let tower: TestTower;
let browser: Browser;
beforeAll(async () => {
  tower = await startFreshTower({ demo: true });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await tower?.stop();
});

const open = async (path = '/wall', width = 1920, height = 1080): Promise<{ page: Page; complaints: string[] }> => {
  const context = await browser.newContext({ viewport: { width, height }, reducedMotion: 'reduce' });
  const page = await context.newPage();
  const complaints = complaintsOf(page);
  await page.goto(tower.origin + path);
  return { page, complaints };
};
const state = (page: Page) =>
  page.evaluate(
    () =>
      window.__gantryWall && {
        ...{
          seq: window.__gantryWall.seq,
          parcels: window.__gantryWall.parcels,
          stale: window.__gantryWall.stale,
          phase: window.__gantryWall.phase,
          eventsSeen: window.__gantryWall.eventsSeen,
        },
      },
  );

describe('the wall', () => {
  it('says what to do when nothing has happened yet', async () => {
    const { page, complaints } = await open();
    await page.locator('[data-notice="empty"]').waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('shows a parcel within a moment of its scan, and takes it off the map when it is delivered', async () => {
    await connectCarrier(tower);
    const { page, complaints } = await open();
    const parcel = await ship(tower, 1);
    await until(async () => (await state(page))?.parcels === 1, { what: 'one parcel on the map' });
    await scan(tower, parcel.number, { code: 'PU', hoursAgo: 20, city: 'Madrid' });
    await scan(tower, parcel.number, { code: 'DM', hoursAgo: 3 });
    await page
      .getByRole('region', { name: 'Exceptions' })
      .getByText('Damaged')
      .filter({ visible: true })
      .first()
      .waitFor();
    await page.getByText('ACME000001').filter({ visible: true }).first().waitFor();
    await scan(tower, parcel.number, { code: 'DL', hoursAgo: 0, city: 'Lyon', country: 'FR' });
    await until(async () => (await state(page))?.parcels === 0, { what: 'the parcel off the map' });
    await until(async () => ((await page.locator('.left').textContent()) ?? '').match(/Delivered\s*1\b/), {
      what: 'one delivered',
    });
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('asks for its snapshot a few times a day though nothing happens to it, so that the cookie of its kiosk is renewed', async () => {
    const context = await browser.newContext({ viewport: { width: 1920, height: 1080 }, reducedMotion: 'reduce' });
    const page = await context.newPage();
    await page.clock.install();
    let asked = 0;
    page.on('request', (request) => {
      if (new URL(request.url()).pathname === wallSnapshot.path) asked++;
    });
    await page.goto(`${tower.origin}/wall`);
    await until(async () => (await state(page))?.phase === 'live', { what: 'a live wall' });
    expect(asked).toBe(1);
    await page.clock.fastForward('05:59:00');
    await page.clock.runFor(1_000);
    expect(asked).toBe(1);
    await page.clock.fastForward('00:01:00');
    await until(async () => asked === 2, { what: 'another snapshot' });
    await context.close();
  });

  it('greys within five seconds when the tower is gone, and is right again by itself when it is back', async () => {
    const { page } = await open();
    await until(async () => (await state(page))?.stale === false, { what: 'a fresh wall' });
    await page.context().setOffline(true);
    await until(async () => (await state(page))?.stale === true, { ms: 8_000, what: 'a stale wall' });
    const missed = await ship(tower, 2);
    await scan(tower, missed.number, { code: 'PU', hoursAgo: 2 });
    await page.context().setOffline(false);
    await until(
      async () => {
        const now = await state(page);
        if (now?.stale !== false || now.parcels !== 1) throw new Error(JSON.stringify(now));
        return now;
      },
      { what: 'a wall that caught up' },
    );
    await page.context().close();
  });

  it('says why within five seconds when no worker places events any more, and is right again when one is back', async () => {
    const { page } = await open();
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    await signedIn(tower, context, { email: `${fresh('list')}@example.com`, area: 'staff' });
    const list = await context.newPage();
    await list.goto(`${tower.origin}/logistics/tracking`);
    await list.getByText('live', { exact: true }).waitFor();
    await until(async () => (await state(page))?.stale === false, { what: 'a fresh wall' });
    const parcels = (await state(page))?.parcels ?? 0;
    await tower.restartWorker(async () => {
      await ship(tower, 3);
      await until(async () => (await state(page))?.stale === true, { ms: 5_000, what: 'a stale wall' });
      await page.getByText(/(taken into the log|has not answered) since [0-9:]{8}, [0-9]+ events wait/).waitFor();
      await list.getByText(/since [0-9:]{8}, [0-9]+ events wait/).waitFor();
      await list.getByText('behind', { exact: true }).waitFor();
    });
    await until(async () => (await state(page))?.stale === false, { ms: 5_000, what: 'a wall that is right again' });
    await until(async () => (await state(page))?.parcels === parcels + 1, { ms: 5_000, what: 'the parcel on the map' });
    await list.getByText('live', { exact: true }).waitFor();
    await list.getByText('ACME000003').waitFor();
    await page.context().close();
    await context.close();
  });

  it('has no accessibility violations, dark and light', async () => {
    for (const theme of ['dark', 'light']) {
      const { page } = await open();
      await page.locator('[data-phase="live"]').waitFor();
      if (theme === 'light') await page.keyboard.press('t');
      expect(await violationsOf(page), theme).toEqual([]);
      await page.context().close();
    }
  });

  it('keeps within its width from phone to 4K', async () => {
    for (const [width, height] of [
      [360, 740],
      [1280, 800],
      [1920, 1080],
      [3840, 2160],
    ] as const) {
      const { page } = await open('/wall', width, height);
      await page.locator('[data-phase="live"]').waitFor();
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
        `${width} px`,
      ).toBeLessThanOrEqual(0);
      await page.context().close();
    }
  });
});

/** The system page: what is ill in words, what is not known, and that it says so when the tower does not answer. */
import { readMe } from '@gantry/shared/api/access/keys';
import { readSystem } from '@gantry/shared/api/system';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../backend/test/until.ts';
import { openBrowser, violationsOf } from './browser.ts';
import { whoIs } from './staff-access.ts';
import { refuse, type ServedPages, type StaffTower, servePages, sitDown } from './staff-tower.ts';
import { staffWorld } from './staff-world.ts';
import { illSystem, system } from './system-figures.ts';

let served: ServedPages;
let browser: Browser;
beforeAll(async () => {
  served = await servePages();
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await served?.stop();
});

const open = async (tower: StaffTower): Promise<Page> => {
  const { page } = await sitDown({ browser, served }, tower);
  await page.goto(`${served.origin}/logistics/system`);
  return page;
};
const part = (page: Page, title: string) => page.locator(`[data-part="${title}"]`);

describe('the system page', () => {
  it('says what is ill in one sentence, and each trouble in words with its beginning and who says so', async () => {
    const page = await open(staffWorld().on(readSystem, () => ({ status: 200, body: illSystem() })));
    await page.getByText('Ill: log, stores, subscribers, disks and comparisons. Well: work and processes.').waitFor();
    const troubles = page.locator('[data-trouble]');
    expect(await troubles.count()).toBe(5);
    await troubles.filter({ hasText: 'not enough space (243)' }).getByText('told by worker 4712 on tower-1').waitFor();
    await part(page, 'Log').getByText('psql (pid 991)', { exact: false }).waitFor();
    expect(
      await part(page, 'Subscribers')
        .getByRole('row', { name: /facts.shipment_facts/ })
        .textContent(),
    ).toMatch(/48,211\s*38 s/);
    await part(page, 'Disks').getByText('writes are refused', { exact: true }).waitFor();
    await part(page, 'Comparisons').getByText('1,377 rows less', { exact: false }).waitFor();
    const dark = await violationsOf(page);
    await page.getByRole('button', { name: 'Light theme' }).click();
    const light = await violationsOf(page, { rules: ['color-contrast'] });
    expect([...dark, ...light]).toEqual([]);
    await page.context().close();
  });
  it('is renewed by itself, and says a dash for what nobody can know while Postgres is away', async () => {
    let now = system();
    const page = await open(staffWorld().on(readSystem, () => ({ status: 200, body: now })));
    await page.getByText('All is well', { exact: false }).waitFor();
    now = system({
      troubles: [{ name: 'store.postgres', text: 'postgres is away: no answer', since: now.asOf, process: null }],
      log: { head: null, headAgeMs: null, unplaced: null, oldestUnplacedMs: null },
      horizon: { ageMs: null, holder: null },
      subscribers: [{ name: 'forecast', position: null, behind: null, behindMs: null, waitingFor: null }],
      queues: [],
      inbox: { deferred: null, oldestMs: null },
      processes: [],
    });
    await page
      .getByText('Ill: stores. Not known: log, subscribers, work and processes. Well: disks and comparisons.')
      .waitFor();
    expect(
      await part(page, 'Subscribers')
        .getByRole('row', { name: /forecast/ })
        .textContent(),
    ).toMatch(/forecast\s*–/);
    await part(page, 'Processes').getByText('while Postgres is away', { exact: false }).waitFor();
    await page.context().close();
  });
  it('greys and says so when the tower does not answer any more, and is right again when it does', async () => {
    let hangs = false;
    const waiting: (() => void)[] = [];
    const page = await open(
      staffWorld().on(readSystem, async () => {
        if (hangs) await new Promise<void>((done) => waiting.push(done));
        return { status: 200, body: system() };
      }),
    );
    await page.getByText('All is well', { exact: false }).waitFor();
    hangs = true;
    await page.getByText('The tower does not answer at the moment', { exact: false }).waitFor({ timeout: 9_000 });
    hangs = false;
    for (const answer of waiting) answer();
    await page.getByText('The tower does not answer at the moment', { exact: false }).waitFor({ state: 'detached' });
    await page.context().close();
  });
  it('says that it could not be read, and asks no more than one question at a time', async () => {
    const tower = staffWorld().on(readSystem, () => refuse(503, { detail: 'Not now' }));
    const page = await open(tower);
    await page.getByText('The state of the tower could not be read').waitFor();
    await until(async () => tower.of(readSystem).length > 1);
    await page.context().close();
  });
  it('is for managers', async () => {
    const tower = staffWorld().on(readMe, whoIs('staff'));
    const page = await open(tower);
    await page.getByText('manager', { exact: false }).first().waitFor();
    expect(tower.of(readSystem)).toEqual([]);
    await page.context().close();
  });
});

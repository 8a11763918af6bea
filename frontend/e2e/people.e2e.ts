/** People and walls on a whole tower: invited, signed in, lowered, locked out; a wall paired by a link that leaves no trace. */
import { changeRights, listAccess, listPeople } from '@gantry/shared/api/access/people';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { fresh } from '../../backend/test/doings.ts';
import { startTestTower, type TestTower, until } from '../../backend/test/tower.ts';
import { complaintsOf, openBrowser } from './browser.ts';
import { invited, password, signedIn } from './signed-in.ts';

const patience = { timeout: 15_000 };
let tower: TestTower;
let browser: Browser;
beforeAll(async () => {
  tower = await startTestTower();
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await tower?.stop();
});

const sit = async (width = 1280, height = 800): Promise<{ context: BrowserContext; page: Page }> => {
  const context = await browser.newContext({ viewport: { width, height }, reducedMotion: 'reduce' });
  return { context, page: await context.newPage() };
};
/** An address of this run alone. */
const address = (name: string): string => `${fresh(name)}@example.com`;
const signIn = async (page: Page, email: string, secret: string) => {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(secret);
  await page.keyboard.press('Enter');
};
const personId = async (email: string): Promise<string> =>
  (await tower.call(listPeople, { query: { search: email } })).body.items[0]?.personId ?? '';

describe('a person', () => {
  it('accepts an invitation, is signed in in a new tab too, sees the page close when lowered, and signs out', async () => {
    await invited(tower, address('stays'));
    const email = address('ines');
    const link = await invited(tower, email, { area: 'staff' });
    const { context, page } = await sit();
    const complaints = complaintsOf(page);
    await page.goto(link);
    await page.getByRole('heading', { name: 'Welcome to Gantry' }).waitFor();
    expect(page.url()).toBe(`${tower.origin}/invitation`);
    await page.getByLabel('Name', { exact: true }).fill('Inés Prado');
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'What needs a person now' }).waitFor();

    const tab = await context.newPage();
    await tab.goto(`${tower.origin}/logistics/tracking`);
    await tab.getByRole('heading', { name: 'No shipments yet' }).waitFor();
    await tab.getByText('live', { exact: true }).waitFor();
    await tab.getByText('Inés Prado').first().waitFor();
    expect(complaints).toEqual([]);

    const params = { personId: await personId(email) };
    await tower.call(changeRights, { params, body: { area: 'personal' } });
    const closed = { timeout: 5_000 };
    await Promise.all([
      tab.getByRole('heading', { name: 'You may not open Shipments' }).waitFor(closed),
      page.getByRole('heading', { name: 'Tower', exact: true }).waitFor(closed),
    ]);
    expect(await tab.getByRole('heading', { name: 'No shipments yet' }).count()).toBe(0);

    await tab.getByText('Inés Prado').first().click();
    await tab.getByRole('button', { name: 'Sign out' }).click();
    await tab.getByText('You are signed out.').waitFor();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor(closed);
    await tab.goto(`${tower.origin}/logistics`);
    await tab.getByRole('heading', { name: 'Sign in' }).waitFor();
    await signIn(tab, email, password);
    await vi.waitUntil(() => tab.url() === `${tower.origin}/logistics`, patience);
    await context.close();
  });

  it('who tries wrong passwords is locked out, and told so; the right one opens nothing meanwhile', async () => {
    const setup = await sit();
    const email = address('tomas');
    await signedIn(tower, setup.context, { email });
    await setup.context.close();
    const { context, page } = await sit();
    await page.goto(`${tower.origin}/logistics`);
    const answers = page.getByRole('alert');
    for (let tried = 0; tried < 5; tried++) {
      const answer = page.waitForResponse((response) => response.request().method() === 'POST');
      await signIn(page, email, `wrong ${tried}`);
      await answer;
      await answers.waitFor();
    }
    await signIn(page, email, password);
    await answers.getByText(/minute|min\b/).waitFor();
    expect(page.url()).toContain('/sign-in');
    const { body } = await tower.call(listAccess, { query: { about: await personId(email) } });
    expect(body.items.map(({ act }) => act)).toContain('locked_out');
    await context.close();
  });
});

describe('a wall', () => {
  /** Everything that a browser asked for: addresses, headers, and what it sent. */
  const listen = (page: Page): { line: string; body: string; url: string }[] => {
    const told: { line: string; body: string; url: string }[] = [];
    page.on('request', async (request) => {
      const url = request.url();
      // Its own document: what stands behind the # is not sent with it.
      const address = request.isNavigationRequest() ? url.split('#')[0] : url;
      const headers = JSON.stringify(await request.allHeaders().catch(() => request.headers()));
      told.push({ url, line: `${address} ${headers}`, body: request.postData() ?? '' });
    });
    return told;
  };
  /** Every text that the tower keeps. */
  const keptTexts = async (needle: string): Promise<string[]> => {
    const { rows: tables } = await tower.database.query<{ name: string }>(
      `SELECT quote_ident(table_name) AS name FROM information_schema.tables WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'`,
    );
    const found = await Promise.all(
      tables.map(async ({ name }) => {
        const { rows } = await tower.database.query(
          `SELECT 1 FROM ${name} AS one WHERE strpos(one::text, $1) > 0 LIMIT 1`,
          [needle],
        );
        return rows.length > 0 ? [name] : [];
      }),
    );
    return found.flat();
  };

  it('asks whoever is not signed in to do so, and comes back to the wall', async () => {
    const setup = await sit();
    const email = address('bo');
    await signedIn(tower, setup.context, { email, area: 'personal' });
    await setup.context.close();
    const { context, page } = await sit();
    await page.goto(`${tower.origin}/wall`);
    await page.getByRole('link', { name: 'Sign in' }).click();
    await signIn(page, email, password);
    await page.locator('[data-phase="live"]').waitFor();
    expect(page.url()).toBe(`${tower.origin}/wall`);
    await context.close();
  });

  it('is paired by a link whose code is in no address, header, history or store, lives on by its cookie, and goes dark', async () => {
    const desk = await sit();
    await signedIn(tower, desk.context, { email: address('ana') });
    await desk.page.goto(`${tower.origin}/logistics/settings/kiosks/add`);
    await desk.page.getByLabel('Name', { exact: true }).fill('Gate 3');
    await desk.page.keyboard.press('Enter');
    const link = (await desk.page.getByLabel('link', { exact: true }).textContent()) ?? '';
    const code = link.split('#kiosk=')[1] ?? '';
    expect(code.length).toBeGreaterThan(16);

    // A map is drawn without a graphics card here: the smaller, the sooner.
    const { context, page } = await sit(700, 500);
    const told = listen(page);
    await page.goto(link);
    await page.locator('[data-phase="live"]').waitFor();
    expect(page.url()).toBe(`${tower.origin}/wall`);
    await until(async () => told.length > 5, { what: 'what the wall asked for' });
    expect(told.filter(({ line }) => line.includes(code))).toEqual([]);
    const sent = told.filter(({ body }) => body.includes(code));
    expect(sent.map(({ url }) => new URL(url).pathname)).toEqual(['/api/logistics/access/kiosk-pairing']);
    const history = await page.evaluate(() =>
      JSON.stringify([window.navigation.entries().map(({ url }) => url), window.history.length, document.referrer]),
    );
    expect(history).not.toContain(code);
    const kept = await page.evaluate(() =>
      JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, document.documentElement.outerHTML]),
    );
    expect(kept).not.toContain(code);
    expect(await keptTexts(code)).toEqual([]);

    // The link opens once; a screen that always starts with it lives on by its cookie.
    await page.goto('about:blank');
    await page.goto(link);
    await page.locator('[data-phase="live"]').waitFor();
    const stranger = await sit(700, 500);
    await stranger.page.goto(link);
    await stranger.page.getByRole('heading', { name: 'This link pairs no wall any more' }).waitFor();
    expect(stranger.page.url()).toBe(`${tower.origin}/wall`);
    await stranger.context.close();

    // A screen opens no page of the tower.
    const other = await context.newPage();
    await other.goto(`${tower.origin}/logistics/tracking`);
    await other.getByRole('heading', { name: 'Sign in' }).waitFor();
    await other.close();

    await desk.page.goto(`${tower.origin}/logistics/settings/kiosks`);
    await desk.page.getByRole('link', { name: 'Gate 3' }).click();
    await desk.page.getByRole('button', { name: 'Revoke …' }).click();
    await desk.page.getByRole('button', { name: 'Revoke this kiosk' }).click();
    await page.locator('[data-notice="revoked"]').waitFor({ timeout: 5_000 });
    await page.getByText('The kiosk “Gate 3” was revoked').waitFor();
    await context.close();
    await desk.context.close();
  });
});

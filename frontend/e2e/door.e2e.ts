/** Coming in: nobody is let to a page before the tower has said who they are, and everybody comes to where they were going. */
import { readMe } from '@gantry/shared/api/access/keys';
import {
  acceptInvitation,
  askPasswordReset,
  readInvitation,
  resetPassword,
  signIn,
  signOut,
} from '@gantry/shared/api/access/session';
import { searchShipments } from '@gantry/shared/api/shipments';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { violationsOf } from './browser.ts';
import { whoIs } from './staff-access.ts';
import { type Desk, openDesk } from './staff-desk.ts';
import { refuse, type StaffTower } from './staff-tower.ts';
import { staffWorld } from './staff-world.ts';

const patience = { timeout: 15_000 };
let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk?.close());
/** Being refused is what these visits are about. */
const at = (path: string, tower: StaffTower, visit: (page: Page) => Promise<void>, width = 1280) =>
  desk.at(path, tower, visit, { noisy: true, seat: { width } });
const outside = (): StaffTower => {
  const tower = staffWorld();
  tower.signedIn = false;
  return tower;
};
/** Types as somebody without a mouse does: from the field that has the focus on. */
const type = async (page: Page, ...texts: string[]) => {
  for (const [i, text] of texts.entries()) {
    if (i > 0) await page.keyboard.press('Tab');
    await page.keyboard.type(text);
  }
  await page.keyboard.press('Enter');
};
const arrivesAt = (page: Page, address: string) => vi.waitUntil(() => page.url() === desk.origin + address, patience);
const focused = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute('name') ?? null);

describe('signing in', () => {
  it('is asked for before anything is loaded, by keyboard alone, and leads back to where one was going', async () => {
    const tower = outside();
    const going = '/logistics/tracking?flag=late#main';
    await at(going, tower, async (page) => {
      await page.getByRole('heading', { name: 'Sign in' }).waitFor();
      expect(await page.title()).toBe('Sign in - Gantry');
      expect(tower.of(searchShipments)).toHaveLength(0);
      await page.getByText('You go on to Shipments then.').waitFor();
      await vi.waitUntil(async () => (await focused(page)) === 'email', patience);
      await type(page, 'ana@example.com', 'a long password of ana');
      await page.getByRole('link', { name: 'ACME000001' }).waitFor();
      await arrivesAt(page, going);
      expect(tower.of(signIn)[0]?.body).toEqual({ email: 'ana@example.com', password: 'a long password of ana' });
      expect(tower.asked.every(({ asked }) => asked.key === null)).toBe(true);
      // The page of signing in is not behind the back button.
      await page.getByText('Ana Lindqvist').first().waitFor();
      await page.getByText('Ana Lindqvist').first().click();
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByText('You are signed out.').waitFor();
      expect(tower.of(signOut)).toHaveLength(1);
    });
  });

  it.each(['/logistics/..//evil.example'])('leads to no other place than a page of this tower: %s', async (to) => {
    await at(`/sign-in?to=${encodeURIComponent(to)}`, outside(), async (page) => {
      await vi.waitUntil(async () => (await focused(page)) === 'email', patience);
      await type(page, 'ana@example.com', 'a long password of ana');
      await arrivesAt(page, '/logistics');
    });
  });

  it('asks for a second factor after the password, and takes no wrong one', async () => {
    const tower = outside().on(signIn, ({ body }) => {
      if (body.code === undefined) return { status: 200, body: { outcome: 'second_factor_needed' } };
      if (body.code !== '123456') return refuse(401, { detail: 'This code opens nothing.' });
      tower.signedIn = true;
      return { status: 200, body: { outcome: 'signed_in' } };
    });
    await at('/logistics/carriers', tower, async (page) => {
      await vi.waitUntil(async () => (await focused(page)) === 'email', patience);
      await type(page, 'ana@example.com', 'a long password of ana');
      await page.getByRole('heading', { name: 'Second factor' }).waitFor();
      expect(await focused(page)).toBe('code');
      await type(page, '000000');
      await page.getByRole('alert').getByText('Not signed in: This code opens nothing.').waitFor();
      await page.getByLabel('Code').fill('123456');
      await page.keyboard.press('Enter');
      await arrivesAt(page, '/logistics/carriers');
    });
  });

  it('says what is missing at its field, announces a refusal, and says of a lock how long it lasts', async () => {
    const tower = outside().on(signIn, () => refuse(401, { detail: 'E-mail or password is wrong.' }));
    await at('/sign-in', tower, async (page) => {
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByText('is needed').first().waitFor();
      expect(tower.of(signIn)).toHaveLength(0);
      expect(await focused(page)).toBe('email');
      await type(page, 'ana@example.com', 'wrong');
      await page.getByRole('alert').getByText('E-mail or password is wrong.').waitFor();
      await vi.waitUntil(async () => (await focused(page)) === 'password', patience);
      expect(await page.getByLabel('E-mail').inputValue()).toBe('ana@example.com');
      tower.on(signIn, () => refuse(429, { detail: 'Too many wrong passwords. Try again in 14 min.' }));
      await type(page, 'wrong again');
      await page.getByRole('alert').getByText('Try again in 14 min.').waitFor();
    });
  });

  it('is not asked of a wall of the sandbox, nor of somebody who is signed in already', async () => {
    await at('/sign-in?to=/logistics/carriers', staffWorld(), (page) =>
      arrivesAt(page, '/logistics/carriers').then(() => {}),
    );
    const visitor = outside();
    visitor.signedIn = true;
    visitor.on(readMe, whoIs('personal', { id: 'anonymous', kind: 'kiosk', scopes: ['wall:read'] }));
    await at('/logistics', visitor, (page) => page.getByRole('heading', { name: 'Sign in' }).waitFor());
  });
});

describe('a link that opens once', () => {
  const token = 'a-token-that-opens-once-0815';
  /** Everything that a page asked for, with what it said of where it came from. */
  const watched = async (page: Page, address: string): Promise<string[]> => {
    const told: string[] = [];
    page.on('request', (request) => told.push(`${request.url()} ${request.headers().referer ?? ''}`));
    await page.goto(address);
    return told;
  };

  it('invites: its token is in no address, and the person is signed in at once', async () => {
    const tower = outside();
    await at('/sign-in', tower, async (page) => {
      const told = await watched(page, `${desk.origin}/invitation#token=${token}`);
      await page.getByText('Ana Lindqvist invites you.').waitFor();
      expect(page.url()).toBe(`${desk.origin}/invitation`);
      expect(tower.of(readInvitation)[0]?.body).toEqual({ token });
      expect(await page.getByLabel('E-mail').inputValue()).toBe('ines@example.com');
      await vi.waitUntil(() => page.evaluate(() => document.activeElement?.getAttribute('name') === 'name'), patience);
      await page.keyboard.type('Inés Prado');
      await page.getByLabel('Password', { exact: true }).fill('three words together');
      await page.keyboard.press('Enter');
      await arrivesAt(page, '/logistics');
      expect(tower.of(acceptInvitation)[0]?.body).toEqual({
        token,
        name: 'Inés Prado',
        password: 'three words together',
      });
      // Only the first line of a document names what stands behind its #, to the browser itself.
      expect(told.filter((line) => line.includes(token) && !line.startsWith(`${desk.origin}/invitation#`))).toEqual([]);
      expect(await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]))).not.toContain(
        token,
      );
    });
  });

  it('that is spent says so, for an invitation and for a password', async () => {
    const tower = outside()
      .on(readInvitation, () => refuse(404))
      .on(resetPassword, () => refuse(404));
    await at(`/invitation#token=${token}`, tower, (page) =>
      page.getByRole('heading', { name: 'This invitation opens nothing any more' }).waitFor(),
    );
    await at('/invitation', tower, (page) => page.getByText('this address alone opens nothing').waitFor());
    await at(`/reset#token=${token}`, tower, async (page) => {
      await page.getByLabel('New password', { exact: true }).fill('three words together');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'This link opens nothing any more' }).waitFor();
      await page.getByRole('button', { name: 'Ask again' }).click();
      await page.getByLabel('E-mail').fill('ana@example.com');
      await page.keyboard.press('Enter');
      await page.getByText('is known here').waitFor();
      expect(tower.of(askPasswordReset)[0]?.body).toEqual({ email: 'ana@example.com' });
    });
  });

  it('changes a password: its token is in no address, and one signs in with the new one', async () => {
    const tower = outside();
    await at(`/reset#token=${token}`, tower, async (page) => {
      const field = page.getByLabel('New password', { exact: true });
      await field.waitFor();
      expect(page.url()).toBe(`${desk.origin}/reset`);
      expect(await field.getAttribute('type')).toBe('password');
      await page.getByRole('button', { name: 'Show the new password' }).click();
      expect(await field.getAttribute('type')).toBe('text');
      await field.fill('three words together');
      await page.keyboard.press('Enter');
      await page.getByText('Your password is changed.').waitFor();
      expect(tower.of(resetPassword)[0]?.body).toEqual({ token, password: 'three words together' });
    });
  });
});

describe('the doors', () => {
  it.each(['/sign-in', '/invitation#token=a-token'])('%s is whole on a phone and shuts nobody out', async (path) => {
    await at(
      path,
      outside(),
      async (page) => {
        await page.getByRole('heading', { level: 1 }).waitFor();
        await page.locator('input').first().waitFor();
        const over = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect(await over()).toBeLessThanOrEqual(0);
        const violations = await violationsOf(page);
        await page.setViewportSize({ width: 1920, height: 1080 });
        expect(await over()).toBeLessThanOrEqual(0);
        expect(violations).toEqual([]);
      },
      360,
    );
  });
});

/** Settings: who may come in and whose data it is, set up by keyboard; secrets are shown once; what cannot be undone asks first. */
import { readFile } from 'node:fs/promises';
import { addAnalyst } from '@gantry/shared/api/access/analysts';
import { addKiosk, issueKey, listKeys, listKiosks, readMe, revokeKey, rotateKey } from '@gantry/shared/api/access/keys';
import { addMerchant, changeMerchant, listMerchants } from '@gantry/shared/api/access/merchants';
import {
  changeRights,
  disablePerson,
  enablePerson,
  invitePerson,
  listAccess,
  listPeople,
} from '@gantry/shared/api/access/people';
import {
  beginSecondFactor,
  changePassword,
  changeProfile,
  confirmSecondFactor,
  endSessions,
  readProfile,
  readSecondFactor,
} from '@gantry/shared/api/access/session';
import { eraseSubject, exportSubject, findSubjects } from '@gantry/shared/api/privacy';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ana, erp, gate, people, twoMerchants, whoIs } from './staff-access.ts';
import { type Desk, openDesk } from './staff-desk.ts';
import { refuse } from './staff-tower.ts';
import { staffWorld } from './staff-world.ts';

const settings = '/logistics/settings';
const patience = { timeout: 15_000 };
let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk?.close());
const at: Desk['at'] = (...visit) => desk.at(...visit);
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

describe('people', () => {
  it('are invited: what is wrong stands at its field, and the link is shown once', async () => {
    const tower = staffWorld()
      .on(listMerchants, { items: twoMerchants })
      .on(invitePerson, () => refuse(409, { errors: [{ path: 'email', message: 'is here already' }] }));
    await at(
      `${settings}/users`,
      tower,
      async (page) => {
        await page.getByRole('link', { name: 'Invite a person' }).click();
        await page.getByLabel('E-mail', { exact: true }).fill('ana@example.com');
        await page.keyboard.press('Enter');
        await page.getByText('is here already').waitFor();
        tower.on(invitePerson, { ...people[0], link: '/invitation#a-token', mailed: false });
        await page.getByLabel('E-mail', { exact: true }).fill('ines@example.com');
        await page.getByLabel('Area').selectOption('Personal');
        const merchants = page.getByRole('group', { name: 'Merchants' });
        await merchants.getByLabel('Only some').check();
        await merchants.getByLabel('Acme Outdoor').check();
        await page.getByRole('button', { name: 'Invite', exact: true }).press('Enter');
        await page.getByText(`${desk.origin}/invitation#a-token`).waitFor();
        expect(tower.of(invitePerson).at(-1)?.body).toEqual({
          email: 'ines@example.com',
          area: 'personal',
          verticals: '*',
          merchants: ['acme'],
        });
        await page.reload();
        await page.getByRole('heading', { name: 'Invite a person' }).waitFor();
        expect(await page.getByText('#a-token').count()).toBe(0);
      },
      { noisy: true },
    );
  });

  it('are unlocked, given other rights and disabled; a row leads to what they did', async () => {
    const tower = staffWorld();
    await at(`${settings}/users`, tower, async (page) => {
      await page.getByRole('link', { name: 'Tomás Herrera-Villanueva' }).click();
      await page.getByRole('button', { name: 'Unlock now' }).waitFor();
      tower.on(listPeople, {
        items: people.map((one) => ({ ...one, state: 'active', lockedUntil: null })),
        nextCursor: null,
      });
      await press(page, 'Unlock now');
      await page.getByText('Unlocked.').waitFor();
      expect(tower.of(enablePerson)).toHaveLength(1);
      await page.getByLabel('Area').selectOption('Manager');
      await press(page, 'Save');
      await page.getByText('It holds at once').waitFor();
      expect(tower.of(changeRights)[0]?.body).toMatchObject({
        area: 'manager',
        verticals: ['logistics', 'customs', 'handoffs'],
      });
      await press(page, 'Disable …');
      expect(tower.of(disablePerson)).toHaveLength(0);
      await page.keyboard.press('Escape');
      expect(
        await page.getByRole('button', { name: 'Disable …' }).evaluate((one) => one === document.activeElement),
      ).toBe(true);
      await press(page, 'Disable …');
      await press(page, 'Disable this account');
      await vi.waitUntil(() => tower.of(disablePerson).length === 1, patience);
      await page.getByRole('link', { name: 'What they did' }).click();
      await vi.waitUntil(() => tower.of(listAccess).at(-1)?.query.get('by') === 'per_tomas', patience);
    });
  });

  it('say that there is nobody, that it failed, and that what is shown is old', async () => {
    const tower = staffWorld().on(listPeople, () => refuse(500, { detail: 'Our mistake.' }));
    await at(
      `${settings}/users`,
      tower,
      async (page) => {
        await page.getByText('Our mistake.').waitFor();
        tower.on(listPeople, { items: [], nextCursor: null });
        await press(page, 'Try again');
        await page.getByRole('heading', { name: 'Nobody is here yet' }).waitFor();
        await page.goto(`${desk.origin}${settings}/kiosks`);
        await page.getByRole('link', { name: 'Gate 3' }).waitFor();
        tower.on(listKiosks, () => refuse(503, { detail: 'A store we need does not answer.' }));
        await page.locator('[data-notice="stale"]').waitFor();
        expect(await page.getByRole('link', { name: 'Gate 3' }).isVisible()).toBe(true);
      },
      { noisy: true },
    );
  });
});

describe('keys and kiosks', () => {
  it('a key is issued with what it may, rotated with two secrets, and revoked', async () => {
    const tower = staffWorld();
    await at(`${settings}/keys/issue`, tower, async (page) => {
      await page.route('**/openapi.json', (route) =>
        route.fulfill({
          json: { paths: { '/a': { get: { 'x-scope': 'orders:read' }, post: { 'x-scope': 'orders:write' } } } },
        }),
      );
      await page.getByLabel('Name', { exact: true }).fill('Importer');
      const scopes = page.getByRole('group', { name: 'Scopes' });
      await scopes.getByLabel('Only some').check();
      await scopes.getByLabel('orders: read').check();
      await page.getByLabel('Expires').fill('2027-01-31');
      await press(page, 'Issue');
      await page.getByText('gk_a-secret-that-is-shown-once-1234', { exact: true }).waitFor();
      const body = tower.of(issueKey)[0]?.body;
      expect(body).toMatchObject({
        name: 'Importer',
        kind: 'api',
        area: 'staff',
        scopes: ['orders:read'],
        merchants: '*',
      });
      expect(String(body?.expiresAt)).toMatch(/^2027-0(1-31|2-01)T/);
      await page.goto(`${desk.origin}${settings}/keys/key_erp`);
      const twice = { hint: 'b2Kd', createdAt: erp.createdAt, validUntil: null };
      tower.on(listKeys, { items: [{ ...erp, secrets: [twice, ...erp.secrets] }] });
      await page.getByLabel('The former secret opens it still for').selectOption('a week');
      await press(page, 'Make a new secret');
      await page.getByText('gk_another-secret-that-is-shown-once', { exact: true }).waitFor();
      expect(tower.of(rotateKey)[0]?.body).toEqual({ overlapHours: 168 });
      await page.getByText('…b2Kd').waitFor();
      await press(page, 'Revoke …');
      await press(page, 'Revoke this key');
      await vi.waitUntil(() => tower.of(revokeKey).length === 1, patience);
    });
  });

  it('a kiosk is added: its link is shown once', async () => {
    const tower = staffWorld();
    await at(`${settings}/kiosks/add`, tower, async (page) => {
      await page.getByLabel('Name', { exact: true }).fill('Gate 3');
      await page.keyboard.press('Enter');
      await page.getByText(`${desk.origin}/wall#kiosk=`).waitFor();
      expect(tower.of(addKiosk)[0]?.body).toEqual({ name: gate.name, merchants: '*' });
    });
  });

  it('an analyst is added: the password is shown once', async () => {
    const tower = staffWorld();
    await at(`${settings}/analysts`, tower, async (page) => {
      await page.getByText('https://tower.example:8123/', { exact: true }).waitFor();
      await page.getByRole('link', { name: 'Add an analyst' }).click();
      await page.getByLabel('Name', { exact: true }).fill('Notebook');
      await page.getByLabel('User', { exact: true }).fill('ana_notebook');
      await page.keyboard.press('Enter');
      await page.getByText('a-password-that-is-shown-once', { exact: true }).waitFor();
      expect(tower.of(addAnalyst)[0]?.body).toEqual({ name: 'Notebook', user: 'ana_notebook', merchants: '*' });
    });
  });
});

describe('whose data it is', () => {
  it('a person is found, given out as a file, and erased only with a reason and a typed word', async () => {
    const tower = staffWorld();
    await at(`${settings}/privacy`, tower, async (page) => {
      await page.getByLabel('E-mail', { exact: true }).fill('planted@example.invalid');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'One was found' }).waitFor();
      expect(tower.of(findSubjects)[0]?.body).toEqual({ email: 'planted@example.invalid' });
      expect(page.url()).not.toContain('planted');
      const [file] = await Promise.all([page.waitForEvent('download'), press(page, 'Save as a JSON file')]);
      expect(JSON.parse(await readFile(await file.path(), 'utf8'))).toMatchObject({
        orders: [{ email: 'planted@example.invalid' }],
      });
      await press(page, 'Show what is kept');
      await page.getByText('Orders: 1').waitFor();
      expect(tower.of(exportSubject)).toHaveLength(1);
      await press(page, 'Erase …');
      const sure = page.getByRole('button', { name: 'Erase for good' });
      await page.getByLabel('Reason').selectOption('legal');
      expect(await sure.isDisabled()).toBe(true);
      await page.getByLabel('Type “erase” to be sure').fill('erase');
      await sure.click();
      await page.getByText('says nothing any more of who it was').waitFor();
      expect(tower.of(eraseSubject)[0]?.body).toEqual({ reason: 'legal' });
      expect(await page.getByText('planted@example.invalid').count()).toBe(0);
    });
  });

  it('a merchant is added with how long it keeps personal data, and closed', async () => {
    const tower = staffWorld();
    await at(`${settings}/merchants/add`, tower, async (page) => {
      await page.getByLabel('Short name').fill('nord');
      await page.getByLabel('Name', { exact: true }).fill('Nord');
      await page.getByLabel('Erase personal data after, in days').fill('90');
      tower.on(listMerchants, { items: [...twoMerchants, { ...twoMerchants[0], merchant: 'nord', name: 'Nord' }] });
      await press(page, 'Add');
      await vi.waitUntil(() => page.url().endsWith('/merchants/nord'), patience);
      expect(tower.of(addMerchant)[0]?.body).toEqual({ merchant: 'nord', name: 'Nord', retentionDays: 90 });
      await press(page, 'Close …');
      await press(page, 'Close this merchant');
      await vi.waitUntil(() => tower.of(changeMerchant).at(-1)?.body.state === 'closed', patience);
    });
  });

  it('what belongs to the installation is not for whoever serves only some merchants', async () => {
    const tower = staffWorld().on(readMe, whoIs('manager', { merchants: ['acme'] }));
    await at(`${settings}/mail`, tower, async (page) => {
      await page.getByRole('heading', { name: 'You may not open Mail' }).waitFor();
      expect(await page.getByRole('navigation', { name: 'Pages', exact: true }).getByText('Mail').count()).toBe(0);
    });
  });
});

describe('my profile', () => {
  it('is how every page tells times, at once and wherever one signs in', async () => {
    const tower = staffWorld();
    await at('/logistics/profile', tower, async (page) => {
      await page.getByLabel('Time zone').selectOption('Asia/Tokyo');
      await page.getByLabel('Dates').selectOption('month-first');
      await page.getByLabel('Theme', { exact: true }).selectOption('Light');
      await press(page, 'Save');
      await page.getByText('It holds from now on').waitFor();
      expect(tower.of(changeProfile)[0]?.body).toMatchObject({
        name: 'Ana Lindqvist',
        preferences: { timeZone: 'Asia/Tokyo', dates: 'month-first', theme: 'light' },
      });
      await page.locator('header .zone').getByText('GMT+9').waitFor();
      expect(await page.locator('html').getAttribute('data-theme')).toBe('light');
      const preferences = { ...ana.preferences, timeZone: 'Asia/Tokyo', dates: 'month-first' as const };
      tower.on(readProfile, { ...ana, preferences });
      await page.goto(`${desk.origin}${settings}/keys`);
      const [year, month, day] = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Tokyo' })
        .format(Date.parse(erp.expiresAt ?? ''))
        .split('-');
      await page.getByText(`${month}/${day}/${year}`).first().waitFor();
      await page.getByText('times in Asia/Tokyo').waitFor();
    });
  });

  it('changes the password, sets up a second factor, and signs out everywhere', async () => {
    const tower = staffWorld().on(changePassword, () => refuse(401, { detail: 'This is not your current password.' }));
    await at(
      '/logistics/profile',
      tower,
      async (page) => {
        await page.getByLabel('Current password', { exact: true }).fill('wrong');
        await page.getByLabel('New password', { exact: true }).fill('three words together');
        await press(page, 'Change the password');
        await page.getByText('This is not your current password.').waitFor();
        await press(page, 'Set it up …');
        await page.getByLabel('Your password', { exact: true }).fill('a long password of ana');
        await page.keyboard.press('Enter');
        await page.getByRole('img', { name: 'The code for your authenticator app' }).waitFor();
        await page.getByText('k3f9-2m4q').waitFor();
        expect(tower.of(beginSecondFactor)[0]?.body).toEqual({ password: 'a long password of ana' });
        tower.on(readSecondFactor, { on: true, recoveryCodesLeft: 4 });
        await page.getByLabel('Code', { exact: true }).fill('123456');
        await page.keyboard.press('Enter');
        await page.getByText('4 recovery codes left').waitFor();
        expect(await page.getByText('k3f9-2m4q').count()).toBe(0);
        expect(tower.of(confirmSecondFactor)[0]?.body).toEqual({ code: '123456' });
        await press(page, 'Sign out everywhere …');
        await press(page, 'Sign out everywhere, here too');
        await page.getByText('You are signed out.').waitFor();
        expect(tower.of(endSessions)).toHaveLength(1);
      },
      { noisy: true },
    );
  });
});

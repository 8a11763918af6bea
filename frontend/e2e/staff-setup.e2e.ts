/** What staff set up: status maps with their replays, carrier connections, brands. */
import { configureConnection, listConnections, pollNow } from '@gantry/shared/api/carriers';
import { previewStatusMap, readStatusMap, saveStatusMap } from '@gantry/shared/api/carriers/status-maps';
import { applyReplay, readReplay } from '@gantry/shared/api/replay';
import { configureBrand } from '@gantry/shared/api/tracking-page';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Desk, openDesk } from './staff-desk.ts';
import { replay, statusMap } from './staff-maps.ts';
import { refuse } from './staff-tower.ts';
import { configured, staffWorld, ups } from './staff-world.ts';

const patience = { timeout: 15_000 };
let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk?.close());
const at: Desk['at'] = (...visit) => desk.at(...visit);

describe('a status map', () => {
  it('is taught a code: preview, save, replay', async () => {
    const tower = staffWorld();
    await at('/logistics/status-maps', tower, async (page) => {
      await page.getByRole('link', { name: 'ZZ7' }).click();
      const row = page.getByRole('group', { name: 'Row of code ZZ7' });
      await row.waitFor();
      await page.getByRole('button', { name: 'Preview' }).click();
      await row.getByText('what does it mean?').waitFor();
      expect(tower.of(previewStatusMap)).toHaveLength(0);
      await row.getByLabel('Status').selectOption('at_delivery_depot');
      await page.getByRole('button', { name: 'Preview' }).click();
      await page.getByRole('heading', { name: 'What this would change' }).waitFor();
      await page.getByRole('link', { name: 'ACME000001' }).waitFor();
      await page.getByLabel('Why').fill('Seen at the depot');
      await page.getByLabel('Scans that had another meaning').check();
      await page.getByRole('button', { name: 'Save as version 5' }).click();
      await page.getByText('Saved as version 5.').waitFor();
      expect(tower.of(saveStatusMap)[0]?.body).toEqual({
        name: 'acme',
        rows: [
          {
            code: 'ZZ7',
            pattern: '',
            status: 'at_delivery_depot',
            reason: null,
            actionRequiredBy: null,
            validFrom: null,
          },
        ],
        removed: [],
        note: 'Seen at the depot',
        expectedVersion: 4,
        replay: true,
      });
      await page.getByRole('link', { name: 'Its differences' }).click();
      await page.getByRole('heading', { name: 'Differences' }).waitFor();
      await page.getByText('At delivery depot').waitFor();
    });
  });

  it('keeps changes when somebody else was faster, and saves them over the newer version', async () => {
    const tower = staffWorld().on(saveStatusMap, () => refuse(409, { detail: 'Version 5 was saved meanwhile.' }));
    await at(
      '/logistics/status-maps/acme',
      tower,
      async (page) => {
        await page.getByLabel('Find in the rows').fill('C214');
        await page.getByRole('button', { name: 'Change C214' }).click();
        await page.getByRole('group', { name: 'Row of code C214' }).getByLabel('Reason').selectOption('weather');
        await page.getByRole('button', { name: 'Save as version 5' }).click();
        tower.on(readStatusMap, { ...statusMap, version: 5 });
        await page.getByRole('button', { name: 'Read it again and keep mine' }).click();
        await page.getByRole('button', { name: 'Save as version 6' }).waitFor();
        tower.on(saveStatusMap, { ...statusMap, version: 6, replay: null });
        await page.getByRole('button', { name: 'Save as version 6' }).click();
        await page.getByText('Saved as version 6.').waitFor();
        expect(tower.of(saveStatusMap).at(-1)?.body).toMatchObject({
          expectedVersion: 5,
          rows: [{ code: 'C214', reason: 'weather' }],
        });
      },
      { noisy: true },
    );
  });
});

it('a replay is followed until it is ready, and applied only when somebody is sure', async () => {
  const tower = staffWorld().on(readReplay, { ...replay, state: 'running', finishedAt: null });
  await at('/logistics/replays/rpl_1', tower, async (page) => {
    await page.getByText('Replay: Running').waitFor();
    tower.on(readReplay, replay);
    await page.getByRole('button', { name: 'Apply …' }).click();
    expect(tower.of(applyReplay)).toHaveLength(0);
    await page.getByRole('button', { name: 'Change 2 shipments' }).click();
    await page.getByText('It is being applied').waitFor();
    expect(tower.of(applyReplay)).toHaveLength(1);
  });
});

describe('a carrier', () => {
  it('is connected; what is wrong in its mapping stands at its line, and nothing is lost', async () => {
    const tower = staffWorld().on(configureConnection, () =>
      refuse(422, {
        errors: [
          { path: 'mapping.statuses.PU.status', message: 'Invalid option' },
          { path: 'secret', message: 'needed the first time' },
        ],
      }),
    );
    const mapping = JSON.stringify(
      { trackingNumber: 'n', code: 'c', occurredAt: 't', statuses: { PU: { status: 'taken' } } },
      null,
      2,
    );
    await at(
      '/logistics/carriers',
      tower,
      async (page) => {
        await page.getByRole('link', { name: 'Connect a carrier' }).click();
        await page.getByLabel('Name').fill('nova');
        await page.getByLabel('Label').fill('Nova Post');
        const area = page.getByLabel('Mapping', { exact: true });
        await area.fill('{"code": }');
        await page.getByRole('button', { name: 'Connect', exact: true }).click();
        await page.getByText(/not JSON/).waitFor();
        expect(tower.of(configureConnection)).toHaveLength(0);
        await area.fill(mapping);
        await page.getByRole('button', { name: 'Connect', exact: true }).click();
        await page.getByText('statuses.PU.status: Invalid option').waitFor();
        await page.getByText('needed the first time').waitFor();
        expect(await page.getByLabel('Label').inputValue()).toBe('Nova Post');
        await page.getByRole('button', { name: 'line 7' }).click();
        const marked = await area.evaluate((box: HTMLTextAreaElement) =>
          box.value.slice(box.selectionStart, box.selectionEnd),
        );
        expect(marked).toBe('"status": "taken"');
        await area.fill(mapping.replace('taken', 'picked_up'));
        await page.getByLabel('Secret for its pushes').fill('a-secret-of-nova-0123456789');
        tower.on(configureConnection, { ...configured, name: 'nova' });
        tower.on(listConnections, { items: [{ ...configured, name: 'nova' }] });
        await page.getByRole('button', { name: 'Connect', exact: true }).click();
        await vi.waitUntil(async () => page.url().endsWith('/logistics/carriers/connections/nova'), patience);
        expect(tower.of(configureConnection).at(-1)?.body).toMatchObject({
          adapter: 'generic',
          secret: 'a-secret-of-nova-0123456789',
          mapping: { statuses: { PU: { status: 'picked_up' } } },
        });
      },
      { noisy: true },
    );
  });

  it('is told its credentials by name; those that are set are kept, typed over or removed', async () => {
    const tower = staffWorld();
    await at('/logistics/carriers/connections/ups', tower, async (page) => {
      const fields = page.getByRole('group', { name: 'Credentials for being asked' });
      const secret = fields.getByLabel('Client secret', { exact: true });
      const account = fields.getByLabel(/^Account number/);
      await secret.fill('typed over');
      expect(await secret.getAttribute('type')).toBe('password');
      expect(await account.getAttribute('type')).toBe('text');
      expect(await fields.getByRole('textbox').count()).toBe(3);
      expect(await fields.getByText('Set. Left empty it stays.').count()).toBe(2);
      await account.fill('12');
      await account.fill('');
      await fields.getByRole('button', { name: 'Remove Client ID' }).click();
      await fields.getByText('Removed when saved').waitFor();
      tower.on(configureConnection, { ...ups, credentials: ['clientSecret'] });
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await page.getByText('Saved.').waitFor();
      expect(tower.of(configureConnection)[0]?.body.credentials).toEqual({ clientId: '', clientSecret: 'typed over' });
      expect(await secret.inputValue()).toBe('');
      expect(await fields.getByText('Set. Left empty it stays.').count()).toBe(1);
    });
  });

  it('that is new has the fields of the adapter chosen, and what was typed for another is not sent', async () => {
    const tower = staffWorld().on(configureConnection, () => refuse(422));
    await at(
      '/logistics/carriers/connect',
      tower,
      async (page) => {
        await page.getByLabel('Name').fill('nova');
        await page.getByLabel('Adapter').selectOption('fedex');
        await page.getByLabel('Secret key of the tracking project').fill('of fedex');
        await page.getByLabel('Adapter').selectOption('postnl');
        await page.getByLabel('API key').fill('of postnl');
        await page.getByRole('button', { name: 'Connect', exact: true }).click();
        await page.getByText(/^Not saved/).waitFor();
        expect(tower.of(configureConnection)[0]?.body).toMatchObject({ credentials: { apikey: 'of postnl' } });
        expect(tower.of(configureConnection)[0]?.body.credentials).not.toHaveProperty('clientSecret');
        expect(await page.getByLabel('API key').inputValue()).toBe('of postnl');
      },
      { noisy: true },
    );
  });

  it('is asked now, and says how many', async () => {
    const tower = staffWorld();
    await at('/logistics/carriers', tower, async (page) => {
      await page.getByRole('button', { name: 'Ask now' }).click();
      await page.getByText('12 will be asked for').waitFor();
      expect(tower.of(pollNow)[0]?.path).toContain('/ups/poll');
    });
  });
});

it('a brand is saved with its logo, after one that is too wrong was refused', async () => {
  const tower = staffWorld();
  const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';
  await at('/logistics/brands/channels/default', tower, async (page) => {
    const file = page.getByLabel('Logo', { exact: true });
    await file.setInputFiles({ name: 'a.gif', mimeType: 'image/gif', buffer: Buffer.from('GIF89a') });
    await page.getByText('a PNG, JPEG or WebP image is needed').waitFor();
    await file.setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: Buffer.from(png, 'base64') });
    await page.getByAltText('The logo as it will be').waitFor();
    await page.getByLabel('Accent', { exact: true }).fill('#f0e442');
    await page.getByText(/on a light page: 1\.3 : 1/).waitFor();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved.').waitFor();
    expect(tower.of(configureBrand)[0]?.body).toMatchObject({
      accent: '#f0e442',
      logo: `data:image/png;base64,${png}`,
    });
  });
});

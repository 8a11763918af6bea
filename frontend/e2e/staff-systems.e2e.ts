/** Systems around the tower: an ERP is connected and changed, its troubles are seen, and who is who there is mended. */
import { getErp, mendIdMap, retryFromSource, saveErp } from '@gantry/shared/api/orders/systems';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Desk, openDesk } from './staff-desk.ts';
import { erp } from './staff-systems.ts';
import { refuse } from './staff-tower.ts';
import { staffWorld } from './staff-world.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk?.close());

const path = '/logistics/settings/systems';

describe('an ERP', () => {
  it('is connected; what is wrong stands at its field, and nothing typed is lost', async () => {
    const wrong = { code: 'invalid', errors: [{ path: 'url', message: 'only https' }] };
    const tower = staffWorld()
      .on(getErp, { items: [] })
      .on(saveErp, () => refuse(422, wrong));
    const visit: Parameters<Desk['at']>[2] = async (page) => {
      await page.getByLabel('Address').fill('http://erp.example.com');
      await page.getByLabel('Company').fill('North Lamps Ltd');
      await page.getByLabel('API key').fill('4f1c9d2ab7');
      await page.getByRole('button', { name: 'Connect' }).click();
      await page.getByText('Is needed').first().waitFor();
      expect(tower.of(saveErp)).toEqual([]);
      await page.getByLabel('API secret').fill('a-secret-0123456789');
      await page.getByRole('button', { name: 'Connect' }).click();
      await page.getByText('Only https').first().waitFor();
      expect(await page.getByLabel('API secret').inputValue()).toBe('a-secret-0123456789');
      tower.on(saveErp, { outcome: 'added' }).on(getErp, { items: [erp] });
      await page.getByLabel('Address').fill('https://erp.example.com');
      await page.getByRole('button', { name: 'Connect' }).click();
      await page.getByText('Saved.').waitFor();
      expect(tower.of(saveErp).at(-1)?.body).toEqual({
        kind: 'erpnext',
        url: 'https://erp.example.com',
        company: 'North Lamps Ltd',
        keyName: '4f1c9d2ab7',
        secret: 'a-secret-0123456789',
        enabled: true,
      });
      expect(await page.getByLabel('API secret').inputValue()).toBe('');
    };
    await desk.at(path, tower, visit, { noisy: true });
  });

  it('keeps its secret when only something else changes, and shows its last trouble', async () => {
    const lastError = 'erp_denied: status 401';
    const tower = staffWorld().on(getErp, { items: [{ ...erp, lastError }] });
    await desk.at(path, tower, async (page) => {
      await page.getByText(lastError).waitFor();
      await page.getByText('In trouble').waitFor();
      await page.getByLabel('New orders go there').uncheck();
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Saved.').waitFor();
      const { url, company, keyName } = erp;
      expect(tower.of(saveErp)[0]?.body).toEqual({ kind: 'erpnext', url, company, keyName, enabled: false });
    });
  });
});

describe('the map of ids', () => {
  it('opens an order: its customer is read again in the ERP, and mended', async () => {
    const tower = staffWorld();
    await desk.at(path, tower, async (page) => {
      await page.getByRole('link', { name: 'ursula.quimby@example.com' }).click();
      await page.getByRole('button', { name: 'Retry from source' }).click();
      await page.getByRole('row', { name: 'Street 77 Gallows Lane 12 Newmoat Crescent' }).waitFor();
      expect(tower.of(retryFromSource)).toHaveLength(1);
      await page.getByLabel('Customer in the ERP').fill('Ursula Quimby - 1');
      await page.getByRole('region', { name: 'ord_7' }).getByRole('button', { name: 'Save' }).click();
      await page.getByText('The order there is brought to this customer.').waitFor();
      expect(tower.of(mendIdMap)[0]?.body).toEqual({ orderId: 'ord_7', customerId: 'Ursula Quimby - 1' });
    });
  });
});

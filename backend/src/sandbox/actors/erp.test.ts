/** The people in the merchants' ERPs: connected like any other, over HTTP; they mend customers, and look twice at some orders. */
import { describe, expect, it } from 'vitest';
import { actUntil, givenTower, givenWorld } from '../../../test/sandbox-actors.ts';
import type { ErpDocument } from '../../connectors/systems/erpnext/sandbox-documents.ts';
import { newBook } from '../book.ts';
import { mainShop } from '../data/shops.data.ts';
import { changeSomebody, openOffice } from '../erp/offices.ts';
import { randomOf } from '../random.ts';
import { openErpPeople } from './erp.ts';

const minute = 60_000;
const now = Date.UTC(2026, 10, 28, 9);
type Saved = { url: string; keyName: string; secret: string };

describe('the people in the ERPs', () => {
  it('connect an ERP for each merchant, which answers whoever has the key', async () => {
    const tower = givenTower({ 'orders.get_erp': () => ({ items: [] }) });
    const people = await openErpPeople(givenWorld(tower, now, { erpPort: 0 }));
    const saved = tower.of('orders.save_erp').map(({ body }) => body as Saved);
    expect(saved).toHaveLength(2);
    for (const { url, keyName, secret } of saved) {
      const asked = (token: string) =>
        fetch(`${url}/api/resource/Country?filters=[["code","=","es"]]`, { headers: { authorization: token } });
      expect(await (await asked(`token ${keyName}:${secret}`)).json()).toEqual({ data: [{ name: 'Spain' }] });
      expect((await asked(`token ${keyName}:guessed`)).status).toBe(401);
    }
    await actUntil(people, now + 60 * minute);
    expect(people.due(now + 60 * minute, 'past')).toBe(Number.POSITIVE_INFINITY);
    await people.close?.();
  });
  it('leave alone what somebody has led elsewhere or switched off', async () => {
    const known = { keyName: 'gantry-sandbox', enabled: false };
    const items = [
      { ...known, merchant: 'main' },
      { ...known, merchant: 'nordpfad', enabled: true, keyName: 'another' },
    ];
    const tower = givenTower({ 'orders.get_erp': () => ({ items }) });
    const people = await openErpPeople(givenWorld(tower, now, { erpPort: 0 }));
    expect(tower.of('orders.save_erp')).toEqual([]);
    await people.close?.();
  });
  it('without a port do nothing', async () => {
    const tower = givenTower({});
    const people = await openErpPeople(givenWorld(tower, now));
    expect([people.due(now, 'now'), tower.asked]).toEqual([Number.POSITIVE_INFINITY, []]);
  });
});

describe('an office', () => {
  const clock = { now };
  const office = openOffice(mainShop, newBook<ErpDocument>(), {
    seed: 'office',
    secret: 's',
    now: () => new Date(clock.now),
  });
  const post = (doctype: string, body: object): number =>
    office.erp.answer({
      method: 'POST',
      path: `/api/resource/${encodeURIComponent(doctype)}`,
      query: new URLSearchParams(),
      headers: { authorization: 'token gantry-sandbox:s' },
      body: JSON.stringify(body),
    }).status;
  const order = (n: number) => ({
    company: office.company,
    customer: 'Ana Costa',
    po_no: `ord_${n}`,
    transaction_date: '2026-11-28',
    delivery_date: '2026-12-01',
    items: [{ item_code: mainShop.products[0]?.sku, qty: 1, rate: 1 }],
  });

  it('mends nobody while there is nobody, and then a name or a street', () => {
    changeSomebody(office, randomOf('nobody'));
    expect(post('Customer', { customer_name: 'Ana Costa', territory: 'Spain' })).toBe(200);
    const link = { link_doctype: 'Customer', link_name: 'Ana Costa' };
    const address = { address_title: 'Ana Costa', address_type: 'Shipping', address_line1: '5 Mill Street' };
    expect(post('Address', { ...address, city: 'Sevilla', country: 'Spain', links: [link] })).toBe(200);
    for (let n = 0; n < 12; n++) changeSomebody(office, randomOf('somebody', n));
    expect(office.erp.all('Customer')[0]).toMatchObject({ name: 'Ana Costa' });
    expect(office.erp.all('Customer')[0]?.customer_name).not.toBe('Ana Costa');
    expect(office.erp.all('Address')[0]?.address_line1).toMatch(/^\d+ Mill Street$/);
    expect(office.erp.all('Address')[0]?.address_line1).not.toBe('5 Mill Street');
  });
  it('looks twice at about one order in a hundred, and lets it pass hours later', () => {
    const stopped = Array.from({ length: 600 }, (_, n) => n).filter((n) => post('Sales Order', order(n)) === 417);
    expect(stopped.length).toBeGreaterThan(1);
    expect(stopped.length).toBeLessThan(18);
    clock.now += 3 * 3_600_000;
    for (const n of stopped) expect(post('Sales Order', order(n))).toBe(200);
  });
});

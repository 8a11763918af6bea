/** People look at the link they were given, by day, until their parcel is there; who has lost it looks it up. */
import { describe, expect, it } from 'vitest';
import { actUntil, givenTower, givenWorld } from '../../../test/sandbox-actors.ts';
import type { News } from '../actor.ts';
import { hourOf } from '../calendar.ts';
import { openCustomer } from './customer.ts';

const day = 86_400_000;
const now = Date.UTC(2026, 4, 13, 9);
const told = (n: number, trackingUrl = `/track/token${n}`): News => ({
  what: 'customer_told',
  trackingUrl,
  orderNumber: `SB${n}`,
  home: { city: 'Sevilla', country: 'ES' },
  postalCode: '41001',
  at: now,
});

const peopleWith = async (endedAt: string | null) => {
  const tower = givenTower({
    'tracking.public': () => ({ endedAt }),
    'tracking.lookup': () => ({ items: [{ token: 'found' }] }),
  });
  return { tower, people: await openCustomer(givenWorld(tower, now)) };
};
const visited = (tower: { of(what: string): { path?: string }[] }): (string | undefined)[] =>
  tower.of('visit').map(({ path }) => path);

describe('people', () => {
  it('do nothing until they are told', async () => {
    const { people } = await peopleWith(null);
    expect(people.due(now + day, 'now')).toBe(Number.POSITIVE_INFINITY);
  });

  it('open the link the tower gave, whatever it is: some of them, some times', async () => {
    const { tower, people } = await peopleWith(null);
    for (let n = 0; n < 200; n++) people.hear(told(n), now);
    await actUntil(people, now + 10 * day);
    const links = new Set(visited(tower).filter((path) => path !== '/track/found'));
    expect(links.size).toBeGreaterThan(30);
    expect(links.size).toBeLessThan(90);
    expect(tower.of('visit').length).toBeGreaterThan(links.size * 2);
    const other = await peopleWith(null);
    for (let n = 0; n < 200; n++) other.people.hear(told(n, '/track/elsewhere'), now);
    await actUntil(other.people, now + 10 * day);
    expect(new Set(visited(other.tower))).toEqual(new Set(['/track/elsewhere', '/track/found']));
  });

  it('stop looking when the page says that it is over', async () => {
    const { tower, people } = await peopleWith('2026-05-13T10:00:00.000Z');
    for (let n = 0; n < 200; n++) people.hear(told(n), now);
    await actUntil(people, now + 10 * day);
    const paths = visited(tower);
    expect(new Set(paths.filter((path) => path !== '/track/found')).size).toBe(
      paths.filter((path) => path !== '/track/found').length,
    );
  });

  it('sleep at night', async () => {
    const { people } = await peopleWith(null);
    for (let n = 0; n < 300; n++) people.hear(told(n), now);
    let looks = 0;
    for (let due = people.due(now, 'now'); due < now + 9 * day; due = people.due(now, 'now')) {
      const hour = hourOf(due, { timeZone: 'Europe/Madrid' });
      expect(hour >= 7 && hour < 23.01).toBe(true);
      await people.act(due, 'now');
      looks++;
    }
    expect(looks).toBeGreaterThan(100);
  });

  it('who have lost the link look their parcel up by order number and postal code', async () => {
    const { tower, people } = await peopleWith('2026-05-13T10:00:00.000Z');
    for (let n = 0; n < 400; n++) people.hear(told(n), now);
    await actUntil(people, now + 10 * day);
    const lookups = tower.of('tracking.lookup');
    expect(lookups.length).toBeGreaterThan(1);
    expect(lookups.length).toBeLessThan(20);
    expect(lookups[0]?.body).toMatchObject({ postalCode: '41001' });
    expect(visited(tower)).toContain('/track/found');
  });
});

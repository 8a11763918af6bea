/** The shop knows what the tower calls an order only once the tower has said it, and the number once a carrier has. */
import { describe, expect, it } from 'vitest';
import { actUntil, givenTower, givenWorld } from '../../../test/sandbox-actors.ts';
import type { News } from '../actor.ts';
import { openShopper } from './shopper.ts';

const hour = 3_600_000;
const day = 24 * hour;
const start = Date.UTC(2026, 4, 13, 0);

type Answer = (externalId: string) => string | null;
/** An order of one line as the tower says it stands. */
const order = (change: object = {}) => ({
  stage: 'allocated',
  placedAt: new Date(start).toISOString(),
  lines: [{ lineId: '1', sku: 'S', quantity: 2, open: 2, allocated: 2, waiting: 0, tracked: true, weightGrams: 500 }],
  allocations: [{ lineId: '1', sku: 'S', warehouse: 'leipzig', bin: '', lot: 'L', quantity: 2, perUnit: 1 }],
  waiting: [],
  shipments: [],
  ...change,
});
type Standing = (orderId: string) => object;

const shopWith = async (answer: Answer, standing: Standing = () => order()) => {
  const tower = givenTower({
    'orders.place': ({ body }) => ({ orderId: answer((body as { externalId: string }).externalId) }),
    'orders.get': ({ params }) => standing((params as { orderId: string }).orderId),
    'shipping.create': ({ body }) => ({ trackingUrl: `/track/of-${(body as { orderId: string }).orderId}` }),
  });
  const shopper = await openShopper(givenWorld(tower, start));
  return { tower, shopper };
};
const named: Answer = (externalId) => `ord_${externalId.toLowerCase().replaceAll('-', '')}`;
const wantedIn = (news: readonly News[]) => news.flatMap((one) => (one.what === 'parcel_wanted' ? [one.request] : []));

describe('an order', () => {
  it('is placed when its time has come, and sent once it is packed', async () => {
    const { tower, shopper } = await shopWith(named);
    await actUntil(shopper, start + 6 * hour);
    const early = tower.of('orders.place').length;
    expect(early).toBeGreaterThan(0);
    const wanted = wantedIn(await actUntil(shopper, start + day));
    expect(tower.of('orders.place').length).toBeGreaterThan(early);
    expect(wanted.length).toBeGreaterThan(5);
    for (const { at } of wanted) expect(at).toBeLessThanOrEqual(start + day);
    expect(tower.of('shipping.create')).toEqual([]);
  });

  it('that the tower does not take is never sent', async () => {
    const { tower, shopper } = await shopWith(() => null);
    expect(wantedIn(await actUntil(shopper, start + 3 * day))).toEqual([]);
    expect(tower.of('orders.place').length).toBeGreaterThan(50);
    expect(shopper.settled(start + 3 * day)).toBe(start + 3 * day);
  });

  it('is registered under the id the tower gave it and the number the carrier said', async () => {
    const { tower, shopper } = await shopWith(named);
    const [request] = wantedIn(await actUntil(shopper, start + day));
    if (!request) expect.unreachable();
    const now = start + day;
    const price = { amount: 500, currency: 'EUR' };
    shopper.hear({ what: 'parcel_made', request, trackingNumber: 'SAID-1', price, estimatedDay: '2026-05-15' }, now);
    const told = (await actUntil(shopper, now)).filter(({ what }) => what === 'customer_told');
    const [{ body } = {}] = tower.of('shipping.create');
    expect(body).toMatchObject({ trackingNumber: 'SAID-1', carrier: request.carrier, cost: price });
    const { orderId } = body as { orderId: string };
    expect(
      tower.of('orders.place').some(({ body: b }) => named((b as { externalId: string }).externalId) === orderId),
    ).toBe(true);
    expect(told).toMatchObject([{ trackingUrl: `/track/of-${orderId}`, orderNumber: request.reference }]);
    expect(body).toMatchObject({ warehouse: 'leipzig', reference: 'parcel-1' });
    expect(body).not.toHaveProperty('lines');
  });

  it('goes another way when the tower answers otherwise: nothing of it is fixed beforehand', async () => {
    const [one, other] = await Promise.all([
      shopWith(named).then(({ shopper }) => actUntil(shopper, start + 2 * day)),
      shopWith((id) => `${named(id)}x`).then(({ shopper }) => actUntil(shopper, start + 2 * day)),
    ]);
    const ways = (news: readonly News[]) =>
      new Map(wantedIn(news).map(({ reference, carrier, service }) => [reference, [carrier, service]]));
    const [first, second] = [ways(one), ways(other)];
    const both = [...first.keys()].filter((reference) => second.has(reference));
    expect(both.length).toBeGreaterThan(20);
    expect(both.filter((reference) => `${first.get(reference)}` !== `${second.get(reference)}`).length).toBeGreaterThan(
      10,
    );
  });

  it('leaves from where the tower allocated it', async () => {
    const { shopper } = await shopWith(named);
    const wanted = wantedIn(await actUntil(shopper, start + day));
    expect(wanted.length).toBeGreaterThan(5);
    expect(new Set(wanted.map(({ origin }) => origin.postalCode))).toEqual(new Set(['04356']));
  });

  it('that waits for stock, or is held, is looked at again by and by, and sent when it may leave', async () => {
    const until = start + 2 * day;
    const waits = [{ lineId: '1', sku: 'S', quantity: 2, perUnit: 1 }];
    let there = false;
    const { tower, shopper } = await shopWith(named, (orderId) =>
      there ? order() : orderId.endsWith('7') ? order({ stage: 'held' }) : order({ allocations: [], waiting: waits }),
    );
    expect(wantedIn(await actUntil(shopper, until))).toEqual([]);
    const looks = Map.groupBy(tower.of('orders.get'), ({ params }) => (params as { orderId: string }).orderId);
    expect(looks.size).toBeGreaterThan(30);
    const most = Math.max(...[...looks.values()].map((all) => all.length));
    expect(most).toBeGreaterThan(3);
    expect(most).toBeLessThan(40);
    there = true;
    const late = wantedIn(await actUntil(shopper, until + 12 * hour));
    // Their labels are made when they may leave, not when they were first packed for.
    expect(late.filter(({ at }) => at >= until).length).toBeGreaterThan(looks.size * 0.9);
  });

  it('in two warehouses leaves in two parcels that say what is in them', async () => {
    const at = (warehouse: string, lineId: string) => ({
      lineId,
      sku: `S${lineId}`,
      warehouse,
      bin: '',
      lot: 'L',
      quantity: 1,
      perUnit: 1,
    });
    const line = (lineId: string) => ({
      lineId,
      sku: `S${lineId}`,
      quantity: 1,
      open: 1,
      allocated: 1,
      waiting: 0,
      tracked: true,
      weightGrams: 100,
    });
    const standing = () =>
      order({ lines: [line('1'), line('2')], allocations: [at('milan', '1'), at('leipzig', '2')] });
    const { tower, shopper } = await shopWith(named, standing);
    const wanted = wantedIn(await actUntil(shopper, start + day));
    const [first, second] = wanted;
    expect([first?.origin.city, second?.origin.city]).toEqual(['Leipzig', 'Segrate']);
    expect(second?.reference).toBe(`${first?.reference}-2`);
    const price = { amount: 1, currency: 'EUR' };
    for (const request of [first, second])
      if (request)
        shopper.hear(
          { what: 'parcel_made', request, trackingNumber: `T${request.reference}`, price, estimatedDay: '' },
          start + day,
        );
    await actUntil(shopper, start + day);
    expect(tower.of('shipping.create').map(({ body }) => body)).toMatchObject([
      { reference: 'parcel-1', warehouse: 'leipzig', lines: [{ lineId: '2', quantity: 1 }] },
      { reference: 'parcel-2', warehouse: 'milan', lines: [{ lineId: '1', quantity: 1 }] },
    ]);
  });

  it('that waits for too long is called off', async () => {
    const waiting = [{ lineId: '1', sku: 'S', quantity: 2, perUnit: 1 }];
    const { tower, shopper } = await shopWith(named, () => order({ allocations: [], waiting }));
    await actUntil(shopper, start + 13 * day);
    const reasons = tower.of('orders.cancel').map(({ body }) => (body as { reason: string }).reason);
    expect(reasons.filter((reason) => reason === 'Waited too long').length).toBeGreaterThan(30);
  });

  it('of another shop is none of its business', async () => {
    const { tower, shopper } = await shopWith(named);
    const [request] = wantedIn(await actUntil(shopper, start + day));
    if (!request) expect.unreachable();
    const stranger = { ...request, reference: 'SOMEBODY-ELSE' };
    const price = { amount: 1, currency: 'EUR' };
    shopper.hear({ what: 'parcel_made', request: stranger, trackingNumber: 'X', price, estimatedDay: '' }, start + day);
    await actUntil(shopper, start + day);
    expect(tower.of('shipping.create')).toEqual([]);
  });
});

it('the same seed and the same answers make the same world', async () => {
  const once = async () => wantedIn(await actUntil((await shopWith(named)).shopper, start + 2 * day));
  expect(await once()).toEqual(await once());
});

it('a world that begins tells of days gone by, marked as such', async () => {
  const tower = givenTower({
    'orders.place': ({ body }) => ({ orderId: named((body as { externalId: string }).externalId) }),
    'orders.get': () => order({ placedAt: new Date(start - day).toISOString() }),
    'shipping.create': () => ({ trackingUrl: '/track/1' }),
  });
  const shopper = await openShopper(givenWorld(tower, start, { past: { days: 5, perDay: 10 } }));
  const wanted: News[] = [];
  while (shopper.due(start, 'past') <= start) wanted.push(...(await shopper.act(start, 'past')));
  const [request] = wantedIn(wanted).filter(({ at }) => at < start - 2 * day);
  if (!request) expect.unreachable();
  const price = { amount: 500, currency: 'EUR' };
  shopper.hear({ what: 'parcel_made', request, trackingNumber: 'OLD-1', price, estimatedDay: '' }, start);
  while (shopper.due(start, 'past') <= start) await shopper.act(start, 'past');
  expect(tower.of('shipping.create')[0]?.body).toMatchObject({ trackingNumber: 'OLD-1', history: true });
  expect(wantedIn(wanted).length).toBeGreaterThan(30);
});

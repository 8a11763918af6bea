/**
 * Parcels of the past, told at a first start: they count in the scorecards of their days, and in no lag, no lateness and no
 * disorder of today; what happens to them from now on is reported like everybody's.
 */
import { listCarrierQuality } from '@gantry/shared/api/carriers';
import { scorecards } from '@gantry/shared/api/insights';
import { wallSnapshot } from '@gantry/shared/api/wall';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectCarrier, fresh, newOrder, newShipment, type PostedScan, timelineWhen } from '../doings.ts';
import { startTestTower, type TestTower, until } from '../tower.ts';

const day = 86_400_000;
const hour = 3_600_000;
const began = Date.now();
/** The parcel was ordered twenty days ago, promised for the eighteenth and came on the sixteenth day before today. */
const ago = (ms: number): string => new Date(began - ms).toISOString();

let tower: TestTower;
beforeAll(async () => {
  tower = await startTestTower();
});
afterAll(() => tower?.stop());

const pastShipment = async (carrier: string, history: { history?: true }) => {
  await connectCarrier(tower, { name: carrier });
  const placedAt = ago(20 * day);
  const orderId = await newOrder(tower, { placedAt, deliverBy: ago(18 * day).slice(0, 10) });
  return newShipment(tower, { orderId, carrier, createdAt: ago(20 * day - hour), ...history });
};

const past = (number: string): PostedScan[] => [
  { number, code: 'PU', at: ago(19.5 * day), city: 'Madrid', country: 'ES' },
  { number, code: 'OD', at: ago(16.2 * day), city: 'Sevilla', country: 'ES' },
  { number, code: 'OK', at: ago(16 * day), city: 'Sevilla', country: 'ES' },
];

const qualityOf = async (carrier: string) => {
  const { body } = await tower.call(listCarrierQuality);
  return body.items.find((one) => one.carrier === carrier) ?? expect.unreachable(carrier);
};
/** Tiles are a second old at most: waited for until they know the carrier, and what `when` asks. */
const pulseOf = (carrier: string, when: (pulse: { lagSeconds: number | null }) => boolean = () => true) =>
  until(
    async () => {
      const { body } = await tower.call(wallSnapshot);
      const pulse = body.tiles.carriers.find((one) => one.carrier === carrier);
      return pulse && when(pulse) ? pulse : undefined;
    },
    { what: `the pulse of ${carrier}` },
  );
const post = async (carrier: string, ...scans: PostedScan[]) =>
  expect(await tower.webhook(carrier, { scans })).toMatchObject({ status: 200 });
const lagFacts = async (shipmentId: string) => {
  const { rows } = await tower.database.query<{ lag: string | null; late: boolean }>(
    'SELECT lag_ms AS lag, late FROM scan_witnesses WHERE shipment_id = $1',
    [shipmentId],
  );
  return rows;
};

describe('a parcel of the past', () => {
  it('counts late on its day, and in nothing of today', async () => {
    const deliveredBefore = (await tower.call(wallSnapshot)).body.tiles.numbers.delivered.now;
    const { shipmentId, number } = await pastShipment('olden', { history: true });
    const [picked, out, delivered] = past(number) as [PostedScan, PostedScan, PostedScan];
    // Told out of order, as disorder would be.
    await post('olden', picked, delivered);
    await timelineWhen(tower, shipmentId, ({ standing }) => standing.status === 'delivered');
    await post('olden', out);
    await until(async () => (await lagFacts(shipmentId)).length === 3, { what: 'three witnesses' });
    expect(await lagFacts(shipmentId)).toEqual(Array.from({ length: 3 }, () => ({ lag: null, late: false })));
    expect(await qualityOf('olden')).toMatchObject({
      scans: 3,
      pushed: 3,
      outOfOrder: null,
      reportingLagSeconds: { p50: null, p90: null },
    });
    expect(await pulseOf('olden')).toMatchObject({ eventsPerMinute: 0, lagSeconds: null, lastEventAt: null });
    const card = await until(
      async () => {
        const { body } = await tower.call(scorecards, { query: { period: '30d' } });
        return body.items.find(({ carrier, deliveredLate }) => carrier === 'olden' && deliveredLate === 1);
      },
      { what: 'the delivery in the scorecard' },
    );
    expect(card).toMatchObject({ onTimeRate: 0, reportingLagSeconds: null });
    const { body: today } = await tower.call(scorecards, { query: { from: ago(0).slice(0, 10) } });
    expect(today.items.some(({ carrier }) => carrier === 'olden')).toBe(false);
    const { body: wall } = await tower.call(wallSnapshot);
    expect(wall.tiles.numbers.delivered.now).toBe(deliveredBefore);
    expect(wall.ticks.map(({ ref, status }) => ref === number && status)).not.toContain('delivered');
  });

  it('whose scans came before it was registered has no lag either', async () => {
    await connectCarrier(tower, { name: 'early' });
    const number = fresh('E');
    await post('early', ...past(number));
    const orderId = await newOrder(tower, { placedAt: ago(20 * day) });
    const shipment = { orderId, carrier: 'early', trackingNumber: number, createdAt: ago(20 * day - hour) };
    const { shipmentId } = await newShipment(tower, { ...shipment, history: true });
    await timelineWhen(tower, shipmentId, ({ standing }) => standing.status === 'delivered');
    expect(await lagFacts(shipmentId)).toEqual(Array.from({ length: 3 }, () => ({ lag: null, late: false })));
  });

  it('that still moves is reported like any other from now on', async () => {
    const { shipmentId, number } = await pastShipment('going', { history: true });
    const [picked] = past(number) as [PostedScan];
    await post('going', picked);
    await timelineWhen(tower, shipmentId, ({ standing }) => standing.status === 'picked_up');
    await post('going', { number, code: 'OD', at: new Date().toISOString(), city: 'Sevilla', country: 'ES' });
    await timelineWhen(tower, shipmentId, ({ standing }) => standing.status === 'out_for_delivery');
    const { reportingLagSeconds, outOfOrder } = await qualityOf('going');
    expect(reportingLagSeconds.p50).toBeGreaterThanOrEqual(0);
    expect(reportingLagSeconds.p50).toBeLessThan(60);
    expect(outOfOrder).toBe(0);
    expect((await pulseOf('going', ({ lagSeconds }) => lagSeconds !== null)).lagSeconds).toBeLessThan(60);
  });

  it('is no excuse for a carrier that reports days late: without the mark the same scans have their lag', async () => {
    const { shipmentId, number } = await pastShipment('tardy', {});
    const [picked, out, delivered] = past(number) as [PostedScan, PostedScan, PostedScan];
    await post('tardy', picked, delivered);
    await timelineWhen(tower, shipmentId, ({ standing }) => standing.status === 'delivered');
    await post('tardy', out);
    await until(async () => (await lagFacts(shipmentId)).some(({ late }) => late), { what: 'a scan out of order' });
    const lags = (await lagFacts(shipmentId)).map(({ lag }) => Number(lag));
    expect(Math.min(...lags)).toBeGreaterThan(15 * day);
    expect((await qualityOf('tardy')).outOfOrder).toBeCloseTo(1 / 3);
  });
});

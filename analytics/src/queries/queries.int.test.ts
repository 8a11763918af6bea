/** The questions against a small network whose answers can be counted by hand. */
import { performance, scorecard } from '@gantry/shared/api/insights';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { smallNetwork } from '../../test/small-network.ts';
import type { TestDatabase } from '../../test/test-database.ts';
import { carrierScorecards } from './carrier-scorecard.ts';
import { deliveryPerformance } from './delivery-performance.ts';
import { exceptionSummary } from './exception-summary.ts';
import { wilson } from './wilson.ts';

const all = { from: null, to: null, merchants: null };
let database: TestDatabase;
beforeAll(async () => {
  database = await smallNetwork();
});
afterAll(() => database?.drop());

describe('delivery performance', () => {
  test('in total', async () => {
    const figures = await deliveryPerformance(database.client, { ...all, channel: 'olist' });
    expect(figures).toEqual({
      totalShipments: 6,
      deliveredShipments: 4,
      avgTransitDays: (4 + 6 + 10 - 1) / 4,
      onTimeDeliveryRate: 1 / 3,
      firstAttemptSuccessRate: 3 / 4,
      exceptionRate: 3 / 6,
      lateShipments: 2,
      lateByWarehouseShare: 1 / 2,
      lateByCarrierShare: 1 / 2,
      avgResolutionHours: { delayed: (5 + 15) / 2, lost: null, damaged: null, return_initiated: 48 },
      by: null,
      rows: [],
    });
    expect(performance.reply.safeParse({ ...figures, asOf: '2017-10-10T12:00:00.000Z' }).error).toBeUndefined();
  });

  test.each([
    [
      'carrier',
      [
        ['olist', 6],
        ['swift', 2],
      ],
    ],
    [
      'region',
      [
        ['BR-RJ', 7],
        ['ES', 1],
      ],
    ],
    [
      'channel',
      [
        ['olist', 6],
        ['phone', 2],
      ],
    ],
    [
      'service',
      [
        ['standard', 6],
        ['express', 2],
      ],
    ],
    [
      'warehouse',
      [
        ['', 6],
        ['north', 2],
      ],
    ],
    [
      'day',
      [
        ['2017-10-10', 2],
        ['2017-10-12', 2],
        ['2017-10-13', 2],
        ['2017-10-14', 1],
        ['2017-10-15', 1],
      ],
    ],
  ] as const)('by %s', async (by, expected) => {
    const { rows } = await deliveryPerformance(database.client, { ...all, by });
    expect(rows.map(({ key, totalShipments }) => [key, totalShipments])).toEqual(expected);
  });

  test.each([
    [{ carrier: 'swift' }, 2],
    [{ service: 'express' }, 2],
    [{ warehouse: 'north' }, 2],
    [{ region: 'BR' }, 7],
    [{ region: 'BR-RJ' }, 7],
    [{ region: 'ES' }, 1],
    [{ from: '2017-10-14' }, 2],
    [{ to: '2017-10-12' }, 4],
    [{ from: '2017-10-12', to: '2017-10-13' }, 4],
    [{ from: '2017-10-12', to: '2017-10-13', carrier: 'swift' }, 1],
    [{ channel: "' OR 1=1 --" }, 0],
  ])('of %o: %i shipments', async (filter, total) => {
    expect((await deliveryPerformance(database.client, { ...all, ...filter })).totalShipments).toBe(total);
  });

  test('of nothing: zeros and nulls', async () => {
    const figures = await deliveryPerformance(database.client, { ...all, carrier: 'nobody', by: 'carrier' });
    expect(figures).toMatchObject({
      totalShipments: 0,
      avgTransitDays: null,
      onTimeDeliveryRate: null,
      exceptionRate: null,
    });
    expect(figures).toMatchObject({ firstAttemptSuccessRate: null, lateByCarrierShare: null, rows: [], by: 'carrier' });
  });
});

describe('carrier scorecards', () => {
  test('every figure, largest sample first', async () => {
    const { period, items } = await carrierScorecards(database.client, {
      ...all,
      from: '2017-01-01',
      channel: 'olist',
    });
    expect(period).toEqual({ from: '2017-01-01', to: null });
    expect(items.map(({ carrier }) => carrier)).toEqual(['olist', 'swift']);
    expect(items[0]).toEqual({
      carrier: 'olist',
      sampleSize: 4,
      deliveredOnTime: 1,
      deliveredLate: 2,
      failedDeliveries: 0,
      returnedShipments: 0,
      avgTransitDays: 4.75,
      medianTransitDays: 5,
      p90TransitDays: expect.closeTo(8.8, 10),
      onTimeRate: 1 / 3,
      onTimeInterval: wilson(1, 3),
      exceptionRate: 1 / 4,
      exceptionInterval: wilson(1, 4),
      firstAttemptRate: 3 / 4,
      firstAttemptInterval: wilson(3, 4),
      avgDeliveryAttempts: 5 / 4,
      costPerShipment: [{ currency: 'BRL', amount: 1_500 }],
      reportingLagSeconds: 30,
    });
    for (const item of items) expect(scorecard.safeParse(item).error).toBeUndefined();
  });

  test('a carrier that delivered nothing: failures are counted, means are null, costs stay apart by currency', async () => {
    const { items } = await carrierScorecards(database.client, { ...all, carrier: 'swift' });
    expect(items[0]).toMatchObject({
      sampleSize: 2,
      failedDeliveries: 2,
      returnedShipments: 1,
      onTimeRate: null,
      onTimeInterval: null,
    });
    expect(items[0]).toMatchObject({
      avgTransitDays: null,
      medianTransitDays: null,
      p90TransitDays: null,
      avgDeliveryAttempts: null,
    });
    expect(items[0]).toMatchObject({ exceptionRate: 1, firstAttemptRate: null, reportingLagSeconds: null });
    expect(items[0]?.costPerShipment).toEqual([
      { currency: 'BRL', amount: 700 },
      { currency: 'EUR', amount: 900 },
    ]);
  });
});

describe('exception summary', () => {
  const never = { openNow: 0, avgResolutionHours: null, p90ResolutionHours: null };

  test('the four categories, without what was withdrawn, not counted or only a contradiction', async () => {
    expect((await exceptionSummary(database.client, all)).items).toEqual([
      { category: 'delayed', count: 2, openNow: 0, avgResolutionHours: 10, p90ResolutionHours: 14 },
      { ...never, category: 'lost', count: 1, openNow: 1 },
      { ...never, category: 'damaged', count: 0 },
      { category: 'return_initiated', count: 1, openNow: 0, avgResolutionHours: 48, p90ResolutionHours: 48 },
    ]);
  });

  test('of a selection of shipments', async () => {
    const { items } = await exceptionSummary(database.client, { ...all, carrier: 'swift', to: '2017-10-12' });
    expect(items.map(({ count }) => count)).toEqual([1, 0, 0, 1]);
  });
});

/** The Olist files as orders, as one list of doings in time order, and as a plain count; over an invented small sample. */
import { fileURLToPath } from 'node:url';
import { orderInput } from '@gantry/shared/api/orders';
import { shipmentInput } from '@gantry/shared/api/shipping';
import { describe, expect, it } from 'vitest';
import { readOlist } from './files.ts';
import { instantOf, olistOrders } from './orders.ts';
import { plainCount, scriptOf } from './script.ts';

const files = await readOlist(fileURLToPath(new URL('./fixtures', import.meta.url)));
const orders = olistOrders(files);
const order = (id: string) => orders.find((one) => one.id === id) ?? expect.unreachable(id);
const told = (doings: ReturnType<typeof scriptOf>) =>
  doings.map((one) => `${one.order.id} ${one.what === 'scan' ? `${one.event} ${one.shipment.reference}` : one.what}`);

describe('an order', () => {
  it('joins customer, lines by product and seller, and places', () => {
    expect(order('o1').input).toEqual({
      channel: 'olist',
      externalId: 'o1',
      customer: { id: 'u1', email: 'u1@olist.example.invalid' },
      shipTo: { city: 'sao paulo', state: 'SP', postalCode: '01001', country: 'BR', latitude: -23.6, longitude: -46.7 },
      lines: [
        {
          sku: 'p1',
          name: 'baby',
          quantity: 2,
          unitPrice: 2190,
          vendor: 's1',
          weightGrams: 500,
          dimensionsMm: { length: 200, width: 150, height: 100 },
        },
        { sku: 'p2', name: '', quantity: 1, unitPrice: 10_000, vendor: 's2' },
      ],
      currency: 'BRL',
      placedAt: '2018-01-10T10:00:00',
      timeZone: 'America/Sao_Paulo',
      deliverBy: '2018-01-15',
      deliverByTimeZone: 'America/Sao_Paulo',
      shipBy: '2018-01-14T10:00:00',
    });
  });
  it('has a shipment per seller, with its place, weight and freight', () => {
    const [first, second] = order('o1').shipments;
    expect(first).toMatchObject({
      reference: 's1',
      packages: [{ weightGrams: 1000 }],
      cost: { amount: 1020, currency: 'BRL' },
      createdAt: '2018-01-10T13:00:00.000Z',
    });
    expect(second).toMatchObject({ reference: 's2', packages: [{}], origin: { city: 'rio de janeiro', state: 'RJ' } });
    expect(first?.trackingNumber).toMatch(/^OL[0-9A-F]{16}$/);
    expect(first?.trackingNumber).not.toBe(second?.trackingNumber);
  });
  it('every one is what the API takes, but for those without lines', () => {
    for (const one of orders) {
      orderInput.parse(one.input);
      for (const shipment of one.shipments) shipmentInput.parse({ ...shipment, orderId: 'ord_1' });
    }
    expect(orders.filter((one) => one.input.lines.length === 0).map((one) => one.id)).toEqual(['o3']);
  });
});

describe('the script', () => {
  it('is in time order and never sends an effect before its cause', () => {
    const doings = scriptOf(orders);
    expect(told(doings)).toEqual([
      'o5 order',
      'o4 order',
      'o4 shipment',
      'o3 order',
      'o4 picked_up s1',
      'o4 cancel',
      'o5 shipment',
      'o5 delivered s1',
      'o5 picked_up s1',
      'o2 order',
      'o2 shipment',
      'o1 order',
      'o1 shipment',
      'o1 shipment',
      'o1 picked_up s1',
      'o1 picked_up s2',
      'o2 picked_up s2',
      'o1 delivered s1',
      'o1 delivered s2',
      'o2 delivered s2',
    ]);
    expect(doings.map((one) => one.at)).toEqual(doings.map((one) => one.at).sort((a, b) => a - b));
  });
  it('stops at a day', () => {
    expect(told(scriptOf(orders, instantOf('2018-01-08 00:00:00')))).toEqual(['o5 order', 'o4 order', 'o4 shipment']);
  });
});

describe('the plain count', () => {
  it('agrees with counting by hand', () => {
    expect(plainCount(scriptOf(orders))).toEqual({
      orders: 5,
      ordersWithoutLines: 1,
      shipments: 5,
      scans: 9,
      cancellations: 1,
      shipmentsToDeliver: 5,
      deliveredShipments: 4,
      onTimeDeliveryRate: 3 / 4,
      avgTransitDays: (4 + 4 + (5.5 + 1 / 86_400) - 1 / 24) / 4,
      impossibleTimes: 1,
    });
  });
});

it('local times are read by the clock of the files, summer time included', () => {
  expect(new Date(instantOf('2018-01-10 10:00:00')).toISOString()).toBe('2018-01-10T12:00:00.000Z');
  expect(new Date(instantOf('2018-07-10 10:00:00')).toISOString()).toBe('2018-07-10T13:00:00.000Z');
});

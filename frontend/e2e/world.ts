/** A small world for journeys: a connected carrier, orders with coordinates, scans when a test wants them. */

import { configureConnection } from '@gantry/shared/api/carriers';
import { placeOrder } from '@gantry/shared/api/orders';
import { createShipment } from '@gantry/shared/api/shipping';
import { carrierSecret, type TestTower } from '../../backend/test/tower.ts';

export const statuses = {
  PU: { status: 'picked_up' },
  IT: { status: 'in_transit' },
  OD: { status: 'out_for_delivery' },
  DL: { status: 'delivered' },
  DM: { status: 'exception', reason: 'carrier_damaged' },
  DY: { status: 'delayed', reason: 'weather' },
} as const;

/** Connects the carrier `acme` by the generic adapter. */
export const connectCarrier = (tower: TestTower) =>
  tower.call(configureConnection, {
    params: { name: 'acme' },
    body: {
      label: 'Acme Parcels',
      secret: carrierSecret,
      mapping: {
        events: 'events',
        trackingNumber: 'number',
        code: 'code',
        occurredAt: 'at',
        description: 'text',
        place: { city: 'city', country: 'country', latitude: 'lat', longitude: 'lon' },
        statuses,
      },
    },
  });

export type Sent = { orderId: string; shipmentId: string; url: string; number: string };

/** An order from Madrid to Lyon with its shipment. */
export const ship = async (tower: TestTower, n: number, person = {}): Promise<Sent> => {
  const number = `ACME${String(n).padStart(6, '0')}`;
  const now = Date.now();
  const order = await tower.call(placeOrder, {
    body: {
      channel: 'shop',
      externalId: String(n),
      number: `ORD-${n}`,
      customer: {},
      currency: 'EUR',
      placedAt: new Date(now - 30 * 3_600_000).toISOString(),
      deliverBy: new Date(now + 2 * 86_400_000).toISOString().slice(0, 10),
      shipTo: { city: 'Lyon', country: 'FR', postalCode: '69001', latitude: 45.76, longitude: 4.84, ...person },
      lines: [{ sku: 'A', quantity: 1, unitPrice: 1999 }],
    },
  });
  const orderId = order.body.orderId ?? '';
  const shipment = await tower.call(createShipment, {
    body: {
      orderId,
      carrier: 'acme',
      trackingNumber: number,
      warehouse: 'madrid',
      createdAt: new Date(now - 28 * 3_600_000).toISOString(),
      origin: { city: 'Madrid', country: 'ES', latitude: 40.42, longitude: -3.7 },
    },
  });
  return { orderId, shipmentId: shipment.body.shipmentId, url: shipment.body.trackingUrl, number };
};

/** One scan by signed webhook; `hoursAgo` says when it happened. */
export const scan = (
  tower: TestTower,
  number: string,
  {
    code,
    hoursAgo,
    city = 'Zaragoza',
    country = 'ES',
    lat = 41.65,
    lon = -0.89,
  }: { code: string; hoursAgo: number; city?: string; country?: string; lat?: number; lon?: number },
) =>
  tower.webhook('acme', {
    number,
    events: [
      {
        code,
        at: new Date(Date.now() - hoursAgo * 3_600_000).toISOString(),
        city,
        country,
        lat,
        lon,
        text: `scan ${code}`,
      },
    ],
  });

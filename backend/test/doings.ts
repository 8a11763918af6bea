/** What journeys do again and again: a carrier connected, an order placed, a shipment made, scans posted, a timeline read. */
import { addKiosk, pairAgain, pairKiosk } from '@gantry/shared/api/access/keys';
import { configureConnection } from '@gantry/shared/api/carriers';
import type { ReplyOf } from '@gantry/shared/api/endpoint';
import { placeOrder } from '@gantry/shared/api/orders';
import { shipmentTimeline } from '@gantry/shared/api/shipments';
import { createShipment } from '@gantry/shared/api/shipping';
import type { z } from 'zod';
import { carrierSecret, type SpokenTower, until } from './tower.ts';

export type OrderBody = z.input<(typeof placeOrder)['body']>;
export type ShipmentBody = z.input<(typeof createShipment)['body']>;
export type Timeline = ReplyOf<typeof shipmentTimeline>;

/** The cookies that an answer sets, as their browser sends them from then on. */
export const cookiesOf = (headers: Headers): string =>
  headers
    .getSetCookie()
    .map((line) => line.split(';')[0] ?? '')
    .join('; ');

/** Opens the link of a kiosk as a screen does; answers what the screen shows of itself from then on. */
const openLink = async ({ call }: Pick<SpokenTower, 'call'>, link: string): Promise<string> => {
  const code = new URL(link).hash.slice('#kiosk='.length);
  const { status, headers } = await call(pairKiosk, { body: { code }, key: null });
  if (status !== 200) throw new Error(`a screen was not paired: ${status}`);
  return cookiesOf(headers);
};

/** Pairs another screen with a kiosk; answers its cookie. */
export const pairScreen = async (tower: Pick<SpokenTower, 'call'>, kioskId: string): Promise<string> =>
  openLink(tower, (await tower.call(pairAgain, { params: { kioskId } })).body.link);

/** Adds a kiosk and pairs a screen with it. */
export const pairedKiosk = async (
  tower: Pick<SpokenTower, 'call'>,
  body: z.input<(typeof addKiosk)['body']> = { name: 'wall' },
): Promise<{ kioskId: string; cookie: string }> => {
  const { body: kiosk } = await tower.call(addKiosk, { body });
  return { kioskId: kiosk.kioskId, cookie: await openLink(tower, kiosk.link) };
};

let made = 0;
/** A name that no other order, parcel, channel or carrier of the run has. */
export const fresh = (prefix: string): string => `${prefix}-${process.pid}-${++made}`;

export const orderBody = (change: Partial<OrderBody> = {}): OrderBody => ({
  channel: 'shop',
  externalId: fresh('order'),
  customer: { email: 'ursula.quimby@example.invalid' },
  shipTo: {
    name: 'Ursula Quimby',
    lines: ['77 Gallows Lane'],
    city: 'Sevilla',
    postalCode: '41001',
    country: 'ES',
    phone: '+34 600 123 987',
    latitude: 37.38283,
    longitude: -5.97317,
  },
  lines: [{ sku: 'SKU-1', name: 'Lamp', quantity: 1, unitPrice: 2_500 }],
  currency: 'EUR',
  placedAt: '2026-11-16T08:00:00Z',
  deliverBy: '2026-11-18',
  ...change,
});

export const shipmentBody = (
  { carrier }: Pick<SpokenTower, 'carrier'>,
  orderId: string,
  change: Partial<ShipmentBody> = {},
): ShipmentBody => ({
  orderId,
  carrier,
  trackingNumber: fresh('T'),
  origin: { city: 'Madrid', country: 'ES', latitude: 40.4168, longitude: -3.7038 },
  createdAt: '2026-11-16T09:00:00Z',
  ...change,
});

export const statuses = {
  PU: { status: 'picked_up' },
  IT: { status: 'in_transit' },
  OD: { status: 'out_for_delivery' },
  OK: { status: 'delivered' },
  LATE: { status: 'delayed', reason: 'weather', actionRequiredBy: 'carrier' },
} as const;

/** Connects the file's own carrier (or another by name), whose webhooks are lists of `{ number, code, at, city, country }` under `scans`. */
export const connectCarrier = (tower: SpokenTower, change: { name?: string; statuses?: object } = {}) =>
  tower.call(configureConnection, {
    params: { name: change.name ?? tower.carrier },
    body: {
      label: 'Acme Parcels',
      mapping: {
        events: 'scans',
        trackingNumber: 'number',
        code: 'code',
        occurredAt: 'at',
        description: 'text',
        place: { city: 'city', country: 'country' },
        statuses: { ...statuses, ...(change.statuses as typeof statuses) },
      },
      secret: carrierSecret,
    },
  });

export type PostedScan = { number: string; code: string; at: string; city?: string; country?: string; text?: string };

/** Posts scans as one webhook of the file's own carrier, rightly signed. */
export const postScans = (tower: SpokenTower, ...scans: PostedScan[]) => tower.webhook(tower.carrier, { scans });

/** Places an order. */
export const newOrder = async (tower: SpokenTower, change: Partial<OrderBody> = {}): Promise<string> => {
  const { status, body } = await tower.call(placeOrder, { body: orderBody(change) });
  if (status !== 201 || body.orderId === null) throw new Error(`not placed: ${status} ${JSON.stringify(body)}`);
  return body.orderId;
};

/** Makes a shipment, of a new order when none is named. */
export const newShipment = async (
  tower: SpokenTower,
  { orderId, ...change }: Partial<ShipmentBody> = {},
): Promise<{ orderId: string; shipmentId: string; number: string; trackingToken: string }> => {
  const order = orderId ?? (await newOrder(tower));
  const { status, body } = await tower.call(createShipment, { body: shipmentBody(tower, order, change) });
  if (status !== 201) throw new Error(`not created: ${status} ${JSON.stringify(body)}`);
  const trackingToken = body.trackingUrl.replace('/track/', '');
  return { orderId: order, shipmentId: body.shipmentId, number: body.legs[0]?.trackingNumber ?? '', trackingToken };
};

/** The timeline once it satisfies `when`. */
export const timelineWhen = (
  tower: SpokenTower,
  shipmentId: string,
  when: (timeline: Timeline) => boolean = () => true,
): Promise<Timeline> =>
  until(
    async () => {
      const { status, body } = await tower.call(shipmentTimeline, { params: { shipmentId } });
      if (status !== 200) return undefined;
      if (!when(body)) throw new Error(`stands at ${JSON.stringify(body.standing)}`);
      return body as Timeline;
    },
    { what: `the timeline of ${shipmentId}` },
  );

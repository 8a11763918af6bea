/** Parcels in every state a customer can find theirs in, in the words of the contract, with days counted from today. */
import type { TrackingPage } from '@gantry/shared/api/tracking-page';

const hour = 3_600_000;
const day = 24 * hour;
/** Noon in Lyon today, so that "today" is today whatever the hour the tests run at. */
export const noon = Date.parse(
  `${new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Paris' }).format(new Date())}T11:00:00Z`,
);
const at = (hours: number): string => new Date(noon + hours * hour).toISOString();
export const dayFrom = (days: number): string => new Date(noon + days * day).toISOString().slice(0, 10);

type Event = TrackingPage['events'][number];
const lyon = { city: 'Lyon', country: 'FR', timeZone: 'Europe/Paris' };
const madrid = { city: 'Madrid', country: 'ES', timeZone: 'Europe/Madrid' };

const scan = (status: Event['status'], hours: number, place = 'Madrid, ES'): Event => ({
  label: status,
  status,
  reason: null,
  at: at(hours),
  zone: 'given',
  timeZone: 'Europe/Madrid',
  localTime: null,
  place,
  leg: 1,
});

const eta = (low: number, high: number, confidence: 'high' | 'medium' | 'low' = 'high') => ({
  at: at(low * 24 + 12),
  low: at(low * 24),
  high: at(high * 24),
  lowDay: dayFrom(low),
  highDay: dayFrom(high),
  confidence,
  shipments: 1204,
});

const milestones = (actual: (number | null)[], estimated: (number | null)[] = []): TrackingPage['milestones'] =>
  (['order_placed', 'shipped', 'in_transit', 'out_for_delivery', 'delivered'] as const).map((name, i) => ({
    name,
    label: name,
    actualAt: typeof actual[i] === 'number' ? at(actual[i]) : null,
    estimatedAt: typeof estimated[i] === 'number' ? at(estimated[i]) : null,
  }));

const point = (label: string, latitude: number, longitude: number, kind: 'origin' | 'scan' | 'destination') => ({
  label,
  latitude,
  longitude,
  kind,
});

/** On its way, everything known: the page as it is most of the time. */
export const moving: TrackingPage = {
  headline: 'English, for those who read the API',
  status: 'in_transit',
  label: 'In transit',
  reason: null,
  actionRequiredBy: 'none',
  carrier: 'Acme Parcels',
  trackingNumber: 'ACME000001',
  origin: madrid,
  destination: lyon,
  international: true,
  promisedDay: dayFrom(3),
  carrierDay: dayFrom(2),
  eta: eta(1, 2),
  deliveredAt: null,
  endedAt: null,
  silentSince: null,
  milestones: milestones([-50, -27, -20, null, null], [null, null, null, 44, 48]),
  preShipment: [],
  legs: [{ number: 1, carrier: 'Acme Parcels', trackingNumber: 'ACME000001', status: 'in_transit', current: true }],
  events: [
    scan('in_transit', -20, 'Zaragoza, ES'),
    {
      ...scan('arrived_at_facility', -22, 'Zaragoza, ES'),
      at: null,
      zone: 'unknown',
      timeZone: null,
      localTime: `${dayFrom(-1)}T23:10:00`,
    },
    { ...scan('departed_facility', -25), zone: 'inferred' },
    scan('picked_up', -27),
  ],
  points: [
    point('Madrid, ES', 40.4, -3.7, 'origin'),
    point('Zaragoza, ES', 41.6, -0.9, 'scan'),
    point('Lyon, FR', 45.8, 4.8, 'destination'),
  ],
  alsoOrders: [],
  proof: null,
  brand: null,
  updatedAt: at(-1),
};

export const brand: NonNullable<TrackingPage['brand']> = {
  name: 'Maison Aurore',
  accent: '#ffd84d',
  website: 'https://shop.example/',
  supportUrl: 'https://shop.example/help',
  embedOrigins: [],
  logo: null,
};

const out: TrackingPage = {
  ...moving,
  status: 'out_for_delivery',
  label: 'Out for delivery',
  eta: eta(0, 0),
  carrierDay: dayFrom(0),
  milestones: milestones([-50, -27, -20, -2, null], [null, null, null, null, 6]),
  events: [{ ...scan('out_for_delivery', -2, 'Lyon, FR'), timeZone: 'Europe/Paris' }, ...moving.events],
  brand,
};

const duties: TrackingPage = {
  ...moving,
  status: 'customs_held',
  label: 'Held by customs',
  reason: 'customs_duties_unpaid',
  actionRequiredBy: 'recipient',
  eta: null,
  carrierDay: null,
  events: [
    { ...scan('customs_held', -6, 'Lyon, FR'), timeZone: 'Europe/Paris', reason: 'customs_duties_unpaid', leg: 2 },
    { ...scan('in_customs', -9, 'Lyon, FR'), timeZone: 'Europe/Paris', leg: 2 },
    { ...scan('handed_over', -12, 'Lyon, FR'), timeZone: 'Europe/Paris' },
    ...moving.events,
  ],
  legs: [
    { number: 1, carrier: 'Acme Parcels', trackingNumber: 'ACME000001', status: 'handed_over', current: false },
    { number: 2, carrier: 'Correo Rápido', trackingNumber: 'CR 7781 2290 FR', status: 'customs_held', current: true },
  ],
  brand,
};

const delivered: TrackingPage = {
  ...moving,
  status: 'delivered',
  label: 'Delivered',
  eta: null,
  deliveredAt: at(-3),
  endedAt: at(-3),
  milestones: milestones([-74, -51, -44, -9, -3]),
  events: [
    { ...scan('delivered', -3, 'Lyon, FR'), timeZone: 'Europe/Paris' },
    { ...scan('out_for_delivery', -9, 'Lyon, FR'), timeZone: 'Europe/Paris' },
    ...moving.events,
  ],
  proof: { signature: true, photo: true },
  brand: { ...brand, accent: '#0b3d2e' },
};

const returned: TrackingPage = {
  ...moving,
  status: 'returned_to_sender',
  label: 'Returned to sender',
  reason: 'recipient_refused',
  eta: null,
  endedAt: at(-5),
  events: [
    { ...scan('arrived_at_facility', -2), zone: 'given' },
    scan('returned_to_sender', -5),
    { ...scan('delivery_attempted', -16, 'Lyon, FR'), timeZone: 'Europe/Paris', reason: 'recipient_refused' },
    ...moving.events,
  ],
};

const before: TrackingPage = {
  ...moving,
  status: 'label_created',
  label: 'Label created',
  carrierDay: null,
  eta: { ...eta(3, 6, 'low'), shipments: 12 },
  milestones: milestones([-20, null, null, null, null], [null, 8, 30, 100, 110]),
  preShipment: [
    { name: 'order_placed', at: at(-20) },
    { name: 'order_processing', at: at(-18) },
    { name: 'label_created', at: at(-3) },
    { name: 'info_received', at: null },
  ],
  events: [],
  points: [point('Madrid, ES', 40.4, -3.7, 'origin'), point('Lyon, FR', 45.8, 4.8, 'destination')],
  brand,
};

const silent: TrackingPage = {
  ...moving,
  silentSince: at(-31 * 24),
  eta: null,
  carrierDay: null,
  events: [scan('in_transit', -31 * 24, 'Zaragoza, ES')],
};

/** What the mock tower answers by token. */
export const pages = {
  moving,
  out,
  duties,
  delivered,
  returned,
  before,
  silent,
  collect: { ...moving, status: 'available_for_pickup', actionRequiredBy: 'recipient', eta: null, brand },
  delayed: { ...moving, status: 'delayed', reason: 'weather', eta: eta(4, 6, 'medium') },
  cancelled: { ...moving, status: 'cancelled', eta: null, carrierDay: null, endedAt: at(-5), points: [], events: [] },
  framed: { ...moving, brand: { ...brand, embedOrigins: ['https://shop.example', 'http://localhost:4999'] } },
} as const satisfies Record<string, TrackingPage>;

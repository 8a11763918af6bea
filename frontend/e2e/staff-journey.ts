/** One journey in detail, with two legs, three dates that changed, and the raw message behind a scan. */
import type { ReplyOf } from '@gantry/shared/api/endpoint';
import type { readMessage, Timeline } from '@gantry/shared/api/shipments';
import type { Eta } from '@gantry/shared/events/eta';
import { ago } from './ago.ts';

const madrid = { city: 'Madrid', country: 'ES', timeZone: 'Europe/Madrid' };
const lyon = { city: 'Lyon', country: 'FR', timeZone: 'Europe/Paris' };
type TimelineEvent = Timeline['legs'][number]['events'][number];

const eta = (hoursAhead: number, spread: number): Eta => ({
  at: ago(-hoursAhead),
  low: ago(-hoursAhead + spread),
  high: ago(-hoursAhead - spread * 1.6),
  confidence: spread > 15 ? 'low' : spread > 8 ? 'medium' : 'high',
  evidence: { cell: 'acme, standard, ES-28 to FR-69, in_transit', shipments: 118 },
});

const scan = (n: number, over: Partial<TimelineEvent>): TimelineEvent => ({
  scanId: `scn_${n}`,
  carrier: 'acme',
  trackingNumber: 'ACME000001',
  leg: 1,
  code: 'IT',
  description: 'In transit',
  status: 'in_transit',
  reason: null,
  actionRequiredBy: 'none',
  occurredAt: ago(40 - n * 5),
  zone: 'given',
  localTime: null,
  receivedAt: ago(39 - n * 5),
  place: madrid,
  correction: false,
  witnesses: [
    { source: 'push', firstAt: ago(39 - n * 5), lastAt: ago(38 - n * 5), times: 3, messageId: `msg_${n}` },
    { source: 'poll', firstAt: ago(36 - n * 5), lastAt: ago(36 - n * 5), times: 1, messageId: null },
  ],
  ...over,
});

const milestones: Timeline['milestones'] = [
  { name: 'order_placed', label: 'Order placed', actualAt: ago(60), estimatedAt: null },
  { name: 'shipped', label: 'Shipped', actualAt: ago(40), estimatedAt: null },
  { name: 'in_transit', label: 'In transit', actualAt: ago(35), estimatedAt: null },
  { name: 'out_for_delivery', label: 'Out for delivery', actualAt: null, estimatedAt: ago(-14) },
  { name: 'delivered', label: 'Delivered', actualAt: null, estimatedAt: ago(-20) },
];

const leg = (number: number, carrier: string, events: TimelineEvent[]): Timeline['legs'][number] => ({
  number,
  carrier,
  carrierLabel: carrier === 'acme' ? 'Acme Parcels' : 'Correos',
  trackingNumber: number === 1 ? 'ACME000001' : 'PQ4F6H0400021120128001Z',
  status: events.at(-1)?.status ?? null,
  milestones: [],
  events,
});

export const journey: Timeline = {
  shipmentId: 'shp_00001',
  merchant: 'main',
  orderId: 'ord_00001',
  orderNumber: 'ORD-3301',
  channel: 'shop',
  carrier: 'acme',
  service: 'standard',
  trackingNumber: 'ACME000001',
  trackingUrl: '/track/abc123',
  origin: madrid,
  destination: lyon,
  standing: {
    status: 'delayed',
    position: 'in_transit',
    reason: 'weather',
    actionRequiredBy: 'carrier',
    since: ago(5),
    pickedUpAt: ago(40),
    deliveredAt: null,
    endedAt: null,
    failedAttempts: 0,
    lastScanAt: ago(5),
    lastPlace: lyon,
  },
  label: 'Delayed',
  promise: { day: ago(-30).slice(0, 10), timeZone: 'Europe/Paris' },
  carrierEstimate: { from: null, until: ago(-26), day: null, text: '', believed: true },
  eta: eta(28, 6),
  revisions: [
    { at: ago(5), kind: 'eta', cause: 'scan', from: ago(-20), to: ago(-28), eta: eta(28, 6) },
    { at: ago(18), kind: 'carrier_estimate', cause: 'push', from: ago(-12), to: ago(-26), eta: null },
    { at: ago(20), kind: 'eta', cause: 'clock', from: ago(-16), to: ago(-20), eta: eta(20, 10) },
    { at: ago(38), kind: 'carrier_estimate', cause: 'push', from: null, to: ago(-12), eta: null },
    { at: ago(40), kind: 'eta', cause: 'start', from: null, to: ago(-16), eta: eta(16, 18) },
    { at: ago(60), kind: 'promise', cause: 'order', from: null, to: ago(-30).slice(0, 10), eta: null },
  ],
  silentSince: null,
  erasedAt: null,
  proof: null,
  milestones,
  legs: [
    leg(1, 'acme', [
      scan(0, { code: 'PU', description: 'Picked up', status: 'picked_up' }),
      scan(2, { code: 'IT', zone: 'inferred', localTime: '2026-11-20T10:00:00' }),
      scan(4, {
        code: 'ZZ7',
        description: 'Parcel moved to the sunny side',
        status: null,
        occurredAt: null,
        zone: 'unknown',
        localTime: '2026-11-20T19:30:00',
        place: {},
      }),
      scan(6, { code: 'DY', description: 'Delayed by snow', status: 'delayed', reason: 'weather', place: lyon }),
    ]),
    leg(2, 'correos', []),
  ],
  exceptions: [
    {
      exceptionId: 'exc_1',
      kind: 'delayed',
      reason: 'weather',
      openedAt: ago(5),
      resolvedAt: null,
      detail: 'Snow on the pass, the truck waits',
    },
    {
      exceptionId: 'exc_2',
      kind: 'contradiction',
      reason: null,
      openedAt: ago(30),
      resolvedAt: ago(20),
      detail: 'Delivered and then in transit',
    },
  ],
};

export const rawMessage: ReplyOf<typeof readMessage> = {
  messageId: 'msg_6',
  connection: 'acme',
  source: 'push',
  receivedAt: ago(9),
  outcome: 'recorded',
  recorded: 1,
  duplicates: 2,
  bytes: 182,
  body: '{"number":"ACME000001","weight":12345678901234567890,"events":[{"code":"DY","at":"2026-11-21T03:00:00+01:00","city":"Lyon","text":"Delayed by snow"}]}',
  normalized: { scans: [{ code: 'DY', status: 'delayed', reason: 'weather', place: { city: 'Lyon' } }], entries: [] },
};

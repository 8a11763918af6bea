/** What a tower would answer about a small day: shipments, a journey with its messages, carriers, maps, scores, brands. */
import { configureConnection, listCarrierQuality, listConnections, pollNow } from '@gantry/shared/api/carriers';
import {
  listStatusMaps,
  previewStatusMap,
  readStatusMap,
  saveStatusMap,
  unmappedCodes,
} from '@gantry/shared/api/carriers/status-maps';
import type { ReplyOf } from '@gantry/shared/api/endpoint';
import { etaAccuracy } from '@gantry/shared/api/eta';
import { applyReplay, readReplay, replayDifferences } from '@gantry/shared/api/replay';
import { readMessage, searchShipments, shipmentTimeline } from '@gantry/shared/api/shipments';
import { readSystem } from '@gantry/shared/api/system';
import { correctShipment } from '@gantry/shared/api/tracking';
import { configureBrand, listBrands } from '@gantry/shared/api/tracking-page';
import { statusFacts, trackingStatuses } from '@gantry/shared/vocabulary/tracking-status';
import { ago } from './ago.ts';
import { withInventory } from './inventory-world.ts';
import { withAccess } from './staff-access.ts';
import { withAudit } from './staff-audit.ts';
import { withCollecting } from './staff-collecting.ts';
import { accuracy } from './staff-figures.ts';
import { withFloor } from './staff-floor.ts';
import { journey, rawMessage } from './staff-journey.ts';
import { replay, statusMap, summary, waiting } from './staff-maps.ts';
import { withOperations } from './staff-operations.ts';
import { withOrders } from './staff-orders.ts';
import { withReturns } from './staff-returns.ts';
import { withSystems } from './staff-systems.ts';
import { StaffTower } from './staff-tower.ts';
import { withTrash } from './staff-trash.ts';
import { system } from './system-figures.ts';

type ShipmentRow = ReplyOf<typeof searchShipments>['items'][number];

/** Shipment `n` of the day. */
export const shipmentRow = (n: number, over: Partial<ShipmentRow> = {}): ShipmentRow => {
  const status = over.status ?? trackingStatuses[(n * 7) % trackingStatuses.length] ?? 'in_transit';
  const eta = {
    at: ago(-20 - n),
    low: ago(-10 - n),
    high: ago(-34 - n),
    confidence: 'medium' as const,
    evidence: { cell: 'acme, ES to FR, in_transit', shipments: 118 },
  };
  return {
    shipmentId: `shp_${String(n).padStart(5, '0')}`,
    orderId: `ord_${String(n).padStart(5, '0')}`,
    orderNumber: `ORD-${3300 + n}`,
    merchant: 'main',
    channel: n % 3 === 0 ? 'shopify-eu' : 'shop',
    carrier: n % 4 === 0 ? 'ups' : 'acme',
    trackingNumber: n % 4 === 0 ? `1Z999AA1${String(n).padStart(10, '0')}` : `ACME${String(n).padStart(6, '0')}`,
    origin: 'Madrid, ES',
    destination: n % 5 === 0 ? 'Saint-Étienne-du-Rouvray, FR' : 'Lyon, FR',
    status,
    label: statusFacts[status].label,
    since: ago(n + 1),
    lastScanAt: n % 9 === 8 ? null : ago(n + 1),
    promiseEndsAt: ago(-30),
    eta: statusFacts[status].nature === 'terminal' || n % 6 === 5 ? null : eta,
    late: n % 5 === 2,
    silentSince: n % 11 === 10 ? ago(750) : null,
    openExceptions: n % 7 === 3 ? 2 : 0,
    createdAt: ago(n + 30),
    ...over,
  };
};

const quality = (carrier: string, label: string, over: object = {}) => ({
  carrier,
  label,
  adapter: 'generic' as const,
  scans: 12_842,
  pushed: 12_210,
  polled: 3_904,
  webhookLoss: 0.021,
  duplicates: 0.004,
  outOfOrder: 0.083,
  reportingLagSeconds: { p50: 38, p90: 912 },
  unmapped: 14,
  lastPushAt: ago(0.02),
  lastPollAt: null,
  pollsToday: 0,
  pollsPerDay: null,
  lastPollError: null,
  live: 1_284,
  silent: 3,
  trashed: 1,
  ...over,
});

/** A connection as it is listed. */
export const configured = {
  name: 'acme',
  label: 'Acme Parcels',
  adapter: 'generic' as const,
  mapping: {
    events: 'events',
    trackingNumber: 'number',
    code: 'code',
    occurredAt: 'at',
    place: { city: 'city' },
    statuses: { PU: { status: 'picked_up' as const } },
  },
  signature: {
    algorithm: 'sha256' as const,
    encoding: 'hex' as const,
    header: 'x-signature',
    prefix: '',
    toleranceSeconds: 300,
  },
  settings: { environment: 'live' as const, pollEveryHours: 4 },
  mappingVersion: 3,
  webhookPath: '/api/logistics/events/webhooks/acme',
  hasSecret: true,
  credentials: [],
};
export const ups = {
  ...configured,
  name: 'ups',
  label: 'UPS',
  adapter: 'ups' as const,
  mapping: null,
  signature: null,
  webhookPath: '/api/logistics/events/webhooks/ups',
  credentials: ['clientId', 'clientSecret'],
};

const brand = {
  channel: 'default',
  name: 'North Shop',
  accent: '#0072b2',
  website: 'https://shop.example',
  supportUrl: 'mailto:help@shop.example',
  embedOrigins: ['https://shop.example'],
  hasLogo: false,
  logoVersion: 0,
};

/** A tower with that day; a test changes what it is about. */
export const staffWorld = (): StaffTower =>
  withOperations(
    withAudit(
      withReturns(
        withCollecting(withFloor(withOrders(withInventory(withAccess(withSystems(withTrash(new StaffTower()))))))),
      ),
    ),
  )
    .on(searchShipments, ({ query }) => ({
      status: 200,
      body: {
        items: Array.from({ length: 24 }, (_, n) => shipmentRow(n)).slice(0, Number(query.get('limit') ?? 24)),
        nextCursor: 'more',
        ...(query.get('total') === 'counted' ? { total: { count: 1_204, atLeast: false } } : {}),
      },
    }))
    .on(shipmentTimeline, journey)
    .on(readMessage, rawMessage)
    .on(correctShipment, { shipmentId: journey.shipmentId, standing: journey.standing })
    .on(listCarrierQuality, {
      items: [
        quality('acme', 'Acme Parcels'),
        quality('ups', 'UPS', {
          adapter: 'ups',
          pollsToday: 1_204,
          pollsPerDay: 10_000,
          lastPollError: '401 from the carrier: the credentials are not taken',
          unmapped: 0,
          trashed: 0,
          silent: 0,
        }),
      ],
    })
    .on(listConnections, { items: [configured, ups] })
    .on(configureConnection, { ...configured, name: 'nova', label: 'Nova' })
    .on(pollNow, { queued: 12 })
    .on(listStatusMaps, {
      items: [summary, { ...summary, name: 'ups', adapter: 'ups', unmapped: 0, edited: 0, changedAt: null }],
    })
    .on(unmappedCodes, { items: [waiting] })
    .on(readStatusMap, statusMap)
    .on(previewStatusMap, {
      scans: 14,
      shipments: 9,
      changes: [{ code: 'ZZ7', before: null, after: 'at_delivery_depot', scans: 14 }],
      examples: [
        { shipmentId: 'shp_00001', trackingNumber: 'ACME000001', before: 'in_transit', after: 'at_delivery_depot' },
      ],
      limited: true,
    })
    .on(saveStatusMap, { ...summary, version: 5, replay })
    .on(readReplay, replay)
    .on(replayDifferences, {
      items: [
        {
          shipmentId: 'shp_00001',
          trackingNumber: 'ACME000001',
          fields: [
            { field: 'status', before: 'in_transit', after: 'at_delivery_depot' },
            { field: 'lastScanAt', before: null, after: ago(3) },
          ],
        },
      ],
      nextCursor: null,
    })
    .on(applyReplay, { ...replay, state: 'applied' })
    .on(etaAccuracy, () => ({ status: 200, body: { ...accuracy, asOf: ago(0) } }))
    .on(readSystem, () => ({ status: 200, body: system() }))
    .on(listBrands, {
      items: [brand, { ...brand, channel: 'shopify-eu', name: 'Nord', accent: '#f0e442', embedOrigins: [] }],
    })
    .on(configureBrand, brand);

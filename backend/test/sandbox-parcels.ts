/** Parcels of the sandbox carriers for tests: seeded journeys that a carrier can tell, and where each truly stands. */
import type { Standing } from '@gantry/shared/events/tracking';
import type { TrackingStatus } from '@gantry/shared/vocabulary/tracking-status';
import type { CarrierSandbox, SandboxParcel, SandboxScan } from '../src/connectors/carriers/sandbox.ts';
import { assess } from '../src/contexts/tracking/assess.ts';

const madrid = { city: 'Madrid', country: 'ES', latitude: 40.4168, longitude: -3.7038 };
const paris = { city: 'Paris', country: 'FR', latitude: 48.8566, longitude: 2.3522 };
const hour = 3_600_000;

const journeys: readonly (readonly TrackingStatus[])[] = [
  ['picked_up', 'in_transit', 'out_for_delivery', 'delivered'],
  ['picked_up', 'arrived_at_facility', 'departed_facility', 'in_transit'],
  ['picked_up', 'in_transit', 'out_for_delivery', 'delivery_attempted', 'out_for_delivery', 'delivered'],
  ['picked_up', 'in_transit', 'delayed'],
  ['picked_up', 'in_transit', 'out_for_delivery', 'delivery_attempted', 'return_initiated', 'returned_to_sender'],
  ['picked_up', 'in_transit', 'available_for_pickup'],
  ['label_created', 'picked_up', 'in_transit', 'out_for_delivery'],
];

/** A small seeded generator (mulberry32): the same seed, the same day. Source: public domain, by Tommy Ettinger. */
export const seeded = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

/** A parcel that a carrier can tell of; `nth` picks its journey. Its scans are hours apart and lie before `now`. */
export const parcelOf = (
  sandbox: CarrierSandbox,
  trackingNumber: string,
  { nth, now }: { nth: number; now: Date },
): SandboxParcel => {
  const told = (journeys[nth % journeys.length] ?? []).filter((status) => sandbox.says({ status }));
  const first = Math.floor(now.getTime() / 60_000) * 60_000 - (told.length + 2) * 3 * hour - nth * 60_000;
  const scans = told.map((status, i): SandboxScan => {
    const near = i < told.length / 2;
    return {
      status,
      occurredAt: new Date(first + i * 3 * hour).toISOString(),
      timeZone: near ? 'Europe/Madrid' : 'Europe/Paris',
      place: near ? madrid : paris,
    };
  });
  return { trackingNumber, service: 'standard', origin: madrid, destination: paris, scans };
};

/** Where a parcel truly stands. */
export const truthOf = ({ scans, trackingNumber }: SandboxParcel): Standing => {
  const said = scans.map(({ status, reason, occurredAt, place }, i) => ({
    scanId: `scn_${i}`,
    carrier: 'truth',
    trackingNumber,
    leg: 1,
    code: status,
    description: '',
    status,
    reason: reason ?? null,
    actionRequiredBy: 'none' as const,
    occurredAt,
    zone: 'given' as const,
    localTime: null,
    receivedAt: occurredAt,
    place,
  }));
  return assess({ shipmentId: 'shp_truth', orderPlacedAt: '2000-01-01T00:00:00.000Z' }, said).standing;
};

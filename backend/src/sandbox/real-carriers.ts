/**
 * The carriers with real formats as the world sends them: a parcel of the world as their fake knows it, the pushes of a
 * scan, and the parcel behind a number that the tower asks for.
 */
import { usualTimeZoneOf } from '@gantry/shared/values/time-zone';
import { carrierFacts } from '@gantry/shared/vocabulary/carriers';
import type { CarrierSandbox, SandboxParcel, SandboxPush, SandboxScan } from '../connectors/carriers/sandbox.ts';
import { carrierSandboxes } from '../connectors/carriers/sandboxes.ts';
import { realCarriers } from './data/real-carriers.data.ts';
import type { PlannedScan } from './journey.ts';
import { meaningOf } from './payload.ts';
import type { ParcelPlan } from './world.ts';

const sandboxes = new Map<string, CarrierSandbox>(carrierSandboxes.map((one) => [one.name, one]));

/** The fake of a carrier with a real format; undefined for the invented ones. */
export const sandboxOf = (carrier: string): CarrierSandbox | undefined =>
  realCarriers.some(({ name }) => name === carrier) ? sandboxes.get(carrier) : undefined;

/** What PUT /carriers/connections/:name takes for a carrier with a real format; `origin` is that of the fakes' server. */
export const realConnectionOf = (sandbox: CarrierSandbox, origin: string) => ({
  adapter: sandbox.name,
  label: carrierFacts[sandbox.name].label,
  ...(sandbox.credentials ? { credentials: { ...sandbox.credentials } } : {}),
  settings: {
    environment: 'test' as const,
    baseUrl: `${origin}/${sandbox.name}`,
    // Who cannot push is asked often, or its parcels would stand still for hours on the wall.
    pollEveryHours: sandbox.push ? 4 : 0.25,
    pollPerSecond: 20,
    pollPerDay: 50_000,
  },
});

const scanOf = ({ kind, at, place }: PlannedScan): SandboxScan => {
  const { status, reason } = meaningOf(kind);
  const { latitude: _, longitude: __, ...told } = place;
  return {
    status,
    ...(reason ? { reason } : {}),
    occurredAt: new Date(at).toISOString(),
    timeZone: usualTimeZoneOf(place.country, place.state) ?? 'UTC',
    place: told,
  };
};

/** The scans a carrier has a word for; what happens on the road between facilities it does not see. */
const toldBy = (sandbox: CarrierSandbox, plan: ParcelPlan): PlannedScan[] =>
  plan.scans.filter((scan) => scan.kind !== 'position' && sandbox.says(scanOf(scan)));

/** A parcel as its carrier knows it at an instant (milliseconds since 1970). */
export const parcelAt = (sandbox: CarrierSandbox, plan: ParcelPlan, now: number): SandboxParcel => ({
  trackingNumber: plan.trackingNumber,
  service: plan.shipment?.input.service ?? 'standard',
  origin: plan.shipment?.input.origin ?? {},
  destination: plan.order.shipTo,
  scans: toldBy(sandbox, plan)
    .filter(({ at }) => at <= now)
    .map(scanOf),
  ...(plan.order.deliverBy ? { estimatedDay: plan.order.deliverBy } : {}),
});

/** What a carrier pushes when a scan of a parcel has happened; nothing when it has no word for it or cannot push. */
export const pushesOf = (
  sandbox: CarrierSandbox,
  plan: ParcelPlan,
  { scan, secret }: { scan: PlannedScan; secret: string },
): SandboxPush[] => {
  const parcel = parcelAt(sandbox, plan, scan.at);
  const at = new Date(scan.at).toISOString();
  const latest = parcel.scans.findLastIndex(
    (one) => one.occurredAt === at && one.status === meaningOf(scan.kind).status,
  );
  return latest < 0 ? [] : (sandbox.push?.(parcel, latest, { secret, now: new Date() }) ?? []);
};

/** The day and number of the parcel whose ten digits a tracking number holds; undefined when it holds none. */
export const keyIn = (carrier: string, trackingNumber: string): { day: number; n: number } | undefined => {
  const real = realCarriers.find(({ name }) => name === carrier);
  const digits = real && /\d{10}/.exec(trackingNumber.slice(prefixOf(real.number)))?.[0];
  if (!real || digits === undefined || real.number(digits) !== trackingNumber) return undefined;
  return { day: Number(digits.slice(0, 5)), n: Number(digits.slice(5)) };
};

/** How many characters stand before the digits. */
const prefixOf = (number: (digits: string) => string): number => number('\u0000').indexOf('\u0000');

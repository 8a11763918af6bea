/**
 * The carriers with real formats as the world moves their parcels: a parcel as its fake knows it at an instant, the pushes
 * that tell of scans, and the connection the tower needs.
 */
import { usualTimeZoneOf } from '@gantry/shared/values/time-zone';
import { carrierFacts } from '@gantry/shared/vocabulary/carriers';
import type { CarrierSandbox, SandboxParcel, SandboxPush, SandboxScan } from '../../connectors/carriers/sandbox.ts';
import type { PlannedScan } from './journey.ts';
import type { Parcel } from './parcel.ts';
import { meaningOf } from './payload.ts';

/** What PUT /carriers/connections/:name takes for a carrier with a real format; `origin` is that of the fakes' server. */
export const fakeConnectionOf = (fake: CarrierSandbox, origin: string) => ({
  adapter: fake.name,
  label: carrierFacts[fake.name].label,
  ...(fake.credentials ? { credentials: { ...fake.credentials } } : {}),
  settings: {
    environment: 'test' as const,
    baseUrl: `${origin}/${fake.name}`,
    // Who cannot push is asked often, or its parcels would stand still for hours on the wall.
    pollEveryHours: fake.push ? 4 : 0.25,
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
const toldBy = (fake: CarrierSandbox, scans: readonly PlannedScan[]): { scan: PlannedScan; said: SandboxScan }[] =>
  scans
    .filter(({ kind }) => kind !== 'position')
    .map((scan) => ({ scan, said: scanOf(scan) }))
    .filter(({ said }) => fake.says(said));

const sandboxParcel = (parcel: Parcel, scans: readonly SandboxScan[]): SandboxParcel => ({
  trackingNumber: parcel.trackingNumber,
  service: parcel.service,
  origin: parcel.origin,
  destination: parcel.destination,
  scans,
  estimatedDay: parcel.estimatedDay,
});

/** A parcel and all that will happen to it. */
export type Known = { parcel: Parcel; scans: readonly PlannedScan[] };

/** A parcel as its carrier knows it at an instant (milliseconds since 1970). */
export const parcelAt = (fake: CarrierSandbox, { parcel, scans }: Known, now: number): SandboxParcel =>
  sandboxParcel(
    parcel,
    toldBy(
      fake,
      scans.filter(({ at }) => at <= now),
    ).map(({ said }) => said),
  );

/**
 * What a carrier pushes to tell of some scans, oldest first: one message each, or one of them all where its format holds
 * several. Nothing when it has no word for them or cannot push.
 */
export const pushesOf = (
  fake: CarrierSandbox,
  { parcel, scans }: Known,
  { telling, secret }: { telling: readonly PlannedScan[]; secret: string },
): SandboxPush[] => {
  const { push } = fake;
  const told = toldBy(fake, scans);
  const indexes = telling
    .map((scan) => told.findIndex((one) => one.scan === scan))
    .filter((index) => index >= 0)
    .sort((one, other) => one - other);
  const [first] = indexes;
  const last = indexes.at(-1);
  if (!push || first === undefined || last === undefined) return [];
  const context = { secret, now: new Date() };
  const said = told.map((one) => one.said);
  const whole = (latest: number) => sandboxParcel(parcel, said.slice(0, latest + 1));
  if (fake.tellsSeveral && indexes.length > 1) return push(whole(last), last, { ...context, since: first });
  return indexes.flatMap((index) => push(whole(index), index, context));
};

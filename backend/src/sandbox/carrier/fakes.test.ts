/** The world's parcels of carriers with real formats: what their fakes push is what the adapters read, scan by scan. */
import { describe, expect, it } from 'vitest';
import { connectionOf, normalizedBy } from '../../../test/carrier-proofs.ts';
import { adapterOf } from '../../connectors/carriers/registry.ts';
import type { SandboxPush } from '../../connectors/carriers/sandbox.ts';
import { realCarriers } from '../data/real-carriers.data.ts';
import { defaultDials } from '../dials.ts';
import { dispatchOf } from '../shop/dispatch.ts';
import { planOrder } from '../shop/order-plan.ts';
import { carrierNamed } from './carriers.ts';
import { type Known, parcelAt, pushesOf } from './fakes.ts';
import { journeyOf, numberFor, parcelFor } from './parcel.ts';

const world = { seed: 'gantry', dials: defaultDials };
const secret = 'a-secret-of-sixteen';

/** Parcels that a carrier was asked to take. */
const parcelsOf = (carrier: string): Known[] =>
  Array.from({ length: 6 }, (_, n) => {
    const plan = planOrder(world, 20_587, n);
    const { request } = dispatchOf(world.seed, plan, { orderId: 'ord_1', heardAt: plan.placedAt });
    const [service] = carrierNamed(carrier).services;
    const asked = { ...request, carrier, service };
    const bare = parcelFor(world, asked, { trackingNumber: numberFor(world, asked), told: null });
    return { parcel: { ...bare, ends: 0 }, scans: journeyOf(world, bare).scans };
  });

describe.each(realCarriers.map(({ name }) => [name] as const))('%s', (name) => {
  const fake = carrierNamed(name).fake ?? expect.unreachable(name);
  const adapter = adapterOf({ adapter: fake.name });
  const read = (pushes: readonly SandboxPush[]) =>
    pushes.flatMap(({ method, path, body }) => {
      const raw = Buffer.from(method === 'GET' ? path.slice(path.indexOf('?') + 1) : body);
      const reading = adapter.webhook?.read(raw, connectionOf(fake.name)) ?? expect.unreachable();
      expect(reading.errors).toEqual([]);
      return normalizedBy(adapter, reading).shipments.flatMap(({ scans }) => scans);
    });
  const instants = (scans: readonly { status?: unknown; occurredAt?: string | null }[]) =>
    new Set(scans.map(({ status, occurredAt }) => `${status} ${occurredAt}`));

  it('tells every scan it has a word for, at its instant and with its status', () => {
    for (const known of parcelsOf(name)) {
      const whole = parcelAt(fake, known, Number.POSITIVE_INFINITY);
      expect(whole.scans.length).toBeGreaterThan(1);
      if (!fake.push) continue;
      const told = read(known.scans.flatMap((scan) => pushesOf(fake, known, { telling: [scan], secret })));
      const said = new Set(told.map(({ status }) => status));
      for (const scan of whole.scans) expect([...said], known.parcel.trackingNumber).toContain(scan.status);
    }
  });

  it('tells of many scans in one push where its format holds them, and says the same', () => {
    if (!fake.push) return;
    for (const known of parcelsOf(name)) {
      const together = pushesOf(fake, known, { telling: known.scans, secret });
      const oneByOne = known.scans.flatMap((scan) => pushesOf(fake, known, { telling: [scan], secret }));
      expect(together.length).toBe(fake.tellsSeveral ? 1 : oneByOne.length);
      expect(instants(read(together))).toEqual(instants(read(oneByOne)));
    }
  });

  it('knows of a parcel what has happened by then', () => {
    for (const known of parcelsOf(name)) {
      const middle = known.scans[Math.floor(known.scans.length / 2)]?.at ?? 0;
      const { scans } = parcelAt(fake, known, middle);
      expect(scans.every(({ occurredAt }) => Date.parse(occurredAt) <= middle)).toBe(true);
      expect(scans.length).toBeLessThan(parcelAt(fake, known, Number.POSITIVE_INFINITY).scans.length);
    }
  });
});

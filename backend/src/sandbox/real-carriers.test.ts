/** The world's parcels of carriers with real formats: what their fakes push is what the adapters read, number by number. */
import { describe, expect, it } from 'vitest';
import { connectionOf, normalizedBy } from '../../test/carrier-proofs.ts';
import { adapterOf } from '../connectors/carriers/registry.ts';
import { realCarriers } from './data/real-carriers.data.ts';
import { keyIn, parcelAt, pushesOf, sandboxOf } from './real-carriers.ts';
import { planDay, planParcel } from './world.ts';

const day = new Date('2026-05-14T00:00:00Z');
const plans = planDay('gantry', day).filter(({ shipment }) => shipment !== null);

describe.each(realCarriers.map(({ name }) => [name] as const))('%s', (name) => {
  const mine = plans.filter(({ carrier }) => carrier === name);
  const sandbox = sandboxOf(name) ?? expect.unreachable(name);
  const adapter = adapterOf({ adapter: sandbox.name });

  it('is found again by its number', () => {
    expect(mine.length).toBeGreaterThan(10);
    for (const plan of mine) {
      const key = keyIn(name, plan.trackingNumber) ?? expect.unreachable(plan.trackingNumber);
      expect(planParcel({ seed: 'gantry' }, key.day, key.n).trackingNumber).toBe(plan.trackingNumber);
    }
    expect(keyIn(name, 'NOBODY')).toBeUndefined();
    expect(keyIn('northway', mine[0]?.trackingNumber ?? '')).toBeUndefined();
  });

  it('tells every scan it has a word for, at its instant and with its status', () => {
    for (const plan of mine.slice(0, 5)) {
      const whole = parcelAt(sandbox, plan, Number.POSITIVE_INFINITY);
      expect(whole.scans.length).toBeGreaterThan(1);
      const answers =
        adapter.webhook && sandbox.push
          ? plan.scans.flatMap((scan) => pushesOf(sandbox, plan, { scan, secret: 'a-secret-of-sixteen' }))
          : [];
      const told = answers.flatMap(({ method, path, body }) => {
        const raw = Buffer.from(method === 'GET' ? path.slice(path.indexOf('?') + 1) : body);
        const reading = adapter.webhook?.read(raw, connectionOf(sandbox.name)) ?? expect.unreachable();
        expect(reading.errors).toEqual([]);
        return normalizedBy(adapter, reading).shipments.flatMap(({ scans }) => scans);
      });
      if (!sandbox.push) continue;
      const said = new Set(told.map(({ status }) => status));
      for (const scan of whole.scans) expect([...said], plan.trackingNumber).toContain(scan.status);
    }
  });
});

/** The FedEx client against FedEx's fake. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { accessOf, askOf, trackAll } from '../../../../test/carrier-round-trip.ts';
import type { OutsideCall } from '../../wire/call.ts';
import { fedex } from './fedex.ts';
import { fedexSandbox } from './sandbox.ts';

const now = new Date('2026-11-21T08:00:00Z');

describe('asking', () => {
  const parcel = {
    trackingNumber: '794887066412',
    service: 'FedEx Ground',
    origin: { country: 'US' },
    destination: { country: 'US' },
    scans: [
      { status: 'picked_up' as const, occurredAt: '2026-11-20T08:00:00.000Z', timeZone: 'America/Chicago', place: {} },
    ],
  };
  const world = { parcels: [parcel], now };

  it('asks for many numbers in one call, and an unknown one is a problem', async () => {
    const calls: OutsideCall[] = [];
    const asking = { ask: askOf(fedexSandbox, world, calls), access: accessOf(fedexSandbox, now) };
    const { shipments, problems } = await trackAll(fedex, asking, [parcel.trackingNumber, '39936862321']);
    expect(shipments.map(({ trackingNumber }) => trackingNumber)).toEqual([parcel.trackingNumber]);
    expect(problems).toMatchObject([{ trackingNumber: '39936862321', kind: 'not_found' }]);
    expect(calls.map(({ operation }) => operation)).toEqual(['login', 'track']);
    expect(calls[1]?.headers?.authorization).toBe(`Bearer sandbox-${now.getTime()}`);
  });

  it('a wrong login and an old token are FedEx’s refusals', async () => {
    const ask = askOf(fedexSandbox, world);
    const wrong = accessOf(fedexSandbox, now, { credentials: { clientId: 'x', clientSecret: 'y' } });
    await expect(fedex.account?.login?.(ask, wrong)).rejects.toMatchObject({ code: 'http_401' });
    const old = accessOf(fedexSandbox, now, { token: 'sandbox-1' });
    await expect(fedex.track?.track(ask, old, ['1'])).rejects.toMatchObject({ code: 'http_401' });
    await expect(
      fedex.account?.login?.(async () => ({ status: 200, headers: {}, body: '{}' }), wrong),
    ).rejects.toMatchObject({
      code: 'no_token',
    });
  });

  it('a refused call is a problem of the one number asked for', async () => {
    const ask = async () => ({
      status: 400,
      headers: {},
      body: readFileSync(new URL('./fixtures/track-refused.json', import.meta.url), 'utf8'),
    });
    const answer = await fedex.track?.track(ask, accessOf(fedexSandbox, now, { token: 't' }), ['1']);
    expect(answer?.reading.problems).toMatchObject([{ trackingNumber: '1', kind: 'refused' }]);
  });
});

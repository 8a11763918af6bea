/** The USPS client against USPS's fake. */
import { describe, expect, it } from 'vitest';
import { accessOf, askOf, trackAll } from '../../../../test/carrier-round-trip.ts';
import type { OutsideCall } from '../../wire/call.ts';
import { uspsSandbox } from './sandbox.ts';
import { usps } from './usps.ts';

describe('asking', () => {
  const parcel = (trackingNumber: string) => ({
    trackingNumber,
    service: 'USPS Ground Advantage',
    origin: { country: 'US' },
    destination: { country: 'US' },
    scans: [
      {
        status: 'picked_up' as const,
        occurredAt: '2026-11-20T08:00:00.000Z',
        timeZone: 'America/Chicago',
        place: { city: 'Austin', state: 'TX', country: 'US' },
      },
    ],
  });
  const later = new Date('2026-11-21T08:00:00Z');
  const world = { parcels: [parcel('1'), parcel('2')], now: later };

  it('asks for one with GET and for many with POST; an unknown one is a problem', async () => {
    const calls: OutsideCall[] = [];
    const asking = { ask: askOf(uspsSandbox, world, calls), access: accessOf(uspsSandbox, later) };
    expect((await trackAll(usps, asking, ['1'])).shipments).toHaveLength(1);
    expect((await trackAll(usps, asking, ['9'])).problems).toMatchObject([{ trackingNumber: '9', kind: 'not_found' }]);
    const { shipments, problems } = await trackAll(usps, asking, ['1', '9', '2']);
    expect(shipments.map(({ trackingNumber }) => trackingNumber)).toEqual(['1', '2']);
    expect(problems).toMatchObject([{ trackingNumber: '9', kind: 'not_found' }]);
    expect(calls.filter(({ operation }) => operation === 'track').map(({ method }) => method)).toEqual([
      undefined,
      undefined,
      'POST',
    ]);
  });

  it('a base of v3 is asked one by one', async () => {
    const calls: OutsideCall[] = [];
    const ask = async (call: OutsideCall) => {
      calls.push(call);
      return { status: 200, headers: {}, body: '{}' };
    };
    const access = accessOf(uspsSandbox, later, { baseUrl: 'https://gateway.example/tracking/v3', token: 't' });
    await usps.track?.track(ask, access, ['1', '2']);
    expect(calls.map(({ url }) => url)).toEqual([
      'https://gateway.example/tracking/v3/tracking/1?expand=DETAIL',
      'https://gateway.example/tracking/v3/tracking/2?expand=DETAIL',
    ]);
  });

  it('a wrong login, a login without the scope and an old token are told apart', async () => {
    const ask = askOf(uspsSandbox, world);
    const wrong = accessOf(uspsSandbox, later, { credentials: { clientId: 'x', clientSecret: 'y' } });
    await expect(usps.account?.login?.(ask, wrong)).rejects.toMatchObject({ code: 'http_401' });
    const unscoped = async () => ({ status: 200, headers: {}, body: '{"access_token":"t","scope":""}' });
    await expect(usps.account?.login?.(unscoped, wrong)).rejects.toMatchObject({ code: 'no_scope', retryable: false });
    const old = accessOf(uspsSandbox, later, { token: 'sandbox-1' });
    await expect(usps.track?.track(ask, old, ['1'])).rejects.toMatchObject({ code: 'http_401' });
  });
});

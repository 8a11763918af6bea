/** The UPS client against UPS's fake, and the fake's words read back by the adapter. */
import { describe, expect, it } from 'vitest';
import { connectionOf, normalizedBy } from '../../../../test/carrier-proofs.ts';
import { accessOf, askOf, everything, proveRoundTrip, trackAll } from '../../../../test/carrier-round-trip.ts';
import { Upstream } from '../../../kernel/errors.ts';
import type { Ask, OutsideCall } from '../../wire/call.ts';
import { upsSandbox } from './sandbox.ts';
import { ups } from './ups.ts';

const track = ups.track;
if (!track) throw new Error('UPS can be asked');

const now = new Date('2026-11-21T08:00:00.000Z');
const where = { place: { city: 'Charlotte', state: 'NC', country: 'US' }, timeZone: 'America/New_York' };
proveRoundTrip(ups, upsSandbox, where);

const all = everything(upsSandbox, where);
const delivered = all.scans.filter(({ status }) => status === 'delivered');
const waiting = { ...all, trackingNumber: '1ZA1B2C30312345679', scans: all.scans.slice(0, 2) };
const done = { ...all, trackingNumber: '1ZA1B2C30312345688', scans: [...all.scans.slice(0, 2), ...delivered] };
const world = { parcels: [waiting, done], now };
const access = accessOf(upsSandbox, now);

describe('client', () => {
  it('signs in once and asks for parcels one by one', async () => {
    const calls: OutsideCall[] = [];
    const asking = { ask: askOf(upsSandbox, world, calls), access };
    const numbers = [waiting.trackingNumber, done.trackingNumber, '1ZA1B2C30399999990', 'short'];
    const reading = await trackAll(ups, asking, numbers);
    expect(calls.map(({ operation }) => operation)).toEqual(['login', 'track', 'track', 'track', 'track']);
    expect(new Set(calls.slice(1).map(({ headers }) => headers?.transId)).size).toBe(4);
    expect(reading.shipments.map(({ trackingNumber, scans }) => [trackingNumber, scans.length])).toEqual([
      [waiting.trackingNumber, 2],
      [done.trackingNumber, 3],
    ]);
    expect(reading.problems.map(({ trackingNumber, kind, code }) => [trackingNumber, kind, code])).toEqual([
      ['1ZA1B2C30399999990', 'not_found', 'TW0001'],
      ['short', 'refused', 'TV1002'],
    ]);
    expect(reading.errors).toEqual([]);
  });

  it('leaves an expired token and wrong credentials to the caller', async () => {
    const ask = askOf(upsSandbox, { ...world, now: new Date(now.getTime() + 86_400_000) });
    const old = { ...access, token: `sandbox-${now.getTime()}` };
    await expect(track.track(ask, old, [waiting.trackingNumber])).rejects.toThrow(Upstream);
    await expect(ups.account?.login?.(ask, { ...access, credentials: {} })).rejects.toThrow(Upstream);
  });

  it('reads the life of a token, which UPS sends as text', async () => {
    await expect(ups.account?.login?.(askOf(upsSandbox, world), access)).resolves.toEqual({
      token: `sandbox-${now.getTime()}`,
      expiresInSeconds: 14_399,
    });
  });

  it('a login without a token, and an answer that is no JSON', async () => {
    const says =
      (body: string): Ask =>
      async () => ({ status: 200, headers: {}, body });
    await expect(ups.account?.login?.(says('{}'), access)).rejects.toThrow('without a token');
    await expect(ups.account?.login?.(says('{"access_token":"t"}'), access)).resolves.toMatchObject({ token: 't' });
    const { reading } = await track.track(says('<html>'), { ...access, token: 't' }, [waiting.trackingNumber]);
    expect(reading.errors.map(({ reason }) => reason)).toEqual(['unreadable']);
  });

  it('tells the day UPS expects until it has delivered', async () => {
    const reading = await trackAll(ups, { ask: askOf(upsSandbox, world), access }, [
      waiting.trackingNumber,
      done.trackingNumber,
    ]);
    expect(reading.shipments.map(({ estimate }) => estimate)).toEqual([
      { until: { kind: 'local', localTime: '2026-11-06T23:59:59' }, text: 'End of day' },
      undefined,
    ]);
  });
});

describe('the fake', () => {
  it('says most of what can happen', () => expect(all.scans.length).toBeGreaterThan(30));

  it('prints the clock of the place, in pushes and answers alike', async () => {
    const [scan] = all.scans;
    const [push] = upsSandbox.push?.(all, 0, { secret: 's3cret', now }) ?? [];
    const pushed = ups.webhook?.read(Buffer.from(push?.body ?? ''), connectionOf('ups'));
    const polled = await trackAll(ups, { ask: askOf(upsSandbox, world), access }, [waiting.trackingNumber]);
    for (const reading of [pushed, polled]) {
      const scans = reading ? normalizedBy(ups, reading).shipments.flatMap((shipment) => shipment.scans) : [];
      expect(scans.map(({ occurredAt, localTime, zone }) => ({ occurredAt, localTime, zone }))).toContainEqual({
        occurredAt: scan?.occurredAt,
        localTime: '2026-10-20T02:00:07',
        zone: 'given',
      });
    }
  });
});

/**
 * An adapter against its own fake, with no network between them: what the fake tells, by push and by track, must come
 * back with the same status at the same instant. The fake shares no reading code with the adapter, so neither can hide
 * the other's mistake.
 */
import type { Connection } from '@gantry/shared/events/connections';
import type { Place } from '@gantry/shared/values/address';
import { statusReasons, trackingStatuses } from '@gantry/shared/vocabulary/tracking-status';
import { describe, expect, it } from 'vitest';
import type { AccountAccess } from '../src/connectors/carriers/account.ts';
import type { CarrierAdapter } from '../src/connectors/carriers/carrier.ts';
import type { CarrierReading } from '../src/connectors/carriers/reading.ts';
import type { CarrierSandbox, SandboxParcel, SandboxPush, SandboxScan } from '../src/connectors/carriers/sandbox.ts';
import type { Ask, OutsideAnswer } from '../src/connectors/wire/call.ts';
import { Upstream } from '../src/kernel/errors.ts';
import type { RawRequest } from '../src/kernel/raw-request.ts';
import { connectionOf, normalizedBy } from './carrier-proofs.ts';

export const sandboxBase = 'http://127.0.0.1:9/sandbox';

/** The world as a carrier's fake sees it. */
export type World = { parcels: readonly SandboxParcel[]; now: Date };

const answeredBy = (sandbox: CarrierSandbox, { parcels, now }: World, call: Parameters<Ask>[0]): OutsideAnswer => {
  const url = new URL(call.url);
  const answer = sandbox.answer?.(
    {
      method: call.method ?? 'GET',
      path: url.pathname.replace(/^\/sandbox/, ''),
      query: url.searchParams,
      headers: Object.fromEntries(
        Object.entries(call.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
      ),
      body: call.body ?? '',
    },
    { parcelOf: (number) => parcels.find(({ trackingNumber }) => trackingNumber === number), now },
  );
  return answer
    ? { status: answer.status, headers: { 'content-type': answer.contentType }, body: answer.body }
    : { status: 404, headers: {}, body: '' };
};

/** The exchange's contract without its network: statuses from 400 on throw, unless they are accepted. `calls` sees all. */
export const askOf = (sandbox: CarrierSandbox, world: World, calls: Parameters<Ask>[0][] = []): Ask => {
  return async (call, accept = []) => {
    calls.push(call);
    const answer = answeredBy(sandbox, world, call);
    if (answer.status >= 400 && !accept.includes(answer.status))
      throw new Upstream(
        sandbox.name,
        `http_${answer.status}`,
        `${sandbox.name} answered ${answer.status}`,
        answer.status >= 500,
      );
    return answer;
  };
};

/** What a track call may use against a fake. */
export const accessOf = (sandbox: CarrierSandbox, now: Date, more: Partial<AccountAccess> = {}): AccountAccess => ({
  baseUrl: sandboxBase,
  credentials: sandbox.credentials ?? {},
  settings: connectionOf(sandbox.name).settings,
  now,
  ...more,
});

/** Logs in where the carrier wants it, and asks for numbers. */
export const trackAll = async (
  adapter: CarrierAdapter,
  asking: { ask: Ask; access: AccountAccess },
  numbers: readonly string[],
): Promise<CarrierReading> => {
  const client = adapter.track;
  if (!client) throw new Error(`${adapter.name} cannot be asked`);
  const given = await adapter.account?.login?.(asking.ask, asking.access);
  const access = given ? { ...asking.access, token: given.token } : asking.access;
  return (await client.track(asking.ask, access, numbers)).reading;
};

/** A parcel to which everything happens that the fake has a word for, a whole second each, an hour apart. */
export const everything = (sandbox: CarrierSandbox, where: { place: Place; timeZone: string }): SandboxParcel => {
  const kinds = trackingStatuses.flatMap((status) => [
    { status },
    ...statusReasons.map((reason) => ({ status, reason })),
  ]);
  const scans = kinds
    .filter((kind) => sandbox.says(kind))
    .map(
      (kind, i): SandboxScan => ({
        ...kind,
        occurredAt: new Date(Date.UTC(2026, 9, 20, 6, 0, 7) + i * 3_600_000).toISOString(),
        ...where,
      }),
    );
  return {
    trackingNumber: '01475312806644',
    service: 'Standard',
    origin: where.place,
    destination: where.place,
    scans,
    estimatedDay: '2026-11-06',
  };
};

/** A push of a fake as the intake would hand it to the adapter. */
export const requestOf = (push: SandboxPush, address = '127.0.0.1'): RawRequest => {
  const [path = '', query = ''] = push.path.split('?');
  const secret = path.replace(/^\//, '');
  return {
    method: push.method,
    headers: push.headers,
    rawBody: Buffer.from(push.method === 'GET' ? query : push.body),
    query,
    pathSecret: secret === '' ? undefined : decodeURIComponent(secret),
    address,
  };
};

const happenings = (adapter: CarrierAdapter, reading: CarrierReading, connection: Connection) =>
  normalizedBy(adapter, reading, connection).shipments.flatMap(({ scans }) =>
    scans.map(({ status, reason, occurredAt }) => ({ status, reason: reason ?? undefined, occurredAt })),
  );
const truth = ({ status, reason, occurredAt }: SandboxScan) => ({ status, reason, occurredAt });

const provePushes = (
  adapter: CarrierAdapter,
  sandbox: CarrierSandbox,
  parcel: SandboxParcel,
  connection: Connection,
): void => {
  it('what the fake pushes is read as what happened', () => {
    const now = new Date('2026-11-21T08:00:00Z');
    for (const [latest, scan] of parcel.scans.entries()) {
      const pushes = sandbox.push?.(parcel, latest, { secret: 's3cret', now }) ?? [];
      expect(pushes.length, scan.status).toBeGreaterThan(0);
      const read = pushes.flatMap((push) => {
        const request = requestOf(push);
        expect(adapter.webhook?.verify(request, connection, { secret: 's3cret', now })).toBe('valid');
        const reading = adapter.webhook?.read(request.rawBody, connection);
        return reading ? happenings(adapter, reading, connection) : [];
      });
      expect(read).toContainEqual(truth(scan));
    }
  });
};

/** Proves that what a fake says by push and by track comes back as it happened. */
export const proveRoundTrip = (
  adapter: CarrierAdapter,
  sandbox: CarrierSandbox,
  { place, timeZone, settings = {} }: { place: Place; timeZone: string; settings?: Partial<Connection['settings']> },
): void => {
  const parcel = everything(sandbox, { place, timeZone });
  const connection = connectionOf(adapter.name, settings);
  describe(`${adapter.name}: against its fake`, () => {
    if (sandbox.push) provePushes(adapter, sandbox, parcel, connection);
    it.runIf(sandbox.answer !== undefined)('what the fake answers is read as what happened', async () => {
      const world = { parcels: [parcel], now: new Date('2026-11-21T08:00:00Z') };
      const asking = { ask: askOf(sandbox, world), access: accessOf(sandbox, world.now) };
      const reading = await trackAll(adapter, asking, [parcel.trackingNumber]);
      expect(reading.errors).toEqual([]);
      const sorted = happenings(adapter, reading, connection).sort((a, b) =>
        (a.occurredAt ?? '') < (b.occurredAt ?? '') ? -1 : 1,
      );
      expect(sorted).toEqual(parcel.scans.map(truth));
    });
    it.runIf(sandbox.answer !== undefined)('nothing is told before it happens', async () => {
      const second = parcel.scans[1];
      const now = new Date(second?.occurredAt ?? 0);
      const asking = { ask: askOf(sandbox, { parcels: [parcel], now }), access: accessOf(sandbox, now) };
      const reading = await trackAll(adapter, asking, [parcel.trackingNumber]);
      expect(happenings(adapter, reading, connection)).toHaveLength(2);
    });
  });
};

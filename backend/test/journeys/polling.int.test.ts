/**
 * The safety net through a whole tower: carriers in their real formats push a day with a fifth of it lost, and one poll
 * cycle later every shipment stands where it truly is.
 */
import { configureConnection, listCarrierQuality, pollNow } from '@gantry/shared/api/carriers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adapterOf } from '../../src/connectors/carriers/registry.ts';
import type { CarrierSandbox, SandboxParcel } from '../../src/connectors/carriers/sandbox.ts';
import { carrierSandboxes } from '../../src/connectors/carriers/sandboxes.ts';
import { type CarrierServer, startCarrierServer } from '../../src/sandbox/carrier/carrier-server.ts';
import { newShipment } from '../doings.ts';
import { parcelOf, seeded, truthOf } from '../sandbox-parcels.ts';
import { carrierSecret, startFreshTower, type TestTower, until } from '../tower.ts';

const asked = carrierSandboxes.filter(({ name }) => adapterOf({ adapter: name }).track);
const perCarrier = 14;
const now = new Date();

type Sent = { carrier: CarrierSandbox; parcel: SandboxParcel; shipmentId: string };
const parcels = new Map<string, SandboxParcel>();
const sent: Sent[] = [];
let tower: TestTower;
let server: CarrierServer;

const connect = async (carrier: CarrierSandbox): Promise<void> => {
  const { status, body } = await tower.call(configureConnection, {
    params: { name: carrier.name },
    body: {
      adapter: carrier.name,
      ...(carrier.push ? { secret: carrierSecret } : {}),
      credentials: { ...carrier.credentials },
      settings: {
        environment: 'test',
        baseUrl: `${server.origin}/${carrier.name}`,
        pollEveryHours: 4,
        pollPerSecond: 100,
        pollPerDay: 10_000,
      },
    },
  });
  if (status !== 200) throw new Error(`${carrier.name} not connected: ${JSON.stringify(body)}`);
};

const push = async ({ carrier, parcel }: Sent, latest: number): Promise<void> => {
  for (const { method, path, headers, body } of carrier.push?.(parcel, latest, {
    secret: carrierSecret,
    now: new Date(),
  }) ?? []) {
    const url = `${tower.origin}/api/logistics/events/webhooks/${carrier.name}${path}`;
    const answer = await fetch(url, { method, headers, ...(method === 'POST' ? { body } : {}) });
    const text = await answer.text();
    if (answer.status !== 200) throw new Error(`${carrier.name}: ${answer.status} ${text}`);
  }
};

const standings = async (): Promise<Map<string, string>> => {
  const { rows } = await tower.database.query<{ id: string; status: string }>(
    'SELECT id, status FROM tracked_shipments',
  );
  return new Map(rows.map(({ id, status }) => [id, status]));
};
const astray = async (): Promise<string[]> => {
  const seen = await standings();
  return sent
    .filter(({ parcel, shipmentId }) => seen.get(shipmentId) !== truthOf(parcel).status)
    .map(
      ({ carrier, parcel, shipmentId }) =>
        `${carrier.name} ${parcel.trackingNumber}: ${seen.get(shipmentId)}, truly ${truthOf(parcel).status}`,
    );
};

beforeAll(async () => {
  server = await startCarrierServer(asked, {
    parcelOf: (carrier, number) => parcels.get(`${carrier} ${number}`),
    now: () => now,
  });
  tower = await startFreshTower({ insideOrigins: [server.origin] });
  for (const carrier of asked) {
    await connect(carrier);
    for (let nth = 0; nth < perCarrier; nth++) {
      const number = numberFor(carrier.name, nth);
      const parcel = parcelOf(carrier, number, { nth, now });
      parcels.set(`${carrier.name} ${number}`, parcel);
      const { shipmentId } = await newShipment(tower, { carrier: carrier.name, trackingNumber: number });
      sent.push({ carrier, parcel, shipmentId });
    }
  }
  await until(async () => (await standings()).size === sent.length, { what: 'tracking of every shipment' });
}, 120_000);
afterAll(async () => {
  await tower?.stop();
  await server?.close();
});

/** Numbers as each carrier writes them, so that no reader refuses them for their shape. */
function numberFor(carrier: string, nth: number): string {
  const n = String(1000 + nth);
  const shapes: Record<string, string> = {
    fedex: `77489000${n}`,
    ups: `1Z999AA10123${n}40`,
    dhl: `123456${n}`,
    usps: `940010020000000000${n}`,
    dpd: `0150500000${n}`,
    correos: `PQ4F6P070382${n}0Z`,
    postnl: `3SABCD1234${n}`,
    aramex: `4456${n}001`,
  };
  return shapes[carrier] ?? `${carrier}${n}`;
}

describe('a day with a fifth of the webhooks lost', () => {
  it('leaves parcels astray', async () => {
    const random = seeded(20_261_121);
    let dropped = 0;
    for (const one of sent)
      for (const [latest] of one.parcel.scans.entries()) {
        if (random() < 0.2) dropped++;
        else await push(one, latest);
      }
    expect(dropped).toBeGreaterThan(20);
    expect((await astray()).length).toBeGreaterThan(0);
  });

  it('ends, after one poll cycle, with every shipment at its true status', async () => {
    // Four hours go by without a word.
    await tower.database.query(
      `UPDATE scan_witnesses SET first_at = first_at - interval '5 hours', last_at = last_at - interval '5 hours'`,
    );
    await tower.database.query(`UPDATE tracked_shipments SET created_at = created_at - interval '5 hours'`);
    for (const { name } of asked) {
      const { status, body } = await tower.call(pollNow, { params: { name }, body: {} });
      expect([name, status, body.code]).toEqual([name, 202, undefined]);
    }
    await until(
      async () => {
        const wrong = await astray();
        if (wrong.length > 0) throw new Error(`${wrong.length} astray: ${wrong.slice(0, 8).join(' | ')}`);
        return true;
      },
      { what: 'every shipment at its true status', ms: 60_000 },
    );
  });

  it('is told apart by witnesses: what pushes lost, per carrier', async () => {
    const { body } = await tower.call(listCarrierQuality);
    for (const one of body.items) {
      expect([one.carrier, one.lastPollError]).toEqual([one.carrier, null]);
      expect(one.pollsToday, one.carrier).toBeGreaterThan(0);
      const pushes = carrierSandboxes.find(({ name }) => name === one.carrier)?.push !== undefined;
      if (!pushes) expect([one.carrier, one.webhookLoss, one.pushed]).toEqual([one.carrier, null, 0]);
    }
    const told = body.items.filter(({ pushed }) => pushed > 0);
    const polled = told.reduce((sum, { polled: n }) => sum + n, 0);
    const lost = told.reduce((sum, { webhookLoss, polled: n }) => sum + (webhookLoss ?? 0) * n, 0);
    expect(told.length).toBeGreaterThan(3);
    expect(lost / polled).toBeGreaterThan(0.02);
    expect(lost / polled).toBeLessThan(0.5);
  });

  it('records the same scan of push and poll once, with two witnesses', async () => {
    const counted = async (): Promise<string[]> => {
      // A parcel that had arrived was not asked for: what its pushes lost on the way stays lost.
      const { rows } = await tower.database.query<{ id: string; n: number; asked: boolean }>(
        `SELECT s.shipment_id AS id, count(*)::int AS n, bool_or(p.answered_at IS NOT NULL) AS asked
         FROM scans s LEFT JOIN poll_states p ON p.shipment_id = s.shipment_id GROUP BY s.shipment_id`,
      );
      const seen = new Map(rows.map((row) => [row.id, row]));
      const isWrong = ({ parcel, shipmentId }: Sent): boolean => {
        const { n = 0, asked: answered = false } = seen.get(shipmentId) ?? {};
        return answered ? n !== parcel.scans.length : n > parcel.scans.length;
      };
      return sent
        .filter(isWrong)
        .map(
          ({ carrier, parcel, shipmentId }) =>
            `${carrier.name} ${parcel.trackingNumber}: ${seen.get(shipmentId)?.n} of ${parcel.scans.length}`,
        );
    };
    await until(
      async () => {
        const wrong = await counted();
        if (wrong.length > 0) throw new Error(wrong.slice(0, 10).join(' | '));
        return true;
      },
      { what: 'every scan, once', ms: 30_000 },
    );
    const { rows } = await tower.database.query<{ scans: number; both: number }>(
      `SELECT count(*)::int AS scans, count(*) FILTER (WHERE n = 2)::int AS both
       FROM (SELECT s.id, count(w.source) AS n FROM scans s JOIN scan_witnesses w ON w.scan_id = s.id GROUP BY s.id) one`,
    );
    const truth = sent.reduce((sum, { parcel }) => sum + parcel.scans.length, 0);
    expect(rows[0]?.scans).toBeLessThanOrEqual(truth);
    expect(rows[0]?.scans).toBeGreaterThan(truth * 0.9);
    expect(rows[0]?.both).toBeGreaterThan(truth / 4);
  });

  it('asks nobody again who was just heard of, and says who cannot be asked', async () => {
    const again = await tower.call(pollNow, { params: { name: 'ups' }, body: {} });
    expect(again.body.queued).toBe(0);
    const unknown = await tower.call(pollNow, { params: { name: 'nobody' }, body: {} });
    expect([unknown.status, unknown.body.code]).toEqual([404, 'no_such_connection']);
    await tower.call(configureConnection, {
      params: { name: 'bare' },
      body: { adapter: 'ups', secret: carrierSecret },
    });
    const bare = await tower.call(pollNow, { params: { name: 'bare' }, body: {} });
    expect([bare.status, bare.body.code]).toEqual([409, 'cannot_be_asked']);
  });
});

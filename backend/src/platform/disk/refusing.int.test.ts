/** A tower whose disk is too full: it reads, refuses what writes by the kind of who asks, rests in the background, and goes on by itself. */
import { tmpdir } from 'node:os';
import { cancelOrder, listOrders, placeOrder } from '@gantry/shared/api/orders';
import { sendPhotoOnPage, sendReturnPhoto } from '@gantry/shared/api/returns/photos';
import { lookupTracking } from '@gantry/shared/api/tracking-page';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectCarrier, fresh, orderBody } from '../../../test/doings.ts';
import { adminKey, startFreshTower, type TestTower, until } from '../../../test/tower.ts';

/** More than any disk has. */
const whole = 10_000_000;

describe('a tower on a disk below its reserve', () => {
  let tower: TestTower;
  const place = () => tower.call(placeOrder, { body: orderBody() });
  const reserve = (mb: number): void => {
    tower.config.diskReserveMb = mb;
  };
  const openJobs = async (): Promise<number> => {
    const { rows } = await tower.database.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM jobs WHERE name = 'test.nobody' AND status = 'open'`,
    );
    return rows[0]?.n ?? 0;
  };

  beforeAll(async () => {
    tower = await startFreshTower({ disks: [{ name: 'postgres', folder: tmpdir() }], diskReserveMb: 0 });
    await connectCarrier(tower);
    expect((await place()).status).toBe(201);
    reserve(whole);
    await until(async () => (await place()).status === 507);
  });
  afterAll(() => tower.stop());

  it('tells people that it is full and when to come again, and reads on', async () => {
    const { status, headers, body } = await place();
    expect(status).toBe(507);
    expect(headers.get('content-type')).toContain('application/problem+json');
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(body).toMatchObject({ status: 507, code: 'disk_full', title: 'Out of room' });
    expect((await tower.call(listOrders)).status).toBe(200);
    expect((await tower.call(lookupTracking, { body: { orderNumber: 'x', email: 'a@b.example' } })).status).toBe(404);
  });
  it('takes no photo, neither from staff nor from a page, before it reads a byte of one', async () => {
    for (const [path, headers] of [
      [sendReturnPhoto.path.replace(':orderId', 'ord_x'), { authorization: `Bearer ${adminKey}` }],
      [sendPhotoOnPage.path.replace(':token', 'some-link'), {}],
    ] as const) {
      const body = new Uint8Array(9);
      const type = { 'content-type': 'image/jpeg' };
      const answer = await fetch(tower.origin + path, { method: 'POST', headers: { ...headers, ...type }, body });
      expect([path, answer.status, Number(answer.headers.get('retry-after')) > 0]).toEqual([path, 507, true]);
      expect(await answer.json()).toMatchObject({ code: 'disk_full' });
    }
  });
  it('refuses as before whoever may not', async () => {
    expect((await tower.call(placeOrder, { body: orderBody(), key: null })).status).toBe(401);
    expect((await tower.call(cancelOrder, { params: { orderId: 'ord_x' } })).status).toBe(507);
  });
  it('tells carriers to send it again', async () => {
    const { status, body } = await tower.webhook(tower.carrier, { scans: [] });
    expect(status).toBe(503);
    expect(body).toMatchObject({ code: 'disk_full' });
    expect((await tower.webhook(tower.carrier, '{}', {})).status).toBe(401);
  });
  it('is ill and says why, in figures too', async () => {
    const health = await until(async () => {
      const body = await (await fetch(`${tower.origin}/health/ready`)).text();
      return body.includes('disk.postgres') && body;
    });
    expect(health).toContain('writes are refused');
    const metrics = await fetch(`${tower.origin}/metrics`, { headers: { authorization: `Bearer ${adminKey}` } });
    expect(await metrics.text()).toContain('gantry_disk_refusing{disk="postgres"} 1');
  });
  it('leaves its jobs alone until there is room, then takes and does everything by itself', async () => {
    await tower.database.query(
      `INSERT INTO jobs (id, name, payload, effect_key, correlation_id, run_at) VALUES ($1, 'test.nobody', '{}', $1, $1, now())`,
      [fresh('job')],
    );
    // The worker has looked for due jobs at least twice when it has said twice more that it lives.
    await until(async () => {
      const { rowCount } = await tower.database.query(
        `SELECT 1 FROM processes, jobs WHERE role = 'worker' AND name = 'test.nobody' AND seen_at > run_at + interval '5 seconds'`,
      );
      return rowCount === 1;
    });
    expect(await openJobs()).toBe(1);
    reserve(0);
    await until(async () => (await place()).status === 201);
    await until(async () => (await openJobs()) === 0);
  });
});

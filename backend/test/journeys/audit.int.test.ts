/** The audit of an order: one timeline out of the log and of what every context keeps, found, filtered, paged, of its merchant alone. */
import { createHash } from 'node:crypto';
import { exportAuditJson, exportAuditPdf, findAudits, readAudit, verifyAudit } from '@gantry/shared/api/audit';
import { placeOrder } from '@gantry/shared/api/orders';
import { eraseSubject, findSubjects } from '@gantry/shared/api/privacy';
import { createShipment } from '@gantry/shared/api/shipping';
import canonicalize from 'canonicalize';
import { extractText, getDocumentProxy } from 'unpdf';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/platform/database.ts';
import { eventsOfRows, headsOfThread, threadHeads } from '../../src/platform/log/thread-events.ts';
import { connectCarrier, fresh, orderBody, postScans, shipmentBody } from '../doings.ts';
import { fetchPage } from '../fetch-page.ts';
import { newMerchant } from '../planted-merchant.ts';
import { adminKey, startTestTower, type TestTower, until } from '../tower.ts';

type Entry = Awaited<ReturnType<typeof page>>['items'][number];

let tower: TestTower;
const number = `AUD ${process.pid}`;
let orderId = '';
let shipmentId = '';
let trackingNumber = '';
let trackingUrl = '';

const page = async (query: Record<string, unknown> = {}, id = orderId) =>
  (await tower.call(readAudit, { params: { orderId: id }, query: query as { limit?: number } })).body;
const titled = (items: readonly Entry[], name: string): Entry | undefined =>
  items.find(({ event }) => event?.name === name);

beforeAll(async () => {
  tower = await startTestTower();
  await connectCarrier(tower);
  const body = orderBody({ number });
  orderId = (await tower.call(placeOrder, { body })).body.orderId ?? '';
  const made = await tower.call(createShipment, { body: shipmentBody(tower, orderId) });
  shipmentId = made.body.shipmentId;
  trackingNumber = made.body.legs[0]?.trackingNumber ?? '';
  trackingUrl = made.body.trackingUrl;
  await postScans(tower, {
    number: trackingNumber,
    code: 'PU',
    at: '2026-11-16T10:00:00Z',
    city: 'Madrid',
    country: 'ES',
  });
  await until(async () =>
    (await page({ kind: 'status' })).items.some(({ event }) => event?.name === 'tracking.standing_changed'),
  );
});
afterAll(() => tower?.stop());

describe('the audit of an order', () => {
  it('tells its events in sentences, with who did it and what they are about', async () => {
    const { items, order, counts, actors, parts, total } = await page({ limit: 200 });
    expect(order).toMatchObject({ orderId, number, merchant: 'main', erased: false });
    expect(titled(items, 'orders.order_placed')).toMatchObject({
      kind: 'arrival',
      title: 'Placed through shop: 1 line, 1 unit',
    });
    expect(titled(items, 'shipping.shipment_created')?.about).toEqual({ shipmentId, trackingNumber });
    expect(titled(items, 'orders.order_placed')?.actor).toMatchObject({ kind: 'key', name: 'bootstrap' });
    expect(total).toBe(items.length);
    expect(Object.values(counts).reduce((sum, one) => sum + one, 0)).toBe(total);
    expect(actors.map(({ kind }) => kind)).toContain('partner');
    expect(parts).toContainEqual({ part: 'trackingNumber', id: trackingNumber });
  });

  it('shows who witnessed a scan, and the raw message that did', async () => {
    const { items } = await page({ limit: 200 });
    const scan = titled(items, 'tracking.scan_recorded');
    const messageId = scan?.witnesses[0]?.messageId ?? '';
    expect(scan?.witnesses).toMatchObject([{ source: 'push', says: 'PU: Picked up' }]);
    const message = items.find(({ entryId }) => entryId === messageId);
    expect(message?.kind).toBe('arrival');
    expect(JSON.stringify(message?.body)).toContain(trackingNumber);
  });

  it('is read in pages that new entries do not move, from either end', async () => {
    const all = (await page({ limit: 200 })).items.map(({ entryId }) => entryId);
    const first = await page({ limit: 3 });
    await postScans(tower, {
      number: trackingNumber,
      code: 'IT',
      at: '2026-11-16T14:00:00Z',
      city: 'Madrid',
      country: 'ES',
    });
    await until(async () => (await page()).total > all.length);
    const rest: string[] = [];
    for (let cursor = first.nextCursor; cursor !== null; ) {
      const next = await page({ limit: 3, cursor });
      rest.push(...next.items.map(({ entryId }) => entryId));
      cursor = next.nextCursor;
    }
    const read = [...first.items.map(({ entryId }) => entryId), ...rest];
    expect(read.slice(0, all.length)).toEqual(all);
    expect(new Set(read).size).toBe(read.length);
    const newest = await page({ limit: 200, first: 'newest' });
    expect(
      newest.items
        .map(({ entryId }) => entryId)
        .reverse()
        .slice(0, all.length),
    ).toEqual(all);
    const through = await page({ limit: 2, through: all[4] });
    expect(through.items.map(({ entryId }) => entryId)).toEqual(read.slice(0, 6));
  });

  it('is filtered by kind, actor, part and words', async () => {
    const shipped = await page({ kind: 'shipping', limit: 200 });
    expect(new Set(shipped.items.map(({ kind }) => kind))).toEqual(new Set(['shipping']));
    const about = await page({ about: trackingNumber.toLowerCase(), limit: 200 });
    expect(about.total).toBeGreaterThan(2);
    expect(about.items.every((entry) => entry.about.trackingNumber === trackingNumber)).toBe(true);
    const words = await page({ q: 'placed through', limit: 200 });
    expect(words.items.map(({ event }) => event?.name)).toEqual(['orders.order_placed']);
    expect((await page({ actor: 'nobody' })).items).toEqual([]);
    const wrong = await tower.call(readAudit, { params: { orderId }, query: { kind: 'gossip' } });
    expect(wrong.status).toBe(400);
  });

  it('is found by number, tracking number in any spelling, shipment, and not by e-mail address', async () => {
    const find = async (q: string) =>
      (await tower.call(findAudits, { query: { q } })).body.items.map((one) => one.orderId);
    expect(await find(number)).toEqual([orderId]);
    expect(await find(orderId)).toEqual([orderId]);
    expect(await find(shipmentId)).toEqual([orderId]);
    expect(await find(trackingNumber.toLowerCase())).toEqual([orderId]);
    expect(await find('ursula.quimby@example.invalid')).toEqual([]);
  });

  it('is of its merchant alone: another with the same number finds its own', async () => {
    const other = await newMerchant(tower, `audit-${process.pid}`, 'Audit Goods');
    const { body } = await tower.call(placeOrder, {
      key: other.key,
      body: orderBody({ number, externalId: fresh('same') }),
    });
    const found = await tower.call(findAudits, { key: other.key, query: { q: number } });
    expect(found.body.items.map((one) => one.orderId)).toEqual([body.orderId]);
    const foreign = await tower.call(readAudit, { key: other.key, params: { orderId } });
    const absent = await tower.call(readAudit, { key: other.key, params: { orderId: 'ord_nothing' } });
    expect([foreign.status, absent.status]).toEqual([404, 404]);
    expect((await tower.call(findAudits, { key: other.key, query: { q: trackingNumber } })).body.items).toEqual([]);
  });

  it('has the request that brought it as it came, and tells the address check', async () => {
    const { items } = await page({ kind: 'arrival', limit: 200 });
    const arrival = items.find(({ event, actor }) => event === null && actor.id === 'channel:shop');
    const body = arrival?.body as { text: string; message: { number: string } };
    expect(body.message.number).toBe(number);
    expect(JSON.parse(body.text)).toMatchObject({ shipTo: { name: 'Ursula Quimby' } });
  });

  it('tells what the customer saw, once a visitor and ten minutes, and nobody who is no customer', async () => {
    const path = new URL(trackingUrl, tower.origin).pathname;
    const look = (headers: Record<string, string>) =>
      fetchPage(tower, path, { headers: { 'user-agent': phone, 'sec-fetch-dest': 'document', ...headers } });
    // The pages are loaded behind the API.
    await until(async () => (await look({ 'sec-purpose': 'prefetch' })).status === 200);
    for (const headers of [
      { 'user-agent': 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)' },
      { 'sec-purpose': 'prefetch' },
      { 'sec-fetch-dest': 'empty' },
      { cookie: 'gantry=somebody' },
    ])
      expect((await look(headers)).status).toBe(200);
    expect((await look({ 'accept-language': 'fr' })).status).toBe(200);
    expect((await look({ 'accept-language': 'fr' })).status).toBe(200);
    await until(async () => (await page({ kind: 'view' })).items.length > 0);
    const { items } = await page({ kind: 'view' });
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({ actor: { kind: 'customer' }, about: { shipmentId } });
    expect(items[0]?.body).toMatchObject({ language: 'fr', device: 'phone', status: 'in_transit' });
    expect(JSON.stringify(items[0])).not.toMatch(/127\.0\.0\.1|Mozilla/);
  });

  it('lets no page wait while a look cannot be written down', async () => {
    const database = openDatabase(tower.config.databaseUrl, { name: 'test', role: 'command' }, 2);
    const path = new URL(trackingUrl, tower.origin).pathname;
    const before = (await page({ kind: 'view' })).items.length;
    try {
      await database.transaction(async (tx) => {
        await tx.run('LOCK TABLE page_views IN ACCESS EXCLUSIVE MODE');
        const headers = { 'user-agent': `${phone} again`, 'sec-fetch-dest': 'document' };
        expect((await fetchPage(tower, path, { headers })).status).toBe(200);
        expect((await page({ kind: 'view' })).items).toHaveLength(before);
      });
    } finally {
      await database.close();
    }
    await until(async () => (await page({ kind: 'view' })).items.length === before + 1);
  });

  it('grows by no more than a few looks, however many names and addresses somebody looks by', async () => {
    const path = new URL(trackingUrl, tower.origin).pathname;
    for (let n = 0; n < 60; n++)
      await fetchPage(tower, path, {
        headers: {
          'user-agent': `Mozilla/5.0 (Windows NT 10.0) Gecko/${n}`,
          'sec-fetch-dest': 'document',
          'x-forwarded-for': n < 30 ? '198.51.100.9' : `198.51.100.${n}`,
        },
      });
    // The last that is counted comes after all others.
    await until(async () => (await page({ kind: 'view', limit: 200 })).items.length >= 20);
    expect((await page({ kind: 'view', limit: 200 })).items).toHaveLength(20);
  });

  it('is exported with what is needed to check its proof elsewhere', async () => {
    await until(async () =>
      (await page({ limit: 200 })).items.every(({ event, proof }) => event === null || proof !== null),
    );
    const document = (await (await get(exportAuditJson.path)).json()) as Exported;
    const sha = (...parts: (string | Buffer)[]) =>
      parts.reduce((h, part) => h.update(part), createHash('sha256')).digest();
    const events = document.entries.flatMap(({ hashed, proof }) => (hashed && proof ? [{ hashed, proof }] : []));
    expect(events.length).toBeGreaterThan(8);
    for (const { hashed, proof } of events) expect(sha(canonicalize(hashed) ?? '').toString('hex')).toBe(proof.leaf);
    const hashes = new Map<number, string>();
    for (const { before, from, leaves } of document.chain.stretches) {
      let hash = Buffer.from(before, 'hex');
      for (const [i, leaf] of (leaves ?? []).entries()) {
        hash = sha(hash, Buffer.from(leaf, 'hex'));
        hashes.set(from + i, hash.toString('hex'));
      }
    }
    for (const { proof } of events) expect(hashes.get(proof.number)).toBe(proof.hash);
    expect(document.verified.ok).toBe(true);
    const { body } = await tower.call(verifyAudit, { params: { orderId } });
    expect(body).toMatchObject({ ok: true, faults: [] });
    expect(body.events).toBeGreaterThan(5);
  });

  it('is printed, and read back', async () => {
    const answer = await get(exportAuditPdf.path);
    expect(answer.headers.get('content-type')).toBe('application/pdf');
    const pdf = await getDocumentProxy(new Uint8Array(await answer.arrayBuffer()));
    const text = (await extractText(pdf, { mergePages: true })).text.replace(/\s+/g, ' ');
    for (const words of [
      `Order ${number}`,
      'Placed through shop: 1 line, 1 unit',
      'tracking.scan_recorded',
      'Witness: push',
      'page 1 of',
      'checked against the hash chain',
    ])
      expect(text).toContain(words);
  });

  it('answers the first page of an order with 5,000 entries within 100 ms of the database', async () => {
    const { body } = await tower.call(placeOrder, { body: orderBody() });
    const long = body.orderId ?? '';
    const database = openDatabase(tower.config.databaseUrl, { name: 'test', role: 'command' }, 2);
    try {
      await database.run(
        `INSERT INTO event_log (stream, stream_id, version, name, payload, occurred_at, received_at, correlation_id, actor, partition)
         SELECT 'probe', $1 || '-' || n, 1, 'nobody.knows_this', jsonb_build_object('n', n, 'text', repeat('x', 400)), now(), now(), $1, 'system:test', 0
         FROM generate_series(1, 5000) n`,
        long,
      );
      const timeOf = async (sql: string, ...values: unknown[]): Promise<number> => {
        const times: number[] = [];
        for (let round = 0; round < 5; round++) {
          const [plan] = await database.rows<{ 'QUERY PLAN': { 'Execution Time': number }[] }>(
            `EXPLAIN (ANALYZE, FORMAT JSON) ${sql}`,
            ...values,
          );
          times.push(plan?.['QUERY PLAN'][0]?.['Execution Time'] ?? Number.POSITIVE_INFINITY);
        }
        return Math.min(...times);
      };
      const all = await threadHeads(database, { threadId: long, threads: [], streams: [] });
      expect(all.length).toBeGreaterThanOrEqual(5_001);
      const heads = await timeOf(headsOfThread, long, [], [long]);
      const rows = await timeOf(
        eventsOfRows,
        all.slice(0, 50).map(({ id }) => id),
      );
      expect(heads + rows).toBeLessThan(100);
    } finally {
      await database.close();
    }
    const first = await page({ limit: 50 }, long);
    expect([first.items.length, first.total >= 5_001]).toEqual([50, true]);
  });

  it('tells an erasure without whom it was of, and holds nothing of them any more', async () => {
    const email = `${fresh('gone')}@example.invalid`;
    const shipTo = { ...orderBody().shipTo, name: 'Xanthippe Gone', email };
    const { body } = await tower.call(placeOrder, { body: orderBody({ customer: { email }, shipTo }) });
    const gone = body.orderId ?? '';
    expect(JSON.stringify(await page({ limit: 200 }, gone))).toContain('Xanthippe');
    const found = await tower.call(findSubjects, { body: { email } });
    const subjectId = found.body.items[0]?.subjectId ?? '';
    await tower.call(eraseSubject, { params: { subjectId }, body: { reason: 'asked_by_person' } });
    const after = await until(async () => {
      const read = await page({ limit: 200 }, gone);
      return titled(read.items, 'privacy.subject_erased') ? read : undefined;
    });
    expect(after.order.erased).toBe(true);
    expect(titled(after.items, 'privacy.subject_erased')).toMatchObject({ kind: 'privacy' });
    expect(titled(after.items, 'orders.order_placed')?.erased).toBe(true);
    expect(JSON.stringify(after)).not.toMatch(/Xanthippe|Gallows|gone-.*@/);
    expect(await (await get(exportAuditJson.path, gone)).text()).not.toMatch(/Xanthippe|Gallows/);
  });
});

const phone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1';
type Exported = {
  entries: { hashed: object | null; proof: { number: number; leaf: string; hash: string } | null }[];
  chain: { stretches: { from: number; before: string; leaves: string[] | null }[] };
  verified: { ok: boolean };
};
const get = (path: string, id = orderId) =>
  fetch(`${tower.origin}${path.replace(':orderId', id)}`, { headers: { authorization: `Bearer ${adminKey}` } });

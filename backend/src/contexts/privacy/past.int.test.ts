/** An installation from before: rows and events in the clear are sealed by the job, say the same as before, and can be erased. */
import { connect as connectAnalytics } from '@gantry/analytics/client';
import { addMerchant } from '@gantry/shared/api/access/merchants';
import { cancelOrder, getOrder, placeOrder } from '@gantry/shared/api/orders';
import { eraseSubject, findSubjects } from '@gantry/shared/api/privacy';
import { createShipment } from '@gantry/shared/api/shipping';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unfoldedStreams } from '../../../bench/chaos/truth/folds.ts';
import { connectCarrier, orderBody, postScans, shipmentBody, timelineWhen } from '../../../test/doings.ts';
import { foundIn } from '../../../test/planted.ts';
import { startFreshTower, type TestTower, until } from '../../../test/tower.ts';
import { openContexts } from '../../app/contexts.ts';
import { openPlatform } from '../../app/open-platform.ts';
import { readLog } from '../../platform/log/event-log.ts';
import { chainedThrough, chainStep } from '../../platform/log/proof/chain.ts';
import { noHeadBook } from '../../platform/log/proof/head-book.ts';
import { verifyLog } from '../../platform/log/proof/verify.ts';
import { proofOf } from '../../platform/log/proof/verify-order.ts';
import { wholeEvents } from '../../platform/write/sealing.ts';
import { loadWhole } from '../../platform/write/write-sealed.ts';
import { orderStream } from '../orders/store.ts';
import { shipmentStream } from '../shipping/store.ts';
import { readTracked } from '../tracking/store.ts';
import { scansById, withWords } from '../tracking/words.ts';
import { sealedPast } from './past.ts';

const planted = [
  'Zenobia Oldlog',
  '9 Formerly Street',
  '+34 699 111 222',
  'zenobia@before.invalid',
  '41FOR3',
  'HANDED TO OLDLOG',
  'moved to Oldtown',
];
const [name = '', street = '', phone = '', email = '', postalCode = '', text = '', reason = ''] = planted;
const shipTo = { name, lines: [street], phone, city: 'Sevilla', country: 'ES', postalCode };

let tower: TestTower;
let opened: ReturnType<typeof openPlatform>;
let contexts: ReturnType<typeof openContexts>;
let orderId = '';
let shipmentId = '';

beforeAll(async () => {
  tower = await startFreshTower();
  await connectCarrier(tower);
  opened = openPlatform(tower.config, 'test', 6);
  contexts = openContexts(opened.platform, await connectAnalytics(tower.config.clickhouseUrl));
  const order = { externalId: 'old', customer: { email }, shipTo };
  orderId = (await tower.call(placeOrder, { body: orderBody(order) })).body.orderId ?? '';
  shipmentId = (await tower.call(createShipment, { body: shipmentBody(tower, orderId, { trackingNumber: 'OLD1' }) }))
    .body.shipmentId;
  await timelineWhen(tower, shipmentId);
  await postScans(tower, {
    number: 'OLD1',
    code: 'LATE',
    at: '2026-11-16T10:00:00Z',
    city: 'Sevilla',
    country: 'ES',
    text,
  });
  await postScans(tower, { number: 'NOBODYS', code: 'PU', at: '2026-11-16T10:00:00Z', text });
  await tower.call(cancelOrder, { params: { orderId }, body: { reason } });
  await timelineWhen(tower, shipmentId, ({ standing }) => standing.status === 'cancelled');
  await until(
    async () => {
      const { rows } = await tower.database.query<{ behind: string; unplaced: string }>(
        `SELECT (SELECT count(*) FROM checkpoints, sequencer_cursor WHERE position < seq) AS behind,
           (SELECT max(id) FROM event_log) - (SELECT max(event_id) FROM event_positions) AS unplaced`,
      );
      return rows[0]?.behind === '0' && rows[0].unplaced === '0';
    },
    { what: 'a log that everybody has read' },
  );
  // The newest event stays as it is: by it the sequencer knows its log.
  await tower.call(addMerchant, { body: { merchant: 'newest', name: 'Newest' } });
  await unsealAll();
}, 60_000);
afterAll(async () => {
  await contexts?.close();
  await opened?.close();
  await tower?.stop();
});

/** What staff read of everything. */
const told = async (): Promise<string> => {
  const { database, privacy } = opened.platform;
  const { events } = await readLog(database, { after: 0, limit: 1_000, sealed: true });
  const whole = await wholeEvents(privacy, database, events);
  const kept = whole.filter(({ stream }) => !['data_subject', 'sealed_past'].includes(stream));
  const states = [
    (await loadWhole(privacy, database, { stream: orderStream, ids: [orderId] })).get(orderId)?.state,
    (await loadWhole(privacy, database, { stream: shipmentStream, ids: [shipmentId] })).get(shipmentId)?.state,
    await withWords({ privacy, sql: database }, await readTracked(database, [shipmentId])),
  ];
  return JSON.stringify([kept.map(({ subject: _, ...event }) => event), states]);
};

let before = '';
/** Brings the tower into the state of before, around the door that the log has. */
const unsealAll = async (): Promise<void> => {
  const { platform } = opened;
  const { database, privacy } = platform;
  before = await told();
  const { events } = await readLog(database, { after: 0, limit: 1_000, sealed: true });
  const whole = await wholeEvents(privacy, database, events);
  await database.run('ALTER TABLE event_log DISABLE TRIGGER event_log_only_seals');
  for (const { id, payload } of whole.filter((_, i) => events[i]?.sealed))
    await database.run(
      'UPDATE event_log SET payload = $2, subject = NULL, sealed = NULL WHERE id = $1',
      id.slice(4),
      JSON.stringify(payload),
    );
  await database.run('ALTER TABLE event_log ENABLE TRIGGER event_log_only_seals');
  const order = (await loadWhole(privacy, database, { stream: orderStream, ids: [orderId] })).get(orderId)?.state;
  await database.run(
    `UPDATE orders SET content = $1, cancel_reason = $2, subject = NULL, sealed = NULL, person_hashes = '{}', lookup_hashes = '{}'`,
    JSON.stringify(order?.content),
    order?.cancelReason,
  );
  const shipment = (await loadWhole(privacy, database, { stream: shipmentStream, ids: [shipmentId] })).get(
    shipmentId,
  )?.state;
  const plan = JSON.stringify(shipment?.plan);
  await database.run(`UPDATE shipments SET plan = $1, subject = NULL, sealed = NULL, person_hashes = '{}'`, plan);
  await database.run('UPDATE tracked_shipments SET plan = $1, subject = NULL', plan);
  const ids = (await database.rows<{ id: string }>('SELECT id FROM scans')).map(({ id }) => id);
  for (const [id, scan] of await scansById(privacy, database, ids))
    await database.run(
      'UPDATE scans SET data = $2, sealed = NULL, told_in = NULL WHERE id = $1',
      id,
      JSON.stringify(scan),
    );
  await database.run('UPDATE shipment_exceptions SET detail = $1, sealed = NULL, told_in = NULL', text);
  await database.run(
    `UPDATE parked_scans SET scan = jsonb_set(scan, '{description}', to_jsonb($1::text)), sealed = NULL`,
    text,
  );
  // There was no proof of the log then.
  for (const table of ['log_chain', 'log_heads']) await database.run(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
  for (const statement of ['DELETE FROM log_chain', 'DELETE FROM log_heads', 'UPDATE log_chain_cursor SET seq = 0'])
    await database.run(statement);
  // The worker may have found nothing to seal in a tower that is new, and be done.
  await database.run('DELETE FROM sealing_cursor');
  await database.run(`DELETE FROM privacy_keys WHERE kind <> 'index'`);
  privacy.forget();
};

/** What the proof of the log says once all of it is chained. */
const proved = async () => {
  const { database } = opened.platform;
  const head = async () => Number((await database.rows<{ seq: string }>('SELECT seq FROM sequencer_cursor'))[0]?.seq);
  await until(async () => (await chainedThrough(database)) === (await head()), { what: 'the log chained' });
  return verifyLog(database, { book: noHeadBook });
};

/** The inbox has a key of its own for raw messages. */
const inTables = async (): Promise<string[]> =>
  (await foundIn(tower.database, planted)).filter((one) => !one.startsWith('inbound_webhooks: '));
const run = () =>
  contexts.jobs
    .find((job) => job.name === sealedPast.name)
    ?.run({}, { jobId: 'test', attempt: 1, thread: { correlationId: 'past', actor: 'test' } });

describe('an installation from before', () => {
  it('has everything in the clear', async () => {
    const places = new Set((await inTables()).map((one) => one.split(':')[0]));
    expect([...places].sort()).toEqual([
      'event_log',
      'orders',
      'parked_scans',
      'scans',
      'shipment_exceptions',
      'shipments',
      'tracked_shipments',
    ]);
  });
  it('is not chained while it is in the clear', async () => {
    while ((await chainStep(opened.platform.database, async () => false)) > 0);
    const chained = await opened.platform.database.rows(
      `SELECT 1 FROM log_chain c JOIN event_positions p USING (seq) JOIN event_log e ON e.id = p.event_id WHERE e.name = 'orders.order_placed'`,
    );
    expect(chained).toEqual([]);
  });
  it('has nothing in the clear after the job, the newest event after the one that tells of it', async () => {
    await run();
    await until(
      async () => {
        await run();
        return (await inTables()).length === 0;
      },
      { what: 'everything sealed' },
    );
  });
  it('says what it said', async () => {
    // What was put back stands behind what stayed: the order of names in an object says nothing.
    expect(JSON.parse(await told())).toEqual(JSON.parse(before));
    const { databaseUrl, redisUrl, clickhouseUrl } = tower.config;
    const { rows } = await tower.database.query<{ seq: string }>('SELECT seq FROM sequencer_cursor');
    const file = { databaseUrl, redisUrl, clickhouseUrl } as Parameters<typeof unfoldedStreams>[0];
    expect(await unfoldedStreams(file, Number(rows[0]?.seq))).toEqual([]);
  });
  it('is in the same epoch of its log', async () => {
    await tower.call(addMerchant, { body: { merchant: 'later', name: 'Later' } });
    const placed = () =>
      tower.database.query(
        'SELECT 1 FROM event_log e JOIN event_positions p ON p.event_id = e.id WHERE e.stream_id = $1',
        ['later'],
      );
    await until(async () => (await placed()).rowCount, { what: 'the next event placed' });
    expect((await tower.database.query('SELECT epoch FROM sequencer_cursor')).rows).toEqual([{ epoch: 1 }]);
  });
  it('is chained as it was sealed', async () => {
    expect((await proved()).faults).toEqual([]);
  });
  it('can be erased, which changes nothing in the proof of its log', async () => {
    const was = await proofOf(opened.platform.database, [1, 2, 3]);
    const { body } = await tower.call(findSubjects, { body: { email } });
    const [subject] = body.items;
    expect(subject).toMatchObject({ orders: 1, shipments: 1 });
    await tower.call(eraseSubject, {
      params: { subjectId: subject?.subjectId ?? '' },
      body: { reason: 'asked_by_person' },
    });
    const text = await told();
    expect([name, street, phone, email, postalCode, reason].filter((value) => text.includes(value))).toEqual([]);
    expect((await tower.call(getOrder, { params: { orderId } })).body.shipTo).toEqual({
      city: 'Sevilla',
      country: 'ES',
    });
    expect((await proved()).faults).toEqual([]);
    expect(await proofOf(opened.platform.database, [1, 2, 3])).toEqual(was);
  });
});

describe('the door of the log', () => {
  const attack = (set: string) =>
    tower.database.query(`UPDATE event_log SET ${set} WHERE name = 'access.merchant_added'`);
  it.each([
    `payload = payload || '{"name": "Other"}', sealed = 'x'`,
    `payload = payload || '{"more": 1}', sealed = 'x'`,
    `payload = payload - 'name'`,
    `name = 'x', sealed = 'x'`,
    `merchant = 'x', sealed = 'x'`,
    `occurred_at = now(), sealed = 'x'`,
    `payload = '[]', sealed = 'x'`,
  ])('refuses %s', async (set) => {
    await expect(attack(set)).rejects.toThrow('append-only');
  });
  it('refuses to change what is sealed, and to give it back', async () => {
    for (const set of ["sealed = 'x'", 'sealed = NULL', "subject = 'x'", "payload = '{}'"])
      await expect(tower.database.query(`UPDATE event_log SET ${set} WHERE sealed IS NOT NULL`)).rejects.toThrow(
        'append-only',
      );
  });
});

/** What an installation has from before messages were sealed: brought into today's form, a slice at a time, and readable as it was. */
import { readMessage } from '@gantry/shared/api/shipments';
import { getTrashed } from '@gantry/shared/api/trash';
import { shipmentCreated } from '@gantry/shared/events/shipping';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type OpenPlatform, openPlatform } from '../../src/app/open-platform.ts';
import { sealPastMessages } from '../../src/contexts/tracking/intake/past-messages.ts';
import { hashOfToken, tokensUnder } from '../../src/kernel/tracking-token.ts';
import { keptExchanges, sealPlainExchanges } from '../../src/platform/exchange/keep.ts';
import { personalPathsOf, takeOut } from '../../src/platform/privacy/parts.ts';
import { sealEvents } from '../../src/platform/privacy/past-events.ts';
import { personalTrash } from '../../src/platform/trash/personal.ts';
import { connectCarrier, fresh, newShipment, postScans, timelineWhen } from '../doings.ts';
import { foundIn } from '../found-in.ts';
import { startTestTower, type TestTower, until } from '../tower.ts';

let tower: TestTower;
let opened: OpenPlatform;
beforeAll(async () => {
  tower = await startTestTower();
  opened = openPlatform(tower.config, 'test', 2);
  await connectCarrier(tower);
});
afterAll(async () => {
  await opened?.close();
  await tower?.stop();
});

const secret = `${fresh('the blue door')} of Ottoline`;
const found = () => foundIn(tower.config.databaseUrl, [secret]);

it('raw messages, with whom their scans are of', async () => {
  const { number, shipmentId } = await newShipment(tower);
  await timelineWhen(tower, shipmentId);
  await postScans(tower, { number, code: 'IT', at: '2026-11-17T10:00:00Z' });
  const { rows } = await tower.database.query<{ id: string; subject: string }>(
    `UPDATE inbound_webhooks w SET body = convert_to($2, 'UTF8'), key_ids = NULL FROM tracked_shipments t
     WHERE w.connection = $1 AND t.id = $3 RETURNING w.id, t.subject`,
    [tower.carrier, `{"scans":[],"note":"${secret}"}`, shipmentId],
  );
  const messageId = rows[0]?.id ?? '';
  expect(await found()).toEqual([`inbound_webhooks: ${secret}`]);
  expect((await tower.call(readMessage, { params: { messageId } })).body.body).toContain(secret);
  expect(await sealPastMessages(opened.platform, 100)).toBeGreaterThan(0);
  expect(await found()).toEqual([]);
  expect((await tower.call(readMessage, { params: { messageId } })).body.body).toContain(secret);
  const keys = await tower.database.query<{ subject: string }>('SELECT subject FROM privacy_keys WHERE place = $1', [
    `inbox:${messageId}`,
  ]);
  // Beside the key it had before the test took it away.
  expect(keys.rows.map(({ subject }) => subject)).toContain(rows[0]?.subject);
  expect(keys.rows).toHaveLength(2);
});

it('calls', async () => {
  const id = fresh('exg');
  await tower.database.query(
    `INSERT INTO exchanges (id, partner, operation, correlation_id, request, response, attempt, duration_ms, started_at)
     VALUES ($1, 'past', 'label', 'none', $2::jsonb, $3::jsonb, 1, 1, now())`,
    [id, JSON.stringify({ method: 'POST', body: secret }), JSON.stringify({ headers: {}, body: 'fine' })],
  );
  expect(await sealPlainExchanges(opened.platform, 100)).toBe(1);
  expect(await found()).toEqual([]);
  const { privacy, database } = opened.platform;
  expect(await keptExchanges({ privacy, sql: database }, [id])).toMatchObject([
    { request: { method: 'POST' }, bodies: { request: secret, response: 'fine' } },
  ]);
});

it('entries of the Trash and the events that told them, under one key', async () => {
  const trashId = `trs_${fresh('past').replaceAll('-', '')}`;
  const payload = { connection: tower.carrier, body: secret };
  const told = {
    trashId,
    source: 'webhook',
    handler: 'tracking.webhook',
    reason: 'bad_time',
    detail: secret,
    key: trashId,
  };
  const { rows } = await tower.database.query<{ id: string }>(
    `INSERT INTO event_log (stream, stream_id, version, name, payload, occurred_at, received_at, correlation_id, actor, partition)
     VALUES ('trash', $1, 1, 'trash.message_trashed', $2::jsonb, now(), now(), $1, 'test', 0) RETURNING id`,
    [trashId, JSON.stringify({ ...told, payload })],
  );
  await tower.database.query(
    `INSERT INTO trashed_messages (id, key, state, source, handler, reason, detail, payload, original_payload, correlation_id, trashed_at, updated_at, version)
     VALUES ($1, $1, 'open', 'webhook', 'tracking.webhook', 'bad_time', $2, $3::jsonb, $3::jsonb, $1, now(), now(), 1)`,
    [trashId, secret, JSON.stringify(payload)],
  );
  const { past } = personalTrash(opened.platform);
  if (!past) throw new Error('the Trash has a past');
  expect(await past.rows(200)).toBe(1);
  expect(await past.rows(200)).toBe(0);
  // The newest event of the log waits for another.
  await newShipment(tower);
  const after = String(Number(rows[0]?.id) - 1);
  await until(async () => (await sealEvents(opened.platform, [past], { after, most: 50 })).sealed === 1, {
    what: 'the event to have its position, and to be sealed',
  });
  expect(await found()).toEqual([]);
  const { body } = await tower.call(getTrashed, { params: { trashId } });
  expect(body).toMatchObject({ detail: secret, payload, originalPayload: payload });
  const keys = await tower.database.query<{ n: number }>(
    `SELECT count(DISTINCT split_part(sealed, ':', 1))::int AS n FROM (
       SELECT sealed FROM event_log WHERE stream_id = $1 UNION ALL SELECT sealed FROM trashed_messages WHERE id = $1) AS boxes`,
    [trashId],
  );
  expect(keys.rows).toEqual([{ n: 1 }]);
});

it('links: the token of an event leaves its hash behind, and the log takes no other', async () => {
  const token = tokensUnder(tower.config.secretKey)('shp_past');
  const { clear, parts } = takeOut(personalPathsOf(shipmentCreated.payload), { trackingToken: token });
  expect([clear, parts]).toEqual([{ trackingToken: hashOfToken(token) }, { trackingToken: token }]);
  const takes = async (is: object): Promise<boolean | undefined> =>
    (
      await tower.database.query<{ takes: boolean }>('SELECT only_lost_values($1::jsonb, $2::jsonb) AS takes', [
        JSON.stringify({ trackingToken: token }),
        JSON.stringify(is),
      ])
    ).rows[0]?.takes;
  expect(await takes(clear)).toBe(true);
  expect(await takes({ trackingToken: hashOfToken('another') })).toBe(false);
});

/**
 * What carriers send word for word, and what of it nobody could read: sealed under keys of its own, readable for staff, and
 * gone with the person it speaks of, whenever it became known whom that is.
 */
import { eraseSubject, exportSubject, findSubjects } from '@gantry/shared/api/privacy';
import { readMessage } from '@gantry/shared/api/shipments';
import { getTrashed, repairTrashed, retryTrashed } from '@gantry/shared/api/trash';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPlatform } from '../../src/app/open-platform.ts';
import { keptMessage } from '../../src/platform/inbox/kept-messages.ts';
import { connectCarrier, fresh, newOrder, newShipment, timelineWhen } from '../doings.ts';
import { foundIn } from '../found-in.ts';
import { startTestTower, type TestTower, until } from '../tower.ts';

let tower: TestTower;
beforeAll(async () => {
  tower = await startTestTower();
  await connectCarrier(tower);
});
afterAll(() => tower?.stop());

/** Somebody with a parcel under way. */
const somebody = async () => {
  const email = `${fresh('somebody')}@example.invalid`;
  const orderId = await newOrder(tower, { customer: { email } });
  const parcel = await newShipment(tower, { orderId });
  await timelineWhen(tower, parcel.shipmentId);
  return { email, ...parcel };
};
const scanOf = (number: string, code = 'IT') => ({
  number,
  code,
  at: '2026-11-17T10:00:00Z',
  city: 'Sevilla',
  country: 'ES',
});
const newest = async (): Promise<string> => {
  const { rows } = await tower.database.query<{ id: string }>(
    'SELECT id FROM inbound_webhooks WHERE connection = $1 ORDER BY received_at DESC, id DESC LIMIT 1',
    [tower.carrier],
  );
  return rows[0]?.id ?? '';
};
/** Sends a message with words that no scan is made of; answers its id. */
const told = async (words: string, ...scans: object[]): Promise<string> => {
  await tower.webhook(tower.carrier, { scans, note: words });
  return newest();
};
const read = async (messageId: string) => (await tower.call(readMessage, { params: { messageId } })).body;
const erase = async (email: string): Promise<string> => {
  const { body } = await tower.call(findSubjects, { body: { email } });
  const subjectId = body.items[0]?.subjectId ?? '';
  const { status } = await tower.call(eraseSubject, { params: { subjectId }, body: { reason: 'asked_by_person' } });
  expect(status).toBe(200);
  return subjectId;
};
const words = (): string => `${fresh('by the blue door')} of Ottoline`;

describe('a message', () => {
  it('lies sealed, is read by staff, is handed out to its person and gone with them', async () => {
    const [one, other] = [await somebody(), await somebody()];
    const [secret, others] = [words(), words()];
    const id = await told(secret, scanOf(one.number));
    const otherId = await told(others, scanOf(other.number));
    expect(await foundIn(tower.config.databaseUrl, [secret, others])).toEqual([]);
    expect((await read(id)).body).toContain(secret);
    const { body: found } = await tower.call(findSubjects, { body: { email: one.email } });
    expect(found.items[0]?.messages).toBeGreaterThan(0);
    const subjectId = found.items[0]?.subjectId ?? '';
    const { body: handed } = await tower.call(exportSubject, { params: { subjectId } });
    expect(JSON.stringify(handed.messages)).toContain(secret);
    expect(JSON.stringify(handed.messages)).not.toContain(others);
    await erase(one.email);
    expect(await read(id)).toMatchObject({ messageId: id, erased: true, body: '', normalized: null, recorded: 1 });
    expect((await read(otherId)).body).toContain(others);
    // What comes of them afterwards is taken in without being kept.
    const late = await told(secret, scanOf(one.number, 'OD'));
    expect(await read(late)).toMatchObject({ recorded: 1, erased: true, body: '' });
  });
  it('that waited for its parcel is known to be of its person once that came', async () => {
    const [number, secret] = [fresh('T'), words()];
    const id = await told(secret, scanOf(number));
    const again = await told(`${secret} again`, scanOf(number));
    expect((await read(id)).body).toContain(secret);
    const email = `${fresh('late')}@example.invalid`;
    const orderId = await newOrder(tower, { customer: { email } });
    const { shipmentId } = await newShipment(tower, { orderId, trackingNumber: number });
    await timelineWhen(tower, shipmentId, ({ standing }) => standing.status === 'in_transit');
    expect((await read(again)).body).toContain(secret);
    await erase(email);
    for (const one of [id, again]) expect(await read(one)).toMatchObject({ erased: true, body: '' });
  });
  it('of several persons is gone with the first of them', async () => {
    const [one, other] = [await somebody(), await somebody()];
    const secret = words();
    const id = await told(secret, scanOf(one.number), scanOf(other.number));
    expect((await read(id)).body).toContain(secret);
    await erase(other.email);
    expect(await read(id)).toMatchObject({ erased: true, body: '' });
  });
  it('moved to another row, or with a bit flipped, does not open', async () => {
    const one = await somebody();
    const [a, b] = [await told(words(), scanOf(one.number)), await told(words(), scanOf(one.number))];
    await tower.database.query(
      'UPDATE inbound_webhooks w SET body = o.body, key_ids = o.key_ids FROM inbound_webhooks o WHERE w.id = $1 AND o.id = $2',
      [a, b],
    );
    await tower.database.query(
      'UPDATE inbound_webhooks SET body = set_bit(body, 300, 1 - get_bit(body, 300)) WHERE id = $1',
      [b],
    );
    const { platform, close } = openPlatform(tower.config, 'test', 2);
    const place = { privacy: platform.privacy, tx: platform.database };
    for (const messageId of [a, b]) await expect(keptMessage(place, messageId)).rejects.toThrow();
    await close();
    await tower.database.query('DELETE FROM inbound_webhooks WHERE id = ANY($1::text[])', [[a, b]]);
  });
});

describe('an entry of the Trash', () => {
  const trashed = async (secret: string, ...scans: object[]): Promise<string> => {
    await told(secret, ...scans);
    const { rows } = await tower.database.query<{ id: string }>(
      "SELECT id FROM trashed_messages WHERE about->>'connection' = $1 ORDER BY trashed_at DESC, id DESC LIMIT 1",
      [tower.carrier],
    );
    return rows[0]?.id ?? '';
  };
  it('is shown and repaired while it lives; erased, it says so and goes on no more', async () => {
    const one = await somebody();
    const secret = words();
    const broken = { number: one.number, code: 'IT', at: `not a time but ${secret}` };
    const trashId = await trashed(secret, scanOf(one.number), broken);
    expect(await foundIn(tower.config.databaseUrl, [secret])).toEqual([]);
    const { body: entry } = await tower.call(getTrashed, { params: { trashId } });
    expect(JSON.stringify(entry.payload)).toContain(secret);
    await erase(one.email);
    const { body: erased } = await tower.call(getTrashed, { params: { trashId } });
    expect(erased).toMatchObject({ state: 'open', erased: true, payload: null, originalPayload: null });
    expect(erased.detail).toMatch(/^Erased/);
    const { body: retried } = await tower.call(retryTrashed, { body: { trashIds: [trashId] } });
    expect(retried).toMatchObject({ retrying: [], refused: [{ trashId, reason: expect.stringMatching(/^Erased/) }] });
    expect((await tower.call(repairTrashed, { params: { trashId }, body: { payload: {} } })).status).toBe(409);
  });
  it('whose repair shows whom it speaks of goes with them', async () => {
    const one = await somebody();
    const secret = words();
    const trashId = await trashed(secret, { number: one.number, code: 'IT', at: `not a time but ${secret}` });
    const { body: entry } = await tower.call(getTrashed, { params: { trashId } });
    const { connection } = entry.payload as { connection: string };
    const body = { scans: [{ ...scanOf(one.number), text: secret }] };
    await tower.call(repairTrashed, { params: { trashId }, body: { payload: { connection, body } } });
    await until(async () => (await tower.call(getTrashed, { params: { trashId } })).body.state === 'resolved', {
      what: 'the repair',
    });
    expect(JSON.stringify((await tower.call(getTrashed, { params: { trashId } })).body.payload)).toContain(secret);
    await erase(one.email);
    expect((await tower.call(getTrashed, { params: { trashId } })).body).toMatchObject({ erased: true, payload: null });
    expect(await foundIn(tower.config.databaseUrl, [secret])).toEqual([]);
  });
});

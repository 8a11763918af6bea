/** Tracking links: kept nowhere, shown to staff all the same; links from before go on working when their tokens are taken out. */
import { createShipment, getShipment, listShipments } from '@gantry/shared/api/shipping';
import { publicTracking } from '@gantry/shared/api/tracking-page';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectCarrier, newOrder, newShipment, shipmentBody, timelineWhen } from '../../../test/doings.ts';
import { foundIn } from '../../../test/found-in.ts';
import { startTestTower, type TestTower } from '../../../test/tower.ts';
import { hashOfToken } from '../../kernel/tracking-token.ts';
import { type Database, openDatabase } from '../../platform/database.ts';
import { hideTrackingTokens } from '../tracking/jobs.ts';
import { hideTokens, openLinks } from './links.ts';

let tower: TestTower;
let database: Database;
beforeAll(async () => {
  tower = await startTestTower();
  database = openDatabase(tower.config.databaseUrl, { name: 'test', role: 'command' }, 2);
  await connectCarrier(tower);
});
afterAll(async () => {
  await database?.close();
  await tower?.stop();
});

const page = (token: string) => tower.call(publicTracking, { params: { token }, key: null });
const told = { jobId: 'job_test', attempt: 1, thread: { correlationId: 'test', actor: 'test' } };

describe('a link', () => {
  it('leads to its page, and its token is in no row of the database', async () => {
    const orderId = await newOrder(tower);
    const headers = { 'idempotency-key': `link-${orderId}` };
    const { body } = await tower.call(createShipment, { body: shipmentBody(tower, orderId), headers });
    const token = body.trackingUrl.replace('/track/', '');
    const timeline = await timelineWhen(tower, body.shipmentId);
    expect((await page(token)).status).toBe(200);
    expect(timeline.trackingUrl).toBe(`/track/${token}`);
    const shown = await tower.call(getShipment, { params: { shipmentId: body.shipmentId } });
    expect(shown.body.trackingUrl).toBe(`/track/${token}`);
    expect(JSON.stringify(shown.body)).not.toContain(hashOfToken(token));
    expect(await foundIn(tower.config.databaseUrl, [token])).toEqual([]);
    // The search finds what is there.
    expect(await foundIn(tower.config.databaseUrl, [hashOfToken(token)])).toContain(`shipments: ${hashOfToken(token)}`);
  });
  it('is none under the hash that rows hold', async () => {
    const { trackingToken, shipmentId } = await newShipment(tower);
    await timelineWhen(tower, shipmentId);
    expect((await page(trackingToken)).status).toBe(200);
    expect((await page(hashOfToken(trackingToken))).status).toBe(404);
  });
});

describe('a link from before', () => {
  const makeFormer = async (token: string) => {
    const { shipmentId, orderId } = await newShipment(tower);
    await timelineWhen(tower, shipmentId);
    for (const table of ['shipments', 'tracked_shipments'])
      await tower.database.query(
        `UPDATE ${table} SET token_hash = NULL, tracking_token = $2, plan = (plan - 'tokenHash') || jsonb_build_object('trackingToken', $2::text) WHERE id = $1`,
        [shipmentId, token],
      );
    return { shipmentId, orderId };
  };
  const works = async (token: string, { shipmentId, orderId }: { shipmentId: string; orderId: string }) => {
    expect((await page(token)).status).toBe(200);
    expect((await timelineWhen(tower, shipmentId)).trackingUrl).toBe(`/track/${token}`);
    const { body } = await tower.call(listShipments, { query: { orderId } });
    expect(body.items.map(({ trackingUrl }) => trackingUrl)).toEqual([`/track/${token}`]);
  };

  it('works and is shown before and after its token is taken out of the rows', async () => {
    const token = `former${Date.now().toString(36)}0123456789abcdefgh`;
    const former = await makeFormer(token);
    await works(token, former);
    await hideTokens({ config: tower.config, database }).run({}, told);
    await hideTrackingTokens({ database }).run({}, told);
    await works(token, former);
    expect(await foundIn(tower.config.databaseUrl, [token])).toEqual([]);
  });
  it('is not opened by the sealed copy of another', async () => {
    const [one, other] = [await makeFormer('former-one-token-1'), await makeFormer('former-other-token-2')];
    await hideTokens({ config: tower.config, database }).run({}, told);
    await tower.database.query(
      'UPDATE shipments SET sealed_token = (SELECT sealed_token FROM shipments WHERE id = $2) WHERE id = $1',
      [one.shipmentId, other.shipmentId],
    );
    const linked = [{ shipmentId: one.shipmentId, tokenHash: hashOfToken('former-one-token-1') }];
    await expect(openLinks({ config: tower.config }).tokensOf(database, linked)).rejects.toThrow();
    await tower.database.query('DELETE FROM shipments WHERE id = $1', [one.shipmentId]);
  });
});

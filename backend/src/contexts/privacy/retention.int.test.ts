/** Retention on a real tower: whose time is over at their merchant is erased, everybody else is left alone. */
import { connect as connectAnalytics } from '@gantry/analytics/client';
import { addMerchant } from '@gantry/shared/api/access/merchants';
import { cancelOrder, getOrder, placeOrder } from '@gantry/shared/api/orders';
import { listErasures } from '@gantry/shared/api/privacy';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fresh, orderBody } from '../../../test/doings.ts';
import { startTestTower, type TestTower } from '../../../test/tower.ts';
import { openContexts } from '../../app/contexts.ts';
import { openPlatform } from '../../app/open-platform.ts';

let tower: TestTower;
let opened: ReturnType<typeof openPlatform>;
let contexts: ReturnType<typeof openContexts>;
const [brief, long] = [fresh('brief'), fresh('long')];

beforeAll(async () => {
  tower = await startTestTower();
  opened = openPlatform(tower.config, 'test', 4);
  contexts = openContexts(opened.platform, await connectAnalytics(tower.config.clickhouseUrl));
  await tower.call(addMerchant, { body: { merchant: brief, name: 'Brief', retentionDays: 1 } });
  await tower.call(addMerchant, { body: { merchant: long, name: 'Long' } });
});
afterAll(async () => {
  await contexts?.close();
  await opened?.close();
  await tower?.stop();
});

/** An order of a person of its own; placed two years ago, nobody shipped it. */
const placed = async (merchant: string, placedAt: string): Promise<string> => {
  const headers = { 'gantry-merchant': merchant };
  const body = orderBody({ customer: { email: `${fresh('who')}@kept.invalid` }, placedAt });
  return (await tower.call(placeOrder, { body, headers })).body.orderId ?? '';
};
const nameOn = async (orderId: string): Promise<string | undefined> =>
  (await tower.call(getOrder, { params: { orderId } })).body.shipTo.name;

it('erases whose orders ended long enough ago, at the merchant that says so', async () => {
  const [old, young, elsewhere] = [
    await placed(brief, '2024-01-01T08:00:00Z'),
    await placed(brief, new Date().toISOString()),
    await placed(long, '2024-01-01T08:00:00Z'),
  ];
  // It has just ended, however long ago it was placed.
  const ended = await placed(brief, '2024-01-01T08:00:00Z');
  await tower.call(cancelOrder, { params: { orderId: ended }, body: { reason: 'late' } });
  const retain = contexts.jobs.find(({ name }) => name === 'privacy.retain');
  await retain?.run({}, { jobId: 'test', attempt: 1, thread: { correlationId: 'test', actor: 'test' } });
  expect(await Promise.all([old, young, elsewhere, ended].map(nameOn))).toEqual([
    undefined,
    'Ursula Quimby',
    'Ursula Quimby',
    'Ursula Quimby',
  ]);
  const { body } = await tower.call(listErasures, { headers: { 'gantry-merchant': brief } });
  expect(body.items).toMatchObject([{ merchant: brief, by: { id: 'system:retention' } }]);
});

/** The vendor that sends itself: confirms, rejects now and then, ships with a carrier's number, sometimes late. */
import { expect, it } from 'vitest';
import { actUntil, givenTower, givenWorld } from '../../../test/sandbox-actors.ts';
import type { News } from '../actor.ts';
import { dayMs } from '../calendar.ts';
import { intentionOf, openVendor } from './vendor.ts';

const now = Date.UTC(2026, 4, 13, 9);
type Said = { action: string; fulfillmentId: string; trackingNumber?: string };

it('takes its orders one step after the other, each when its time has come', async () => {
  const states = new Map(Array.from({ length: 60 }, (_, n) => [`ful_${n}`, 'to_send']));
  let clock = now;
  const sentAt = new Map<string, string>();
  const next: Record<string, string> = { send: 'sent', confirm: 'confirmed', reject: 'rejected', ship: 'shipped' };
  const tower = givenTower({
    'fulfillment.dropships': ({ query }) => ({
      items: [...states].flatMap(([fulfillmentId, state]) =>
        state === (query as { state: string }).state
          ? [
              {
                fulfillmentId,
                number: fulfillmentId,
                merchant: 'main',
                orderId: 'ord_1',
                lines: [],
                vendorOrder: { state, sentAt: sentAt.get(fulfillmentId) ?? null },
              },
            ]
          : [],
      ),
    }),
    'fulfillment.change_dropship': ({ body }) => {
      const { action, fulfillmentId } = body as Said;
      states.set(fulfillmentId, next[action] ?? '');
      if (action === 'send') sentAt.set(fulfillmentId, new Date(clock).toISOString());
      return {};
    },
    'orders.get': () => ({ shipTo: { city: 'Lyon', country: 'FR' } }),
  });
  const context = givenWorld(tower, now);
  const vendor = await openVendor(context);
  const until = async (at: number): Promise<void> => {
    for (let due = vendor.due(at, 'now'); due <= at; due = vendor.due(at, 'now')) {
      clock = due;
      for (const news of await vendor.act(due, 'now')) {
        if (news.what !== 'parcel_wanted') continue;
        const made: News = {
          what: 'parcel_made',
          request: news.request,
          trackingNumber: `N-${news.request.reference}`,
          price: { amount: 1, currency: 'EUR' },
          estimatedDay: '',
        };
        vendor.hear(made, due);
      }
    }
  };
  const count = (state: string): number => [...states.values()].filter((one) => one === state).length;
  await until(now + 60_000);
  expect(count('sent')).toBe(60);
  await until(now + 20 * 60_000);
  const rejected = count('rejected');
  expect([rejected, count('confirmed')]).toEqual([rejected, 60 - rejected]);
  await until(now + 4 * 3_600_000);
  const late = 60 - rejected - count('shipped');
  expect(late).toBeGreaterThan(0);
  await until(now + 5 * dayMs);
  expect([count('shipped'), count('rejected')]).toEqual([60 - rejected, rejected]);
  const shipped = tower
    .of('fulfillment.change_dropship')
    .map(({ body }) => body as Said)
    .filter(({ action }) => action === 'ship');
  expect(shipped[0]?.trackingNumber).toMatch(/^N-V-ful_/);
  expect([...states.keys()].some((id) => intentionOf(context.state.seed, id).rejects)).toBe(rejected > 0);
  await actUntil(vendor, now + 5 * dayMs);
});

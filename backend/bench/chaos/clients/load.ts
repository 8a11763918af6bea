/**
 * What the world sends while the tower is hurt: scans in signed webhooks of one to ten, some of them twice, orders with an
 * Idempotency-Key, and shipments of those orders, whose scans follow.
 */
import { sign } from '../../../src/kernel/signature.ts';
import type { Random } from '../../../src/sandbox/random.ts';
import { carrier, orderBody, type Shipment, shipmentBody } from '../../bench-tower.ts';
import { scanOf, webhookScheme } from '../../load/webhook-bodies.ts';
import type { Message, Sender } from './sender.ts';

export const rates = { scans: 100, orders: 3, shipments: 2 };
const meanScans = 5.5;
const twice = 0.1;

const json = { 'content-type': 'application/json' };

/** The numbers that scans are sent for, each with how many it has had. */
type Numbers = { number: string; scans: number }[];

/** Each scan of a number has a time of its own, some six hours ago and later. */
const scansFor = (numbers: Numbers, random: Random, startAt: number) =>
  Array.from({ length: random.whole(1, 10) }, () => {
    const one = random.pick(numbers);
    return scanOf(one.number, startAt + one.scans++ * 61_003);
  });

const webhookOf = (scans: ReturnType<typeof scansFor>): Message => {
  const body = JSON.stringify({ message_id: `${scans[0]?.tracking_number}-${scans[0]?.time}`, scans });
  return {
    thing: 'scan',
    keys: scans.map(({ tracking_number, time }) => `${tracking_number} ${time}`),
    method: 'POST',
    path: `/api/logistics/events/webhooks/${carrier.name}`,
    headers: { ...json, ...sign(webhookScheme, carrier.secret, body) },
    body,
  };
};

type Placing = { sender: Sender; key: string; numbers: Numbers; random: Random };

const posted = (
  { key }: Placing,
  { thing, name, path, body }: { thing: 'order' | 'shipment'; name: string; path: string; body: unknown },
): Message => ({
  thing,
  keys: [name],
  method: 'POST',
  path,
  headers: { ...json, authorization: `Bearer ${key}`, 'idempotency-key': `chaos-${thing}-${name}` },
  body: JSON.stringify(body),
});

/** An order, and often its shipment once the order is acknowledged; its number is scanned once that is acknowledged too. */
const place = async (placing: Placing, n: number): Promise<void> => {
  const { sender, numbers, random } = placing;
  const order = orderBody(n);
  const path = '/api/logistics/orders';
  const answer = await sender.deliver(posted(placing, { thing: 'order', name: order.externalId, path, body: order }));
  if (!answer || !random.chance(rates.shipments / rates.orders)) return;
  const { orderId } = JSON.parse(answer.body) as { orderId: string };
  const shipment = shipmentBody(n, orderId);
  const made = await sender.deliver(
    posted(placing, {
      thing: 'shipment',
      name: shipment.trackingNumber,
      path: '/api/logistics/shipping/shipments',
      body: shipment,
    }),
  );
  if (made) numbers.push({ number: shipment.trackingNumber, scans: 0 });
};

export type Load = {
  /** Sends no more; what is on its way goes on. */
  stop(): void;
};

/** Sends by the clock, whatever the answers do: a slow tower is not spared. */
export const startLoad = (
  sender: Sender,
  { network, key, random }: { network: readonly Shipment[]; key: string; random: Random },
): Load => {
  const numbers: Numbers = network.map(({ number }) => ({ number, scans: 0 }));
  const placing = { sender, key, numbers, random };
  const began = Date.now();
  const startAt = began - 6 * 3_600_000;
  let webhooks = 0;
  let orders = 0;
  const tick = (): void => {
    const seconds = (Date.now() - began) / 1_000;
    for (; webhooks < (seconds * rates.scans) / meanScans; webhooks++) {
      const message = webhookOf(scansFor(numbers, random, startAt));
      void sender.deliver(message);
      if (random.chance(twice)) void sender.deliver(message);
    }
    for (; orders < seconds * rates.orders; orders++) void place(placing, network.length + orders);
  };
  const timer = setInterval(tick, 20);
  return { stop: () => clearInterval(timer) };
};

/** Sends scans through the webhook receiver until every one of them was acknowledged, spread over a stretch of time, and remembers which those are. */
import { type Answer, openLine } from '../bench/load/http-line.ts';
import { requestOf, scanOf } from '../bench/load/webhook-bodies.ts';

export type Sending = {
  origin: string;
  numbers: readonly string[];
  scans: number;
  perWebhook: number;
  seconds: number;
};
export type Sent = { acknowledged: Set<string>; recorded: number; duplicates: number; again: number };

type Webhook = { request: Buffer; keys: string[] };

const webhooksOf = ({ origin, numbers, scans, perWebhook }: Sending): Webhook[] => {
  const { host } = new URL(origin);
  const start = Date.now() - 6 * 3_600_000;
  const all = Array.from({ length: scans }, (_, n) =>
    scanOf(numbers[n % numbers.length] ?? '', start + Math.floor(n / numbers.length) * 60_000),
  );
  return Array.from({ length: Math.ceil(scans / perWebhook) }, (_, n) => {
    const some = all.slice(n * perWebhook, (n + 1) * perWebhook);
    return {
      request: requestOf(host, some),
      keys: some.map(({ tracking_number, time }) => `${tracking_number} ${time}`),
    };
  });
};

/** Resolves when everything is acknowledged. What was answered with an error is sent again. */
export const sendAll = async (sending: Sending): Promise<Sent> => {
  const queue = webhooksOf(sending);
  const total = queue.length;
  const sent: Sent = { acknowledged: new Set(), recorded: 0, duplicates: 0, again: 0 };
  const began = performance.now();
  let taken = 0;
  const { promise: over, resolve: end } = Promise.withResolvers<void>();
  let open = 0;
  const lineWorker = async (): Promise<void> => {
    const inHand: Webhook[] = [];
    const answered = ({ status, body }: Answer): void => {
      const webhook = inHand.shift();
      if (!webhook) return;
      if (status === 200) {
        const reply = JSON.parse(body) as { recorded: number; duplicates: number };
        for (const key of webhook.keys) sent.acknowledged.add(key);
        sent.recorded += reply.recorded;
        sent.duplicates += reply.duplicates;
      } else {
        sent.again++;
        queue.push(webhook);
      }
      next();
    };
    const line = await openLine(sending.origin, answered);
    const next = (): void => {
      const due = Math.ceil(((performance.now() - began) / 1000 / sending.seconds) * total);
      if (queue.length > 0 && taken >= due) return void setTimeout(next, 5);
      const webhook = queue.shift();
      if (webhook) {
        taken++;
        inHand.push(webhook);
        line.send(webhook.request);
      } else if (inHand.length === 0) {
        line.end();
        if (--open === 0) end();
      }
    };
    next();
  };
  const lines = 8;
  open = lines;
  await Promise.all(Array.from({ length: lines }, lineWorker));
  await over;
  return sent;
};

/** From a webhook written to a socket until every wall has its parcel, at a steady rate; walls and sender are other processes. */

import { enginesOf, inTower, makeNetwork, type Shipment } from './bench-tower.ts';
import type { Dials } from './dials.ts';
import type { LoadResult, LoadTask } from './load/load.ts';
import type { WallResult, WallTask } from './load/wall-clients.ts';
import { meter, startHelper } from './processes.ts';
import { quantile, type Report } from './report.ts';

/** Warm-up that counts for nothing: connections opened, code compiled. */
const warmUpSeconds = 5;

type Samples = { delays: Float64Array; missing: number };

/** Joins what was sent with what the walls saw; a scan that a client never saw by itself is counted, not forgotten. */
const delaysOf = (
  { sentAt }: LoadResult,
  { seen }: WallResult,
  { shipments, clients }: { shipments: readonly Shipment[]; clients: number },
): Samples => {
  const idOf = new Map(shipments.map(({ id, number }) => [number, id]));
  const first = Math.min(...sentAt.values()) + warmUpSeconds * 1_000;
  const delays: number[] = [];
  let missing = 0;
  for (const [key, at] of sentAt) {
    if (at < first) continue;
    const [number = '', since] = key.split(' ');
    const times = seen.get(`${idOf.get(number)} ${since}`);
    for (let client = 0; client < clients; client++) {
      const had = times?.[client];
      if (had) delays.push(had - at);
      else missing++;
    }
  }
  return { delays: Float64Array.from(delays).sort(), missing };
};

/** Runs the walls and the sender. */
export const run = (dials: Dials): Promise<Report> =>
  inTower(async (tower) => {
    const { clients } = dials;
    const rate = dials.rate ?? 500;
    const seconds = (dials.seconds ?? 30) + warmUpSeconds;
    const shipments = await makeNetwork(tower, dials.shipments);
    const walls = startHelper<WallResult>('wall-clients.ts', {
      origin: tower.origin,
      key: tower.adminKey,
      clients,
    } satisfies WallTask);
    const sender = startHelper<LoadResult>('load.ts', {
      origin: tower.origin,
      numbers: shipments.map(({ number }) => number),
      webhooks: rate * seconds,
      scansPerWebhook: 1,
      seconds: seconds + 1,
      connections: 16,
      pipelining: 1,
      rate,
      startAt: Date.now() - 12 * 3_600_000,
      stamps: true,
    } satisfies LoadTask);
    await Promise.all([walls.ready, sender.ready]);
    const used = meter({ ...tower.file().pids, walls: walls.pid, sender: sender.pid });
    sender.tell('go');
    const sent = await sender.result;
    const busy = used();
    // The last frames are still under way.
    await new Promise((done) => setTimeout(done, 1_000));
    walls.tell('tell');
    const { delays, missing } = delaysOf(sent, await walls.result, { shipments, clients });
    return {
      bench: 'latency',
      engines: await enginesOf(tower),
      figures: {
        'webhooks/s': sent.webhooks / sent.seconds,
        'webhooks refused': sent.refused,
        'wall clients': clients,
        samples: delays.length,
        'never seen by a client': missing,
        'p50 ms': quantile(delays, 0.5),
        'p90 ms': quantile(delays, 0.9),
        'p99 ms': quantile(delays, 0.99),
        'max ms': delays.at(-1) ?? Number.NaN,
        ...Object.fromEntries(
          Object.entries(busy).map(([name, used]) => [`${name} % of a core`, (used / sent.seconds) * 100]),
        ),
      },
    };
  });

/**
 * The customer's tracking page, server-rendered, as spec 12 promises it: requests a second for each core that the api
 * process uses, and how long a reader waits. Every page is of another parcel with a history of eight scans; readers are
 * another process.
 */

import { type BenchTower, enginesOf, inTower, makeNetwork, until } from './bench-tower.ts';
import type { Dials } from './dials.ts';
import type { LoadResult, LoadTask } from './load/load.ts';
import type { PageResult, PageTask } from './load/page-load.ts';
import { meter, startHelper } from './processes.ts';
import { quantile, type Report } from './report.ts';

const scansEach = 8;
const parcels = 200;

const withHistory = async (tower: BenchTower): Promise<string[]> => {
  const shipments = await makeNetwork(tower, parcels);
  const sender = startHelper<LoadResult>('load.ts', {
    origin: tower.origin,
    numbers: shipments.map(({ number }) => number),
    webhooks: parcels * scansEach,
    scansPerWebhook: 1,
    seconds: 60,
    connections: 8,
    pipelining: 1,
    startAt: Date.now() - 12 * 3_600_000,
    stamps: false,
  } satisfies LoadTask);
  await sender.ready;
  sender.tell('go');
  await sender.result;
  await until('every scan', async () => {
    const { rows } = await tower.database.query<{ n: number }>('SELECT count(*)::int AS n FROM scans');
    return rows[0]?.n === parcels * scansEach;
  });
  const headers = { authorization: `Bearer ${tower.adminKey}` };
  return Promise.all(
    shipments.map(async ({ id }) => {
      const answer = await fetch(`${tower.origin}/api/logistics/shipments/${id}/timeline`, { headers });
      return ((await answer.json()) as { trackingUrl: string }).trackingUrl;
    }),
  );
};

/** Reads pages with as many readers as keep one core busy, for as long as told. */
export const run = (dials: Dials): Promise<Report> =>
  inTower(async (tower) => {
    const paths = await withHistory(tower);
    const readers = startHelper<PageResult>('page-load.ts', {
      origin: tower.origin,
      paths,
      readers: Math.min(dials.connections, 12),
      seconds: dials.seconds ?? 20,
      warmUpSeconds: 6,
    } satisfies PageTask);
    await readers.ready;
    const used = meter({ ...tower.file().pids, readers: readers.pid });
    const { pages, refused, bytes, seconds, delays } = await readers.result;
    const busy = used();
    const cores = (busy.api ?? Number.NaN) / seconds;
    return {
      bench: 'tracking-page',
      engines: await enginesOf(tower),
      figures: {
        'pages/s': pages / seconds,
        'pages/s per core of the api process': pages / seconds / cores,
        refused,
        'kB a page': bytes / pages / 1000,
        'p50 ms': quantile(delays, 0.5),
        'p99 ms': quantile(delays, 0.99),
        ...Object.fromEntries(
          Object.entries(busy).map(([name, used]) => [`${name} % of a core`, (used / seconds) * 100]),
        ),
      },
    };
  });

/** How far ClickHouse is behind the log at a steady rate, how fast it is rebuilt, how fast a tower starts and what it weighs idle. */
import { connect } from '@gantry/analytics/client';
import { z } from 'zod';
import { type BenchTower, enginesOf, inTower, makeNetwork, until } from './bench-tower.ts';
import type { Dials } from './dials.ts';
import { clock, type LoadResult, type LoadTask } from './load/load.ts';
import { startHelper } from './processes.ts';
import { measureRebuild } from './rebuild-log.ts';
import { type Figures, quantile, type Report } from './report.ts';
import { measureStart } from './warm-start.ts';

const askEveryMs = 25;
const warmUpSeconds = 5;

type PositionSighting = { at: number; seq: number };

/** Asks ClickHouse for its newest position again and again until told to stop. */
const watch = (clickhouseUrl: string): { stop(): Promise<PositionSighting[]> } => {
  let over = false;
  const seen: PositionSighting[] = [];
  const watching = (async () => {
    const client = await connect(clickhouseUrl);
    while (!over) {
      const [row] = await client.select('SELECT max(seq) AS seq FROM event_facts', {}, z.object({ seq: z.number() }));
      const seq = row?.seq ?? 0;
      if (seq > (seen.at(-1)?.seq ?? 0)) seen.push({ at: clock(), seq });
      await new Promise((done) => setTimeout(done, askEveryMs));
    }
    await client.close();
    return seen;
  })();
  return {
    stop: () => {
      over = true;
      return watching;
    },
  };
};

/** For each event of the log the ms from its recording until it was seen in event_facts. */
const lagsOf = async (
  { database }: BenchTower,
  from: number,
  seen: readonly PositionSighting[],
): Promise<Float64Array> => {
  const { rows } = await database.query<{ seq: string; at: string }>(
    `SELECT p.seq, extract(epoch FROM e.recorded_at) * 1000 AS at FROM event_positions p JOIN event_log e ON e.id = p.event_id
     WHERE p.seq > $1 ORDER BY p.seq`,
    [from],
  );
  const first = Number(rows[0]?.at ?? 0) + warmUpSeconds * 1_000;
  const lags: number[] = [];
  let next = 0;
  for (const row of rows) {
    while (next < seen.length && (seen[next]?.seq ?? 0) < Number(row.seq)) next++;
    const found = seen[next];
    if (found && Number(row.at) >= first) lags.push(found.at - Number(row.at));
  }
  return Float64Array.from(lags).sort();
};

const headOf = async ({ database }: BenchTower): Promise<number> => {
  const { rows } = await database.query<{ seq: string }>('SELECT seq FROM sequencer_cursor');
  return Number(rows[0]?.seq ?? 0);
};

const measureLag = async (tower: BenchTower, dials: Dials): Promise<Figures> => {
  const rate = dials.rate ?? 1_000;
  const seconds = (dials.seconds ?? 30) + warmUpSeconds;
  const shipments = await makeNetwork(tower, dials.shipments);
  // A scan that moves its shipment is two events: the scan and the new standing.
  const sender = startHelper<LoadResult>('load.ts', {
    origin: tower.origin,
    numbers: shipments.map(({ number }) => number),
    webhooks: (rate / 2) * seconds,
    scansPerWebhook: 1,
    seconds: seconds + 1,
    connections: 16,
    pipelining: 1,
    rate: rate / 2,
    startAt: Date.now() - 12 * 3_600_000,
    stamps: false,
  } satisfies LoadTask);
  await sender.ready;
  const from = await headOf(tower);
  const watching = watch(tower.file().clickhouseUrl);
  sender.tell('go');
  const sent = await sender.result;
  const head = await headOf(tower);
  await until('the fact tables at the head', async () => {
    const { rows } = await tower.database.query<{ position: string }>(
      `SELECT min(position) AS position FROM checkpoints WHERE subscriber LIKE 'facts.%'`,
    );
    return Number(rows[0]?.position ?? 0) >= head;
  });
  await new Promise((done) => setTimeout(done, 4 * askEveryMs));
  const lags = await lagsOf(tower, from, await watching.stop());
  return {
    'events/s': (head - from) / sent.seconds,
    'lag p50 ms': quantile(lags, 0.5),
    'lag p99 ms': quantile(lags, 0.99),
    'lag max ms': lags.at(-1) ?? Number.NaN,
    'lag samples': lags.length,
  };
};

/** Lag first, then the rebuild on the same engines, then a tower by itself. */
export const run = async (dials: Dials): Promise<Report> => {
  const measured = await inTower(async (tower) => {
    const lag = await measureLag(tower, dials);
    const rebuilt = await measureRebuild(tower, dials.events ?? 220_000);
    return { lag, rebuilt, engines: await enginesOf(tower) };
  });
  const started = await measureStart(15);
  return {
    bench: 'projection',
    engines: measured.engines,
    figures: {
      ...measured.lag,
      'rebuild events': measured.rebuilt.events,
      'rebuild events/s': measured.rebuilt.perSecond,
      'first start s': started.firstSeconds,
      'warm start s': started.secondSeconds,
      'stop s': started.stopSeconds,
      'idle api MB': started.api,
      'idle worker MB': started.worker,
      'idle together MB': started.api + started.worker,
    },
  };
};

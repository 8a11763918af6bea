/** Webhook scans made durable (HTTP, signature, normalizing, log, row) for a minute, against pgbench doing one update and one insert. */

import { type BenchTower, enginesOf, inTower, makeNetwork, type Shipment, until } from './bench-tower.ts';
import type { Dials } from './dials.ts';
import type { LoadResult, LoadTask } from './load/load.ts';
import { runPgbench } from './pgbench.ts';
import { meter, startHelper } from './processes.ts';
import type { Figures, Report } from './report.ts';

const scansInLog = async ({ database }: BenchTower): Promise<number> => {
  const { rows } = await database.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM event_log WHERE name = 'tracking.scan_recorded'`,
  );
  return rows[0]?.n ?? 0;
};

type Load = { scansPerWebhook: number; seconds: number; startAt: number; mostPerSecond: number };

/** One run of the generator; the figures carry its name. Throws when the log and the acknowledgements disagree. */
const load = async (tower: BenchTower, shipments: readonly Shipment[], dials: Dials, of: Load): Promise<Figures> => {
  const task: LoadTask = {
    origin: tower.origin,
    numbers: shipments.map(({ number }) => number),
    webhooks: Math.ceil((of.seconds * of.mostPerSecond) / of.scansPerWebhook),
    scansPerWebhook: of.scansPerWebhook,
    seconds: of.seconds,
    connections: dials.connections,
    pipelining: dials.pipelining,
    startAt: of.startAt,
    stamps: false,
  };
  const generator = startHelper<LoadResult>('load.ts', task);
  await generator.ready;
  const before = await scansInLog(tower);
  const used = meter({ ...tower.file().pids, generator: generator.pid });
  generator.tell('go');
  const sampled = new Promise<Record<string, number>>((done) =>
    setTimeout(() => done(used()), of.seconds * 1000 - 200),
  );
  const result = await generator.result;
  const recorded = (await scansInLog(tower)) - before;
  if (recorded !== result.recorded)
    throw new Error(`${result.recorded} scans were acknowledged, ${recorded} are in the log`);
  if (result.exhausted) throw new Error(`the generator had too few webhooks made (${task.webhooks})`);
  const busy = await sampled;
  const rate = recorded / result.seconds;
  return {
    'scans/s': rate,
    scans: recorded,
    seconds: result.seconds,
    'webhooks refused': result.refused,
    ...Object.fromEntries(
      ['api', 'worker', 'postgres', 'clickhouse', 'redis', 'generator'].map((name) => [
        `${name} us/scan`,
        ((busy[name] ?? 0) * 1e6) / (rate * (of.seconds - 0.2)),
      ]),
    ),
  };
};

const named = (name: string, figures: Figures): Figures =>
  Object.fromEntries(Object.entries(figures).map(([key, value]) => [`${name}: ${key}`, value]));

const settled = ({ database }: BenchTower): Promise<void> =>
  until('subscribers at the head', async () => {
    const { rows } = await database.query<{ behind: string }>(
      'SELECT max(s.seq - c.position) AS behind FROM checkpoints c, sequencer_cursor s',
    );
    return Number(rows[0]?.behind ?? 1) === 0;
  });

/** Runs pgbench, then one and then ten scans a webhook. */
export const run = (dials: Dials): Promise<Report> =>
  inTower(async (tower) => {
    const seconds = dials.seconds ?? 60;
    const shipments = await makeNetwork(tower, dials.shipments);
    await settled(tower);
    const alone = await runPgbench(tower, dials.shipments, Math.min(20, seconds));
    console.log(`pgbench: ${Math.round(alone.tps)} tps`);
    const startAt = Date.now() - 12 * 3_600_000;
    const single = await load(tower, shipments, dials, { scansPerWebhook: 1, seconds, startAt, mostPerSecond: 12_000 });
    console.log(`1 scan a webhook: ${JSON.stringify(single)}`);
    await settled(tower);
    const ten = await load(tower, shipments, dials, {
      scansPerWebhook: 10,
      seconds,
      startAt: startAt + 3_600_000,
      mostPerSecond: 20_000,
    });
    const again = await runPgbench(tower, dials.shipments, Math.min(20, seconds));
    const tps = (alone.tps + again.tps) / 2;
    return {
      bench: 'ingest',
      engines: { ...(await enginesOf(tower)), pgbench: alone.version },
      figures: {
        shipments: shipments.length,
        'pgbench tps before': alone.tps,
        'pgbench tps after': again.tps,
        ...named('1 scan', single),
        ...named('10 scans', ten),
        'ratio at 1 scan a webhook': Number(single['scans/s']) / tps,
        'ratio at 10 scans a webhook': Number(ten['scans/s']) / tps,
      },
    };
  });

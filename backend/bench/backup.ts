/**
 * A tower backed up while scans come in, restored to a new home and a new cluster: the same log, the same answers, ClickHouse
 * filled from it, and new events that get positions. How long each took, and how large the file is.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { startTower } from '../cli/tower.ts';
import { parseConfig } from '../src/platform/config.ts';
import {
  type Answers,
  allPlaced,
  answersOf,
  atTheHead,
  clusterOf,
  differing,
  headOf,
  logUpTo,
} from './backup/answers.ts';
import { type BenchTower, enginesOf, inTower, makeNetwork, newHome, type Shipment, until } from './bench-tower.ts';
import type { Dials } from './dials.ts';
import type { LoadResult, LoadTask } from './load/load.ts';
import { startHelper } from './processes.ts';
import type { Figures, Report } from './report.ts';

export type BackupProof = { events: number; parcels: number; rate: number; loadSeconds: number };

const gantry = join(import.meta.dirname, '../cli/gantry.ts');
const stores = [
  'DATABASE_URL',
  'REDIS_URL',
  'CLICKHOUSE_URL',
  'PORT',
  'GANTRY_HOME',
  'GANTRY_SECRET_KEY',
  'GANTRY_ADMIN_KEY',
];

/** Runs a command as people do, against the tower of a home. Answers what it said and the seconds it took. */
const command = async (home: string, ...args: string[]): Promise<{ said: string; seconds: number }> => {
  const began = performance.now();
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !stores.includes(name)));
  const { stdout } = await promisify(execFile)(process.execPath, [gantry, ...args], {
    env: { ...env, GANTRY_HOME: home },
  });
  return { said: stdout, seconds: (performance.now() - began) / 1000 };
};

/** Scans for some parcels, at a rate or as fast as they are answered. */
const load = (
  tower: Pick<BenchTower, 'origin'>,
  shipments: readonly Shipment[],
  task: Partial<LoadTask> & { webhooks: number },
) =>
  startHelper<LoadResult>('load.ts', {
    origin: tower.origin,
    numbers: shipments.map(({ number }) => number),
    scansPerWebhook: 1,
    seconds: 600,
    connections: 8,
    pipelining: 1,
    startAt: Date.now() - 12 * 3_600_000,
    stamps: false,
    ...task,
  } satisfies LoadTask);

const finish = async <T>(helper: {
  ready: Promise<unknown>;
  result: Promise<T>;
  tell(message: unknown): void;
}): Promise<T> => {
  await helper.ready;
  helper.tell('go');
  return helper.result;
};

/** Fills the log up to about `events`, ten scans in a message. A scan that moves its parcel is two events. */
const fill = async (tower: BenchTower, shipments: readonly Shipment[], events: number): Promise<void> => {
  while ((await headOf(tower.database)) < events) {
    const missing = events - (await headOf(tower.database));
    const webhooks = Math.max(20, Math.min(3_000, Math.ceil(missing / 20)));
    await finish(load(tower, shipments, { webhooks, scansPerWebhook: 10, startAt: Date.now() - 20 * 3_600_000 }));
    await allPlaced(tower.database, 'filling');
  }
};

type Taken = {
  file: string;
  quiet: Shipment[];
  logHead: number;
  log: string;
  cluster: string;
  answers: Answers;
  figures: Figures;
};

/** Backs a busy tower up. The file is read whole by `gantry backup verify`. */
const backUpBusy = async (tower: BenchTower, proof: BackupProof, folder: string): Promise<Taken> => {
  const shipments = await makeNetwork(tower, proof.parcels);
  await fill(tower, shipments, proof.events);
  const [busy, quiet] = [shipments.slice(0, shipments.length / 2), shipments.slice(shipments.length / 2)];
  const loading = load(tower, busy, {
    webhooks: proof.rate * proof.loadSeconds,
    rate: proof.rate,
    seconds: proof.loadSeconds,
  });
  await loading.ready;
  loading.tell('go');
  const from = await headOf(tower.database);
  await until('scans under way', async () => (await headOf(tower.database)) > from);
  const file = join(folder, 'tower.backup');
  const answers = await answersOf(tower, quiet);
  const made = await command(tower.home, 'backup', file);
  const during = await headOf(tower.database);
  const verified = await command(tower.home, 'backup', 'verify', file);
  const sent = await loading.result;
  const logHead = Number(/log head ([\d,]+)/.exec(verified.said)?.[1]?.replaceAll(',', ''));
  return {
    file,
    quiet,
    logHead,
    log: await logUpTo(tower.database, logHead),
    cluster: await clusterOf(tower.database),
    answers,
    figures: {
      events: logHead,
      'scans/s meanwhile': sent.recorded / sent.seconds,
      'scans refused': sent.refused,
      'events placed during backup': during - from,
      'backup s': made.seconds,
      'verify s': verified.seconds,
      'file MB': statSync(file).size / 1e6,
    },
  };
};

/** Starts the restored tower, asks the same, verifies ClickHouse, sends new scans. */
const liveOn = async (home: string, taken: Taken): Promise<Figures> => {
  const config = parseConfig({ GANTRY_HOME: home, GANTRY_DEMO: '0', PORT: '0', GANTRY_LOG_LEVEL: 'warn' });
  const began = performance.now();
  const tower = await startTower(config, { portIsOpen: true, tell: (text) => console.log(`restored tower: ${text}`) });
  const database = new pg.Pool({ connectionString: tower.file().databaseUrl, max: 4 });
  try {
    const startSeconds = (performance.now() - began) / 1000;
    const sameCluster = (await clusterOf(database)) === taken.cluster;
    const log = await logUpTo(database, taken.logHead);
    await allPlaced(database, 'restored');
    await atTheHead(database);
    const filledSeconds = (performance.now() - began) / 1000;
    const different = differing(taken.answers, await answersOf(tower, taken.quiet));
    const { said } = await command(home, 'analytics', 'verify');
    const before = await headOf(database);
    const sent = await finish(load(tower, taken.quiet, { webhooks: 50, startAt: Date.now() - 3_600_000 }));
    await allPlaced(database, 'after the restore');
    await atTheHead(database);
    const placed = (await headOf(database)) - before;
    const faults = [
      ...(sameCluster ? ['it is the same cluster'] : []),
      ...(log === taken.log ? [] : ['the log is another']),
      ...different.map((name) => `another answer: ${name}`),
      ...(sent.recorded === 50 && placed >= 50
        ? []
        : [`of 50 new scans ${sent.recorded} were recorded and ${placed} events placed`]),
      ...(said.includes('agrees with the log') ? [] : [said]),
    ];
    if (faults.length > 0) throw new Error(`the restored tower is another: ${faults.join('; ')}`);
    return {
      'start s': startSeconds,
      'ClickHouse filled s': filledSeconds,
      'answers compared': Object.keys(taken.answers).length,
      'parcels on the wall compared': (taken.answers.wall as unknown[]).length,
      'new events placed': placed,
    };
  } finally {
    await database.end();
    await tower.stop();
  }
};

/** Backs up, restores and compares; throws when anything differs. */
export const proveBackup = async (proof: BackupProof): Promise<{ figures: Figures; engines: Figures }> => {
  const folder = mkdtempSync(join(tmpdir(), 'gantry-backup-'));
  const restoredHome = newHome();
  try {
    const { taken, engines } = await inTower(async (tower) => {
      const made = await backUpBusy(tower, proof, folder);
      return { taken: made, engines: await enginesOf(tower) };
    });
    const restored = await command(folder, 'restore', taken.file, '--home', restoredHome);
    if (!restored.said.includes('verified: ')) throw new Error(`the restore said: ${restored.said}`);
    const lived = await liveOn(restoredHome, taken);
    return { figures: { ...taken.figures, 'restore s': restored.seconds, ...lived }, engines };
  } finally {
    for (const path of [folder, restoredHome]) rmSync(path, { recursive: true, force: true });
  }
};

/** As a bench: 300,000 events and a hundred scans a second unless told otherwise. */
export const run = async (dials: Dials): Promise<Report> => ({
  bench: 'backup',
  ...(await proveBackup({
    events: dials.events ?? 300_000,
    parcels: dials.shipments,
    rate: dials.rate ?? 100,
    loadSeconds: dials.seconds ?? 60,
  })),
});

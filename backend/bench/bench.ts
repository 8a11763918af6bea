/** `pnpm bench <name> [--record] [--seconds N ...]`: runs one bench on a tower of its own and tells what it measured. */
import { parseArgs } from 'node:util';
import type { Dials } from './dials.ts';
import { machine, type Report, tellReport } from './report.ts';

/** A bench that printed its own lines has no report. */
type Bench = { run(dials: Dials): Promise<Report | undefined> };

const benches: Record<string, { about: string; load(): Promise<Bench> }> = {
  ingest: {
    about: 'webhook scans made durable, against pgbench on the same Postgres',
    load: () => import('./ingest.ts'),
  },
  latency: { about: 'webhook sent until a wall client has it', load: () => import('./latency.ts') },
  asking: {
    about: 'waiting time at the api while a socket client asks for the whole log again and again',
    load: () => import('./asking.ts'),
  },
  page: {
    about: 'the customer’s tracking page, server-rendered: requests a second per core, waiting time',
    load: () => import('./tracking-page.ts'),
  },
  projection: {
    about: 'lag of ClickHouse, rebuild from the log, warm start, idle memory',
    load: () => import('./projection.ts'),
  },
  orders: {
    about: 'orders placed with allocation, beside a bare SQL transaction that changes the same rows',
    load: () => import('./orders/placing.ts'),
  },
  mutations: { about: 'ten thousand spoiled messages for each carrier’s reading', load: () => import('./proofs.ts') },
  crash: {
    about: '20,000 scans while processes are killed: nothing lost, nothing twice',
    load: () => import('./proofs.ts'),
  },
  lists: {
    about: 'lists and board of 100,000 orders: what Postgres needs for every filter, with its plans [--events N]',
    load: () => import('./orders/lists.ts'),
  },
  backup: {
    about: 'a tower of 300,000 events backed up under load, restored to a new home and compared',
    load: () => import('./backup.ts'),
  },
  chaos: {
    about:
      'the tower while everything is killed, stopped, filled and emptied: --seed N --minutes M [--only kind,...] [--mutant name|all]',
    load: () => import('./chaos.ts'),
  },
  tampering: {
    about: 'a thousand falsifications of the log, each found and named; how fast a log is chained and verified',
    load: () => import('./proofs.ts'),
  },
  poison: {
    about: 'a thousand events that nobody can handle among fifty thousand: what they cost the others',
    load: () => import('./proofs.ts'),
  },
  rebuild: {
    about: 'fact tables made again by a process that is killed at each step, or a store beneath it: whole afterwards',
    load: () => import('./proofs.ts'),
  },
  eta: { about: 'error and interval of the ETA on real orders (JSON lines)', load: () => import('./eta.ts') },
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    record: { type: 'boolean', default: false },
    seconds: { type: 'string' },
    shipments: { type: 'string', default: '5000' },
    connections: { type: 'string', default: '64' },
    pipelining: { type: 'string', default: '4' },
    rate: { type: 'string' },
    clients: { type: 'string', default: '50' },
    events: { type: 'string' },
    train: { type: 'string' },
    test: { type: 'string' },
    cut: { type: 'string' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    minutes: { type: 'string', default: '10' },
    only: { type: 'string' },
    mutant: { type: 'string' },
  },
});

const [name = ''] = positionals;
const bench = benches[name];
if (!bench) {
  console.log('pnpm bench <name> [--record]\n');
  for (const [each, { about }] of Object.entries(benches)) console.log(`  ${each.padEnd(12)} ${about}`);
  process.exit(1);
}
const optional = (text: string | undefined): number | undefined => (text === undefined ? undefined : Number(text));
const about = machine();
const { run } = await bench.load();
const report = await run({
  seconds: optional(values.seconds),
  rate: optional(values.rate),
  shipments: Number(values.shipments),
  connections: Number(values.connections),
  pipelining: Number(values.pipelining),
  clients: Number(values.clients),
  events: optional(values.events),
  train: values.train,
  test: values.test,
  cut: values.cut,
  seed: Number(values.seed),
  minutes: Number(values.minutes),
  only: values.only,
  mutant: values.mutant,
  name,
});
if (report) tellReport(report, about, values.record);
process.exit(report?.failed ? 1 : 0);

/** The figures of the tower as gauges of /metrics. What is not known at the moment is NaN, never the last value. */
import type { SystemFigures } from '@gantry/shared/api/system';
import { Gauge } from 'prom-client';
import { registry } from '../metrics.ts';
import type { System } from './system.ts';

const registers = [registry];
const gauge = <Label extends string = never>(name: string, help: string, ...labelNames: Label[]): Gauge<Label> =>
  new Gauge({ name: `gantry_${name}`, help, labelNames, registers });

const well = gauge('well', '1 when the tower is well, 0 when anything ails it');
const troubles = gauge('trouble', 'What ails the tower, and since when (Unix time)', 'name');
const head = gauge('log_head', 'Newest position of the event log');
const headAge = gauge('log_head_age_seconds', 'Age of the newest event that has a position');
const unplaced = gauge('log_unplaced', 'Events that have no position yet');
const oldestUnplaced = gauge('log_unplaced_age_seconds', 'Age of the oldest event that has no position yet');
const horizon = gauge('horizon_age_seconds', 'For how long the oldest open transaction has held the log back');
const holder = gauge('horizon_holder', 'Who holds the log back', 'application', 'pid', 'state');
const lag = gauge('subscriber_lag', 'Positions a subscriber is behind the head', 'subscriber');
const lagAge = gauge('subscriber_lag_seconds', 'Age of the oldest event a subscriber has not read', 'subscriber');
const open = gauge('jobs_open', 'Jobs not done yet', 'job');
const due = gauge('jobs_due', 'Jobs whose time has come', 'job');
const oldestDue = gauge('jobs_due_age_seconds', 'How long the oldest job that is due has been so', 'job');
const deferred = gauge('inbox_deferred', 'Messages that are kept and not recorded yet');
const oldestDeferred = gauge('inbox_deferred_age_seconds', 'Age of the oldest of them');
const stores = gauge('store_up', '1 when this process reaches the store', 'store');
const processes = gauge('processes', 'Processes that were seen within six seconds', 'role');
const diskTotal = gauge('disk_total_bytes', 'Space of a disk in all', 'disk');

const labelled = [troubles, holder, lag, lagAge, open, due, oldestDue, stores, processes, diskTotal];

const known = (value: number | null): number => value ?? Number.NaN;
const inSeconds = (ms: number | null): number => known(ms === null ? null : ms / 1000);

const setLog = ({ log, horizon: { ageMs, holder: who }, inbox }: SystemFigures): void => {
  head.set(known(log.head));
  headAge.set(inSeconds(log.headAgeMs));
  unplaced.set(known(log.unplaced));
  oldestUnplaced.set(inSeconds(log.oldestUnplacedMs));
  horizon.set(inSeconds(ageMs));
  if (who) {
    const application = who.application ?? who.transaction ?? '';
    holder.set({ application, pid: String(who.pid ?? ''), state: who.state ?? '' }, 1);
  }
  deferred.set(known(inbox.deferred));
  oldestDeferred.set(inSeconds(inbox.oldestMs));
};

/** Shows the figures; names that are no more disappear. */
export const setGauges = (figures: SystemFigures): void => {
  for (const one of labelled) one.reset();
  well.set(figures.state === 'well' ? 1 : 0);
  for (const { name, since } of figures.troubles) troubles.set({ name }, Date.parse(since) / 1000);
  setLog(figures);
  for (const { name, behind, behindMs } of figures.subscribers) {
    lag.set({ subscriber: name }, known(behind));
    lagAge.set({ subscriber: name }, inSeconds(behindMs));
  }
  for (const one of figures.queues) {
    open.set({ job: one.job }, one.open);
    due.set({ job: one.job }, one.due);
    oldestDue.set({ job: one.job }, inSeconds(one.oldestDueMs ?? 0));
  }
  for (const { name, ok } of figures.stores) stores.set({ store: name }, ok ? 1 : 0);
  for (const role of ['api', 'worker'])
    processes.set({ role }, figures.processes.filter((one) => one.role === role).length);
  for (const { name, totalBytes } of figures.disks) diskTotal.set({ disk: name }, totalBytes);
};

const everyMs = 2_000;

/** Keeps the gauges of this process up to date; answers the function that ends it. Measuring also tells which stores it misses. */
export const keepGauges = ({ figures }: System): (() => void) => {
  const keep = (): void => void figures().then(setGauges, () => undefined);
  keep();
  const timer = setInterval(keep, everyMs);
  return () => clearInterval(timer);
};

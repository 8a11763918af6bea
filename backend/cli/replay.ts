/**
 * `gantry replay <olist folder> [--speed N|max] [--until date] [--origin URL] [--key KEY]`: feeds the real orders of the
 * Olist data set through the same HTTP API as everybody else, in time order. Can be stopped and resumed; running it again
 * changes nothing; at the end the tower's figures stand beside a plain count over the files.
 */
import { parseArgs } from 'node:util';
import { configureConnection } from '@gantry/shared/api/carriers';
import { getOrder } from '@gantry/shared/api/orders';
import { messageOf } from '../src/kernel/errors.ts';
import { openTower, type Tower, TowerRefusal } from '../src/sandbox/tower.ts';
import { toldOf } from './known-errors.ts';
import { type Checkpoint, checkpointPath, loadCheckpoint, saveCheckpoint } from './olist/checkpoint.ts';
import { olistConnection } from './olist/connection.ts';
import { compare, contradictionsOf, settledFigures } from './olist/figures.ts';
import { readOlist } from './olist/files.ts';
import { instantOf, olistName, olistOrders } from './olist/orders.ts';
import { replay, type Tally } from './olist/replayer.ts';
import { type Doing, type PlainCount, plainCount, scriptOf } from './olist/script.ts';
import { startProgress } from './progress.ts';
import { CommandError, type Environment, towerAccess } from './tower-access.ts';

const usage = `gantry replay <olist folder> [--speed N|max] [--until YYYY-MM-DD] [--merchant NAME] [--origin URL] [--key KEY]
  --speed   times as fast as the orders happened, or max (the default)
  --until   replay only what happened up to the end of that day
  --merchant  whose orders they are to be`;

type Arguments = {
  folder: string;
  speed: number;
  until: number;
  origin: string | undefined;
  key: string | undefined;
  merchant: string | undefined;
};

/** Parses the command line. Throws a CommandError saying what is wrong. */
export const parseReplayArgs = (args: string[]): Arguments => {
  const option = { type: 'string' } as const;
  const options = { speed: option, until: option, origin: option, key: option, merchant: option };
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  const [folder, ...more] = positionals;
  if (folder === undefined || more.length > 0) throw new CommandError(usage);
  const speed = values.speed === undefined || values.speed === 'max' ? Number.POSITIVE_INFINITY : Number(values.speed);
  if (!(speed > 0)) throw new CommandError(`--speed: a number above 0, or max; not ${values.speed}`);
  let until = Number.POSITIVE_INFINITY;
  if (values.until !== undefined) {
    const midnight = /^\d{4}-\d\d-\d\d$/.test(values.until) ? Date.parse(`${values.until}T00:00:00Z`) : Number.NaN;
    if (Number.isNaN(midnight)) throw new CommandError(`--until: a day such as 2018-05-01, not ${values.until}`);
    until = instantOf(new Date(midnight + 86_400_000).toISOString().slice(0, 19));
  }
  return { folder, speed, until, origin: values.origin, key: values.key, merchant: values.merchant };
};

/** Where to begin: a tower that does not know the witness has seen nothing of this replay. */
const beginning = async (tower: Tower, checkpoint: Checkpoint, total: number): Promise<number> => {
  if (checkpoint.witness === null || checkpoint.sent >= total) return 0;
  try {
    await tower.call(getOrder, { params: { orderId: checkpoint.witness } });
    return checkpoint.sent;
  } catch (error) {
    if (error instanceof TowerRefusal && error.status === 404) return 0;
    throw error;
  }
};

const row = (name: string, value: string | number): void => console.log(`  ${name.padEnd(30)}${value}`);

const summarize = (tally: Tally, elapsedMs: number, sent: number): void => {
  const seconds = elapsedMs / 1000;
  console.log('sent');
  row('orders placed', tally.placed);
  row('orders amended', tally.amended);
  row('shipments created', tally.created);
  row('scans recorded', tally.recorded);
  row('orders cancelled', tally.cancelled);
  for (const [reason, count] of tally.trashed) row(`trashed: ${reason}`, count);
  row('unchanged (already known)', tally.unchanged);
  row('refused', tally.failed.length);
  for (const { order, problem } of tally.failed.slice(0, 10)) console.log(`    ${order}: ${problem}`);
  row('elapsed', `${seconds.toFixed(1)} s, ${Math.round(sent / Math.max(seconds, 0.001))} requests/s`);
  const changed = tally.placed + tally.amended + tally.created + tally.recorded + tally.cancelled;
  if (changed === 0 && tally.failed.length === 0) console.log('nothing changed: the tower knew all of it already');
};

/** Prints the comparison; true when every figure agrees. */
const judge = async (tower: Tower, count: PlainCount): Promise<boolean> => {
  const comparisons = compare(await settledFigures(tower, count), count);
  console.log(`\n${'performance, channel olist'.padEnd(32)}${'tower'.padStart(12)}${'files'.padStart(12)}`);
  for (const { name, tower: ours, files, same } of comparisons) {
    console.log(`  ${name.padEnd(30)}${ours.padStart(12)}${files.padStart(12)}  ${same ? 'OK' : 'DIFFERENT'}`);
  }
  row('orders without lines', `${count.ordersWithoutLines} in the files`);
  row(
    'impossible times',
    `${count.impossibleTimes} shipments in the files, ${await contradictionsOf(tower)} contradictions`,
  );
  return comparisons.every((one) => one.same);
};

const send = async (tower: Tower, doings: Doing[], run: { path: string; speed: number; signal: AbortSignal }) => {
  const checkpoint = loadCheckpoint(run.path);
  const from = await beginning(tower, checkpoint, doings.length);
  if (from > 0) console.log(`resuming at ${from} of ${doings.length}`);
  await tower.call(configureConnection, {
    params: { name: olistName },
    body: { ...olistConnection, secret: checkpoint.secret },
  });
  let now: Checkpoint = { ...checkpoint, sent: from };
  saveCheckpoint(run.path, now);
  const bar = startProgress('replay', doings.length);
  const saver = setInterval(() => saveCheckpoint(run.path, now), 1000);
  const started = performance.now();
  try {
    const tally = await replay({
      tower,
      doings,
      secret: checkpoint.secret,
      from,
      speed: run.speed,
      signal: run.signal,
      onSent: (sent, at) => {
        now = { ...now, sent: Math.max(now.sent, sent) };
        bar.at(now.sent, new Date(at).toISOString().slice(0, 10));
      },
      onOrder: (orderId) => {
        now = { ...now, witness: orderId };
      },
    });
    return { tally, sent: now.sent - from, elapsedMs: performance.now() - started };
  } finally {
    clearInterval(saver);
    saveCheckpoint(run.path, now);
    bar.stop();
  }
};

const replayFolder = async (given: Arguments, env: Environment, signal: AbortSignal): Promise<number> => {
  const access = towerAccess(given, env);
  const doings = scriptOf(olistOrders(await readOlist(given.folder)), given.until);
  const count = plainCount(doings);
  console.log(
    `${count.orders} orders, ${count.shipments} shipments, ${count.scans} scans, ${count.cancellations} cancellations`,
  );
  // The line stays open a moment longer than the signal, so that what is under way is finished and remembered.
  const patience = new AbortController();
  signal.addEventListener('abort', () => setTimeout(() => patience.abort(new Error('stopped')), 5000).unref(), {
    once: true,
  });
  const tower = openTower({ ...access, connections: 32, patienceMs: 120_000, signal: patience.signal });
  try {
    const until = given.until === Number.POSITIVE_INFINITY ? [] : [String(given.until)];
    const keys = [...until, ...(access.merchant === undefined ? [] : [access.merchant])];
    const path = checkpointPath(access.home, access.origin, [...keys, ...doings.map((doing) => doing.order.id)]);
    const { tally, sent, elapsedMs } = await send(tower, doings, { path, speed: given.speed, signal });
    summarize(tally, elapsedMs, sent);
    if (signal.aborted) {
      console.log('stopped; run the same command again to go on');
      return 130;
    }
    const agrees = await judge(tower, count);
    return agrees && tally.failed.length === 0 ? 0 : 1;
  } finally {
    await tower.close();
  }
};

/** Runs the command; answers the exit code: 0, 1 when something is different or wrong, 130 when stopped by Ctrl-C. */
export const run = async (args: string[], env: Environment): Promise<number> => {
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  try {
    return await replayFolder(parseReplayArgs(args), env, stopping.signal);
  } catch (error) {
    if (stopping.signal.aborted) return 130;
    console.error(toldOf(error, usage) ?? messageOf(error));
    return 1;
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
};

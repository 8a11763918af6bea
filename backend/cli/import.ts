/**
 * `gantry import orders <file.csv|jsonl> [--dry-run] [--channel NAME] ...`: brings orders from a file in through the API.
 * Good orders go in whatever is wrong with others; the bad ones are told line by line and written beside the file, ready
 * to be repaired and imported again. Importing twice changes nothing.
 */
import { createWriteStream, existsSync, statSync, type WriteStream } from 'node:fs';
import { parseArgs } from 'node:util';
import { placeOrder } from '@gantry/shared/api/orders';
import { messageOf } from '../src/kernel/errors.ts';
import { openTower, type Tower, TowerRefusal } from '../src/sandbox/tower.ts';
import { toldOf } from './known-errors.ts';
import { template } from './orders-file/columns.ts';
import { type OrdersFile, readOrders } from './orders-file/read.ts';
import { startProgress } from './progress.ts';
import { CommandError, type Environment, towerAccess } from './tower-access.ts';

const usage = `gantry import orders <file.csv|file.jsonl> [options]
  --dry-run          check the file, write nothing
  --channel NAME     for orders that name no channel
  --merchant NAME    whose orders they are; main, or the one the key serves, when left out
  --time-zone ZONE   IANA zone for times without an offset
  --delimiter CHAR   of the CSV, "," when left out
  --template         print an example CSV and stop
  --origin URL --key KEY   the tower, when it is not the one of GANTRY_HOME
Columns: docs/import.md`;

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;
const options = {
  'dry-run': flag,
  template: flag,
  channel: text,
  merchant: text,
  'time-zone': text,
  delimiter: text,
  origin: text,
  key: text,
};

type Tally = { read: number; placed: number; unchanged: number; amended: number; trashed: number; failed: number };
type Import = {
  tower: Tower | undefined;
  tally: Tally;
  errorsPath: string;
  errorsFile: WriteStream | undefined;
  told: number;
};

const atOnce = 16;
const toldAtMost = 50;

/** Tells the errors of an order and, unless this is a dry run, keeps it for repair. */
const refuse = (work: Import, read: OrdersFile, errors: readonly string[]): void => {
  work.tally.failed++;
  for (const error of errors) {
    work.told++;
    if (work.told <= toldAtMost) console.error(error);
    else if (work.told === toldAtMost + 1) console.error('... and more');
  }
  if (!work.tower) return;
  work.errorsFile ??= createWriteStream(work.errorsPath, { mode: 0o600 });
  work.errorsFile.write(`${JSON.stringify({ line: read.line, errors, order: read.order })}\n`);
};

const send = async (work: Import, read: Extract<OrdersFile, { order: object }>): Promise<void> => {
  if (!work.tower || 'refused' in read) return;
  try {
    const { reply } = await work.tower.call(placeOrder, { body: read.order });
    work.tally[reply.outcome]++;
    if (reply.outcome === 'trashed') console.error(`line ${read.line}: kept in the Trash: ${reply.reason}`);
  } catch (error) {
    if (!(error instanceof TowerRefusal)) throw error;
    const fields = error.problem.errors?.map((one) => `line ${read.line}: ${one.path}: ${one.message}`);
    refuse(work, read, fields?.length ? fields : [`line ${read.line}: ${error.message}`]);
  }
};

const importAll = async (
  work: Import,
  orders: AsyncIterable<OrdersFile>,
  run: { size: number; signal: AbortSignal },
) => {
  const bar = startProgress(work.tower ? 'import' : 'check', run.size);
  const running = new Set<Promise<void>>();
  let failure: unknown;
  try {
    for await (const read of orders) {
      if (run.signal.aborted || failure !== undefined) break;
      work.tally.read++;
      bar.at(Math.min(read.bytes, run.size), `${work.tally.read} orders, ${work.tally.failed} bad`);
      if ('refused' in read) {
        refuse(work, read, read.errors);
        continue;
      }
      const sending = send(work, read)
        .catch((error: unknown) => {
          failure ??= error;
        })
        .finally(() => running.delete(sending));
      running.add(sending);
      if (running.size >= atOnce) await Promise.race(running);
    }
    await Promise.all(running);
    bar.at(run.size, `${work.tally.read} orders, ${work.tally.failed} bad`);
  } finally {
    bar.stop();
    await new Promise<void>((resolve) => (work.errorsFile ? work.errorsFile.end(() => resolve()) : resolve()));
  }
  if (failure !== undefined) throw failure;
};

const summarize = ({ tower, tally, errorsFile, errorsPath }: Import): void => {
  const facts = tower
    ? `${tally.placed} placed, ${tally.unchanged} unchanged, ${tally.amended} amended, ${tally.trashed} in the Trash, ${tally.failed} bad`
    : `${tally.read - tally.failed} good, ${tally.failed} bad; nothing was written`;
  console.log(`${tally.read} orders read: ${facts}`);
  if (tower && tally.failed > 0 && errorsFile)
    console.log(`the bad ones are in ${errorsPath}: repair their "order" and import that file`);
};

const importOrders = async (args: string[], env: Environment, signal: AbortSignal): Promise<number> => {
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  if (values.template) {
    process.stdout.write(template());
    return 0;
  }
  const [what, path, ...more] = positionals;
  if (what !== 'orders' || path === undefined || more.length > 0) throw new CommandError(usage);
  if (!existsSync(path)) throw new CommandError(`${path}: no such file`);
  if (values.delimiter !== undefined && values.delimiter.length !== 1)
    throw new CommandError('--delimiter: one character');
  const tower = values['dry-run']
    ? undefined
    : openTower({ ...towerAccess(values, env), connections: atOnce, patienceMs: 60_000, signal });
  const tally: Tally = { read: 0, placed: 0, unchanged: 0, amended: 0, trashed: 0, failed: 0 };
  const work: Import = { tower, tally, errorsPath: `${path}.errors.jsonl`, errorsFile: undefined, told: 0 };
  const delimiter = values.delimiter === undefined ? {} : { delimiter: values.delimiter };
  try {
    const orders = readOrders(path, { channel: values.channel, timeZone: values['time-zone'], ...delimiter });
    await importAll(work, orders, { size: statSync(path).size, signal });
  } finally {
    await tower?.close();
    if (tally.read > 0) summarize(work);
  }
  return tally.failed + tally.trashed > 0 ? 1 : 0;
};

/** Runs the command; answers the exit code: 0, 1 when anything failed, 130 when stopped by Ctrl-C. */
export const run = async (args: string[], env: Environment): Promise<number> => {
  const stopping = new AbortController();
  const stop = () => stopping.abort(new Error('stopped'));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  try {
    const code = await importOrders(args, env, stopping.signal);
    return stopping.signal.aborted ? 130 : code;
  } catch (error) {
    if (stopping.signal.aborted) return 130;
    console.error(toldOf(error, usage) ?? messageOf(error));
    return 1;
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
};

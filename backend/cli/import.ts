/**
 * `gantry import orders|products|stock|warehouses|locations|vendors <file.csv|jsonl> [--dry-run] ...`: brings what a file holds
 * in through the API. Importing twice changes nothing. What each kind is: `import-file/`.
 */
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { messageOf } from '../src/kernel/errors.ts';
import { openTower } from '../src/sandbox/tower.ts';
import { type Kind, templateOf } from './import-file/kind.ts';
import { kinds } from './import-file/kinds.ts';
import { atOnce, importFile } from './import-file/run.ts';
import { toldOf } from './known-errors.ts';
import { CommandError, type Environment, towerAccess } from './tower-access.ts';

const usage = `gantry import ${Object.keys(kinds).join('|')} <file.csv|file.jsonl> [options]
  --dry-run          check the file, write nothing
  --merchant NAME    whose it is; main, or the one the key serves, when left out
  --delimiter CHAR   of the CSV, "," when left out
  --template         print an example CSV and stop
  --channel NAME     orders: for those that name no channel
  --time-zone ZONE   orders, stock: IANA zone for times without an offset
  --at TIME          stock: when it was counted or came, where a row does not say it
  --reference NAME   stock: the count or the delivery note, where a row does not say it
  --origin URL --key KEY   the tower, when it is not the one of GANTRY_HOME
Columns: docs/import.md`;

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;
const options = {
  'dry-run': flag,
  template: flag,
  merchant: text,
  delimiter: text,
  channel: text,
  'time-zone': text,
  at: text,
  reference: text,
  origin: text,
  key: text,
};

const parsed = (args: string[]) => {
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  const { channel, at, reference, 'time-zone': timeZone } = values;
  return { values, positionals, standIns: { channel, timeZone, at, reference } };
};
type Parsed = ReturnType<typeof parsed>;

/** Options that are for things of another kind are refused: they would be passed over without a word. */
const insistOnHeeded = (name: string, { heeds }: Kind, standIns: Parsed['standIns']): void => {
  const others = Object.entries(standIns).find(
    ([option, value]) => value !== undefined && !heeds.some((heeded) => heeded === option),
  );
  if (!others) return;
  const option = others[0].replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  throw new CommandError(`--${option} says nothing about ${name}\n${usage}`);
};

const importThings = async (args: string[], env: Environment, signal: AbortSignal): Promise<number> => {
  const { values, positionals, standIns } = parsed(args);
  const [name = values.template ? 'orders' : '', path, ...more] = positionals;
  const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
  if (!kind || more.length > 0) throw new CommandError(usage);
  if (values.template) {
    process.stdout.write(templateOf(kind));
    return 0;
  }
  if (path === undefined) throw new CommandError(usage);
  insistOnHeeded(name, kind, standIns);
  if (!existsSync(path)) throw new CommandError(`${path}: no such file`);
  const { delimiter } = values;
  if (delimiter !== undefined && delimiter.length !== 1) throw new CommandError('--delimiter: one character');
  const tower = values['dry-run']
    ? undefined
    : openTower({ ...towerAccess(values, env), connections: atOnce, patienceMs: 60_000, signal });
  try {
    const read = { ...standIns, ...(delimiter === undefined ? {} : { delimiter }) };
    const { failed, outcomes } = await importFile({ kind, path, options: read, tower, signal });
    const unwell = (kind.unwell ?? []).some((outcome) => (outcomes.get(outcome) ?? 0) > 0);
    return failed > 0 || unwell ? 1 : 0;
  } finally {
    await tower?.close();
  }
};

/** Runs the command; answers the exit code: 0, 1 when anything failed, 130 when stopped by Ctrl-C. */
export const run = async (args: string[], env: Environment): Promise<number> => {
  const stopping = new AbortController();
  const stop = () => stopping.abort(new Error('stopped'));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  try {
    const code = await importThings(args, env, stopping.signal);
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

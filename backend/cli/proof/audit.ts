/**
 * `gantry audit verify | head | restored`: the proof of the log. It reads the database and the heads beside it, and asks no
 * process of the tower.
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { ProofFault } from '@gantry/shared/api/audit';
import type pg from 'pg';
import { sqlOf } from '../../src/platform/backup/catalog.ts';
import type { Sql } from '../../src/platform/database.ts';
import { chainedThrough } from '../../src/platform/log/proof/chain.ts';
import { type HeadBook, headBookOf } from '../../src/platform/log/proof/head-book.ts';
import { addRestored, headsFolderOf, readHeadLines } from '../../src/platform/log/proof/head-file.ts';
import { newestHead } from '../../src/platform/log/proof/heads.ts';
import { type Verified, verifyLog } from '../../src/platform/log/proof/verify.ts';
import { type VerifiedOrder, verifyOrder } from '../../src/platform/log/proof/verify-order.ts';
import { grouped } from '../backup/backup.ts';
import { onConnection, withTowerDatabase } from '../backup/tower-database.ts';
import { keysOf } from '../backup/tower-keys.ts';
import { startProgress } from '../progress.ts';
import { CommandError, type Environment, homeOf } from '../tower-access.ts';

export const usage = `gantry audit verify [--order <id or number>] [--merchant <id>] [--heads <file|folder>]...
gantry audit head
gantry audit restored --why <text>
  verify     hashes every event again, follows every chain and compares it with the heads that were written beside the
             database; ends with 1 and names what was changed, taken out, put in or written anew
  head       the newest head, to be kept somewhere else
  restored   says in the file of heads that the database was brought back to an earlier state by other means than
             gantry restore: later heads are void from now on
  --heads    heads kept elsewhere; those of GANTRY_HOME when left out
  The tower: the one of GANTRY_HOME, or DATABASE_URL.`;

type Asked = {
  order: string | undefined;
  merchant: string | undefined;
  heads: string[];
  why: string | undefined;
  env: Environment;
};

const secretsOf = (env: Environment): string[] => {
  const { secretKey } = keysOf(homeOf(env), env);
  return [secretKey ?? '', ...(env.GANTRY_SECRET_KEY_FORMER ?? '').split(',')].filter(Boolean);
};

const bookOf = ({ heads, env }: Asked): HeadBook => {
  for (const path of heads) if (!existsSync(path)) throw new CommandError(`there is nothing at ${path}`);
  const paths = heads.length > 0 ? heads.map((path) => resolve(path)) : [headsFolderOf(homeOf(env))];
  return headBookOf(paths.flatMap(readHeadLines), secretsOf(env));
};

const tellFaults = (faults: readonly ProofFault[], count: number): void => {
  for (const { text } of faults) console.log(`  ${text}`);
  if (count > faults.length) console.log(`  and ${grouped(count - faults.length)} more`);
};

const tellBook = ({ heads, aside, unknown }: HeadBook): void => {
  if (heads.size === 0)
    console.log('there are no heads beside the database: a log that was written anew as a whole would not be noticed');
  if (aside > 0) console.log(`${grouped(aside)} heads are void since a restore`);
  if (unknown > 0)
    console.log(`${grouped(unknown)} heads are signed by a key that is not at hand (GANTRY_SECRET_KEY_FORMER)`);
};

const faultsIn = (count: number): string => (count === 1 ? '1 fault:' : `${grouped(count)} faults:`);

const tellLog = ({ ok, entries, pending, heads, faults, faultCount }: Verified): number => {
  const { checked, outside, newest } = heads;
  console.log(
    `${grouped(entries)} events, ${grouped(checked)} heads, ${grouped(outside)} of them beside the database; ${grouped(pending)} events are not chained yet`,
  );
  if (newest) console.log(`newest head: ${newest.number} of ${newest.at}, to position ${newest.seq}, ${newest.hash}`);
  console.log(ok ? 'the log is what was written' : faultsIn(faultCount));
  tellFaults(faults, faultCount);
  return ok ? 0 : 1;
};

const tellOrder = ({ ok, events, pending, head, faults }: VerifiedOrder): number => {
  const by = head
    ? `covered by head ${head.number} of ${head.at}${head.outside ? '' : ', which is not beside the database'}`
    : 'no head covers them yet';
  console.log(`${grouped(events)} events of the order, ${by}; ${grouped(pending)} are not chained yet`);
  console.log(ok ? 'its events are what was written' : faultsIn(faults.length));
  tellFaults(faults, faults.length);
  return ok ? 0 : 1;
};

const orderIdOf = async (sql: Sql, asked: string): Promise<string> => {
  const rows = await sql.rows<{ id: string; merchant: string }>(
    'SELECT id, merchant FROM orders WHERE id = $1 OR number = $1 ORDER BY id LIMIT 2',
    asked,
  );
  const [first, second] = rows;
  if (!first) throw new CommandError(`there is no order ${asked}`);
  if (second)
    throw new CommandError(
      `order number ${asked} is of several merchants: name it by its id (${first.id}, ${second.id} …)`,
    );
  return first.id;
};

const verify = async (client: pg.Client, asked: Asked): Promise<number> => {
  const sql = sqlOf(client);
  const book = bookOf(asked);
  tellBook(book);
  if (asked.order !== undefined) return tellOrder(await verifyOrder(sql, await orderIdOf(sql, asked.order), book));
  const progress = startProgress('checked', await chainedThrough(sql));
  try {
    const { merchant } = asked;
    const verified = await verifyLog(sql, { book, merchant, onProgress: (seq) => progress.at(seq) });
    progress.stop();
    if (merchant !== undefined && verified.entries === 0 && verified.ok)
      throw new CommandError(`there is no chain of ${merchant}`);
    return tellLog(verified);
  } finally {
    progress.stop();
  }
};

const tellHead = async (client: pg.Client): Promise<number> => {
  const head = await newestHead(sqlOf(client));
  if (!head) throw new CommandError('the log has no head yet: a worker makes one within a minute');
  console.log(JSON.stringify({ number: head.number, at: head.at, seq: head.seq, hash: head.hash }));
  return 0;
};

const noteRestored = async (client: pg.Client, { why, env }: Asked): Promise<number> => {
  if (why === undefined || why.trim() === '') throw new CommandError('say by --why how the database was brought back');
  const { secretKey } = keysOf(homeOf(env), env);
  if (secretKey === null) throw new CommandError('the tower’s secret key is not at hand');
  addRestored(headsFolderOf(homeOf(env)), secretKey, { why, at: new Date(), head: await newestHead(sqlOf(client)) });
  return 0;
};

const doings: Record<string, (client: pg.Client, asked: Asked) => Promise<number>> = {
  verify,
  head: tellHead,
  restored: noteRestored,
};

/** Checks, tells or notes. */
export const run = async (args: string[], env: Environment): Promise<number> => {
  const text = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    args,
    options: {
      order: text,
      merchant: text,
      heads: { type: 'string', multiple: true },
      why: text,
      help: { type: 'boolean' },
    },
    allowPositionals: true,
  });
  const [what = '', ...more] = positionals;
  const doing = Object.hasOwn(doings, what) ? doings[what] : undefined;
  if (!doing || more.length > 0 || values.help) {
    process.stderr.write(`${usage}\n`);
    return values.help ? 0 : 1;
  }
  const asked: Asked = {
    order: values.order,
    merchant: values.merchant,
    heads: values.heads ?? [],
    why: values.why,
    env,
  };
  return withTowerDatabase(env, (url) => onConnection(url, 'gantry-audit', (client) => doing(client, asked)));
};

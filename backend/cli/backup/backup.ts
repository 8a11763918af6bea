/**
 * `gantry backup <file|folder>`: the whole tower in a file, and the keys of personal data in another beside it, while it
 * runs; `gantry backup verify <file>`: are they whole.
 */
import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type pg from 'pg';
import { erasuresSince } from '../../src/contexts/privacy/erasure-list.ts';
import { sqlOf } from '../../src/platform/backup/catalog.ts';
import { type BackupDone, backUp, fingerprintOf } from '../../src/platform/backup/dump.ts';
import { markErasureLists } from '../../src/platform/backup/erasure-copies.ts';
import { addToErasureList, erasureListOf, missingIn, readErasureList } from '../../src/platform/backup/erasures.ts';
import type { TowerKeys } from '../../src/platform/backup/frames.ts';
import { keepsKeysApart, keysFileOf, verifyBackup } from '../../src/platform/backup/pair.ts';
import { CommandError, type Environment, homeOf } from '../tower-access.ts';
import { versionOf } from './app-version.ts';
import { startCounting } from './counting.ts';
import { onConnection, withTowerDatabase } from './tower-database.ts';
import { keysOf } from './tower-keys.ts';

export const usage = `gantry backup <file|folder> [--without-keys]
gantry backup verify <file>
  The file holds everything in Postgres and the tower's keys (secret.key, admin.key): keep it as safe as the tower.
  The folder gets a copy of the tower's erasures.log too, which the tower keeps current where it can reach it.
  Beside it <file>.keys holds the keys that personal data is sealed under. Without it names and addresses in the backup
  cannot be read: delete these files sooner, and what was erased since is gone from the backup for good.
  --without-keys   leaves the keys out; a restore then asks for the secret key
  The tower: the one of GANTRY_HOME, or DATABASE_URL. ClickHouse and Redis are made from what is in the file.`;

/** The file at a path of the command line. */
export const fileAt = (path: string): string => {
  if (!existsSync(path)) throw new CommandError(`there is no file ${path}`);
  if (statSync(path).isDirectory()) throw new CommandError(`${path} is a folder, not a file`);
  return resolve(path);
};

/** Sizes and counts as people read them. */
export const megabytes = (path: string): string => `${(statSync(path).size / 1e6).toFixed(1)} MB`;
export const grouped = (n: number): string => n.toLocaleString('en');

const fileIn = (target: string): string => {
  const path = resolve(target);
  const stamp = new Date().toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
  if (existsSync(path) && statSync(path).isDirectory()) return join(path, `gantry-${stamp}.backup`);
  if (existsSync(path)) throw new CommandError(`${path} is there already: name another file, or a folder`);
  if (!existsSync(dirname(path))) throw new CommandError(`there is no folder ${dirname(path)}`);
  return path;
};

const none: TowerKeys = { secretKey: null, adminKey: null };

/** The home's list and the one beside the backup, whole until now. */
const noteErasures = async (
  client: pg.Client,
  { home, path, secretKey }: { home: string; path: string; secretKey: string | null },
): Promise<void> => {
  const wholeUntil = new Date().toISOString();
  const list = erasureListOf(home);
  addToErasureList(list, missingIn(readErasureList(list), await erasuresSince(sqlOf(client), null)));
  const tower = secretKey === null ? null : fingerprintOf(secretKey);
  markErasureLists(home, dirname(path), { wholeUntil, tower });
};

const write = async (path: string, { env, withKeys }: { env: Environment; withKeys: boolean }): Promise<BackupDone> => {
  const counting = startCounting('backing up');
  const onRows = (rows: number, table: string): void => counting.at(rows, table);
  try {
    return await withTowerDatabase(env, (url) => {
      const keys = keysOf(homeOf(env), env);
      if (withKeys && keys.secretKey === null)
        throw new CommandError(
          `the tower's secret key is neither in GANTRY_SECRET_KEY nor in ${join(homeOf(env), 'secret.key')}; --without-keys leaves it out`,
        );
      const home = resolve(homeOf(env));
      const told = { home, secretKey: keys.secretKey, keys: withKeys ? keys : none };
      const order = { path, version: versionOf(), ...told, onRows };
      return onConnection(url, 'gantry-backup', async (client) => {
        const done = await backUp({ ...order, client });
        await noteErasures(client, { home, path, secretKey: keys.secretKey });
        return done;
      });
    });
  } finally {
    counting.end();
  }
};

const create = async (target: string, how: { env: Environment; withKeys: boolean }): Promise<void> => {
  const began = performance.now();
  const path = fileIn(target);
  const { rows, tables, logHead, personalKeys } = await write(path, how);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(
    `${path}: ${grouped(rows)} rows of ${tables.length} tables, log head ${grouped(logHead)}, ${megabytes(path)}, ${seconds} s${how.withKeys ? '' : ', without keys'}`,
  );
  console.log(`${keysFileOf(path)}: ${grouped(personalKeys)} keys of personal data, ${megabytes(keysFileOf(path))}`);
};

const verify = async (path: string): Promise<void> => {
  const began = performance.now();
  const counting = startCounting('reading');
  const onRows = (rows: number): void => counting.at(rows, 'checked');
  const backup = await verifyBackup(path, { onRows }).finally(() => counting.end());
  const { head, keys, end } = backup.summary;
  const rows = end.tables.reduce((all, table) => all + table.rows, 0);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(
    `verified ${path}: ${grouped(rows)} rows of ${end.tables.length} tables, log head ${grouped(head.logHead)}, written ${head.createdAt} by Gantry ${head.version}, ${keys.secretKey === null ? 'without keys' : 'with keys'}, ${megabytes(path)}, ${seconds} s`,
  );
  if (backup.keys)
    console.log(
      `verified ${backup.keys.path}: its ${grouped(backup.keys.summary.end.tables[0]?.rows ?? 0)} keys of personal data`,
    );
  else if (keepsKeysApart(backup))
    console.log(`${keysFileOf(path)} is not there: what is personal in the backup cannot be read without it`);
};

/** Writes or verifies a backup. */
export const run = async (args: string[], env: Environment): Promise<number> => {
  const options = {
    'without-keys': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  } as const;
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  const [first, second, ...more] = positionals;
  if (values.help || first === undefined || more.length > 0 || (first === 'verify') !== (second !== undefined)) {
    process.stderr.write(`${usage}\n`);
    return values.help ? 0 : 1;
  }
  if (second !== undefined) await verify(fileAt(second));
  else await create(first, { env, withKeys: !values['without-keys'] });
  return 0;
};

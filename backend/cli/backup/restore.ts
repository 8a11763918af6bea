/** `gantry restore <file>`: a backup into a new home or an empty database, whole and verified, or not at all. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { allFacts } from '@gantry/analytics/facts/all';
import { migrationsList } from '@gantry/prisma/files';
import { migrate } from '@gantry/prisma/migrate';
import type pg from 'pg';
import { endEverySession } from '../../src/contexts/access/sessions/store.ts';
import { forgetMarks, noteLacking } from '../../src/contexts/insights/facts/marks.ts';
import { sqlOf } from '../../src/platform/backup/catalog.ts';
import { fingerprintOf } from '../../src/platform/backup/dump.ts';
import type { TowerKeys } from '../../src/platform/backup/frames.ts';
import {
  type Loaded,
  loadArchive,
  type Migration,
  RestoreRefused,
  refuseNewer,
} from '../../src/platform/backup/load.ts';
import { type Backup, keysFileOf } from '../../src/platform/backup/pair.ts';
import { addRestored, headsFolderOf } from '../../src/platform/log/proof/head-file.ts';
import { newestHead } from '../../src/platform/log/proof/heads.ts';
import { sequenceStep } from '../../src/platform/log/sequencer.ts';
import { CommandError, type Environment, homeOf } from '../tower-access.ts';
import { fileAt, grouped, megabytes } from './backup.ts';
import { startCounting } from './counting.ts';
import { erasedBefore } from './erased-before.ts';
import { readBackup, tellOfPersons } from './personal-data.ts';
import { onConnection, withEmbedded } from './tower-database.ts';
import { keysOf, putKeys } from './tower-keys.ts';

export const usage = `gantry restore <file> [--home <folder>] [--replace <database>] [--secret-key-file <file>]
               [--keys <file> | --without-personal-data] [--erasures <file>]... [--no-erasures-known]
  --home <folder>            a new tower in this folder; else the database DATABASE_URL names, else GANTRY_HOME
  --replace <database>       loses what is in a database that is not empty; its name has to be said (embedded: gantry)
  --secret-key-file <file>   for a backup written with --without-keys
  --keys <file>              the keys of its personal data; <file>.keys when left out
  --without-personal-data    for a backup whose keys are deleted: names and addresses in it stay sealed for good
  --erasures <file>          a tower's erasures.log, or a newer backup: who was erased since this one was written. The lists of
                             this home, of the home that wrote it and of its folder, newer backups there and a database
                             that is replaced are asked in any case
  --no-erasures-known        when none of them is as new as the backup: whoever was erased since is back
  --in-clear                 for a backup from before personal data was sealed, although somebody was erased since
  The archive is read whole and checked before anything is touched; rows are compared with it before they count.`;

type Order = {
  path: string;
  home: string;
  url: string | undefined;
  replace: string | undefined;
  secretKeyFile: string | undefined;
  keysPath: string;
  withoutPersonalData: boolean;
  inClear: boolean;
  erasures: string[];
  noErasuresKnown: boolean;
  env: Environment;
};

const programMigrations = (): Migration[] =>
  migrationsList().migrationDirectories.map(({ path, migrationFile }) => ({
    name: path,
    sql: migrationFile.content.value,
  }));

/** The keys that the restored tower is to have. Throws when the one that opens its secrets is not at hand. */
const keysFor = ({ summary: { head, keys } }: Backup, order: Order): TowerKeys => {
  const given = order.secretKeyFile === undefined ? null : readFileSync(order.secretKeyFile, 'utf8').trim();
  const standing = keysOf(order.home, order.env);
  const secretKey = given ?? keys.secretKey ?? standing.secretKey;
  if (head.keyFingerprint === null) return { ...keys, secretKey };
  const needed = `the backup's secrets open with the secret key of fingerprint ${head.keyFingerprint}`;
  if (secretKey === null)
    throw new CommandError(`${needed}, which is not in the file: give it by --secret-key-file or GANTRY_SECRET_KEY`);
  if (fingerprintOf(secretKey) !== head.keyFingerprint)
    throw new CommandError(`${needed}; the one given has ${fingerprintOf(secretKey)}`);
  const fixed = order.env.GANTRY_SECRET_KEY;
  if (fixed && fixed !== secretKey)
    throw new CommandError(
      `${needed}; GANTRY_SECRET_KEY in the environment has ${fingerprintOf(fixed)} and would be used instead`,
    );
  if (standing.secretKey !== null && standing.secretKey !== secretKey && order.replace === undefined)
    throw new CommandError(`${join(order.home, 'secret.key')} is the key of another tower: restore into a new home`);
  return { ...keys, secretKey };
};

/** Everything that came without a position gets one, and the log's transaction ids count from here on. */
const settleLog = async (client: pg.Client): Promise<number> => {
  let epoch = 0;
  for (;;) {
    const step = await sequenceStep(client);
    epoch = step.epoch?.epoch ?? epoch;
    if (step.placed === 0 && !step.epoch) return epoch;
  }
};

/** ClickHouse may hold rows of a log that went further than this one: every table is made again, whatever is in it. */
const markFacts = async (client: pg.Client): Promise<void> => {
  const sql = sqlOf(client);
  await forgetMarks(sql);
  for (const { name } of allFacts) await noteLacking(sql, name, 'the log was restored from a backup');
};

/** Heads of a log that went further than this one are void from here on. */
const noteRestored = async (client: pg.Client, { order, backup }: { order: Order; backup: Backup }): Promise<void> => {
  const { secretKey } = keysOf(order.home, order.env);
  if (secretKey === null) return;
  const why = `a backup written ${backup.summary.head.createdAt}`;
  addRestored(headsFolderOf(order.home), secretKey, { why, at: new Date(), head: await newestHead(sqlOf(client)) });
};

type Restored = Loaded & { migrated: string[]; epoch: number; erased: number };

const load = async (url: string, { order, backup }: { order: Order; backup: Backup }): Promise<Restored> => {
  const counting = startCounting('restoring');
  try {
    const loaded = await onConnection(url, 'gantry-restore', async (client) => {
      const name = client.database ?? '';
      if (order.replace !== undefined && order.replace !== name)
        throw new RestoreRefused(`--replace names ${order.replace}, but the database is ${name}`);
      const onStep = (step: string, rows: number): void => counting.at(rows, step);
      // Before the rows are: a tower that found them without its key would make another.
      const keys = keysFor(backup, order);
      const erased = await erasedBefore(client, order, backup.summary.head);
      const migrations = programMigrations();
      const done = await loadArchive({
        client,
        backup,
        erased,
        migrations,
        replace: order.replace !== undefined,
        onStep,
        settle: async (sql, has) => {
          if (has('person_sessions')) await endEverySession(sql);
        },
        beforeLoad: () => putKeys(order.home, keys),
      });
      return { ...done, erased: erased.length };
    });
    const migrated = await migrate(url);
    const epoch = await onConnection(url, 'gantry-restore', async (client) => {
      await client.query('ANALYZE');
      await markFacts(client);
      const epoch = await settleLog(client);
      await noteRestored(client, { order, backup });
      return epoch;
    });
    return { ...loaded, migrated, epoch };
  } finally {
    counting.end();
  }
};

const restore = async (order: Order): Promise<void> => {
  const began = performance.now();
  const counting = startCounting('reading');
  const backup = await readBackup(order, (rows) => counting.at(rows, 'checked')).finally(() => counting.end());
  const { head, end } = backup.summary;
  refuseNewer(backup.summary, programMigrations());
  keysFor(backup, order);
  console.log(
    `the archive is whole: ${end.tables.length} tables, ${megabytes(order.path)}, written ${head.createdAt} by Gantry ${head.version}`,
  );
  const work = (url: string) => load(url, { order, backup });
  const done = order.url === undefined ? await withEmbedded(order.home, work) : await work(order.url);
  for (const name of done.strangers) console.log(`table ${name} is none of Gantry's: it stays in the archive`);
  if (done.migrated.length > 0)
    console.log(`brought from migration ${head.migrations.at(-1)} to ${done.migrated.at(-1)}`);
  tellOfPersons(backup, done);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(
    `verified: ${grouped(done.rows)} rows equal to the archive; the log goes on behind position ${grouped(head.logHead)} in epoch ${done.epoch}; ${seconds} s`,
  );
  console.log(
    order.url === undefined
      ? `start it: GANTRY_HOME=${order.home} gantry start`
      : `keys are in ${order.home}; ClickHouse fills itself from the log when a worker starts`,
  );
};

const orderOf = (args: string[], env: Environment): Order | undefined => {
  const text = { type: 'string' } as const;
  const options = {
    home: text,
    replace: text,
    'secret-key-file': text,
    keys: text,
    'without-personal-data': { type: 'boolean', default: false },
    'in-clear': { type: 'boolean', default: false },
    erasures: { type: 'string', multiple: true },
    'no-erasures-known': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  } as const;
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0 || values.help) return undefined;
  const path = fileAt(file);
  return {
    path,
    keysPath: values.keys === undefined ? keysFileOf(path) : fileAt(values.keys),
    withoutPersonalData: values['without-personal-data'],
    inClear: values['in-clear'],
    erasures: (values.erasures ?? []).map(fileAt),
    noErasuresKnown: values['no-erasures-known'],
    home: values.home === undefined ? homeOf(env) : resolve(values.home),
    url: values.home === undefined ? env.DATABASE_URL || undefined : undefined,
    replace: values.replace,
    secretKeyFile: values['secret-key-file'],
    env,
  };
};

/** Restores a backup. */
export const run = async (args: string[], env: Environment): Promise<number> => {
  const order = orderOf(args, env);
  if (order === undefined) {
    process.stderr.write(`${usage}\n`);
    return args.includes('--help') ? 0 : 1;
  }
  await restore(order);
  return 0;
};

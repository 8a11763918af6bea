/**
 * `gantry privacy find | export | erase | rewrap`: the people that parcels go to. What is asked goes through the API, which
 * keeps its log; `rewrap` works on the keys themselves, after GANTRY_SECRET_KEY was changed.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import {
  askedErasureReasons,
  eraseSubject,
  exportSubject,
  type FoundSubject,
  findSubjects,
} from '@gantry/shared/api/privacy';
import { openDatabase } from '../src/platform/database.ts';
import { openTower, type Tower } from '../src/sandbox/tower.ts';
import { writingOn } from './key-ring.ts';
import { CommandError, type Environment, homeOf, towerAccess } from './tower-access.ts';
import { readTowerFile } from './tower-file.ts';

export const usage = `gantry privacy find --email E | --phone P | --postal-code C --name N | --order ID
gantry privacy export <subject> [--file FILE]    everything kept of a subject, as JSON
gantry privacy erase <subject> --reason WHY      for good: its keys are destroyed, figures stay
                                                 (${askedErasureReasons.join(', ')})
gantry privacy rewrap                            keys of GANTRY_SECRET_KEY_FORMER by the one of now
  --origin URL --key KEY   the tower, when it is not the one of GANTRY_HOME`;

const text = { type: 'string' } as const;
const options = {
  email: text,
  phone: text,
  'postal-code': text,
  name: text,
  order: text,
  file: text,
  reason: text,
  origin: text,
  key: text,
};
type Flags = Partial<Record<keyof typeof options, string>>;

const line = ({ subjectId, merchant, orders, shipments, messages, erasedAt }: FoundSubject): string =>
  `${subjectId}  ${merchant}: ${orders} orders, ${shipments} shipments, ${messages} messages${erasedAt === null ? '' : `, erased ${erasedAt}`}`;

const find = async (
  tower: Tower,
  { email, phone, 'postal-code': postalCode, name, order: orderId }: Flags,
): Promise<number> => {
  const said = { email, phone, postalCode, name, orderId };
  const body = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
  const { items } = (await tower.call(findSubjects, { body })).reply;
  console.log(items.length === 0 ? 'nobody' : items.map(line).join('\n'));
  return items.length === 0 ? 1 : 0;
};

const exportAll = async (tower: Tower, subjectId: string, { file }: Flags): Promise<number> => {
  const { reply } = await tower.call(exportSubject, { params: { subjectId }, body: {} });
  const json = JSON.stringify(reply, null, 2);
  if (file === undefined) console.log(json);
  else writeFileSync(file, `${json}\n`, { mode: 0o600, flag: 'wx' });
  return 0;
};

const erase = async (tower: Tower, subjectId: string, { reason }: Flags): Promise<number> => {
  const why = askedErasureReasons.find((one) => one === reason);
  if (why === undefined) throw new CommandError(`--reason: one of ${askedErasureReasons.join(', ')}\n${usage}`);
  console.log(line((await tower.call(eraseSubject, { params: { subjectId }, body: { reason: why } })).reply));
  return 0;
};

const keysAtATime = 500;

const rewrap = async (env: Environment): Promise<number> => {
  const databaseUrl = env.DATABASE_URL || readTowerFile(homeOf(env))?.databaseUrl;
  if (!databaseUrl) throw new CommandError('no running tower in GANTRY_HOME; start one, or name DATABASE_URL');
  const database = openDatabase(databaseUrl, { name: 'privacy', role: 'command' }, 4);
  try {
    const { privacy } = writingOn(database, env);
    let keys = 0;
    for (let some = await privacy.rewrap(keysAtATime); some > 0; some = await privacy.rewrap(keysAtATime)) keys += some;
    console.log(`${keys} keys wrapped again; GANTRY_SECRET_KEY_FORMER is not needed for them any more`);
    return 0;
  } finally {
    await database.close();
  }
};

/** Runs one of the four. */
export const run = async (args: string[], env: Environment): Promise<number> => {
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  const [action = '', subject, ...more] = positionals;
  const one = action === 'export' || action === 'erase';
  const known = one || action === 'find' || action === 'rewrap';
  if (!known || more.length > 0 || one !== (subject !== undefined)) throw new CommandError(usage);
  if (action === 'rewrap') return rewrap(env);
  const tower = openTower({ ...towerAccess(values, env), patienceMs: 20_000 });
  try {
    if (action === 'find') return await find(tower, values);
    return await (action === 'export' ? exportAll : erase)(tower, subject ?? '', values);
  } finally {
    await tower.close();
  }
};

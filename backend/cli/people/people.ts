/** `gantry people invite|reset <email>`: a link for somebody, also for the manager who lost everything but the key. */
import { parseArgs } from 'node:util';
import { invitePerson, linkToPassword, listPeople, personArea } from '@gantry/shared/api/access/people';
import { openTower, type Tower, TowerRefusal } from '../../src/sandbox/tower.ts';
import { CommandError, type Environment, towerAccess } from '../tower-access.ts';

export const usage = `gantry people invite <email> --area personal|staff|manager [options]: a link for somebody new
gantry people reset <email>: a link to a new password for somebody who has accepted
  --name NAME              how others see them
  --merchant NAME          whom they serve, as often as wanted; all, when left out
  --origin URL --key KEY   the tower, when it is not the one of GANTRY_HOME`;

const text = { type: 'string' } as const;
const options = { area: text, name: text, merchant: { ...text, multiple: true }, origin: text, key: text } as const;

type Values = { area?: string | undefined; name?: string | undefined; merchant?: string[] | undefined };
type Given = { link: string; mailed: boolean; opens: string };

const invite = async (tower: Tower, email: string, { area, name, merchant }: Values): Promise<Given> => {
  const chosen = personArea.safeParse(area);
  if (!chosen.success) throw new CommandError(usage);
  const rights = { area: chosen.data, verticals: '*', merchants: merchant ?? '*' } as const;
  const body = { email, ...rights, ...(name === undefined ? {} : { name }) };
  return { ...(await tower.call(invitePerson, { body })).reply, opens: 'within seven days' };
};

const reset = async (tower: Tower, email: string): Promise<Given> => {
  const { items } = (await tower.call(listPeople, { query: { search: email, limit: 200 } })).reply;
  const found = items.find((one) => one.email.toLowerCase() === email.toLowerCase());
  if (!found) throw new CommandError(`nobody here has the address ${email}`);
  const { personId } = found;
  return { ...(await tower.call(linkToPassword, { params: { personId } })).reply, opens: 'within the hour' };
};

/** Prints a link. Answers the exit code. */
export const run = async (args: string[], env: Environment): Promise<number> => {
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  const { origin, key, ...rights } = values;
  const [what, email, ...more] = positionals;
  if (!['invite', 'reset'].includes(what ?? '') || email === undefined || more.length > 0)
    throw new CommandError(usage);
  const tower = openTower({ ...towerAccess({ origin, key }, env), connections: 1, patienceMs: 20_000 });
  try {
    const { link, mailed, opens } = await (what === 'invite' ? invite(tower, email, rights) : reset(tower, email));
    process.stdout.write(`${link}\n`);
    process.stderr.write(`${mailed ? `mailed to ${email} as well; ` : ''}it opens once, ${opens}\n`);
    return 0;
  } catch (error) {
    if (error instanceof TowerRefusal) throw new CommandError(error.message);
    throw error;
  } finally {
    await tower.close();
  }
};

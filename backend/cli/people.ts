/** `gantry people invite <email> --area manager`: a link for somebody, also for the manager who lost everything but the key. */
import { parseArgs } from 'node:util';
import { invitePerson, personArea } from '@gantry/shared/api/people';
import { openTower, TowerRefusal } from '../src/sandbox/tower.ts';
import { CommandError, type Environment, towerAccess } from './tower-access.ts';

export const usage = `gantry people invite <email> --area personal|staff|manager [options]
  --name NAME              how others see them
  --merchant NAME          whom they serve, as often as wanted; all, when left out
  --origin URL --key KEY   the tower, when it is not the one of GANTRY_HOME`;

const text = { type: 'string' } as const;
const options = { area: text, name: text, merchant: { ...text, multiple: true }, origin: text, key: text } as const;

/** Prints the link of an invitation. Answers the exit code. */
export const run = async (args: string[], env: Environment): Promise<number> => {
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  const [what, email, ...more] = positionals;
  const area = personArea.safeParse(values.area);
  if (what !== 'invite' || email === undefined || more.length > 0 || !area.success) throw new CommandError(usage);
  const tower = openTower({ ...towerAccess(values, env), connections: 1, patienceMs: 20_000 });
  try {
    const body = {
      email,
      area: area.data,
      verticals: '*' as const,
      merchants: values.merchant ?? ('*' as const),
      ...(values.name === undefined ? {} : { name: values.name }),
    };
    const { link, mailed } = (await tower.call(invitePerson, { body })).reply;
    process.stdout.write(`${link}\n`);
    process.stderr.write(
      mailed ? `mailed to ${email} as well; it opens once, within seven days\n` : 'it opens once, within seven days\n',
    );
    return 0;
  } catch (error) {
    if (error instanceof TowerRefusal) throw new CommandError(error.message);
    throw error;
  } finally {
    await tower.close();
  }
};

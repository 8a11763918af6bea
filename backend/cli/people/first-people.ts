/**
 * Who comes in first. A sandbox is given one account for each area, an empty tower one link for its first manager; both are
 * told at the terminal of whoever started it, and nowhere else.
 */
import * as people from '@gantry/shared/api/access/people';
import { acceptInvitation } from '@gantry/shared/api/access/session';
import { makeFirstManagerToken } from '../../src/contexts/access/people/first-manager.ts';
import { linkTo } from '../../src/contexts/access/people/letters.ts';
import { newToken } from '../../src/kernel/ids.ts';
import { openDatabase } from '../../src/platform/database.ts';
import { openTower, type Tower } from '../../src/sandbox/tower.ts';

export type FirstAccount = { area: string; email: string; password: string };
export type FirstPeople = { accounts: FirstAccount[] } | { link: string } | undefined;

const areas = ['personal', 'staff', 'manager'] as const;

const makeAccount = async (tower: Tower, area: (typeof areas)[number]): Promise<FirstAccount> => {
  const email = `${area}@demo.gantry.example`;
  const password = (newToken().slice(0, 16).match(/.{4}/g) ?? []).join('-');
  const body = { email, area, verticals: '*', merchants: '*' } as const;
  const { personId, link } = (await tower.call(people.invitePerson, { body })).reply;
  const token = link.slice(link.indexOf('#') + 1);
  await tower.call(acceptInvitation, { body: { token, password, name: `Demo ${area}` } });
  // Nobody sits at the browser that has just signed in.
  await tower.call(people.endPersonsSessions, { params: { personId } });
  return { area, email, password };
};

const firstAccounts = async (at: { origin: string; adminKey: string }): Promise<FirstPeople> => {
  const tower = openTower({ origin: at.origin, key: at.adminKey, connections: 1, patienceMs: 20_000 });
  try {
    const { items } = (await tower.call(people.listPeople, { query: { limit: 1 } })).reply;
    if (items.length > 0) return undefined;
    const accounts: FirstAccount[] = [];
    for (const area of areas) accounts.push(await makeAccount(tower, area));
    return { accounts };
  } finally {
    await tower.close();
  }
};

/** The link opens until somebody has come in by it; each start makes another in its place. */
const firstLink = async (origin: string, databaseUrl: string): Promise<FirstPeople> => {
  const database = openDatabase(databaseUrl, { name: 'first-people', role: 'command' }, 1);
  try {
    const token = await makeFirstManagerToken(database, new Date());
    return token === undefined ? undefined : { link: linkTo(origin, 'invitation', token) };
  } finally {
    await database.close();
  }
};

/** Makes them where there is nobody yet; undefined where there is somebody. */
export const makeFirstPeople = (
  { demo, publicOrigin }: { demo: boolean; publicOrigin: string | null },
  tower: { origin: string; adminKey: string; databaseUrl: string },
): Promise<FirstPeople> => (demo ? firstAccounts(tower) : firstLink(publicOrigin ?? tower.origin, tower.databaseUrl));

/** What to say of them. */
export const toldOfFirstPeople = (first: FirstPeople): string[] => {
  if (first === undefined) return [];
  if ('link' in first)
    return ['\n  The first manager signs in here (opens once, within seven days):', `  ${first.link}`];
  return [
    '\n  Sign in as (shown this once):',
    ...first.accounts.map(({ area, email, password }) => `  ${area.padEnd(9)} ${email.padEnd(30)} ${password}`),
  ];
};

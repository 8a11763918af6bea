/**
 * Everybody there is to an installation, as a test asks in their name: what each shows of itself and what it holds; and what
 * must be answered to each by the declaration of an endpoint alone.
 */
import { issueKey, revokeKey, revokeKiosk, rotateKey } from '@gantry/shared/api/access/keys';
import { addMerchant } from '@gantry/shared/api/access/merchants';
import { disablePerson, invitePerson } from '@gantry/shared/api/access/people';
import { acceptInvitation } from '@gantry/shared/api/access/session';
import { listOrders } from '@gantry/shared/api/orders';
import type { Need, Scope } from '@gantry/shared/caller';
import { type Area, areas, type Vertical, verticals } from '@gantry/shared/vocabulary/areas';
import { cookiesOf, fresh, pairedKiosk } from './doings.ts';
import { adminKey, type TestTower, until } from './tower.ts';

/** What somebody holds, as it was given to them; `merchants` '*' is the operator. */
export type Holding = {
  area: Area;
  verticals: readonly Vertical[];
  scopes: readonly Scope[];
  merchants: '*' | readonly string[];
};
export type Asker = {
  name: string;
  headers: Record<string, string>;
  /** Undefined for whoever is nobody. */
  holds?: Holding;
  /** The code of the 401 to what it shows: everywhere, or only where somebody is asked for (browsers send cookies unasked). */
  unknown?: { code: string; everywhere: boolean };
  /** The code of the 403 that it gets wherever it shows itself. */
  refused?: string;
};

export type Expected = { status: number; code: string; needs?: string } | 'admitted';

const rank = (area: Area): number => areas.indexOf(area);

/** What must be answered by the declaration, written from the specification and not from the code that decides. */
export const expectedOf = ({ holds, unknown, refused }: Asker, need: Need): Expected => {
  const isOpen = need.area === 'public';
  if (unknown && (unknown.everywhere || !isOpen)) return { status: 401, code: unknown.code };
  if (refused) return { status: 403, code: refused };
  if (isOpen) return 'admitted';
  if (!holds) return { status: 401, code: 'key_needed' };
  const lacks = (what: string, needs: string): Expected => ({ status: 403, code: `${what}_needed`, needs });
  if (!holds.verticals.includes(need.vertical)) return lacks('vertical', need.vertical);
  if (rank(holds.area) < rank(need.area)) return lacks('area', need.area);
  const { scope } = need;
  if (scope && !holds.scopes.includes('*') && !holds.scopes.includes(scope)) return lacks('scope', scope);
  return need.operator && holds.merchants !== '*' ? lacks('operator', 'all merchants') : 'admitted';
};

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
const everything = { area: 'manager', verticals, scopes: ['*'], merchants: '*' } as const satisfies Holding;
const wall = {
  area: 'personal',
  verticals: ['logistics'],
  scopes: ['wall:read'],
  merchants: '*',
} as const satisfies Holding;

type Wanted = { area: 'personal' | 'staff' | 'manager' } & Partial<Pick<Holding, 'merchants'>> & {
    verticals?: Vertical[];
    scopes?: Scope[];
    expiresAt?: string;
  };

/** A key that holds what is wanted, and who it is then. */
const keyHolder = async (tower: TestTower, name: string, wanted: Wanted) => {
  const { merchants, ...rest } = wanted;
  const given = merchants === undefined || merchants === '*' ? {} : { merchants: [...merchants] };
  const { status, body } = await tower.call(issueKey, { body: { name, ...rest, ...given } });
  if (status !== 201) throw new Error(`no key for ${name}: ${JSON.stringify(body)}`);
  const held: Vertical[] = wanted.verticals ? ['logistics', ...wanted.verticals] : [...verticals];
  const holds: Holding = { ...everything, ...wanted, verticals: held };
  return { keyId: body.keyId, asker: { name, headers: bearer(body.secret), holds } satisfies Asker };
};

/** Keys, known and not. */
const keyAskers = async (tower: TestTower, merchant: string): Promise<Asker[]> => {
  const made = await Promise.all([
    keyHolder(tower, 'personal', { area: 'personal' }),
    keyHolder(tower, 'staff', { area: 'staff' }),
    keyHolder(tower, 'other vertical', { area: 'manager', verticals: ['rentals'] }),
    keyHolder(tower, 'other merchant', { area: 'manager', merchants: [merchant] }),
    keyHolder(tower, 'staff of another merchant', { area: 'staff', merchants: [merchant] }),
    keyHolder(tower, 'one scope', { area: 'manager', scopes: ['orders:read'] }),
  ]);
  const revoked = await keyHolder(tower, 'revoked', { area: 'manager' });
  await tower.call(revokeKey, { params: { keyId: revoked.keyId } });
  const rotated = await keyHolder(tower, 'rotated out', { area: 'manager' });
  await tower.call(rotateKey, { params: { keyId: rotated.keyId }, body: { overlapHours: 0 } });
  const soon = new Date(Date.now() + 2_000).toISOString();
  const expired = await keyHolder(tower, 'expired', { area: 'manager', expiresAt: soon });
  await until(
    async () => (await fetch(tower.origin + listOrders.path, { headers: expired.asker.headers })).status === 401,
  );
  const ended = { unknown: { code: 'key_unknown', everywhere: true } };
  return [
    { name: 'manager', headers: bearer(adminKey), holds: everything },
    ...made.map(({ asker }) => asker),
    {
      name: 'another’s merchant chosen',
      headers: { ...bearer(adminKey), 'gantry-merchant': fresh('none') },
      refused: 'merchant_needed',
    },
    { name: 'wrong key', headers: bearer('gk_00000000000000000000000000000000'), ...ended },
    { name: 'revoked', headers: revoked.asker.headers, ...ended },
    { name: 'rotated out', headers: rotated.asker.headers, ...ended },
    { name: 'expired', headers: expired.asker.headers, ...ended },
  ];
};

const kioskAskers = async (tower: TestTower): Promise<Asker[]> => {
  const [paired, ended] = [await pairedKiosk(tower), await pairedKiosk(tower)];
  await tower.call(revokeKiosk, { params: { kioskId: ended.kioskId } });
  return [
    { name: 'kiosk', headers: { cookie: paired.cookie }, holds: wall },
    { name: 'revoked kiosk', headers: { cookie: ended.cookie }, unknown: { code: 'kiosk_ended', everywhere: false } },
  ];
};

/** Somebody who was invited, accepted and is signed in. */
const signedIn = async (tower: TestTower, rights: Pick<Holding, 'merchants'> & Wanted) => {
  const { area, merchants } = rights;
  const invited = await tower.call(invitePerson, {
    body: {
      email: `${fresh('matrix')}@example.invalid`,
      area,
      verticals: '*',
      merchants: merchants === '*' ? '*' : [...merchants],
    },
  });
  const token = invited.body.link.split('#')[1] ?? '';
  const password = 'correct horse battery';
  const joined = await tower.call(acceptInvitation, { body: { token, name: 'Of the matrix', password }, key: null });
  if (joined.status !== 200) throw new Error(`nobody signed in: ${JSON.stringify(joined.body)}`);
  return { personId: invited.body.personId, headers: { cookie: cookiesOf(joined.headers) } };
};

const personAskers = async (tower: TestTower, merchant: string): Promise<Asker[]> => {
  const [staff, manager, ended] = await Promise.all([
    signedIn(tower, { area: 'staff', merchants: '*' }),
    signedIn(tower, { area: 'manager', merchants: [merchant] }),
    signedIn(tower, { area: 'staff', merchants: '*' }),
  ]);
  const { status } = await tower.call(disablePerson, { params: { personId: ended.personId } });
  if (status !== 200) throw new Error('nobody was disabled');
  return [
    { name: 'a person of the staff', headers: staff.headers, holds: { ...everything, area: 'staff' } },
    { name: 'a manager of a merchant', headers: manager.headers, holds: { ...everything, merchants: [merchant] } },
    { name: 'a disabled person', headers: ended.headers, unknown: { code: 'session_ended', everywhere: false } },
  ];
};

/** Everybody, with a merchant of its own for those who are not the operator's. */
export const allAskers = async (tower: TestTower): Promise<{ merchant: string; askers: Asker[] }> => {
  const merchant = fresh('matrix');
  await tower.call(addMerchant, { body: { merchant, name: 'Of the matrix' } });
  const known = await Promise.all([keyAskers(tower, merchant), kioskAskers(tower), personAskers(tower, merchant)]);
  return { merchant, askers: [{ name: 'nobody', headers: {} }, ...known.flat()] };
};

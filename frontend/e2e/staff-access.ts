/** What a tower would answer about who may do what: somebody signed in, people, keys, kiosks, merchants, personal data. */

import { addAnalyst, listAnalysts, revokeAnalyst } from '@gantry/shared/api/access/analysts';
import {
  addKiosk,
  issueKey,
  listKeys,
  listKiosks,
  pairAgain,
  readMe,
  revokeKey,
  revokeKiosk,
  rotateKey,
} from '@gantry/shared/api/access/keys';
import { addMerchant, changeMerchant, listMerchants } from '@gantry/shared/api/access/merchants';
import {
  changeRights,
  disablePerson,
  enablePerson,
  endPersonsSessions,
  inviteAgain,
  invitePerson,
  listAccess,
  listMail,
  listPeople,
} from '@gantry/shared/api/access/people';
import * as session from '@gantry/shared/api/access/session';
import type { ReplyOf } from '@gantry/shared/api/endpoint';
import { eraseSubject, exportSubject, findSubjects, listErasures } from '@gantry/shared/api/privacy';
import { verticals } from '@gantry/shared/vocabulary/areas';
import { ago } from './ago.ts';
import type { StaffTower } from './staff-tower.ts';

/** What the tower says of a person of an area that holds every vertical and serves every merchant. */
export const whoIs = (
  area: ReplyOf<typeof readMe>['area'],
  over: Partial<ReplyOf<typeof readMe>> = {},
): ReplyOf<typeof readMe> => ({
  id: 'per_ana',
  name: 'Ana Lindqvist',
  area,
  kind: 'person',
  verticals: [...verticals],
  scopes: ['*'],
  merchants: '*',
  merchant: null,
  ...over,
});

export const ana: ReplyOf<typeof session.readProfile> = {
  personId: 'per_ana',
  email: 'ana@example.com',
  name: 'Ana Lindqvist',
  preferences: session.defaultPreferences,
};

type Person = ReplyOf<typeof listPeople>['items'][number];
const person = (personId: string, name: string | null, over: Partial<Person> = {}): Person => ({
  personId,
  email: `${personId.slice(4)}@example.com`,
  name,
  area: 'staff',
  verticals: '*',
  merchants: '*',
  state: 'active',
  secondFactor: false,
  invitedAt: ago(900),
  joinedAt: name === null ? null : ago(890),
  lastSeenAt: name === null ? null : ago(3),
  lockedUntil: null,
  ...over,
});
export const people: readonly Person[] = [
  person('per_ines', null, { state: 'invited', lastSeenAt: null, area: 'personal', merchants: ['acme'] }),
  person('per_tomas', 'Tomás Herrera-Villanueva', {
    state: 'locked',
    lockedUntil: ago(-0.2),
    verticals: ['logistics', 'customs', 'handoffs'],
  }),
  person('per_ana', 'Ana Lindqvist', { area: 'manager', secondFactor: true, lastSeenAt: ago(0) }),
  person('per_bo', 'Bo Jensen', { state: 'disabled', verticals: ['logistics'] }),
];

type Key = ReplyOf<typeof listKeys>['items'][number];
export const erp: Key = {
  keyId: 'key_erp',
  name: 'ERP of the north',
  kind: 'api',
  area: 'staff',
  verticals: ['logistics', 'ecommerce'],
  allVerticals: false,
  scopes: ['orders:read', 'orders:write', 'tracking:read'],
  hint: 'x7Qa',
  merchants: '*',
  secrets: [{ hint: 'x7Qa', createdAt: ago(400), validUntil: null }],
  createdAt: ago(400),
  lastUsedAt: ago(0.1),
  expiresAt: ago(-24 * 90),
  revokedAt: null,
};
const keys: Key[] = [
  erp,
  { ...erp, keyId: 'key_bi', name: 'BI', scopes: ['*'], hint: 'p0Lm', lastUsedAt: null, expiresAt: ago(-24 * 3) },
  { ...erp, keyId: 'key_old', name: 'Old importer', revokedAt: ago(20), secrets: [], expiresAt: null },
];

type Kiosk = ReplyOf<typeof listKiosks>['items'][number];
export const gate: Kiosk = {
  kioskId: 'kio_gate',
  name: 'Gate 3',
  merchants: '*',
  state: 'paired',
  createdAt: ago(700),
  pairedAt: ago(699),
  lastSeenAt: ago(0),
  device: 'Chromium on Linux',
  address: '10.1.4.22',
  linkExpiresAt: null,
};
export const pairingLink = '/wall#kiosk=a-code-that-opens-once-4711';

type Merchant = ReplyOf<typeof listMerchants>['items'][number];
const merchant = (short: string, name: string, over: Partial<Merchant> = {}): Merchant => ({
  merchant: short,
  name,
  state: 'active',
  retentionDays: null,
  createdAt: ago(9_000),
  ...over,
});
export const oneMerchant = [merchant('main', 'Main')];
export const twoMerchants = [merchant('main', 'North Shop'), merchant('acme', 'Acme Outdoor', { retentionDays: 90 })];

type Subject = ReplyOf<typeof findSubjects>['items'][number];
export const subject: Subject = {
  subjectId: 'sub_9f2c1e7ab04d',
  merchant: 'main',
  orders: 3,
  shipments: 4,
  messages: 18,
  firstAt: ago(2_000),
  lastAt: ago(30),
  erasedAt: null,
};

export const analyst = {
  analystId: 'ana_1',
  user: 'ana_notebook',
  name: 'Notebook of Ana',
  merchants: '*' as const,
  createdAt: ago(100),
  lastUsedAt: ago(2),
  revokedAt: null,
};

const here = {
  sessionId: 'ses_1',
  current: true,
  createdAt: ago(30),
  lastSeenAt: ago(0),
  expiresAt: ago(-300),
  address: '10.1.4.7',
  device: 'Firefox on Linux',
};

const withSelf = (tower: StaffTower): StaffTower =>
  tower
    .on(readMe, whoIs('manager'))
    .on(session.readProfile, ana)
    .on(session.changeProfile, ({ body }) => ({
      status: 200,
      body: {
        ...ana,
        ...(typeof body.name === 'string' ? { name: body.name } : {}),
        preferences: { ...ana.preferences, ...(body.preferences as object) },
      },
    }))
    .on(session.signIn, () => {
      tower.signedIn = true;
      return { status: 200, body: { outcome: 'signed_in' } };
    })
    .on(session.signOut, () => {
      tower.signedIn = false;
      return { status: 200, body: { outcome: 'signed_out' } };
    })
    .on(session.listSessions, {
      items: [here, { ...here, sessionId: 'ses_2', current: false, device: 'Safari on iPhone', lastSeenAt: ago(50) }],
    })
    .on(session.endSessions, { ended: 1 })
    .on(session.changePassword, { outcome: 'changed' })
    .on(session.askPasswordReset, { outcome: 'sent_if_known', mailed: true })
    .on(session.resetPassword, { outcome: 'changed' })
    .on(session.readInvitation, {
      email: 'ines@example.com',
      name: null,
      invitedBy: 'Ana Lindqvist',
      expiresAt: ago(-160),
    })
    .on(session.acceptInvitation, () => {
      tower.signedIn = true;
      return { status: 200, body: { outcome: 'signed_in' } };
    })
    .on(session.readSecondFactor, { on: false, recoveryCodesLeft: 0 })
    .on(session.beginSecondFactor, {
      uri: 'otpauth://totp/Gantry:ana%40example.com?secret=JBSWY3DPEHPK3PXP&issuer=Gantry',
      secret: 'JBSWY3DPEHPK3PXP',
      recoveryCodes: ['k3f9-2m4q', 'p8d1-x7vz', 'w2s6-9hjr', 'q5t0-b4nc'],
    })
    .on(session.confirmSecondFactor, { on: true, recoveryCodesLeft: 4 });

const withPeople = (tower: StaffTower): StaffTower => {
  const one = people[0] ?? person('per_ines', null);
  const invited = { ...one, link: '/invitation#token=a-token-that-opens-once-0815', mailed: false };
  return tower
    .on(listPeople, { items: [...people], nextCursor: null })
    .on(invitePerson, invited)
    .on(inviteAgain, invited)
    .on(changeRights, { ...one, area: 'staff' })
    .on(disablePerson, { ...one, state: 'disabled' })
    .on(enablePerson, { ...one, state: 'active' })
    .on(endPersonsSessions, { ended: 2 })
    .on(listAccess, {
      items: [
        {
          entryId: 'acc_2',
          at: ago(1),
          act: 'locked_out',
          by: { id: 'anonymous', name: 'tomas@example.com', kind: 'anonymous' },
          about: { id: 'per_tomas', name: 'Tomás Herrera-Villanueva' },
          address: '203.0.113.9',
          detail: '10 wrong passwords in 15 min',
        },
        {
          entryId: 'acc_1',
          at: ago(2),
          act: 'signed_in',
          by: { id: 'per_ana', name: 'Ana Lindqvist', kind: 'person' },
          about: null,
          address: '10.1.4.7',
          detail: null,
        },
      ],
      nextCursor: null,
    })
    .on(listMail, {
      items: [
        {
          mailId: 'mail_1',
          at: ago(1),
          to: 'ines@example.com',
          subject: 'Ana Lindqvist invites you to Gantry',
          text: 'Open this within seven days:\nhttps://tower.example/invitation#token=abc\n',
          outcome: 'kept',
          detail: null,
        },
      ],
      nextCursor: null,
    });
};

/** A tower in which a manager of all merchants is signed in. */
export const withAccess = (tower: StaffTower): StaffTower =>
  withPeople(withSelf(tower))
    .on(listKeys, { items: keys })
    .on(issueKey, { ...erp, name: 'Importer', secret: 'gk_a-secret-that-is-shown-once-1234' })
    .on(rotateKey, { ...erp, secret: 'gk_another-secret-that-is-shown-once' })
    .on(revokeKey, { ...erp, revokedAt: ago(0) })
    .on(listKiosks, { items: [gate, { ...gate, kioskId: 'kio_2', name: 'Office', state: 'revoked', device: null }] })
    .on(addKiosk, { ...gate, state: 'waiting', link: pairingLink, linkExpiresAt: ago(-1) })
    .on(pairAgain, { ...gate, link: pairingLink, linkExpiresAt: ago(-1) })
    .on(revokeKiosk, { ...gate, state: 'revoked' })
    .on(listMerchants, { items: oneMerchant })
    .on(addMerchant, merchant('nord', 'Nord'))
    .on(changeMerchant, merchant('main', 'Main'))
    .on(findSubjects, { items: [subject] })
    .on(exportSubject, {
      subjectId: subject.subjectId,
      merchant: 'main',
      exportedAt: ago(0),
      orders: [{ orderId: 'ord_1', name: 'Planted Person', email: 'planted@example.invalid' }],
      shipments: [],
      messages: [],
    })
    .on(eraseSubject, { ...subject, erasedAt: ago(0) })
    .on(listErasures, {
      items: [
        {
          subjectId: 'sub_1d0c99',
          merchant: 'main',
          erasedAt: ago(48),
          merchantName: 'Main',
          by: { id: 'system:retention', name: 'Retention' },
          reason: 'retention',
        },
      ],
      nextCursor: null,
    })
    .on(listAnalysts, { place: { url: 'https://tower.example:8123', database: 'gantry' }, items: [analyst] })
    .on(addAnalyst, { ...analyst, password: 'a-password-that-is-shown-once' })
    .on(revokeAnalyst, { ...analyst, revokedAt: ago(0) });

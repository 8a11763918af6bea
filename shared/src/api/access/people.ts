/** People and their rights, for managers; and what people and keys did at the door. */
import { z } from 'zod';
import { callerKinds } from '../../caller.ts';
import { instant } from '../../events/define.ts';
import { areas, verticals } from '../../vocabulary/areas.ts';
import { endpoint, pageOf, pageQuery } from '../endpoint.ts';
import { givenInstant, inOrder } from '../given-time.ts';
import { merchantsHeld } from './keys.ts';
import { email } from './session.ts';

const base = '/api/logistics/access';
const forManagers = { area: 'manager', vertical: 'logistics' } as const;

export const personArea = z.enum(areas).exclude(['public']);
/** What a person may; a manager of some merchants hands out no more than that. */
export const personRights = z.object({
  area: personArea,
  verticals: z.union([z.literal('*'), z.array(z.enum(verticals)).max(20)]),
  merchants: merchantsHeld,
});
export type PersonRights = z.infer<typeof personRights>;
export const personStates = ['invited', 'active', 'locked', 'disabled'] as const;
export const person = personRights.extend({
  personId: z.string(),
  email,
  name: z.string().nullable().describe('Null until the invitation is accepted'),
  state: z.enum(personStates).describe('`locked`: too many wrong passwords; opens by itself at `lockedUntil`'),
  secondFactor: z.boolean(),
  invitedAt: instant.nullable(),
  joinedAt: instant.nullable(),
  lastSeenAt: instant.nullable(),
  lockedUntil: instant.nullable(),
});
export type Person = z.infer<typeof person>;

const one = { params: z.object({ personId: z.string().max(60) }) };

export const listPeople = endpoint({
  ...forManagers,
  id: 'access.list_people',
  method: 'GET',
  path: `${base}/people`,
  summary: 'People, newest first; a manager of some merchants sees those who serve no others',
  query: pageQuery.extend({ search: z.string().trim().max(200).optional(), state: z.enum(personStates).optional() }),
  reply: pageOf(person),
});
/** `link` is given once to whoever invites, for towers that send no mail; it is mailed too where mail is set up. */
export const invitePerson = endpoint({
  ...forManagers,
  id: 'access.invite_person',
  method: 'POST',
  path: `${base}/people`,
  summary: 'Invite a person by e-mail; the link opens for seven days',
  body: z.strictObject({ email, ...personRights.shape, name: z.string().trim().min(1).max(120).optional() }),
  success: 201,
  confidential: true,
  reply: person.extend({ link: z.string(), mailed: z.boolean() }),
  refusals: [409],
});
/** Invites again: the former link opens nothing any more. */
export const inviteAgain = endpoint({
  ...forManagers,
  ...one,
  id: 'access.invite_again',
  method: 'POST',
  path: `${base}/people/:personId/invitation`,
  summary: 'A new link for somebody who has not accepted',
  confidential: true,
  reply: person.extend({ link: z.string(), mailed: z.boolean() }),
  refusals: [409],
});
/** In force at once: open pages and sockets of the person are asked anew. The last manager of all merchants stays one. */
export const changeRights = endpoint({
  ...forManagers,
  ...one,
  id: 'access.change_rights',
  method: 'PATCH',
  path: `${base}/people/:personId`,
  summary: 'Change what a person may',
  body: z.strictObject(personRights.partial().shape),
  reply: person,
  refusals: [409],
});
export const disablePerson = endpoint({
  ...forManagers,
  ...one,
  id: 'access.disable_person',
  method: 'POST',
  path: `${base}/people/:personId/disabled`,
  summary: 'Disable a person at once: sessions and sockets end',
  reply: person,
  refusals: [409],
});
export const enablePerson = endpoint({
  ...forManagers,
  ...one,
  id: 'access.enable_person',
  method: 'DELETE',
  path: `${base}/people/:personId/disabled`,
  summary: 'Let a disabled or locked person in again',
  reply: person,
});
export const endPersonsSessions = endpoint({
  ...forManagers,
  ...one,
  id: 'access.end_persons_sessions',
  method: 'DELETE',
  path: `${base}/people/:personId/sessions`,
  summary: 'Sign a person out everywhere',
  reply: z.object({ ended: z.int().min(0) }),
});

/** For towers that send no mail: whoever looks after people hands the link over. It opens for an hour. */
export const linkToPassword = endpoint({
  ...forManagers,
  ...one,
  id: 'access.link_to_password',
  method: 'POST',
  path: `${base}/people/:personId/password-reset`,
  summary: 'A link to a new password for somebody who has accepted',
  confidential: true,
  reply: z.object({ link: z.string(), mailed: z.boolean() }),
  refusals: [409],
});

export const accessActs = [
  'signed_in',
  'sign_in_failed',
  'locked_out',
  'signed_out',
  'sessions_ended',
  'password_changed',
  'password_reset_asked',
  'second_factor_on',
  'second_factor_off',
  'invited',
  'joined',
  'rights_changed',
  'disabled',
  'enabled',
  'key_issued',
  'key_rotated',
  'key_revoked',
  'sql_given',
  'sql_taken',
  'kiosk_paired',
  'kiosk_revoked',
  'personal_data_exported',
  'personal_data_erased',
  'sql_asked',
] as const;
export const accessEntry = z.object({
  entryId: z.string(),
  at: instant,
  act: z.enum(accessActs),
  by: z.object({ id: z.string(), name: z.string(), kind: z.enum(callerKinds) }).describe('Who did it'),
  about: z.object({ id: z.string(), name: z.string() }).nullable().describe('Whom or what it was done to'),
  address: z.string().nullable(),
  detail: z.string().nullable(),
});
export type AccessEntry = z.infer<typeof accessEntry>;
export const listAccess = endpoint({
  ...forManagers,
  id: 'access.list_log',
  method: 'GET',
  path: `${base}/log`,
  summary: 'The access log, newest first',
  query: inOrder(
    pageQuery.extend({
      act: z.enum(accessActs).optional(),
      without: z.enum(accessActs).optional().describe('Leaves out what was done so: `sql_asked`'),
      by: z.string().max(60).optional().describe('An id, or part of a name or an e-mail address'),
      about: z.string().max(60).optional().describe('An id, or part of a name or an e-mail address'),
      from: givenInstant.optional(),
      until: givenInstant.optional(),
    }),
    'from',
    'until',
  ),
  reply: pageOf(accessEntry),
});

export const sentMail = z.object({
  mailId: z.string(),
  at: instant,
  to: z.string(),
  subject: z.string(),
  text: z.string(),
  outcome: z.enum(['kept', 'sent', 'failed', 'waiting']).describe('`kept`: this tower sends no mail; it lies here'),
  detail: z.string().nullable(),
});
/** In the sandbox, and wherever no SMTP server is set up, this is where mails are read. Texts with links are shown in the sandbox only. */
export const listMail = endpoint({
  ...forManagers,
  id: 'access.list_mail',
  method: 'GET',
  path: `${base}/mail`,
  summary: 'The outbox: mails of the tower, newest first',
  operator: true,
  query: pageQuery,
  reply: pageOf(sentMail),
});

/**
 * Signing in and out, and what a person keeps for themselves. A session is a cookie that no script reads; it lasts in new
 * tabs. Whatever is answered to a wrong password says nothing of whether the address is known.
 */
import { z } from 'zod';
import { instant } from '../../events/define.ts';
import { endpoint } from '../endpoint.ts';

export const email = z.email('an e-mail address, e.g. ana@example.com').max(200);
/** What somebody chooses; long rather than strange, as NIST SP 800-63B asks. */
export const newPassword = z.string().min(10, 'at least 10 characters').max(200, 'at most 200 characters');
const givenPassword = z.string().min(1).max(200);
/** Six digits of an authenticator app (RFC 6238), or one of the recovery codes. */
export const secondFactor = z.string().trim().min(6).max(40);

const base = '/api/logistics/access';
const forAnyone = { area: 'public', vertical: 'logistics' } as const;
const forMyself = { area: 'personal', vertical: 'logistics', scope: null } as const;

/** `second_factor_needed`: the password was right; ask again with `code`. Both set a cookie only when `signed_in`. */
export const signIn = endpoint({
  ...forAnyone,
  id: 'access.sign_in',
  method: 'POST',
  path: `${base}/session`,
  summary: 'Sign in with e-mail and password',
  body: z.strictObject({ email, password: givenPassword, code: secondFactor.optional() }),
  reply: z.object({ outcome: z.enum(['signed_in', 'second_factor_needed']) }),
  refusals: [401, 429],
});
export const signOut = endpoint({
  ...forAnyone,
  id: 'access.sign_out',
  method: 'DELETE',
  path: `${base}/session`,
  summary: 'Sign out here',
  reply: z.object({ outcome: z.literal('signed_out') }),
});

export const signedInAt = z.object({
  sessionId: z.string(),
  current: z.boolean().describe('The session that asks'),
  createdAt: instant,
  lastSeenAt: instant,
  expiresAt: instant,
  address: z.string().nullable().describe('Where it was last used from'),
  device: z.string().nullable().describe('The browser as it names itself, in short: `Firefox on Linux`'),
});
export const listSessions = endpoint({
  ...forMyself,
  id: 'access.list_sessions',
  method: 'GET',
  path: `${base}/sessions`,
  summary: 'Where I am signed in',
  reply: z.object({ items: z.array(signedInAt) }),
});
export const endSessions = endpoint({
  ...forMyself,
  id: 'access.end_sessions',
  method: 'DELETE',
  path: `${base}/sessions`,
  summary: 'Sign out everywhere, here too unless `others` is true',
  query: z.object({ others: z.enum(['true', 'false']).optional() }),
  reply: z.object({ ended: z.int().min(0) }),
});

export const readInvitation = endpoint({
  ...forAnyone,
  id: 'access.read_invitation',
  method: 'POST',
  reads: true,
  path: `${base}/invitation/read`,
  summary: 'Whom an invitation is for; its token stands in no address that a log keeps',
  body: z.strictObject({ token: z.string().min(1).max(200) }),
  reply: z.object({
    email: email.nullable().describe('Null for the first manager of a tower, who says it'),
    name: z.string().nullable(),
    invitedBy: z.string().nullable(),
    expiresAt: instant,
  }),
  refusals: [404, 429],
});
/** Signs the person in at once. */
export const acceptInvitation = endpoint({
  ...forAnyone,
  id: 'access.accept_invitation',
  method: 'POST',
  path: `${base}/invitation`,
  summary: 'Accept an invitation: a name and a password',
  body: z.strictObject({
    token: z.string().min(1).max(200),
    name: z.string().trim().min(1).max(120),
    password: newPassword,
    email: email.optional().describe('Asked for where the invitation names none, and only there'),
  }),
  reply: z.object({ outcome: z.literal('signed_in') }),
  refusals: [404, 429],
});

export const askPasswordReset = endpoint({
  ...forAnyone,
  id: 'access.ask_password_reset',
  method: 'POST',
  path: `${base}/password-reset`,
  summary: 'Ask for a mail with a link to a new password; the answer is the same whether the address is known or not',
  body: z.strictObject({ email }),
  success: 202,
  reply: z.object({
    outcome: z.literal('sent_if_known'),
    mailed: z.boolean().describe('Whether this tower sends mail at all; the same for every address'),
  }),
  refusals: [429],
});
/** Ends every session of the person. */
export const resetPassword = endpoint({
  ...forAnyone,
  id: 'access.reset_password',
  method: 'PUT',
  path: `${base}/password-reset`,
  summary: 'Choose a new password with the token of the mail',
  body: z.strictObject({ token: z.string().min(1).max(200), password: newPassword }),
  reply: z.object({ outcome: z.literal('changed') }),
  refusals: [404, 429],
});
export const changePassword = endpoint({
  ...forMyself,
  id: 'access.change_password',
  method: 'PUT',
  path: `${base}/password`,
  summary: 'Change my password; my other sessions end',
  body: z.strictObject({ current: givenPassword, password: newPassword }),
  reply: z.object({ outcome: z.literal('changed') }),
  refusals: [401, 429],
});

export const secondFactorState = z.object({ on: z.boolean(), recoveryCodesLeft: z.int().min(0) });
export const readSecondFactor = endpoint({
  ...forMyself,
  id: 'access.read_second_factor',
  method: 'GET',
  path: `${base}/second-factor`,
  summary: 'Whether I sign in with a second factor',
  reply: secondFactorState,
});
/** It is on only after `confirmSecondFactor`. */
export const beginSecondFactor = endpoint({
  ...forMyself,
  id: 'access.begin_second_factor',
  method: 'POST',
  path: `${base}/second-factor`,
  summary: 'Begin with a second factor: what the authenticator app is given',
  body: z.strictObject({ password: givenPassword }),
  confidential: true,
  reply: z.object({
    uri: z.string().describe('otpauth://, for a QR code'),
    secret: z.string().describe('The same to type, base32'),
    recoveryCodes: z.array(z.string()).describe('Each opens once; shown only now'),
  }),
  refusals: [401, 409, 429],
});
export const confirmSecondFactor = endpoint({
  ...forMyself,
  id: 'access.confirm_second_factor',
  method: 'PUT',
  path: `${base}/second-factor`,
  summary: 'Prove that the app knows it: from now on it is asked for',
  body: z.strictObject({ code: secondFactor }),
  reply: secondFactorState,
  refusals: [401, 409, 429],
});
export const endSecondFactor = endpoint({
  ...forMyself,
  id: 'access.end_second_factor',
  method: 'DELETE',
  path: `${base}/second-factor`,
  summary: 'Sign in without a second factor again',
  body: z.strictObject({ password: givenPassword }),
  reply: secondFactorState,
  refusals: [401, 429],
});

/** How a person likes things; every field may be left as it was. */
export const preferences = z.object({
  startPage: z
    .string()
    .regex(/^\/[a-z0-9/-]*$/, 'an address of this tower, e.g. /logistics/tracking')
    .max(200),
  timeZone: z.string().max(60).describe('An IANA name; `browser` for that of the browser'),
  units: z.enum(['metric', 'imperial']),
  dates: z.enum(['iso', 'day-first', 'month-first']).describe('2026-11-28, 28/11/2026, 11/28/2026'),
  theme: z.enum(['system', 'light', 'dark']),
  merchant: z.string().max(40).nullable().describe('The merchant that pages open with; null for all'),
});
export type Preferences = z.infer<typeof preferences>;
export const defaultPreferences: Preferences = {
  startPage: '/logistics',
  timeZone: 'browser',
  units: 'metric',
  dates: 'iso',
  theme: 'system',
  merchant: null,
};
export const profile = z.object({ personId: z.string(), email, name: z.string(), preferences });
/** A key has no profile: 403. */
export const readProfile = endpoint({
  ...forMyself,
  id: 'access.read_profile',
  method: 'GET',
  path: `${base}/profile`,
  summary: 'My profile',
  reply: profile,
});
export const changeProfile = endpoint({
  ...forMyself,
  id: 'access.change_profile',
  method: 'PATCH',
  path: `${base}/profile`,
  summary: 'Change my profile; what is left out stays',
  body: z.strictObject({
    name: z.string().trim().min(1).max(120).optional(),
    preferences: preferences.partial().strict().optional(),
  }),
  reply: profile,
});

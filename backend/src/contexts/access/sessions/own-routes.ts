/** The endpoints of what people keep for themselves: password, second factor, profile. */
import * as api from '@gantry/shared/api/access/session';
import { seesMerchant } from '@gantry/shared/caller';
import { type FieldError, Refusal } from '../../../kernel/errors.ts';
import { type Route, serve } from '../../../platform/http/serve.ts';
import { recordAccess } from '../log/record.ts';
import { type Account, doerOf, ownAccount } from '../people/account.ts';
import { type ChangedPreferences, changeProfile } from '../people/profiles.ts';
import type { Desk } from './desk.ts';
import { askReset, changePassword, insistOnPassword, reset } from './new-password.ts';
import { begin, confirm, end, secondFactorOf } from './second-factor.ts';
import { shownDigest } from './session-cookie.ts';

const passwords = (desk: Desk): Route[] => [
  serve(api.askPasswordReset, async ({ body, visit, address }) => {
    await desk.countMail(address);
    askReset(desk, body.email, { linkOrigin: visit.linkOrigin, address });
    return { outcome: 'sent_if_known' as const, mailed: desk.platform.mail.carried };
  }),
  serve(api.resetPassword, async ({ body, address }) => {
    await desk.guarded(address, () => reset(desk, body, address));
    return { outcome: 'changed' as const };
  }),
  serve(api.changePassword, async ({ platform, caller, body, visit, address }) => {
    const account = await ownAccount(platform.database, caller);
    const here = shownDigest(visit, platform.clock.now());
    await desk.guarded(address, () => changePassword(desk, account, { ...body, here, address }));
    return { outcome: 'changed' as const };
  }),
];

const shownFactor = async (desk: Desk, account: Account) => {
  const { on, recoveryCodesLeft } = await secondFactorOf(desk.platform.database, account.person.personId);
  return { on, recoveryCodesLeft: on ? recoveryCodesLeft : 0 };
};

const insistOnOff = async (desk: Desk, account: Account): Promise<void> => {
  if ((await secondFactorOf(desk.platform.database, account.person.personId)).on)
    throw new Refusal('conflict', 'second_factor_on', 'A second factor is on already: end it first');
};

const wrongCode = (): Refusal =>
  new Refusal('unauthenticated', 'wrong_code', 'This code is not right, is too old, or was used');

const secondFactors = (desk: Desk): Route[] => [
  serve(api.readSecondFactor, async ({ platform, caller }) =>
    shownFactor(desk, await ownAccount(platform.database, caller)),
  ),
  serve(api.beginSecondFactor, async ({ platform, caller, body, address }) => {
    const account = await ownAccount(platform.database, caller);
    await insistOnOff(desk, account);
    await desk.guarded(address, () => insistOnPassword(desk, account, body.password));
    const { personId, email } = account.profile;
    return platform.database.transaction((tx) => begin(platform, tx, { personId, email, now: platform.clock.now() }));
  }),
  serve(api.confirmSecondFactor, async ({ platform, caller, body, address }) => {
    const { database, clock } = platform;
    const account = await ownAccount(database, caller);
    const { personId } = account.person;
    await insistOnOff(desk, account);
    if (!(await secondFactorOf(database, personId)).begun)
      throw new Refusal('conflict', 'second_factor_not_begun', 'Begin with a second factor first');
    await desk.guarded(address, async () => {
      if (!(await confirm(platform, database, { personId, code: body.code, now: clock.now() }))) throw wrongCode();
    });
    await recordAccess(platform, { act: 'second_factor_on', by: doerOf(account), address });
    return shownFactor(desk, account);
  }),
  serve(api.endSecondFactor, async ({ platform, caller, body, address }) => {
    const account = await ownAccount(platform.database, caller);
    await desk.guarded(address, () => insistOnPassword(desk, account, body.password));
    await platform.database.transaction((tx) => end(tx, account.person.personId));
    await recordAccess(platform, { act: 'second_factor_off', by: doerOf(account), address });
    return shownFactor(desk, account);
  }),
];

const isZone = (name: string): boolean => {
  if (name === 'browser') return true;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
};

/** What of preferences cannot be: the schema knows no zones, and nobody prefers a merchant whom they do not serve. */
const faultsOf = ({ person }: Account, { timeZone, merchant }: ChangedPreferences): FieldError[] => [
  ...(timeZone === undefined || isZone(timeZone)
    ? []
    : [{ path: 'preferences.timeZone', message: 'an IANA name, e.g. Europe/Madrid, or `browser`' }]),
  ...(!merchant || seesMerchant({ merchants: person.merchants, merchant: null }, merchant)
    ? []
    : [{ path: 'preferences.merchant', message: `You do not serve the merchant ${merchant}` }]),
];

const shownProfile = ({ profile: { personId, email, name, preferences } }: Account) => ({
  personId,
  email,
  name: name ?? email,
  preferences,
});

const profiles = (desk: Desk): Route[] => [
  serve(api.readProfile, async ({ platform, caller }) => shownProfile(await ownAccount(platform.database, caller))),
  serve(api.changeProfile, async ({ platform, caller, body }) => {
    const account = await ownAccount(platform.database, caller);
    const errors = faultsOf(account, body.preferences ?? {});
    if (errors.length > 0) throw new Refusal('invalid', 'invalid', 'Some fields are not valid', errors);
    await changeProfile(platform.database, account.person.personId, body);
    // Whoever is signed in is called by their name.
    if (body.name !== undefined) desk.changed();
    return shownProfile(await ownAccount(platform.database, caller));
  }),
];

/** The routes of what is one's own. */
export const ownRoutes = (desk: Desk): Route[] => [...passwords(desk), ...secondFactors(desk), ...profiles(desk)];

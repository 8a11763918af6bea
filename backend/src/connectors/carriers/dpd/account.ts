/**
 * An account with DPD: LoginService getAuth gives a token for about a day. Hosts differ by country: the Dutch one is the
 * default, a connection's `baseUrl` names another (`https://wsshipper.dpd.be`), or the folder of the services itself. No
 * quota is published: careful by default, a connection's settings may say otherwise.
 */
import { carrierFacts } from '@gantry/shared/vocabulary/carriers';
import { Upstream } from '../../../kernel/errors.ts';
import type { Ask } from '../../wire/call.ts';
import { escaped } from '../../wire/escaped.ts';
import { at, firstText } from '../../wire/json.ts';
import { readSentTime } from '../../wire/time.ts';
import { readXml } from '../../wire/xml.ts';
import type { AccountAccess, AccountTerms, AccountToken } from '../account.ts';
import { call, envelope, languageOf, servicesOf, types } from './soap.ts';

const day = 24 * 3600;

/** How long a token is good: its end is told without zone, so the two hours of a Dutch or Belgian summer are taken off. */
const lifeOf = (expires: string | undefined, now: Date): number => {
  const time = readSentTime(expires);
  if (time === undefined || time.kind === 'none') return 20 * 3600;
  const end = time.kind === 'instant' ? Date.parse(time.at) : Date.parse(`${time.localTime}Z`) - 2 * 3_600_000;
  return Math.min(day, Math.max(60, Math.floor((end - now.getTime()) / 1000)));
};

const login = async (ask: Ask, access: AccountAccess): Promise<AccountToken> => {
  const { delisId = '', password = '' } = access.credentials;
  const body = `<ns:getAuth xmlns:ns="${types}/LoginService/2.1"><delisId>${escaped(delisId)}</delisId><password>${escaped(password)}</password><messageLanguage>${escaped(languageOf(access))}</messageLanguage></ns:getAuth>`;
  const answer = await call(ask, {
    operation: 'login',
    url: `${servicesOf(access.baseUrl)}/LoginService/V2_1`,
    action: `${types}/LoginService/2.1/getAuth`,
    body: envelope('', body),
  });
  const read = readXml(Buffer.from(answer.body));
  const result = 'error' in read ? undefined : at(read.body, 'Envelope', 'Body', 'getAuthResponse', 'return');
  const token = firstText(at(result, 'authToken'), at(result, 'authToken', 'text'));
  if (token === undefined) throw new Upstream('dpd', 'no_token', 'DPD answered the login without a token', true);
  const expires = firstText(at(result, 'authTokenExpires'), at(result, 'authTokenExpires', 'text'));
  return { token, expiresInSeconds: lifeOf(expires, access.now) };
};

export const dpdAccount: AccountTerms = {
  hosts: { live: 'https://wsshipper.dpd.nl', test: 'https://shipperadmintest.dpd.nl/PublicApi' },
  credentials: carrierFacts.dpd.credentials,
  quota: { perSecond: 1, perDay: 20_000 },
  login,
};

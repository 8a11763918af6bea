/**
 * DPD's SOAP services (1.1; schemas vendored by karrio): the envelope, the call, and the faults that speak of the account.
 */
import { Upstream } from '../../../kernel/errors.ts';
import type { Ask, OutsideAnswer } from '../../wire/call.ts';
import type { AccountAccess } from '../account.ts';
import { type DpdFault, faultOf } from './read-track.ts';

/** The namespace under which DPD keeps the types of each service. */
export const types = 'http://dpd.com/common/service/types';
const soap = 'http://schemas.xmlsoap.org/soap/envelope/';

/** A message with its header and body, both XML already. */
export const envelope = (header: string, body: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="${soap}"><soapenv:Header>${header}</soapenv:Header><soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`;

/** The folder of the services under a base address. */
export const servicesOf = (baseUrl: string): string =>
  /\/services$/.test(baseUrl) ? baseUrl : `${baseUrl}/soap/services`;

/** The language in which DPD is to answer. */
export const languageOf = ({ credentials }: AccountAccess): string => credentials.messageLanguage || 'en_EN';

/** LOGIN_5 and LOGIN_6 say that the token is over, which a new login mends; other refusals stay. */
const upstreamOf = (fault: DpdFault, operation: string): Upstream | undefined => {
  if (/^LOGIN_[56]$/i.test(fault.code) && operation !== 'login')
    return new Upstream('dpd', 'http_401', `${fault.code}: ${fault.message}`, true);
  if (/^LOGIN|AUTH/i.test(fault.code))
    return new Upstream('dpd', 'login_refused', `${fault.code}: ${fault.message}`, false);
  return undefined;
};

/** Calls a service. Throws an Upstream when DPD refuses the account, or fails without saying why. */
export const call = async (
  ask: Ask,
  message: { operation: string; url: string; action: string; body: string },
): Promise<OutsideAnswer> => {
  const { operation, url, action, body } = message;
  const headers = { 'content-type': 'text/xml; charset=UTF-8', soapaction: `"${action}"` };
  // SOAP sends its faults with status 500: they are read, not taken for an outage.
  const answer = await ask({ operation, url, method: 'POST', headers, body }, [500]);
  const fault = faultOf(Buffer.from(answer.body));
  const refused = fault && upstreamOf(fault, operation);
  if (refused) throw refused;
  if (answer.status === 500 && !fault) throw new Upstream('dpd', 'http_500', 'dpd answered 500', true);
  return answer;
};

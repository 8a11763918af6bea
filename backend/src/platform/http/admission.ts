/**
 * Whether whoever asks may: the one place on the server where a need meets a caller. What is switched off is off for
 * everybody; otherwise the answer says what the caller lacks.
 */
import { type Caller, merchantActedFor, type Need, whyNot } from '@gantry/shared/caller';
import type { Vertical } from '@gantry/shared/vocabulary/areas';
import type { Request } from 'express';
import { Refusal } from '../../kernel/errors.ts';
import { isSecure } from './browser/cookies.ts';

/** What a request or a socket shows of who it is; each as it was sent, undefined where it was not. */
export type Shown = {
  /** The header Authorization; of a socket its handshake's key as a bearer token. */
  authorization: string | undefined;
  cookie: string | undefined;
  /** Whether it came over TLS: which cookies are believed depends on it. */
  secure: boolean;
  /** The merchant it speaks for, by name: the header Gantry-Merchant, or the handshake's `merchant`. */
  merchant: string | undefined;
  /** Where it comes from, as far as proxies that are believed say it, and how its browser names itself. */
  address: string | undefined;
  agent: string | undefined;
};

/** The header by which whoever serves several merchants says for which one it asks. */
export const merchantHeader = 'gantry-merchant';

/** True when a request came over TLS. */
export const isSecureRequest = (request: Request, publicOrigin: string | null): boolean =>
  isSecure({ encrypted: request.secure, host: request.host }, publicOrigin);

/** The token of a header Authorization; undefined where it is none that can be read. */
export const bearerIn = (header: string | undefined): string | undefined => /^Bearer\s+(\S+)$/i.exec(header ?? '')?.[1];

/** What an HTTP request shows. */
export const shownBy = (request: Request, publicOrigin: string | null): Shown => ({
  authorization: request.get('authorization'),
  cookie: request.get('cookie'),
  secure: isSecureRequest(request, publicOrigin),
  merchant: request.get(merchantHeader),
  address: request.ip,
  agent: request.get('user-agent'),
});

/** Finds out who is asking and what is switched on; handed in by the app, since keys and switches are a context's business. */
export type Gate = {
  /**
   * Who is asking for what needs this. A cookie that opens nothing any more is nobody's where nobody is asked for: browsers
   * send it unasked, and signing in again has to be possible.
   */
  identify(request: Request, need: Pick<Need, 'area'>): Promise<Caller>;
  isOn(vertical: Vertical): boolean;
};

/** Refuses what the installation has switched off, whoever asks. */
export const insistOnVertical = (gate: Pick<Gate, 'isOn'>, vertical: Vertical): void => {
  if (!gate.isOn(vertical))
    throw new Refusal('forbidden', 'vertical_off', `${vertical} is switched off in this installation`);
};

/** Refuses a caller that may not, saying what it lacks. Everybody may what is public. */
export const insist = (caller: Caller, need: Need): void => {
  if (need.area === 'public') return;
  const lack = whyNot(caller, need);
  // Whoever sent no key lacks a key, also where the sandbox lets visitors look at its wall.
  if (lack && caller.id === 'anonymous')
    throw new Refusal('unauthenticated', 'key_needed', 'Sign in, or send an API key as Authorization: Bearer <key>');
  if (lack === 'vertical')
    throw new Refusal(
      'forbidden',
      'vertical_needed',
      `This needs the vertical ${need.vertical}, which you do not hold`,
    );
  if (lack === 'area')
    throw new Refusal('forbidden', 'area_needed', `This needs the area ${need.area}; you hold ${caller.area}`);
  if (lack === 'scope')
    throw new Refusal('forbidden', 'scope_needed', `This needs the scope ${need.scope}, which you do not hold`);
  if (lack === 'operator')
    throw new Refusal('forbidden', 'operator_needed', 'This belongs to the operator: it needs all merchants');
};

/** For whom a caller makes something new. Refuses one that serves several merchants and has not said for which it acts. */
export const merchantToActFor = (caller: Caller): string => {
  const merchant = merchantActedFor(caller);
  if (merchant === undefined)
    throw new Refusal(
      'invalid',
      'merchant_needed',
      'You serve several merchants: say for which one this is, in the header Gantry-Merchant',
    );
  return merchant;
};

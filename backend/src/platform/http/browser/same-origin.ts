/**
 * Cookies travel with every request that a browser makes, whoever's page made it. So what changes something is taken from
 * our own pages only, which browsers prove by `Sec-Fetch-Site` or `Origin`. A key is sent by nobody who does not mean to.
 */
import type { Caller } from '@gantry/shared/caller';
import type { Request } from 'express';
import { Refusal } from '../../../kernel/errors.ts';
import { bearerIn } from '../admission.ts';

/** What a request shows of the page it comes from, and where it goes. */
export type Sender = {
  /** The header Origin; of a page that hides where it is from it is `null`. */
  origin: string | undefined;
  /** The header Sec-Fetch-Site. */
  site: string | undefined;
  /** The origins that are ours: what the request was sent to, and what the operator said. */
  own: readonly string[];
};

/** `unknown`: no browser of these days sent it. */
export const whereFrom = ({ origin, site, own }: Sender): 'own' | 'foreign' | 'unknown' => {
  if (site === 'same-origin' || site === 'none') return 'own';
  if (origin !== undefined) return own.includes(origin) ? 'own' : 'foreign';
  return site === undefined ? 'unknown' : 'foreign';
};

/**
 * Refuses a change that another site's page asks for. Whoever is known by a cookie has to prove where they come from;
 * others, who may be about to get one, must only not be from elsewhere.
 */
export const insistOnOwnPage = (
  request: Request,
  caller: Pick<Caller, 'id' | 'kind'>,
  own: readonly (string | null)[],
): void => {
  // A key that can be read decides who asks, before any cookie.
  const byKey = bearerIn(request.get('authorization')) !== undefined && caller.kind !== 'person';
  if (byKey && caller.id !== 'anonymous') return;
  const from = whereFrom({
    origin: request.get('origin'),
    site: request.get('sec-fetch-site'),
    own: own.filter((one) => one !== null),
  });
  if (from === 'foreign' || (from === 'unknown' && caller.id !== 'anonymous'))
    throw new Refusal('forbidden', 'foreign_origin', 'This comes from a page of another site and was not done');
};

/**
 * The token of a customer's tracking link. It is made of the shipment's id under a key of the installation and kept nowhere:
 * events and rows know it by its SHA-256, so that nobody who reads them, or a backup of them, can open the page.
 */
import { createHmac, hkdfSync } from 'node:crypto';
import { base32, digest } from './ids.ts';

/** 160 bits, 32 letters. */
const tokenBytes = 20;
/** A part of what a token is made of, so that all links could be given anew without another key. */
const generation = 1;

/** How a token is known where it is kept. */
export const hashOfToken = (token: string): string => digest(token).toString('hex');

/** True for what `hashOfToken` makes; a token is shorter. */
export const isTokenHash = (text: string): boolean => /^[0-9a-f]{64}$/.test(text);

/** Makes the tokens of an installation. `secretKey` is 32 bytes in hex. */
export const tokensUnder = (secretKey: string): ((shipmentId: string) => string) => {
  const key = Buffer.from(hkdfSync('sha256', Buffer.from(secretKey, 'hex'), '', 'gantry tracking token', 32));
  return (shipmentId) =>
    base32(
      createHmac('sha256', key)
        .update(JSON.stringify([shipmentId, generation]))
        .digest()
        .subarray(0, tokenBytes),
    );
};

/** What says by which link a shipment is found: the hash alone; until lately, the token itself. */
export type LinkSaid = { tokenHash?: string | undefined; trackingToken?: string | undefined };
export type LinkKnown<Plan extends LinkSaid> = Omit<Plan, keyof LinkSaid> & { tokenHash: string };

/** A plan that knows its link by the hash, whatever was written of it. */
export const knownByHash = <Plan extends LinkSaid>(plan: Plan): LinkKnown<Plan> => {
  const { trackingToken = '', tokenHash, ...rest } = plan;
  // Of an event from before that was sealed since, the hash stands where the token stood.
  return { ...rest, tokenHash: tokenHash ?? (isTokenHash(trackingToken) ? trackingToken : hashOfToken(trackingToken)) };
};

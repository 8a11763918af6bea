/**
 * The code that proves whose a pickup is: six signs made of its id under a key of the installation, mailed to its customer and
 * kept nowhere. Pure.
 */
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

/** Without signs that are read for one another (0 O, 1 I L, 2 Z, 5 S, 8 B, U V) and without vowels, so that no word comes out. */
const alphabet = 'CDFGHJKMNPQRTWXY34679';
const length = 6;
/** A part of what a code is made of, so that all could be given anew without another key. */
const generation = 1;

/** Wrong codes that are taken before it can only be handed over by hand. */
export const mostTries = 5;

export type PickupCodes = {
  codeOf(fulfillmentId: string): string;
  /** Whether what somebody says is the code, in any case and with blanks or dashes between; in the same time for every answer. */
  matches(fulfillmentId: string, said: string): boolean;
};

/** `secretKey`: 32 bytes in hex. */
export const pickupCodesUnder = (secretKey: string): PickupCodes => {
  const key = Buffer.from(hkdfSync('sha256', Buffer.from(secretKey, 'hex'), '', 'gantry pickup code', 32));
  const mac = (text: string): Buffer => createHmac('sha256', key).update(text).digest();
  const codeOf = (fulfillmentId: string): string => {
    let value = BigInt(`0x${mac(JSON.stringify([fulfillmentId, generation])).toString('hex')}`);
    let code = '';
    while (code.length < length) {
      code += alphabet[Number(value % BigInt(alphabet.length))];
      value /= BigInt(alphabet.length);
    }
    return code;
  };
  return {
    codeOf,
    // Of both what is compared is a MAC, of one length whatever was said.
    matches: (fulfillmentId, said) =>
      timingSafeEqual(mac(said.toUpperCase().replace(/[\s-]/g, '')), mac(codeOf(fulfillmentId))),
  };
};

/**
 * The code that proves whose a pickup is: six signs made of its id under a key of the installation, mailed to its customer and
 * kept nowhere. Pure.
 */
import { timingSafeEqual } from 'node:crypto';
import { codesUnder } from '../../../kernel/keyed-code.ts';

/** Wrong codes that are taken before it can only be handed over by hand. */
export const mostTries = 5;

export type PickupCodes = {
  codeOf(fulfillmentId: string): string;
  /** Whether what somebody says is the code, in any case and with blanks or dashes between; in the same time for every answer. */
  matches(fulfillmentId: string, said: string): boolean;
};

/** `secretKey`: 32 bytes in hex. */
export const pickupCodesUnder = (secretKey: string): PickupCodes => {
  const { codeOf, mac } = codesUnder(secretKey, { purpose: 'gantry pickup code', length: 6 });
  return {
    codeOf,
    // Of both what is compared is a MAC, of one length whatever was said.
    matches: (fulfillmentId, said) =>
      timingSafeEqual(mac(said.toUpperCase().replace(/[\s-]/g, '')), mac(codeOf(fulfillmentId))),
  };
};

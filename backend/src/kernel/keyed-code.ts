/**
 * Short codes that people read aloud, made of an id under a key of the installation: who knows how ids are made knows no code. Pure.
 */
import { createHmac, hkdfSync } from 'node:crypto';

/** Without signs that are read for one another (0 O, 1 I L, 2 Z, 5 S, 8 B, U V) and without vowels, so that no word comes out. */
const alphabet = 'CDFGHJKMNPQRTWXY34679';
/** A part of what a code is made of, so that all could be given anew without another key. */
const generation = 1;

export type KeyedCodes = {
  codeOf(id: string): string;
  /** The MAC of a text under the key of these codes. */
  mac(text: string): Buffer;
};

/** `secretKey`: 32 bytes in hex. `purpose`: what the codes are for; each purpose has a key of its own. */
export const codesUnder = (secretKey: string, { purpose, length }: { purpose: string; length: number }): KeyedCodes => {
  const key = Buffer.from(hkdfSync('sha256', Buffer.from(secretKey, 'hex'), '', purpose, 32));
  const mac = (text: string): Buffer => createHmac('sha256', key).update(text).digest();
  const codeOf = (id: string): string => {
    let value = BigInt(`0x${mac(JSON.stringify([id, generation])).toString('hex')}`);
    let code = '';
    while (code.length < length) {
      code += alphabet[Number(value % BigInt(alphabet.length))];
      value /= BigInt(alphabet.length);
    }
    return code;
  };
  return { codeOf, mac };
};

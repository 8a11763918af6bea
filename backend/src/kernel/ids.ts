/**
 * Ids: a prefix that says what it is, then 26 characters of Crockford base 32 (48 bits of milliseconds, 80 random bits),
 * so that they sort by time and cannot be guessed. Derived ids hash what they stand for instead.
 */
import { hash, randomBytes } from 'node:crypto';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** Bytes as Crockford base 32. */
export const base32 = (bytes: Uint8Array): string => {
  let bits = 0;
  let value = 0;
  let text = '';
  for (const byte of bytes) {
    value = (value << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += alphabet[(value >>> bits) & 31];
      value &= (1 << bits) - 1;
    }
  }
  return bits > 0 ? text + alphabet[(value << (5 - bits)) & 31] : text;
};

export type IdPrefix =
  | 'ord'
  | 'shp'
  | 'key'
  | 'trs'
  | 'trr'
  | 'job'
  | 'whk'
  | 'exg'
  | 'rpl'
  | 'acc'
  | 'prs'
  | 'ses'
  | 'mal'
  | 'ksk'
  | 'ana'
  | 'mov'
  | 'hld'
  | 'mrg'
  | 'tfr'
  | 'upl'
  | 'pkg'
  | 'wlk';

/** A new id such as `ord_06bq…`, later ones sorting after earlier ones. */
export const newId = (prefix: IdPrefix, now: Date = new Date()): string => {
  const bytes = new Uint8Array(16);
  const time = now.getTime();
  for (let i = 0; i < 6; i++) bytes[i] = Math.floor(time / 2 ** (8 * (5 - i))) & 255;
  bytes.set(randomBytes(10), 6);
  return `${prefix}_${base32(bytes)}`;
};

/** An id made of what it stands for: the same parts give the same id. 100 bits of SHA-256. */
export const derivedId = (prefix: string, parts: readonly (string | number | null | undefined)[]): string =>
  `${prefix}_${base32(digest(JSON.stringify(parts)).subarray(0, 13)).slice(0, 20)}`;

/** An unguessable token for URLs: 160 random bits. */
export const newToken = (): string => base32(randomBytes(20));

/** SHA-256 of a text. */
export const digest = (text: string): Buffer => hash('sha256', text, 'buffer');

/** Partition of a stream (0..63): the events of one stream always fall into the same one. */
export const partitionOf = (streamId: string): number => {
  let hash = 0x811c9dc5;
  for (let i = 0; i < streamId.length; i++) hash = Math.imul(hash ^ streamId.charCodeAt(i), 0x01000193) >>> 0;
  return (hash ^ (hash >>> 15)) & 63;
};

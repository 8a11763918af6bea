/**
 * The tower's key ring: master keys that wrap the keys of data subjects. Each is derived from a secret of the tower's
 * (HKDF); the newest wraps, former ones only open, so that the secret can be changed while everything stays readable.
 */
import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';

/** A wrapped key as it is stored: the number of its master, nonce, body and tag. */
export type WrappedKey = { master: number; wrapped: Buffer };

export type Masters = {
  /** The number of the master that wraps. */
  current: number;
  wrap(id: string, key: Uint8Array): WrappedKey;
  /** Throws when the master is not in the ring, or the wrapping is not that of this id. */
  unwrap(id: string, kept: WrappedKey): Buffer;
};

const nonceBytes = 12;
const tagBytes = 16;

const derive = (secret: string): { number: number; key: Buffer } => {
  const key = Buffer.from(hkdfSync('sha256', Buffer.from(secret, 'hex'), '', 'gantry personal data master 1', 32));
  // Says which master it was and nothing of it; 31 bits, as the column's type has a sign.
  const number = createHash('sha256').update('number').update(key).digest().readUInt32BE(0) >>> 1;
  return { number, key };
};

const placeOf = (id: string, master: number): Buffer => Buffer.from(JSON.stringify(['wrapped', id, master]));

/** The ring of secrets of 32 bytes in hex, the current one first. */
export const mastersOf = (current: string, former: readonly string[]): Masters => {
  const newest = derive(current);
  const ring = new Map([...former.map(derive), newest].map(({ number, key }) => [number, key]));
  return {
    current: newest.number,
    wrap: (id, key) => {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', newest.key, nonce).setAAD(placeOf(id, newest.number));
      const wrapped = Buffer.concat([nonce, cipher.update(key), cipher.final(), cipher.getAuthTag()]);
      return { master: newest.number, wrapped };
    },
    unwrap: (id, { master, wrapped }) => {
      const key = ring.get(master);
      if (!key)
        throw new Error(`key ${id} is wrapped by a master key this tower does not have; see GANTRY_SECRET_KEY_FORMER`);
      const cut = wrapped.length - tagBytes;
      const decipher = createDecipheriv('aes-256-gcm', key, wrapped.subarray(0, nonceBytes), {
        authTagLength: tagBytes,
      })
        .setAAD(placeOf(id, master))
        .setAuthTag(wrapped.subarray(cut));
      return Buffer.concat([decipher.update(wrapped.subarray(nonceBytes, cut)), decipher.final()]);
    },
  };
};

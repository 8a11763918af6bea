/** Secrets at rest: AES-256-GCM, bound to the place they belong to, so that a ciphertext moved elsewhere does not open. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const version = 'v1';
const tagBytes = 16;

/** Encrypts `plain` for `place` (e.g. `connection:olist`). `key` is 32 bytes in hex. */
export const seal = (key: string, place: string, plain: string): string => {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(key, 'hex'), nonce).setAAD(
    Buffer.from(`${version}:${place}`),
  );
  const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
  return [version, nonce.toString('base64'), cipher.getAuthTag().toString('base64'), body.toString('base64')].join('.');
};

/** Opens what `seal` made for the same key and place. Throws when any of them differs. */
export const open = (key: string, place: string, sealed: string): string => {
  const [v, nonce, tag, body] = sealed.split('.');
  if (v !== version || !nonce || !tag || body === undefined)
    throw new Error(`sealed value of ${place} has no known form`);
  const decipher = createDecipheriv('aes-256-gcm', Buffer.from(key, 'hex'), Buffer.from(nonce, 'base64'), {
    // Without this a tag cut short, which is easier to guess, would do.
    authTagLength: tagBytes,
  })
    .setAAD(Buffer.from(`${version}:${place}`))
    .setAuthTag(Buffer.from(tag, 'base64'));
  return Buffer.concat([decipher.update(Buffer.from(body, 'base64')), decipher.final()]).toString('utf8');
};

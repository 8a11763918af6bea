/**
 * A sealed value: JSON under AES-256-GCM, bound to its key's id and the place it lies in, so that a box moved to another
 * row, another column or another person's data does not open.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const version = 'b1';
const nonceBytes = 12;
const tagBytes = 16;

const boundTo = (keyId: string, place: string): Buffer => Buffer.from(JSON.stringify([version, keyId, place]));

/** What lies under one key. `id` is part of what every box is bound to. */
export type BoxKey = { id: string; bytes: Uint8Array };

/** Seals bytes for a place: nonce, what is sealed, tag. */
export const sealBytes = ({ id, bytes }: BoxKey, place: string, plain: Uint8Array): Buffer => {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', bytes, nonce, { authTagLength: tagBytes }).setAAD(boundTo(id, place));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
};

/** Opens what `sealBytes` made under the same key for the same place. Throws when key, place or a bit differs. */
export const openBytes = ({ id, bytes }: BoxKey, place: string, sealed: Buffer): Buffer => {
  if (sealed.length < nonceBytes + tagBytes) throw new Error(`the sealed bytes of ${place} have no known form`);
  const cut = sealed.length - tagBytes;
  const decipher = createDecipheriv('aes-256-gcm', bytes, sealed.subarray(0, nonceBytes), { authTagLength: tagBytes })
    .setAAD(boundTo(id, place))
    .setAuthTag(sealed.subarray(cut));
  return Buffer.concat([decipher.update(sealed.subarray(nonceBytes, cut)), decipher.final()]);
};

/** Seals a JSON value for a place, e.g. `orders:ord_1`. Undefined cannot be sealed. */
export const sealBox = (key: BoxKey, place: string, value: unknown): string => {
  const plain = JSON.stringify(value);
  if (plain === undefined) throw new TypeError(`nothing to seal for ${place}`);
  return `${version}.${sealBytes(key, place, Buffer.from(plain, 'utf8')).toString('base64url')}`;
};

/** Opens what `sealBox` made under the same key for the same place. Throws when key, place or a bit differs. */
export const openBox = (key: BoxKey, place: string, sealed: string): unknown => {
  const [form, text = '', ...rest] = sealed.split('.');
  const body = Buffer.from(text, 'base64url');
  const whole = form === version && rest.length === 0 && body.length >= nonceBytes + tagBytes;
  // One text for one box: base64 that is not as it would be written has been tampered with.
  if (!whole || body.toString('base64url') !== text) throw new Error(`the sealed value of ${place} has no known form`);
  return JSON.parse(openBytes(key, place, body).toString('utf8'));
};

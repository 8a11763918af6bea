/** Sealed secrets open for their key and place, and for nothing else. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { newSecretKey } from './config.ts';
import { open, seal } from './secrets.ts';

const key = newSecretKey();
const place = 'connection:olist';
const plain = 'a-secret-of-a-carrier';

it('opens what was sealed, whatever it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string(), (text, where) => {
      expect(open(key, where, seal(key, where, text.toWellFormed()))).toBe(text.toWellFormed());
    }),
  );
});
it('never gives the same ciphertext twice, and never shows the secret', () => {
  const sealed = seal(key, place, plain);
  expect(seal(key, place, plain)).not.toBe(sealed);
  expect(Buffer.from(sealed.split('.')[3] ?? '', 'base64').toString()).not.toContain('secret');
});
it('does not open in another place, nor with another key', () => {
  const sealed = seal(key, place, plain);
  expect(() => open(key, 'connection:other', sealed)).toThrow();
  expect(() => open(newSecretKey(), place, sealed)).toThrow();
});
it('does not open when any bit was flipped', () => {
  const [version = '', ...parts] = seal(key, place, plain).split('.');
  for (const [n, part] of parts.entries()) {
    const bytes = Buffer.from(part, 'base64');
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const sealed = [version, ...parts.map((one, i) => (i === n ? flipped.toString('base64') : one))].join('.');
      expect(() => open(key, place, sealed), `part ${n}, bit ${bit}`).toThrow();
    }
  }
});
it('does not open with a tag cut short, which would be easier to guess', () => {
  const [version, nonce, tag = '', body] = seal(key, place, plain).split('.');
  const short = Buffer.from(tag, 'base64').subarray(0, 4).toString('base64');
  expect(() => open(key, place, [version, nonce, short, body].join('.'))).toThrow();
});
it.each(['', 'v1', 'v1...', 'v2.a.b.c', plain])('says that "%s" has no known form', (sealed) => {
  expect(() => open(key, place, sealed)).toThrow(/no known form/);
});

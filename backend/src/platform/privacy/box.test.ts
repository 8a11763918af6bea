/** Boxes and wrapped keys: what was sealed opens where it was sealed, and everything else is refused. */
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newSecretKey } from '../config.ts';
import { openBox, sealBox } from './box.ts';
import { mastersOf } from './masters.ts';

const keyOf = (id: string) => ({ id, bytes: randomBytes(32) });
const flipped = (bytes: Buffer, bit: number): Buffer => {
  const copy = Buffer.from(bytes);
  copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return copy;
};

describe('a box', () => {
  const key = keyOf('pdk_a');
  it('opens to what was sealed, whatever it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string(), (value, place) => {
        expect(openBox(key, place, sealBox(key, place, value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
  it('moved to another key, another id or another place does not open', () => {
    const other = keyOf('pdk_b');
    fc.assert(
      fc.property(fc.jsonValue(), fc.string(), fc.string(), (value, place, elsewhere) => {
        const sealed = sealBox(key, place, value);
        expect(() => openBox(other, place, sealed)).toThrow();
        expect(() => openBox({ ...other, id: key.id }, place, sealed)).toThrow();
        expect(() => openBox({ ...key, id: other.id }, place, sealed)).toThrow();
        if (elsewhere !== place) expect(() => openBox(key, elsewhere, sealed)).toThrow();
      }),
    );
  });
  it('with any bit of it flipped, or cut short, does not open', () => {
    const [form = '', text = ''] = sealBox(key, 'orders:1', { name: 'Ana' }).split('.');
    const bytes = Buffer.from(text, 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit++)
      expect(
        () => openBox(key, 'orders:1', `${form}.${flipped(bytes, bit).toString('base64url')}`),
        `${bit}`,
      ).toThrow();
    for (let end = 0; end < bytes.length; end++)
      expect(() => openBox(key, 'orders:1', `${form}.${bytes.subarray(0, end).toString('base64url')}`)).toThrow();
    for (const odd of ['', form, `v1.${text}`, `${form}.${text}.`, `${form}.${text}=`, `${form}. ${text}`])
      expect(() => openBox(key, 'orders:1', odd), odd).toThrow('no known form');
  });
  it('shows nothing, and is never the same twice', () => {
    const sealed = sealBox(key, 'orders:1', 'Ana García');
    expect(sealBox(key, 'orders:1', 'Ana García')).not.toBe(sealed);
    expect(Buffer.from(sealed.slice(3), 'base64url').toString('latin1')).not.toContain('Ana');
  });
});

describe('a wrapped key', () => {
  const [first, second] = [newSecretKey(), newSecretKey()];
  const key = randomBytes(32);
  it('opens under the ring that has its master, and under no other', () => {
    const wrapped = mastersOf(first, []).wrap('pdk_a', key);
    expect(mastersOf(first, []).unwrap('pdk_a', wrapped)).toEqual(key);
    const ring = mastersOf(second, [first]);
    expect(ring.unwrap('pdk_a', wrapped)).toEqual(key);
    expect(ring.wrap('pdk_a', key).master).toBe(mastersOf(second, []).current);
    expect(() => mastersOf(second, []).unwrap('pdk_a', wrapped)).toThrow('master key this tower does not have');
  });
  it('is refused for another id, another master and with any bit flipped', () => {
    const ring = mastersOf(second, [first]);
    const kept = ring.wrap('pdk_a', key);
    expect(() => ring.unwrap('pdk_b', kept)).toThrow();
    expect(() => ring.unwrap('pdk_a', { ...kept, master: mastersOf(first, []).current })).toThrow();
    for (let bit = 0; bit < kept.wrapped.length * 8; bit++)
      expect(() => ring.unwrap('pdk_a', { ...kept, wrapped: flipped(kept.wrapped, bit) })).toThrow();
  });
});

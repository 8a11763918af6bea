/** Tracking tokens: made of the shipment and the installation's key, known by their hash, whenever they were written. */
import { describe, expect, it } from 'vitest';
import { hashOfToken, knownByHash, tokensUnder } from './tracking-token.ts';

const one = tokensUnder('11'.repeat(32));
const other = tokensUnder('12'.repeat(32));

describe('a token', () => {
  it('is 160 bits in the letters of links, the same whenever it is made', () => {
    expect(one('shp_1')).toMatch(/^[0-9a-hjkmnp-tv-z]{32}$/);
    expect(one('shp_1')).toBe(tokensUnder('11'.repeat(32))('shp_1'));
  });
  it('is another for every shipment and every installation', () => {
    const tokens = Array.from({ length: 2_000 }, (_, n) => [one(`shp_${n}`), other(`shp_${n}`)]).flat();
    expect(new Set(tokens).size).toBe(4_000);
  });
});

describe('a plan', () => {
  it('from before knows its link by the hash of the token, and forgets the token', () => {
    expect(knownByHash({ orderId: 'ord_1', trackingToken: 'abc' })).toEqual({
      orderId: 'ord_1',
      tokenHash: hashOfToken('abc'),
    });
  });
  it('from before that was sealed since knows it by the same hash', () => {
    const sealed = { orderId: 'ord_1', trackingToken: hashOfToken('abc') };
    expect(knownByHash(sealed)).toEqual(knownByHash({ orderId: 'ord_1', trackingToken: 'abc' }));
  });
  it('of today is as it was written', () => {
    expect(knownByHash({ orderId: 'ord_1', tokenHash: 'h' })).toEqual({ orderId: 'ord_1', tokenHash: 'h' });
  });
});
